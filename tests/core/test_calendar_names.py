"""An organisation's own days by name: in the calendar, and where a deadline is explained."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from baoxiu.core.calendars import Calendar, NotADate
from baoxiu.core.clocks import Clock, Mark, explain
from baoxiu.directory.queries.hours import titles_of, with_days

ZONE = ZoneInfo("Asia/Shanghai")
SPEC = {
    "week": {"mon-fri": ["09:00-17:00"]}, "closed": ["2026-03-03", "2026-03-04"], "open": {"2026-03-07": ["09:00-12:00"]},
    "names": {"2026-03-03": "公司年会", "2026-03-07": "盘点日"},
}  # fmt: skip


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


def test_own_days_carry_their_names() -> None:
    calendar = Calendar.of(SPEC, "Asia/Shanghai")
    named = {day: calendar.day(date(2026, 3, day)) for day in (2, 3, 4, 7)}

    assert [(one.reason, one.name.zh if one.name else None) for one in named.values()] == [
        ("week", None), ("closed", "公司年会"), ("closed", None), ("opened", "盘点日"),
    ]  # fmt: skip


def test_a_deadline_over_own_days_is_explained_by_their_names() -> None:
    calendar = Calendar.of(SPEC, "Asia/Shanghai")

    found = explain(Clock("x", target=timedelta(hours=25)), (Mark("start", on("03-02 16:00")),), calendar, at=on("03-02 16:00"))

    words = [(line.what, line.words["zh"], line.words["en"]) for line in found]
    assert ("closed", "不计时：本单位停工日（公司年会）", "not counted: closed by the unit (公司年会)") in words
    assert ("ahead", "将计时：本单位加班日（盘点日）", "will count: opened by the unit (盘点日)") in words


@pytest.mark.parametrize("names", [["年会"], {"下周一": "年会"}])
def test_names_that_name_no_day_are_refused(names: object) -> None:
    with pytest.raises(NotADate):
        Calendar.of({**SPEC, "names": names}, "Asia/Shanghai")


def test_a_day_that_is_as_the_week_again_loses_its_name_and_others_keep_theirs() -> None:
    spec = with_days(SPEC, {date(2026, 3, 3): None, date(2026, 3, 9): []}, {date(2026, 3, 3): "年会", date(2026, 3, 9): "搬家"})

    assert titles_of(spec) == {date(2026, 3, 7): "盘点日", date(2026, 3, 9): "搬家"}
    assert "names" not in with_days(spec, {date(2026, 3, 7): None, date(2026, 3, 9): []})
