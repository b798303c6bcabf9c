"""Many reports at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baoxiu.intake import actions
from baoxiu.intake.actions import Taken
from baoxiu.intake.models import Request
from baoxiu.journal import queries as journal
from baoxiu.journal.models import Event, Message
from baoxiu.tickets.models import Ticket, TicketClock
from procedures.house import House

AT = "2026-03-02 09:00"


def rows(house: House, many: int, **given: Any) -> list[dict[str, Any]]:
    return [
        {
            "unit": house.station,
            "text": f"灯不亮 {n}",
            "reporter_name": "李",
            "reporter_phone": "13900139000",
            "source_key": f"s{n}",
            **given,
        }
        for n in range(many)
    ]


def file(house: House, given: list[dict[str, Any]], **more: Any) -> list[Taken]:
    return list(actions.file_reports(given, by=house.actor("cc_agent"), at=house.at(AT), **more))


def test_every_report_gets_request_ticket_number_clock_event_and_message(lenovo: House) -> None:
    taken = file(lenovo, rows(lenovo, 7), many=3)

    assert [one.line for one in taken] == [1, 2, 3, 4, 5, 6, 7]
    assert [int(one.number[-4:]) for one in taken] == [1, 2, 3, 4, 5, 6, 7]
    assert Request.objects.count() == Ticket.objects.count() == TicketClock.objects.count() == 7
    assert set(Event.objects.filter(ticket_id__in=Ticket.objects.values("pk")).values_list("type", flat=True)) == {"TicketOpened"}
    assert Message.objects.filter(to="role:coordinator").count() == 7
    assert journal.find_tampering() == []


def test_bulk_leaves_the_same_rows_as_one_by_one(lenovo: House) -> None:
    given = rows(lenovo, 1)[0]
    (bulk,) = file(lenovo, [given])
    single = actions.file_report({**given, "source_key": None}, by=lenovo.actor("cc_agent"), at=lenovo.at(AT), door="import")

    apart = {"id", "number", "request_id", "last_hash", "customer_id", "search"}
    one, other = (Ticket.objects.filter(pk=pk).values().get() for pk in (bulk.ticket_id, single.ticket_id))
    assert {name: value for name, value in one.items() if name not in apart} == {
        name: value for name, value in other.items() if name not in apart
    }


def test_what_one_row_refuses_stays_out_and_the_others_are_in(lenovo: House) -> None:
    given = rows(lenovo, 5)
    given[1]["reporter_phone"] = "abc"
    given[2]["procedure"] = "flying-carpet"
    given[3]["text"] = ""

    taken = file(lenovo, given)

    assert [one.refusal.code if one.refusal else "" for one in taken] == [
        "",
        "not_a_telephone",
        "procedure_not_in_force",
        "form_refused",
        "",
    ]
    assert [one.number[-4:] for one in taken if one.number] == ["0001", "0002"]
    assert Request.objects.count() == Ticket.objects.count() == 2


def test_running_it_again_adds_nothing(lenovo: House) -> None:
    file(lenovo, rows(lenovo, 3))

    again = file(lenovo, [*rows(lenovo, 4), *rows(lenovo, 4)])

    assert [one.known for one in again] == [True, True, True, False, True, True, True, True]
    assert Ticket.objects.count() == 4


def test_an_import_keeps_when_it_was_said_and_the_number_it_had(lenovo: House) -> None:
    early = lenovo.at("2015-08-04 09:00")

    (taken,) = file(lenovo, rows(lenovo, 1, reported_at=early, number="1-86402521"))

    ticket = Ticket.objects.get(pk=taken.ticket_id)
    assert (ticket.number, ticket.opened_at) == ("1-86402521", early)
    assert Request.objects.get().reported_at == early


def test_a_chunk_takes_few_statements_however_many_reports_it_has(lenovo: House) -> None:
    file(lenovo, rows(lenovo, 1))
    counts = []
    for many in (5, 50):
        given = rows(lenovo, many)
        for number, row in enumerate(given):
            row["source_key"] = f"{many}:{number}"
        with CaptureQueriesContext(connection) as asked:
            file(lenovo, given)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 14


@pytest.mark.parametrize("many", [0, 1])
def test_nothing_and_one_are_many_too(lenovo: House, many: int) -> None:
    assert len(file(lenovo, rows(lenovo, many))) == many
