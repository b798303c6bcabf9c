"""Statements as rows: they stay as they were drawn, two who draw or close do it once, and whatever was changed behind is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.journal import clock
from baoxiu.journal.models import Event
from baoxiu.project.command import recompute
from baoxiu.quotes import actions, queries
from baoxiu.quotes.actions import Answer
from baoxiu.quotes.models import Dispute, Statement, StatementLine
from baoxiu.quotes.tasks import close_statements
from baoxiu.tickets import queries as queries_of_tickets
from baoxiu.tickets.models import Ticket
from procedures.settling import APRIL, MARCH, closed, drawn, rung, solved
from procedures.stage import Stage
from rooms.quotes.test_races import at_once


@pytest.fixture
def lenovo(db: None) -> Stage:
    """Lenovo's stations, with two orders of March."""
    stage = Stage("lenovo-unified-repair")
    rung(solved(stage, at="13:30"))
    rung(solved(stage), satisfied=1)
    return stage


# -- nothing changes


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quotes_statementline SET amount = amount + 1",
        "DELETE FROM quotes_statementline",
        "DELETE FROM quotes_statement",
        "UPDATE quotes_statement SET total = 1",
        "UPDATE quotes_dispute SET words = 'x'",
        "DELETE FROM quotes_dispute",
        "INSERT INTO quotes_statementline (statement_id, place, ticket_id, tariff_id, entry, about, ended_at, tier, items, amount, shown)"
        " SELECT statement_id, 99, ticket_id, tariff_id, 'ruling', about, ended_at, tier, items, amount, shown FROM quotes_statementline"
        " LIMIT 1",
    ],
)
def test_the_database_keeps_what_is_closed(lenovo: Stage, statement: str) -> None:
    march = drawn(lenovo)
    line = queries.lines_of(march)[1]
    actions.dispute_line(line.pk, "误评", by=lenovo.actor("coordinator"), at=lenovo.at("2026-04-05 09:00"))
    actions.answer_dispute(line.pk, Answer(False, "不符"), by=lenovo.actor("region"), at=lenovo.at("2026-04-06 09:00"))
    closed(lenovo, march)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_order_is_settled_once_wherever_it_goes(lenovo: Stage) -> None:
    march = drawn(lenovo)
    line = queries.lines_of(march)[0]
    line.pk, line.place = None, 9

    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_every_step_is_an_event_of_the_statements_own_chain(lenovo: Stage) -> None:
    march = drawn(lenovo)
    line = queries.lines_of(march)[0]
    actions.dispute_line(line.pk, "有误", by=lenovo.actor("coordinator"), at=lenovo.at("2026-04-05 09:00"))
    actions.answer_dispute(line.pk, Answer(False, "不符"), by=lenovo.actor("region"), at=lenovo.at("2026-04-06 09:00"))
    closed(lenovo, march)

    types = [
        event.type for event in Event.objects.filter(type__in=["StatementDrawn", "LineDisputed", "DisputeAnswered", "StatementClosed"])
    ]
    assert sorted(types) == ["DisputeAnswered", "LineDisputed", "StatementClosed", "StatementDrawn"]
    assert Event.objects.get(type="StatementClosed").data["total"] == "173.00"


# -- what was changed behind is found


def behind(sql: str) -> None:
    """Change rows as the database's owner could, past its triggers."""
    guards = [f"ALTER TABLE {table} {{}} TRIGGER USER" for table in ("quotes_statementline", "quotes_statement")]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for step in (*(guard.format("DISABLE") for guard in guards), sql, *(guard.format("ENABLE") for guard in guards)):
            cursor.execute(step)


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE quotes_statementline SET amount = amount + 100 WHERE place = 1", {"line", "total", "digest"}),
        ("UPDATE quotes_statementline SET items = jsonb_set(items, '{0,amount}', '\"99.00\"') WHERE place = 1", {"line", "digest"}),
        ("UPDATE quotes_statementline SET shown = '{}' WHERE place = 1", {"digest"}),
        ("UPDATE quotes_statement SET total = total - 1", {"total"}),
        ("UPDATE quotes_statement SET terms = jsonb_set(terms, '{}', '{}')", set()),
        ("DELETE FROM quotes_statementline WHERE place = 2", {"missing", "total", "digest"}),
        ('UPDATE tickets_ticket SET fields = fields || \'{"t4": "2026-03-30T00:00:00+00:00"}\'', set()),
    ],
)
def test_recomputing_finds_what_was_changed_behind(lenovo: Stage, sql: str, what: set[str]) -> None:
    closed(lenovo, drawn(lenovo))
    assert recompute.check() == 0

    behind(sql)

    found = queries.find_differences()
    assert {one.what for one in found} == what
    assert recompute.check("2026-03") == int(bool(what))
    assert all(one.unit == "总站" and one.say("zh") and one.say("en") for one in found)


