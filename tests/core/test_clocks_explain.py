"""Why this deadline: the lines a person reads, and that they add up."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from baoxiu.core.calendars import ALWAYS, Calendar
from baoxiu.core.clocks import Clock, Line, Mark, explain, mark, read
from clock_lives import Life, lives, running, whole

some = settings(max_examples=60, deadline=None)
ZONE = ZoneInfo("Asia/Shanghai")
STATION = Calendar.of(
    {
        "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]},
        "holidays": "CN",
        "makeup": "CN",
        "closed": ["2026-03-04"],
        "open": {"2026-03-07": ["09:00-10:00", "16:00-17:00"]},
    },
    "Asia/Shanghai",
)


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


def lines(hours: float, marks: tuple[Mark, ...], at: str) -> list[Line]:
    return explain(Clock("x", target=timedelta(hours=hours)), marks, STATION, at=on(at))


def shown(found: list[Line], language: str = "zh") -> list[str]:
    edges = [(line.start.astimezone(ZONE), line.end.astimezone(ZONE), line) for line in found]
    return [f"{start:%m-%d %H:%M} {end:%m-%d %H:%M} {line.words[language]}" for start, end, line in edges]


def started(at: str) -> tuple[Mark, ...]:
    return mark((), "start", at=on(at))


def test_an_afternoon_and_the_next_morning() -> None:
    assert shown(lines(4, started("03-02 11:00"), at="03-02 14:00")) == [
        "03-02 11:00 03-02 12:00 计时",
        "03-02 12:00 03-02 13:30 不计时：午休",
        "03-02 13:30 03-02 14:00 计时",
        "03-02 14:00 03-02 16:30 将计时",
        "03-02 16:30 03-02 16:30 到期",
    ]


def test_the_spring_festival_and_its_make_up_saturday_are_named() -> None:
    assert shown(lines(9, started("02-14 16:00"), at="02-14 16:00"), "en") == [
        "02-14 16:00 02-14 18:00 will count: make-up workday (Spring Festival)",
        "02-14 18:00 02-24 09:00 not counted: Spring Festival",
        "02-24 09:00 02-24 12:00 will count",
        "02-24 12:00 02-24 13:30 not counted: lunch break",
        "02-24 13:30 02-24 17:30 will count",
        "02-24 17:30 02-24 17:30 due",
    ]


def test_a_day_closed_by_the_unit_a_weekend_and_a_day_opened_by_it() -> None:
    assert shown(lines(12, started("03-03 17:00"), at="03-03 17:00")) == [
        "03-03 17:00 03-03 18:00 将计时",
        "03-03 18:00 03-05 09:00 不计时：本单位停工日",
        "03-05 09:00 03-05 12:00 将计时",
        "03-05 12:00 03-05 13:30 不计时：午休",
        "03-05 13:30 03-05 18:00 将计时",
        "03-05 18:00 03-06 09:00 不计时：下班时间",
        "03-06 09:00 03-06 12:00 将计时",
        "03-06 12:00 03-06 13:30 不计时：午休",
        "03-06 13:30 03-06 14:00 将计时",
        "03-06 14:00 03-06 14:00 到期",
    ]
    saturday = shown(lines(2, started("03-07 08:00"), at="03-07 08:00"))
    assert saturday == [
        "03-07 08:00 03-07 09:00 不计时：下班时间",
        "03-07 09:00 03-07 10:00 将计时：本单位加班日",
        "03-07 10:00 03-07 16:00 不计时：班次间隔",
        "03-07 16:00 03-07 17:00 将计时：本单位加班日",
        "03-07 17:00 03-07 17:00 到期",
    ]


def test_a_weekend_is_called_a_weekend_and_a_free_weekday_a_day_off() -> None:
    four_days = Calendar.of({"week": {"mon-thu": ["09:00-17:00"]}}, "Asia/Shanghai")

    found = explain(Clock("x", target=timedelta(hours=9)), started("03-05 09:00"), four_days, at=on("03-05 09:00"))

    assert [line.words for line in found if line.what == "closed"] == [
        {"zh": "不计时：休息日、周末", "en": "not counted: day off, weekend"}
    ]


def test_a_pause_says_why_and_how_much_working_time_it_held_up() -> None:
    marks = mark(mark(started("03-02 09:00"), "pause", at=on("03-02 10:00"), reason="等备件"), "resume", at=on("03-03 10:00"))

    pause = next(line for line in lines(4, marks, at="03-03 11:00") if line.what == "paused")

    assert (pause.words["zh"], pause.lasted) == ("暂停：等备件", timedelta(hours=7.5))


def test_a_clock_that_stands_paused_ends_with_the_pause_and_has_no_due_line() -> None:
    marks = mark(started("03-02 09:00"), "pause", at=on("03-02 10:00"))

    assert [line.what for line in lines(4, marks, at="03-03 11:00")] == ["ran", "paused"]


def test_a_new_target_has_a_line() -> None:
    marks = mark(started("03-02 09:00"), "target", at=on("03-02 10:00"), target=timedelta(hours=2, minutes=30))

    assert "03-02 10:00 03-02 10:00 时限改为2小时30分" in shown(lines(4, marks, at="03-02 11:00"))


def test_round_the_clock_there_is_one_stretch() -> None:
    found = explain(Clock("x", target=timedelta(hours=70)), started("03-02 09:00"), ALWAYS, at=on("03-02 09:00"))

    assert [(line.what, line.lasted) for line in found] == [("ahead", timedelta(hours=70)), ("due", timedelta())]


def test_a_clock_not_started_has_nothing_to_explain() -> None:
    assert lines(4, (), at="03-02 09:00") == []


@some
@given(lives())
def test_what_ran_adds_up_to_the_time_spent(life: Life) -> None:
    found = explain(life.clock, life.marks, life.scene.calendar, at=life.at)

    ran = sum((line.lasted for line in found if line.what == "ran"), timedelta())

    assert ran == read(life.clock, life.marks, life.scene.calendar, at=life.at).spent


@some
@given(running())
def test_what_ran_and_what_will_run_add_up_to_the_target(life: Life) -> None:
    found = explain(life.clock, life.marks, life.scene.calendar, at=life.at)

    counted = sum((line.lasted for line in found if line.what in ("ran", "ahead")), timedelta())

    assert counted == max(whole(life), read(life.clock, life.marks, life.scene.calendar, at=life.at).spent)


@some
@given(lives())
def test_the_lines_leave_no_gap(life: Life) -> None:
    found = [line for line in explain(life.clock, life.marks, life.scene.calendar, at=life.at) if line.what not in ("target", "due")]

    assert all(one.end == two.start for one, two in pairwise(found))
    assert not found or found[-1].end >= (life.marks[-1].at if life.marks[-1].kind == "stop" else life.at)
    assert all(line.start < line.end or line.what == "paused" for line in found)
