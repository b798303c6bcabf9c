"""How long papers are kept: two years where paid, one where free, for ever where said, and by the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.engine.facts import TicketFacts, UnitFacts
from baoxiu.core.engine.retention import Kept, kept, later, shortest_years
from baoxiu.core.procedure.elements import Retention
from core.smallpack import SmallPack

SHANGHAI = ZoneInfo("Asia/Shanghai")
ENDED = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # the third of March on the wall
PAID = "retention: {when: 'price != null', years: 2, else: {years: 1, clause: SML-02}, clause: SML-01}\n"


def found(small: SmallPack, rule: str, **fields: object) -> Kept:
    small.edit("job.yaml", "guides:\n", f"{rule}guides:\n")
    unit = UnitFacts(1, "U", "U", "/1/", "Asia/Shanghai")
    ticket = TicketFacts("x", "J1", "job", "work_order", "done", None, 3, ENDED, unit, fields)
    return kept(small.load().procedures["job"], ticket, ENDED)


def test_a_paid_slip_is_kept_for_two_years_and_the_day(small: SmallPack) -> None:
    assert found(small, PAID, price="30.00") == Kept(datetime(2028, 3, 4, tzinfo=SHANGHAI), clause="SML-01")


def test_a_free_slip_is_kept_for_one(small: SmallPack) -> None:
    assert found(small, PAID) == Kept(datetime(2027, 3, 4, tzinfo=SHANGHAI), clause="SML-02")


def test_what_is_kept_for_ever_never_goes(small: SmallPack) -> None:
    assert found(small, "retention: {for_ever: true}\n") == Kept(None)


def test_where_nothing_is_said_nothing_goes(small: SmallPack) -> None:
    assert found(small, "") == Kept(None, is_stated=False)


@pytest.mark.parametrize(
    ("rule", "years"),
    [
        (Retention(years=2, when="x", otherwise=Retention(years=1)), 1),
        (Retention(for_ever=True, when="x", otherwise=Retention(years=0.5)), 0.5),
        (Retention(for_ever=True), None),
        (None, None),
    ],
)
def test_the_least_a_rule_may_come_to(rule: Retention | None, years: float | None) -> None:
    assert shortest_years(rule) == years


@pytest.mark.parametrize(
    ("day", "months", "then"), [((2024, 2, 29), 12, (2025, 2, 28)), ((2026, 8, 31), 6, (2027, 2, 28)), ((2026, 12, 1), 1, (2027, 1, 1))]
)
def test_a_day_the_month_does_not_have_is_its_last(day: tuple[int, int, int], months: int, then: tuple[int, int, int]) -> None:
    assert later(date(*day), months) == date(*then)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 240))
def test_more_months_are_never_earlier(day: date, months: int) -> None:
    assert day < later(day, months) <= later(day, months + 1)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("{years: 1, for_ever: true}", "retention_unsaid"),
        ("{when: 'price != null', years: 2, else: {clause: SML-01}}", "retention_unsaid"),
        ("{when: 'price != null', years: 2}", "retention_open"),
        ("{years: 1, proposed_by: nobody}", "unknown_role"),
        ("{when: 'prise != null', years: 2, else: {years: 1}}", "expression_unknown_name"),
    ],
)
def test_a_rule_says_how_long(small: SmallPack, rule: str, code: str) -> None:
    small.edit("job.yaml", "guides:\n", f"retention: {rule}\nguides:\n")

    assert small.fault(code, at="retention:").remedy["en"]