def test_the_settings_kept_with_a_statement_are_proven_too(lenovo: Stage) -> None:
    march = closed(lenovo, drawn(lenovo))
    unit = str(march.unit_id)

    behind(f"UPDATE quotes_statement SET terms = jsonb_set(terms, '{{{unit},settings,settlement_grade}}', '\"A\"')")

    assert "terms" in {one.what for one in queries.find_differences()}


def test_recomputing_again_and_again_says_the_same(lenovo: Stage) -> None:
    late = solved(lenovo, day="2026-03-09", at="13:30")
    closed(lenovo, drawn(lenovo))
    rung(late, at="2026-04-20 10:00")
    closed(lenovo, drawn(lenovo, APRIL, at="2026-05-03 10:00"), at="2026-05-12 09:00")

    assert [queries.recompute() for _ in range(2)] == [(2, []), (2, [])]
    assert queries.recompute("2026-04") == (1, [])


@pytest.mark.parametrize("procedure", ["work-order", "call-back"])
def test_an_order_whose_papers_were_disposed_of_is_neither_corrected_nor_called_wrong(lenovo: Stage, procedure: str) -> None:
    order, late = rung(solved(lenovo, day="2026-03-09", at="13:30"), at="2026-03-20 10:00"), solved(lenovo, day="2026-03-10", at="13:30")
    closed(lenovo, drawn(lenovo))
    rung(late, at="2026-04-20 10:00")
    gone = order.child("call-back") if procedure == "call-back" else order
    Ticket.objects.filter(pk__in=[gone.id, late.id]).update(flags=[queries_of_tickets.DISPOSED_FLAG])

    april = drawn(lenovo, APRIL, at="2026-05-03 10:00")

    assert queries.lines_of(april) == []
    assert queries.find_differences() == []


# -- two at once


@pytest.fixture
def house(transactional_db: None) -> Iterator[Stage]:
    """The same, with real commits."""
    from baoxiu.journal import live

    stage = Stage("lenovo-unified-repair")
    rung(solved(stage, at="13:30"))
    yield stage
    live.close()


def test_of_two_who_draw_the_same_statement_one_does(house: Stage) -> None:
    by, at = house.actor("headquarters"), house.at("2026-04-03 10:00")
    unit = house.units["station"]

    assert at_once(*[lambda: actions.draw(unit, MARCH, by=by, at=at)] * 2) == ["done", "statement_drawn"]
    assert StatementLine.objects.count() == 1


def test_of_two_who_close_one_does(house: Stage) -> None:
    march = drawn(house)
    at = house.at("2026-04-12 09:00")

    def close(who: Any) -> Any:
        return lambda: actions.close_statement(march.pk, by=who, at=at)

    assert at_once(close(house.actor("headquarters")), close(SYSTEM)) == ["done", "statement_closed"]
    assert Event.objects.filter(type="StatementClosed").count() == 1


def test_of_two_who_dispute_a_line_one_does(house: Stage) -> None:
    line = queries.lines_of(drawn(house))[0]
    by, at = house.actor("coordinator"), house.at("2026-04-05 09:00")

    assert at_once(*[lambda: actions.dispute_line(line.pk, "有误", by=by, at=at)] * 2) == ["already_disputed", "done"]
    assert Dispute.objects.count() == 1


def test_of_two_who_answer_one_does(house: Stage) -> None:
    march = drawn(house)
    line = queries.lines_of(march)[0]
    actions.dispute_line(line.pk, "有误", by=house.actor("coordinator"), at=house.at("2026-04-05 09:00"))
    by, at = house.actor("region"), house.at("2026-04-06 09:00")
    yes = Answer(True, "同意", tier="onsite_second")

    assert at_once(*[lambda: actions.answer_dispute(line.pk, yes, by=by, at=at)] * 2) == ["done", "not_disputed"]
    assert [str(one.amount) for one in queries.lines_of(march)] == ["95.00", "-7.00"]


def test_workers_close_what_is_due_and_leave_what_waits(lenovo: Stage, settings: Any, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    march = drawn(lenovo)
    line = queries.lines_of(march)[0]
    actions.dispute_line(line.pk, "有误", by=lenovo.actor("coordinator"), at=lenovo.at("2026-04-05 09:00"))
    clock.move(lenovo.at("2026-04-12 09:00"))
    close_statements()
    assert Statement.objects.get().state == "open"

    actions.answer_dispute(line.pk, Answer(False, "不符"), by=lenovo.actor("region"), at=lenovo.at("2026-04-12 09:01"))
    close_statements()

    assert Statement.objects.get().state == "closed"
    assert Statement.objects.get().closed_by is None
