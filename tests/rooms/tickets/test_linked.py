"""Tickets that open tickets, and what these bring back."""

from __future__ import annotations

import pytest

from baoxiu.journal import queries as journal
from baoxiu.stock.models import StockLevel
from baoxiu.tickets import queries
from procedures.house import House, Order

MORNING = "2026-03-02 09:00"


@pytest.fixture
def waiting(lenovo: House) -> Order:
    """An order whose part had to be ordered."""
    order = lenovo.report(at=MORNING)
    order.run("download", by="coordinator", at="2026-03-02 09:05")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:10")
    parts = [{"code": "HDD-1", "quantity": 2}]
    order.run("judge", {"fault_kind": "hardware", "needed_parts": parts}, by="coordinator", at="2026-03-02 09:12")
    promised = lenovo.at("2026-03-05 10:00").isoformat()
    order.run("order_parts", {"explained_to_user": True, "promised_at": promised}, by="coordinator", at="2026-03-02 09:20")
    return order


def test_a_command_opens_a_linked_ticket_in_the_same_write(waiting: Order) -> None:
    (parts,) = waiting.opened("part-order")

    assert (waiting.state, parts.state) == ("part_requested", "requested")
    assert parts.fields["lines"] == [{"code": "HDD-1", "quantity": 2}]
    assert parts.fields["order"] == waiting.number
    assert parts.row.opened_at == waiting.house.at("2026-03-02 09:20")
    assert any(parts.number in words for words in parts.told("parts_desk"))
    assert [ticket.number for ticket in queries.links_of(waiting.row, waiting.house.actor("coordinator"))] == [parts.number]
    assert journal.find_tampering() == []


def test_a_delivered_part_order_moves_its_order_on_and_fills_the_shelf(waiting: Order) -> None:
    (parts,) = waiting.opened("part-order")
    version = waiting.row.version
    parts.run("ship", {"courier": "sf", "waybill": "SF-1"}, by="parts_desk", at="2026-03-03 09:00")

    outcome = parts.run("deliver", by="coordinator", at="2026-03-04 09:00")

    assert outcome.events == ("CommandRun", "CommandRun")
    assert waiting.row.version == version + 1
    event = waiting.events[-1]
    assert (event.door, event.actor_name, event.data["cause"]) == ("system", "system", parts.number)
    assert StockLevel.objects.get(unit=parts.row.unit, part="HDD-1").quantity == 2
    assert journal.find_tampering() == []


def test_an_order_that_was_refused_its_part_is_told_too(waiting: Order) -> None:
    (parts,) = waiting.opened("part-order")
    parts.run("turn_down", {"why": "型号不符"}, by="parts_desk", at="2026-03-03 09:00")

    assert parts.final == "cancelled"
    assert not StockLevel.objects.exists()
