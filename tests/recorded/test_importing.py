"""Importing records: each row a report with its ticket at its unit; oddities marked; a second run adds nothing."""

from __future__ import annotations

import pytest

from baoxiu.directory.models import Unit
from baoxiu.intake.actions import importing
from baoxiu.intake.models import Request
from baoxiu.journal.models import Event, Message
from baoxiu.tickets.models import Ticket
from recorded.conftest import Take
from recorded.rows import row, table


def test_each_row_becomes_a_report_and_a_ticket_at_its_zone(city: Unit, take: Take) -> None:
    done = take(city, "los-angeles-311", table(row("1-1"), row("1-2", AssignTo="GAP", Owner="OCB")))

    assert (done.read, done.taken, done.rejected) == (2, 2, [])
    ticket = Ticket.objects.get(request__source_key="myla311:1-1")
    assert (ticket.unit.code, ticket.unit.parent and ticket.unit.parent.code) == ("NC", "BOS")
    assert ticket.opened_at.isoformat() == "2018-12-28T17:00:00+00:00"
    assert ticket.fields["source_number"] == "1-1"
    assert sorted(done.units_made) == ["BOS", "GAP", "NC", "OCB"]


def test_the_first_event_stands_at_the_time_of_the_report_and_says_when_it_was_recorded(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1")))

    event = Event.objects.get(type="TicketOpened")
    assert event.at.year == 2018
    assert event.recorded_at.year == 2026


def test_running_it_again_adds_nothing(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1")))
    again = take(city, "los-angeles-311", table(row("1-1"), row("1-2")))

    assert (again.taken, again.known) == (1, 1)
    assert Request.objects.count() == Ticket.objects.count() == 2


def test_the_same_number_twice_in_one_file_is_taken_once(city: Unit, take: Take) -> None:
    done = take(city, "los-angeles-311", table(row("1-1"), row("1-1")))

    assert (done.taken, done.known) == (1, 1)


def test_a_dry_run_counts_and_writes_nothing(city: Unit, take: Take) -> None:
    done = take(city, "los-angeles-311", table(row("1-1"), row("1-2", CreatedDate="never")), dry_run=True)

    assert (done.read, done.taken, len(done.rejected)) == (2, 0, 1)
    assert not Request.objects.exists()
    assert not Unit.objects.filter(code="NC").exists()


def test_rows_that_cannot_be_taken_are_named_with_line_and_reason_and_the_others_are_in(city: Unit, take: Take) -> None:
    done = take(city, "los-angeles-311", table(row("1-1", RequestType="Volcano"), row("1-2")))

    assert [(one.line, "vocabulary" in one.reason) for one in done.rejected] == [(2, True)]
    assert Ticket.objects.count() == 1


def test_times_that_run_backwards_are_taken_and_marked_on_the_ticket(city: Unit, take: Take) -> None:
    rows = [row("1-1", ClosedDate="12/27/2018 09:00:00 AM"), row("1-2", ServiceDate="12/27/2018 12:00:00 AM"), row("1-3", AssignTo="")]

    done = take(city, "los-angeles-311", table(*rows))

    assert done.flags == {"closed_before_created": 1, "planned_before_created": 1, "no_crew_zone": 1}
    marks = dict(Ticket.objects.values_list("fields__source_number", "flags"))
    assert marks == {"1-1": ["closed_before_created"], "1-2": ["planned_before_created"], "1-3": ["no_crew_zone"]}


def test_nobody_is_sent_a_message_about_the_past(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1")))

    assert not Message.objects.filter(state="waiting").exists()


def test_a_file_for_another_organisation_changes_nothing_here(city: Unit, shop: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1")))

    assert not Ticket.objects.filter(organisation=shop).exists()


def test_a_number_that_is_taken_rejects_its_row_and_no_other(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1", Address="OLD-7")), number="address")

    done = take(
        city, "los-angeles-311", table(*(row(f"2-{n}", Address=f"OLD-{own}") for n, own in enumerate((6, 7, 8, 6)))), number="address"
    )

    assert [(one.line, one.cells["SRNumber"], "OLD-" in one.reason) for one in done.rejected] == [(3, "2-1", True), (5, "2-3", True)]
    assert done.taken == 2
    assert sorted(Ticket.objects.values_list("number", flat=True)) == ["OLD-6", "OLD-7", "OLD-8"]


def test_the_counter_goes_on_after_numbers_that_were_brought_along(city: Unit, take: Take) -> None:
    take(city, "los-angeles-311", table(row("1-1", Address="SR181228-00002"), row("1-2", Address="SR181228-00001")), number="address")

    take(city, "los-angeles-311", table(row("1-3")))

    assert Ticket.objects.get(fields__source_number="1-3").number == "SR181228-00003"


def test_numbers_follow_the_file_across_chunks(city: Unit, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)

    take(city, "los-angeles-311", table(*(row(f"1-{n}") for n in range(5))))

    numbers = Ticket.objects.order_by("fields__source_number").values_list("number", flat=True)
    assert list(numbers) == [f"SR181228-0000{n}" for n in range(1, 6)]
