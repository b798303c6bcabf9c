"""The set-based path and its plain ORM twin leave the same rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

import orm_twin
from baoxiu.core.errors import KeyUsedDifferently
from baoxiu.journal.models import Answered, Event, Message
from baoxiu.tickets.actions import run_command
from baoxiu.tickets.models import Ticket, TicketClock
from procedures.stage import Order, Stage

AT = "2026-03-02 09:20"


@pytest.fixture
def owners(db: None) -> Stage:
    stage = Stage("owner-visit-basic")
    stage.usual = {"customer": "王女士", "phone": "13800138000", "address": "3 栋 1201", "fault": "厨房漏水"}
    return stage


def left_by(order: Order) -> dict[str, Any]:
    """Every row of the ticket but the serial numbers of rows."""
    tables: dict[str, Any] = {
        "ticket": Ticket.objects.filter(pk=order.id),
        "clocks": TicketClock.objects.filter(ticket_id=order.id).order_by("name"),
        "events": Event.objects.filter(ticket_id=order.id).order_by("seq"),
        "messages": Message.objects.filter(ticket_id=order.id).order_by("key"),
        "answers": Answered.objects.order_by("key"),
    }
    return {
        name: [{k: _bytes(v) for k, v in row.items() if k != "id" or name == "ticket"} for row in rows.values()]
        for name, rows in tables.items()
    }


def _bytes(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def both_ways(order: Order, name: str, form: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What one command leaves by either path; nothing of the first is kept when the second begins."""
    by, at = order.house.actor("technician", order), order.house.at(AT)
    found = []
    for path in (transaction.atomic, orm_twin.instead):
        with transaction.atomic():
            with path():
                run_command(order.id, name, form, by=by, at=at, key="once")
            found.append(left_by(order))
            transaction.set_rollback(True)
    return found[0], found[1]


def test_a_command_with_clock_message_and_key_leaves_the_same_rows(owners: Stage) -> None:
    order = owners.report(at="2026-03-02 09:00")

    ours, twins = both_ways(order, "fix_time", {"appointment_at": owners.iso("2026-03-02 14:00")})

    assert ours == twins
    assert len(ours["messages"]) > 1
    assert {clock["state"] for clock in ours["clocks"]} == {"running", "stopped"}


def test_the_twin_knows_a_key_that_was_used(owners: Stage) -> None:
    order = owners.report(at="2026-03-02 09:00")
    by, at = owners.actor("technician", order), owners.at(AT)
    form = {"appointment_at": owners.iso("2026-03-02 14:00")}

    with orm_twin.instead():
        first = run_command(order.id, "fix_time", form, by=by, at=at, key="once")
        assert run_command(order.id, "fix_time", form, by=by, at=at, key="once") == first
        with pytest.raises(KeyUsedDifferently):
            run_command(order.id, "cancel", {}, by=by, at=at, key="once")
