"""The one way in: a command is decided, written and answered, or refused with nothing changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from baoxiu.core.engine import FormRefused
from baoxiu.core.errors import KeyUsedDifferently, NotFound, Refusal, Refused, StaleVersion
from baoxiu.journal import queries as journal
from baoxiu.journal.models import Answered, Event, Message
from baoxiu.tickets import actions
from baoxiu.tickets.models import Ticket, TicketClock
from procedures.house import House, Order

MORNING, LATER = "2026-03-02 09:00", "2026-03-02 09:05"


@pytest.fixture
def order(lenovo: House) -> Order:
    return lenovo.report(at=MORNING, fault="开机黑屏")


@pytest.fixture
def judged(order: Order) -> Order:
    order.run("download", by="coordinator", at=LATER)
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:10")
    order.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 09:12")
    return order


def everything(order: Order) -> dict[str, Any]:
    ticket = Ticket.objects.filter(pk=order.id).values().get()
    clocks = list(TicketClock.objects.filter(ticket_id=order.id).order_by("name").values())
    return {
        "ticket": ticket,
        "clocks": clocks,
        "events": Event.objects.count(),
        "messages": Message.objects.count(),
        "keys": Answered.objects.count(),
    }


def test_a_command_moves_the_ticket_and_leaves_its_event_at_the_end_of_the_chain(order: Order) -> None:
    outcome = order.run("download", by="coordinator", at=LATER)

    assert (outcome.state, outcome.version, outcome.events) == ("contacting", 2, ("CommandRun",))
    row, event = order.row, order.events[-1]
    assert (row.state, row.version, row.seq) == ("contacting", 2, 2)
    assert bytes(event.hash) == bytes(row.last_hash)
    assert (event.type, event.role, event.actor_name, event.door) == (
        "CommandRun",
        "coordinator",
        order.house.people["coordinator"].name,
        "desk",
    )
    assert (event.data["command"], event.data["from"], event.data["to"]) == ("download", "dispatched", "contacting")
    assert "LCD-18" in event.data["clauses"]
    assert journal.find_tampering() == []


def test_a_ticket_may_be_named_by_number_or_id(order: Order) -> None:
    by, at = order.house.actor("coordinator"), order.house.at(LATER)

    assert actions.run_command(order.number, "download", by=by, at=at).id == order.id
    assert actions.run_command(order.id, "download", by=by, at=at).number == order.number


def test_the_same_key_with_the_same_contents_is_answered_and_not_done_again(order: Order) -> None:
    first = order.run("download", by="coordinator", at=LATER, key="a")
    again = order.run("download", by="coordinator", at="2026-03-02 09:30", key="a")

    assert again == first
    assert order.row.version == 2


def test_the_same_key_with_other_contents_is_refused(order: Order) -> None:
    order.run("download", by="coordinator", at=LATER, key="a")
    before = everything(order)

    with pytest.raises(KeyUsedDifferently):
        order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:06", key="a")

    assert everything(order) == before


def test_one_persons_key_is_not_anothers(order: Order) -> None:
    order.run("download", by="coordinator", at=LATER, key="a")

    outcome = order.run("download", by=order.house.hire("coordinator", "小陈"), at="2026-03-02 09:06", key="a")

    assert outcome.version == 3


def test_a_version_that_is_not_the_tickets_is_refused(order: Order) -> None:
    order.run("download", by="coordinator", at=LATER, version=1)
    before = everything(order)

    with pytest.raises(StaleVersion) as stale:
        order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:06", version=1)

    assert stale.value.facts == {"number": order.number, "found": 2, "given": 1}
    assert everything(order) == before


@pytest.mark.parametrize(
    ("command", "form", "by", "reason"),
    [
        ("solve", {}, "engineer", "wrong_state"),
        ("log_attempt", {"outcome": "reached"}, "parts_desk", "not_your_role"),
        ("log_attempt", {"outcome": "maybe"}, "coordinator", "bad_choice"),
        ("log_attempt", {"outcome": "reached", "colour": "red"}, "coordinator", "unknown_field"),
        ("fly", {}, "coordinator", "no_such_command"),
    ],
)
def test_what_is_refused_changes_nothing_and_says_why(order: Order, command: str, form: dict[str, Any], by: str, reason: str) -> None:
    order.run("download", by="coordinator", at=LATER)
    before = everything(order)

    with pytest.raises(Refused) as refused:
        order.run(command, form, by=by, at="2026-03-02 09:06", key="k")

    assert refused.value.reason == reason
    assert refused.value.say("zh")
    assert everything(order) == before


def test_a_promise_in_the_past_is_refused(judged: Order) -> None:
    before = everything(judged)
    past = judged.house.at("2026-03-02 09:11").isoformat()

    with pytest.raises(FormRefused) as refused:
        judged.run("promise_visit", {"promised_at": past}, by="coordinator", at="2026-03-02 09:15")

    assert (refused.value.reason, refused.value.field) == ("in_the_past", "promised_at")
    assert everything(judged) == before


def test_a_ticket_of_another_organisation_is_not_there(lenovo: House, order: Order) -> None:
    stranger = House("ailifengshe-hotline")

    for name in (order.number, order.id):
        with pytest.raises(NotFound):
            actions.run_command(name, "download", by=stranger.actor("hotline"), at=lenovo.at(LATER))


def test_a_ticket_that_does_not_exist_is_not_found(lenovo: House) -> None:
    for name in ("NOPE", str(uuid4())):
        with pytest.raises(NotFound):
            actions.run_command(name, "download", by=lenovo.actor("coordinator"), at=lenovo.at(LATER))


def test_what_an_offline_phone_says_is_kept_beside_ours_and_decides_nothing(order: Order) -> None:
    order.run("download", by="coordinator", at=LATER)
    said = order.house.at("2026-03-02 12:40")

    with pytest.raises(Refused) as refused:
        order.run("mark_unreachable", by="coordinator", at="2026-03-02 12:00", happened_at=said)
    assert refused.value.clause is not None

    outcome = order.run(
        "log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00", happened_at=order.house.at("2026-03-02 11:00")
    )
    event = order.events[-1]
    assert outcome.version == 3
    assert (event.at, event.recorded_at) == (order.house.at("2026-03-02 11:00"), order.house.at("2026-03-02 12:00"))
    assert order.fields["attempts"][-1]["at"] == order.house.at("2026-03-02 12:00").astimezone(event.at.tzinfo).isoformat()


@pytest.mark.parametrize("off", [timedelta(days=-400), timedelta(hours=3)])
def test_a_phones_impossible_clock_is_noted_and_not_used(order: Order, off: timedelta) -> None:
    at = order.house.at(LATER)

    actions.run_command(order.id, "download", by=order.house.actor("coordinator"), at=at, happened_at=at + off)

    event = order.events[-1]
    assert event.at == at
    assert event.data["said_at"] == (at + off).isoformat()


def test_a_refusal_that_somebody_must_hear_of_tells_him_once(judged: Order) -> None:
    for hour in (11, 13, 15):
        at = judged.house.at(f"2026-03-02 {hour}:00").isoformat()
        judged.run(
            "promise_visit",
            {"promised_at": at, "promise_type": "user_reason", "reason": "用户改期"},
            by="coordinator",
            at="2026-03-02 10:00",
        )
    version = judged.row.version

    for _ in range(2):
        with pytest.raises(Refusal):
            judged.run(
                "promise_visit",
                {"promised_at": judged.house.at("2026-03-03 10:00").isoformat(), "promise_type": "user_reason", "reason": "再改"},
                by="coordinator",
                at="2026-03-02 10:30",
            )

    assert len(judged.told("region", clause="LCD-45")) == 1
    assert judged.row.version == version
