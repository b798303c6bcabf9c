"""Clocks and quotas rung by workers."""

from __future__ import annotations

from datetime import datetime

import pytest

from baoxiu.core import engine
from baoxiu.core.engine.facts import SYSTEM, Decision, TicketFacts
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.journal import queries as journal
from baoxiu.journal.models import Event
from baoxiu.tickets import actions, queries
from baoxiu.tickets.models import TicketClock
from procedures.house import House, Order

MORNING = "2026-03-02 09:00"


@pytest.fixture
def order(lenovo: House) -> Order:
    order = lenovo.report(at=MORNING)
    order.run("download", by="coordinator", at="2026-03-02 09:05")
    return order


def types(order: Order) -> list[str]:
    return [event.type for event in order.events]


def test_a_clock_warns_then_breaches_each_once(order: Order) -> None:
    house = order.house
    assert actions.sweep(house.at("2026-03-02 12:29:59")) == 0
    assert [actions.sweep(house.at("2026-03-02 12:30")) for _ in range(3)] == [1, 0, 0]
    assert actions.sweep(house.at("2026-03-02 13:00")) == 0
    assert [actions.sweep(house.at("2026-03-02 13:00:01")) for _ in range(3)] == [1, 0, 0]

    assert types(order) == ["TicketOpened", "CommandRun", "ClockWarned", "ClockBreached"]
    assert order.row.breached
    assert order.clock("first_contact").next_ring_at is None
    assert len(order.told("region", clause="LCD-25")) == 1
    assert journal.find_tampering() == []


def test_a_worker_that_slept_breaches_at_once_without_a_late_warning(order: Order) -> None:
    assert actions.sweep(order.house.at("2026-03-03 09:00")) == 1

    assert types(order)[2:] == ["ClockBreached"]


def test_many_tickets_are_rung_in_few_batches(lenovo: House) -> None:
    orders = [lenovo.report(at=MORNING) for _ in range(12)]

    assert actions.sweep(lenovo.at("2026-03-02 12:30"), many=5) == 12
    assert all("ClockWarned" in types(order) for order in orders)


def test_a_stopped_clock_no_longer_rings(order: Order) -> None:
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:10")
    order.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 09:12")

    assert actions.sweep(order.house.at("2026-03-02 23:00")) == 0
    assert order.clock("first_contact").kept is True


def test_a_breach_that_runs_a_command_is_run_by_itself(lenovo: House) -> None:
    order = lenovo.report(at=MORNING)
    order.run("download", by="coordinator", at="2026-03-02 09:05")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:10")
    parts = [{"code": "HDD-1", "quantity": 1}]
    order.run("judge", {"fault_kind": "hardware", "needed_parts": parts}, by="coordinator", at="2026-03-02 09:12")
    form = {"explained_to_user": True, "promised_at": lenovo.at("2026-03-05 10:00").isoformat()}
    order.run("order_parts", form, by="coordinator", at="2026-03-02 09:20")
    (parts_order,) = order.opened("part-order")

    lenovo.wait("2026-03-06 09:00")

    assert parts_order.fields["late"] is True
    assert "ClockBreached" in types(parts_order)


def test_a_ring_that_cannot_be_decided_waits_and_holds_up_nobody(lenovo: House, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    other = lenovo.report(at=MORNING)
    real = engine.ring

    def ring(procedure: LoadedProcedure, ticket: TicketFacts, name: str, at: datetime) -> Decision:
        if ticket.id == order.id:
            raise ZeroDivisionError
        return real(procedure, ticket, name, at)

    monkeypatch.setattr(engine, "ring", ring)
    due = lenovo.at("2026-03-02 12:30")

    actions.sweep(due)

    assert "ClockWarned" in types(other)
    assert types(order) == ["TicketOpened", "CommandRun"]
    assert order.clock("first_contact").next_ring_at == lenovo.at("2026-03-02 12:40")
    monkeypatch.undo()
    actions.sweep(lenovo.at("2026-03-02 12:40"))
    assert "ClockWarned" in types(order)


def test_quotas_are_checked_at_the_end_of_each_period(order: Order) -> None:
    house = order.house
    order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")
    order.run("mark_unreachable", by="coordinator", at="2026-03-02 12:45")
    assert TicketClock.objects.get(ticket_id=order.id, is_quota=True).next_ring == "check"

    house.wait("2026-03-04 09:00")

    checks = [event for event in order.events if event.type == "QuotaChecked"]
    assert len(checks) == 1
    assert len(order.told("region", clause="LCD-30")) == 1


def test_a_clock_can_be_explained_stretch_by_stretch(order: Order) -> None:
    lines = queries.explain_clock(order.number, "first_contact", SYSTEM, order.house.at("2026-03-02 10:00"))

    assert [line.what for line in lines] == ["ran", "ahead", "due"]
    assert lines[-1].start == order.house.at("2026-03-02 13:00")


def test_the_events_of_a_sweep_are_the_systems(order: Order) -> None:
    actions.sweep(order.house.at("2026-03-02 12:30"))

    event = Event.objects.get(ticket_id=order.id, type="ClockWarned")
    assert (event.actor_id, event.door, event.at) == (None, "clock", order.house.at("2026-03-02 12:30"))
