"""Durations as packs write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from baoxiu.core.calendars import Calendar
from baoxiu.core.spans import NotASpan, Span, in_words, read_span

STATION = Calendar.of({"week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}, "Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30m", Span(timedelta(minutes=30))),
        ("3h30m", Span(timedelta(hours=3, minutes=30))),
        ("45s", Span(timedelta(seconds=45))),
        ("2d", Span(timedelta(days=2))),
        ("4 working_hours", Span(timedelta(hours=4))),
        ("3 working_days", Span(working_days=3)),
        ("half_working_day", Span(half_day=True)),
    ],
)
def test_a_pack_writes_a_duration(text: str, span: Span) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize("text", ["", "4", "h", "3 days", "30m3h", "-1h", "3 working_day", "1.5h", "half"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(NotASpan) as refused:
        read_span(text)

    assert text in refused.value.say("zh")


@pytest.mark.parametrize(
    ("text", "end"),
    [("2h", "02 14:30"), ("half_working_day", "02 16:15"), ("1 working_days", "03 11:00"), ("8 working_hours", "03 11:30")],
)
def test_it_ends_by_the_units_calendar(text: str, end: str) -> None:
    assert read_span(text).end(MONDAY, STATION) == datetime.fromisoformat(f"2026-03-{end}").replace(tzinfo=MONDAY.tzinfo)


def test_whole_working_days_have_a_due_time_and_no_length() -> None:
    assert read_span("3 working_days").target(MONDAY, STATION) is None
    assert read_span("half_working_day").target(MONDAY, STATION) == timedelta(hours=3.75)


@pytest.mark.parametrize(
    ("length", "zh", "en"),
    [
        (timedelta(hours=3, minutes=30), "3小时30分", "3 h 30 min"),
        (timedelta(days=2), "48小时", "48 h"),
        (timedelta(minutes=5), "5分", "5 min"),
        (timedelta(seconds=40), "40秒", "40 s"),
        (-timedelta(hours=1), "-1小时", "-1 h"),
        (timedelta(), "0秒", "0 s"),
    ],
)
def test_a_duration_in_words(length: timedelta, zh: str, en: str) -> None:
    assert in_words(length) == {"zh": zh, "en": en}
