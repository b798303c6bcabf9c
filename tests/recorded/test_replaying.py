"""A recorded life replayed by real commands at its times: it ends where the source says, or is told where it leaves."""

from __future__ import annotations

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory.models import Unit
from baoxiu.insight.queries import figures_of
from baoxiu.journal.models import Event, Message
from baoxiu.journal.queries import find_tampering
from baoxiu.tickets import queries
from baoxiu.tickets.actions.replaying import Replayed, hand_of, replay_all
from baoxiu.tickets.models import Ticket, TicketClock
from core.recorded.test_xes import event, log, trace
from recorded.conftest import NOW, Take
from recorded.rows import row, table

SHOP = (
    event("Register", "complete", "1970-01-02T12:00:00+00:00"),
    event("Analyze Defect", "start", "1970-01-02T12:05:00+00:00"),
    event("Analyze Defect", "complete", "1970-01-02T12:10:00+00:00", defectType="6", phoneType="T2"),
    event("Repair (Simple)", "start", "1970-01-02T12:15:00+00:00"),
    event("Inform User", "complete", "1970-01-02T12:16:00+00:00"),
    event("Repair (Simple)", "complete", "1970-01-02T12:20:00+00:00"),
    event("Test Repair", "start", "1970-01-02T12:21:00+00:00"),
)
GOOD = event("Test Repair", "complete", "1970-01-02T12:30:00+00:00", defectFixed="true", numberRepairs="0")
BAD = event("Test Repair", "complete", "1970-01-02T12:30:00+00:00", defectFixed="false", numberRepairs="1")
ARCHIVE = event("Archive Repair", "complete", "1970-01-02T12:40:00+00:00", defectFixed="true", numberRepairs="0")


def replayed(organisation: Unit, pack: str) -> dict[str, Replayed]:
    found: dict[str, Replayed] = {}
    for key, lives in queries.lives_waiting(organisation, pack, 2):
        found |= {one.source: one for one in replay_all(lives, by=hand_of(organisation, key))}
    return found


@pytest.mark.parametrize(
    ("status", "cells", "state"),
    [
        ("Closed", {}, "closed"),
        ("Cancelled", {}, "cancelled"),
        ("Referred Out", {}, "referred"),
        ("Open", {"ServiceDate": "", "ClosedDate": ""}, "dispatched"),
        ("Open", {"ServiceDate": "", "ClosedDate": "", "AssignTo": ""}, "registered"),
        ("Pending", {"ClosedDate": ""}, "pending"),
        ("Closed", {"ClosedDate": "12/20/2018 09:00:00 AM"}, "closed"),
        ("Closed", {"ServiceDate": "12/20/2018 09:00:00 AM"}, "closed"),
        ("Closed", {"AssignTo": ""}, "closed"),
    ],
)
def test_each_kind_of_life_ends_where_the_source_says(city: Unit, take: Take, status: str, cells: dict[str, str], state: str) -> None:
    take(city, "los-angeles-311", table(row("1-1", Status=status, **cells)))

    one = replayed(city, "los-angeles-311")["1-1"]

    assert (one.state, one.expected, one.differs, one.left) == (state, state, False, None)


def test_commands_run_at_the_recorded_times_and_the_chain_is_whole(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1")))
    replayed(city, "los-angeles-311")

    events = Event.objects.filter(ticket_id=Ticket.objects.get().pk).order_by("seq")
    assert [(e.data.get("command"), e.at.isoformat()) for e in events if e.type == "CommandRun"] == [
        ("dispatch", "2018-12-28T17:00:00+00:00"),
        ("plan", "2018-12-28T17:00:00+00:00"),
        ("complete", "2018-12-31T18:00:00+00:00"),
    ]
    assert find_tampering() == []


def test_a_clock_that_was_due_before_a_command_rings_at_its_own_time(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1", ClosedDate="01/03/2019 10:00:00 AM")))

    assert replayed(city, "los-angeles-311")["1-1"].rings == 2
    clock = TicketClock.objects.get(name="service_day")
    assert (clock.breached, clock.kept) == (True, False)
    breach = Event.objects.get(type="ClockBreached")
    assert breach.at.isoformat(timespec="minutes") == "2019-01-01T01:00+00:00"
    assert not Message.objects.filter(state="waiting").exists()


def test_times_that_run_backwards_count_in_no_figure_of_time(city: Unit, take: Take) -> None:
    odd = row("1-2", ClosedDate="12/20/2018 09:00:00 AM")
    take(city, "los-angeles-311", table(row("1-1"), odd, row("1-3", ServiceDate="12/20/2018 12:00:00 AM")))
    replayed(city, "los-angeles-311")

    span = queries.recorded_span(city, "los-angeles-311")
    assert span is not None
    count = figures_of(city, since=span[0], until=NOW, at=NOW, by=SYSTEM)["service-request"]["on_time"]
    assert (count.counted, count.good, count.left_out) == (1, 1, 2)


def test_what_was_replayed_is_not_replayed_again(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1")))
    replayed(city, "los-angeles-311")

    assert replayed(city, "los-angeles-311") == {}


def test_the_table_stands_beside_the_source(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1"), row("1-2", Status="Cancelled")))
    assert [(line.state, line.found, line.expected) for line in queries.recorded_counts(city, "los-angeles-311")] == [
        ("cancelled", 0, 1),
        ("closed", 0, 1),
        ("registered", 2, 0),
    ]
    replayed(city, "los-angeles-311")

    assert all(line.found == line.expected for line in queries.recorded_counts(city, "los-angeles-311"))


def test_a_case_of_the_shop_replays_to_its_archive(shop: Unit, take: Take) -> None:
    take(shop, "repair-shop", log(trace("7", *SHOP, GOOD, ARCHIVE)))

    one = replayed(shop, "repair-shop")["7"]

    assert (one.state, one.final, one.left, one.commands) == ("archived", "done", None, 8)


@pytest.mark.parametrize(
    ("life", "step", "command", "clause"),
    [
        ((*SHOP, BAD, ARCHIVE), 8, "Archive Repair/complete", "SHP-06"),
        ((*SHOP, GOOD, event("Restart Repair", "complete", "1970-01-02T12:41:00+00:00")), 8, "Restart Repair/complete", "SHP-04"),
        ((*SHOP[:5], event("Inform User", "complete", "1970-01-02T12:17:00+00:00")), 5, "Inform User/complete", "SHP-05"),
    ],
)
def test_a_case_that_leaves_the_procedure_is_told_with_step_and_clause(
    shop: Unit, take: Take, life: tuple[str, ...], step: int, command: str, clause: str
) -> None:
    take(shop, "repair-shop", log(trace("7", *life)))

    left = replayed(shop, "repair-shop")["7"].left

    assert left is not None
    assert (left.step, left.command, left.clause) == (step, command, clause)


def test_an_event_the_procedure_does_not_know_is_told_where_it_stands(shop: Unit, take: Take) -> None:
    take(shop, "repair-shop", log(trace("7", SHOP[0], event("Polish", "complete", "1970-01-02T12:06:00+00:00"))))

    left = replayed(shop, "repair-shop")["7"].left

    assert left is not None
    assert (left.step, left.command) == (1, "Polish/complete")
