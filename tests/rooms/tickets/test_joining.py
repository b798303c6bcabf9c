"""Many callers, one event: each keeps a report of his own, hears when it is done, and can be taken apart again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baoxiu.core.joined import callers
from baoxiu.intake import actions as intake
from baoxiu.intake.actions import Report
from baoxiu.intake.models import Request
from baoxiu.journal import queries as journal
from baoxiu.journal.actions import drain_messages
from baoxiu.journal.models import Delivery, Event, Message
from baoxiu.tickets import actions, queries
from baoxiu.tickets.actions import EndedAlready
from baoxiu.tickets.models import Ticket
from procedures.house import House

AT = "2026-03-02 09:00"


def report(house: House, **more: Any) -> Report:
    said = {"unit": house.station, "procedure": "repair", "text": "整栋楼停水", "category": "plumbing", "reporter_name": "王女士",
            "reporter_phone": "13800138000", "place": "3 栋", "answers": {"premises": "public"}}  # fmt: skip
    return Report(**{**said, **more})


@pytest.fixture
def first(hotline: House) -> Ticket:
    """Somebody rang that a building has no water."""
    filed = intake.file_report(report(hotline), by=hotline.actor("hotline"), at=hotline.at(AT))
    return Ticket.objects.get(number=filed.number)


def join(house: House, ticket: Ticket, name: str = "赵先生", phone: str = "139 0013 9000", **more: Any) -> Any:
    given = report(house, reporter_name=name, reporter_phone=phone, text="我家也停水")
    return actions.join_report(ticket.number, given, by=house.actor("hotline"), at=house.at("2026-03-02 09:05"), **more)


def test_a_second_caller_keeps_a_report_of_his_own_on_the_ticket_that_is_open(hotline: House, first: Ticket) -> None:
    outcome = join(hotline, first)

    first.refresh_from_db()
    (caller,) = callers(first.fields)
    own = Request.objects.get(pk=caller["request"])
    assert (outcome.number, Ticket.objects.count()) == (first.number, 1)
    assert (own.reporter_name, own.reporter_phone, own.text) == ("赵先生", "+8613900139000", "我家也停水")
    assert [event.type for event in journal.timeline(first.pk)] == ["TicketOpened", "ReportJoined"]
    assert journal.find_tampering() == []


def test_the_ticket_is_found_by_its_further_callers(hotline: House, first: Ticket) -> None:
    join(hotline, first)

    found = {text: [one.number for one in queries.search(text, hotline.actor("hotline"))] for text in ("赵先生", "9000", "zxs")}
    assert found == {key: [first.number] for key in found}


def test_one_call_sent_twice_joins_once(hotline: House, first: Ticket) -> None:
    join(hotline, first, key="k")
    join(hotline, first, key="k")

    first.refresh_from_db()
    assert len(callers(first.fields)) == 1


def test_everybody_who_rang_hears_once_that_it_is_done(hotline: House, first: Ticket) -> None:
    join(hotline, first)
    finish(hotline, first)

    told = Message.objects.filter(to__startswith="request:")
    assert [one.words["zh"] for one in told] == [f"您来电反映的问题已处理完毕（{first.number}）。如仍未恢复，请再次来电。"]
    drain_messages(hotline.at("2026-03-02 12:00"))
    assert list(Delivery.objects.filter(message__in=told).values_list("by", "address")) == [("sms", "+8613900139000")]


def finish(house: House, ticket: Ticket) -> None:
    """The worker does it, proved by the customer's code."""
    worker = house.actor("worker")
    ticket.refresh_from_db()
    steps: list[tuple[str, dict[str, Any]]] = [
        ("grab", {}),
        ("arrive", {"code": ticket.fields["visit_code"]}),
        ("finish", {"result": "已恢复供水"}),
    ]
    for nth, (command, form) in enumerate(steps):
        actions.run_command(ticket.number, command, form, by=worker, at=house.at("2026-03-02 11:00") + timedelta(minutes=nth))


def test_what_was_not_the_same_gets_a_ticket_of_its_own_and_stays_on_record(hotline: House, first: Ticket) -> None:
    join(hotline, first)
    first.refresh_from_db()
    (caller,) = callers(first.fields)

    own = actions.part_report(first.number, caller["request"], by=hotline.actor("hotline"), at=hotline.at("2026-03-02 09:10"))

    first.refresh_from_db()
    ticket = Ticket.objects.get(number=own.number)
    assert own.number != first.number
    assert (ticket.fields["fault"], ticket.fields["phone"], ticket.category) == ("我家也停水", "+8613900139000", "plumbing")
    assert (str(ticket.request_id), callers(first.fields)) == (caller["request"], [])
    assert first.fields["_joined"][0]["ticket"] == str(ticket.pk)
    assert Event.objects.filter(ticket_id=first.pk).order_by("seq").last().type == "ReportParted"  # type: ignore[union-attr]


def test_a_ticket_that_has_ended_takes_nobody(hotline: House, first: Ticket) -> None:
    actions.run_command(first.number, "cancel", {"why": "误报"}, by=hotline.actor("hotline"), at=hotline.at("2026-03-02 09:02"))

    with pytest.raises(EndedAlready):
        join(hotline, first)
    assert Request.objects.count() == 1
