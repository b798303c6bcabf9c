"""Clocks, convention by convention."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from baoxiu.core import clocks
from baoxiu.core.calendars import ALWAYS, Calendar
from baoxiu.core.clocks import Clock, Mark, Reading, mark, next_ring, read

ZONE = ZoneInfo("Asia/Shanghai")
NINE_TO_FIVE = Calendar.of({"week": {"mon-fri": ["09:00-17:00"]}}, "Asia/Shanghai")
WITH_LUNCH = Calendar.of({"week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}, "holidays": "CN", "makeup": "CN"}, "Asia/Shanghai")
HOUR = timedelta(hours=1)


def on(text: str) -> datetime:
    """A time in March 2026 (the 2nd is a Monday): `02 09:00`."""
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=ZONE)


def told(*steps: str) -> tuple[Mark, ...]:
    """A clock's life: `start 02 09:00`, `pause 02 11:00`, `target 02 12:00 3` (hours)."""
    marks: tuple[Mark, ...] = ()
    for step in steps:
        kind, day, time, *target = step.split()
        length = timedelta(hours=float(target[0])) if target else None
        marks = mark(marks, kind, at=on(f"{day} {time}"), target=length)  # type: ignore[arg-type]
    return marks


def reading(clock: Clock, *steps: str, at: str, calendar: Calendar = NINE_TO_FIVE) -> Reading:
    return read(clock, told(*steps), calendar, at=on(at))


EIGHT_HOURS = Clock("repair", target=8 * HOUR)
TWO_HOURS = Clock("contact", target=2 * HOUR)


# -- running


def test_a_running_clock_shows_what_ran_what_is_left_and_when_it_is_due() -> None:
    assert reading(EIGHT_HOURS, "start 02 12:00", at="03 10:00") == Reading(
        spent=6 * HOUR, left=2 * HOUR, due_at=on("03 12:00"), breached=False, paused=False, stopped=False, kept=None
    )


def test_before_its_start_a_clock_has_all_its_time_and_no_due_time() -> None:
    assert reading(TWO_HOURS, at="02 10:00") == Reading(timedelta(), 2 * HOUR, None, False, False, False, None)
    assert reading(TWO_HOURS, "start 03 09:00", at="02 10:00") == reading(TWO_HOURS, at="02 10:00")


def test_a_clock_is_not_breached_at_its_due_instant() -> None:
    assert not reading(TWO_HOURS, "start 02 09:00", at="02 11:00").breached


def test_a_clock_is_breached_strictly_after_its_due_instant() -> None:
    after = read(TWO_HOURS, told("start 02 09:00"), NINE_TO_FIVE, at=on("02 11:00") + timedelta(microseconds=1))

    assert after.breached


def test_a_clock_due_at_the_close_is_breached_the_same_evening() -> None:
    evening = reading(EIGHT_HOURS, "start 02 09:00", at="02 17:01")

    assert evening.breached and evening.left == timedelta()


def test_done_exactly_on_the_due_instant_is_on_time() -> None:
    assert reading(TWO_HOURS, "start 02 09:00", "stop 02 11:00", at="05 11:00").kept is True


def test_done_a_minute_later_is_late() -> None:
    assert reading(TWO_HOURS, "start 02 09:00", "stop 02 11:01", at="05 11:00").kept is False


def test_a_stopped_clock_stands_still() -> None:
    stopped = reading(TWO_HOURS, "start 02 09:00", "stop 02 10:00", at="20 10:00")

    assert (stopped.spent, stopped.left, stopped.stopped, stopped.due_at) == (HOUR, HOUR, True, on("02 11:00"))


def test_a_clock_that_was_paused_in_time_and_then_stopped_was_kept() -> None:
    assert reading(TWO_HOURS, "start 02 09:00", "pause 02 10:00", "stop 09 10:00", at="09 10:00").kept is True


def test_what_comes_later_is_not_looked_at() -> None:
    life = ("start 02 09:00", "pause 02 10:00", "resume 02 15:00", "stop 02 15:30")

    assert reading(TWO_HOURS, *life, at="02 09:30") == reading(TWO_HOURS, life[0], at="02 09:30")


# -- pauses


def test_a_paused_clock_has_no_due_time() -> None:
    paused = reading(TWO_HOURS, "start 02 09:00", "pause 02 10:00", at="04 10:00")

    assert (paused.paused, paused.due_at, paused.spent, paused.breached) == (True, None, HOUR, False)


def test_a_pause_moves_the_due_time_by_its_working_time() -> None:
    assert reading(TWO_HOURS, "start 02 09:00", "pause 02 10:00", "resume 02 14:00", at="02 14:30").due_at == on("02 15:00")


def test_a_hold_from_five_to_nine_on_a_nine_to_five_calendar_adds_nothing() -> None:
    four_hours = Clock("x", target=4 * HOUR)

    held = reading(four_hours, "start 02 15:00", "pause 02 17:00", "resume 03 09:00", at="03 09:30")

    assert held == reading(four_hours, "start 02 15:00", at="03 09:30")


def test_a_second_pause_changes_nothing() -> None:
    once = told("start 02 09:00", "pause 02 10:00")

    assert mark(once, "pause", at=on("02 11:00")) == once


def test_a_second_pause_read_from_old_records_changes_nothing() -> None:
    once = told("start 02 09:00", "pause 02 10:00")
    twice = (*once, Mark("pause", on("02 11:00")))

    assert read(TWO_HOURS, twice, NINE_TO_FIVE, at=on("02 12:00")) == read(TWO_HOURS, once, NINE_TO_FIVE, at=on("02 12:00"))


def test_resuming_what_runs_changes_nothing() -> None:
    running = told("start 02 09:00")

    assert mark(running, "resume", at=on("02 10:00")) == running


def test_an_overdue_clock_stays_due_when_it_was_in_spite_of_a_pause() -> None:
    overdue = reading(TWO_HOURS, "start 02 09:00", "pause 02 12:00", "resume 02 15:00", at="02 15:00")

    assert (overdue.due_at, overdue.breached, overdue.left) == (on("02 11:00"), True, -HOUR)


def test_an_overdue_clock_stays_breached_while_it_is_paused() -> None:
    assert reading(TWO_HOURS, "start 02 09:00", "pause 02 12:00", at="02 13:00").breached


def test_a_clock_paused_exactly_when_it_was_due_is_due_when_it_goes_on() -> None:
    resumed = ("start 02 09:00", "pause 02 11:00", "resume 02 14:00")

    assert reading(TWO_HOURS, *resumed, at="02 14:00").due_at == on("02 14:00")
    assert not reading(TWO_HOURS, *resumed, at="02 14:00").breached
    assert reading(TWO_HOURS, *resumed, at="02 14:01").breached


def test_a_pause_over_lunch_and_a_holiday_moves_nothing() -> None:
    start = datetime(2026, 9, 30, 17, 0, tzinfo=ZONE)
    marks = mark((), "start", at=start)
    held = mark(mark(marks, "pause", at=start + HOUR), "resume", at=datetime(2026, 10, 8, 9, 0, tzinfo=ZONE))
    at = datetime(2026, 10, 8, 9, 30, tzinfo=ZONE)

    assert read(TWO_HOURS, held, WITH_LUNCH, at=at) == read(TWO_HOURS, marks, WITH_LUNCH, at=at)
    assert read(TWO_HOURS, held, WITH_LUNCH, at=at).due_at == datetime(2026, 10, 8, 10, 0, tzinfo=ZONE)


# -- new targets


def test_a_new_target_keeps_what_already_ran() -> None:
    changed = reading(EIGHT_HOURS, "start 02 09:00", "target 02 12:00 4", at="02 12:00")

    assert (changed.spent, changed.left, changed.due_at) == (3 * HOUR, HOUR, on("02 13:00"))


def test_a_target_below_what_ran_is_breached_at_once() -> None:
    changed = reading(EIGHT_HOURS, "start 02 09:00", "target 02 12:00 2", at="02 12:00")

    assert (changed.breached, changed.due_at, changed.left) == (True, on("02 11:00"), -HOUR)


def test_a_longer_target_gives_an_overdue_clock_its_time() -> None:
    changed = reading(TWO_HOURS, "start 02 09:00", "target 02 12:00 6", at="02 12:00")

    assert (changed.breached, changed.due_at) == (False, on("02 15:00"))


def test_a_new_target_while_paused_holds_from_the_resume_on() -> None:
    changed = ("start 02 09:00", "pause 02 10:00", "target 02 12:00 3", "resume 02 14:00")

    assert reading(TWO_HOURS, *changed[:3], at="02 13:00").due_at is None
    assert reading(TWO_HOURS, *changed, at="02 14:00").due_at == on("02 16:00")


def test_before_the_change_the_old_target_held() -> None:
    assert reading(EIGHT_HOURS, "start 02 09:00", "target 02 12:00 2", at="02 11:59").due_at == on("02 17:00")


# -- fixed due times


PROMISED = Clock("promise", until=on("03 14:00"))


def test_a_fixed_due_time_is_the_due_time() -> None:
    running = reading(PROMISED, "start 02 09:00", at="02 10:00")

    assert (running.due_at, running.spent, running.left) == (on("03 14:00"), HOUR, 12 * HOUR)


def test_a_fixed_due_time_moves_by_the_working_time_of_a_pause() -> None:
    held = ("start 02 09:00", "pause 02 10:00", "resume 03 10:00")

    assert reading(PROMISED, *held[:2], at="02 12:00").due_at is None
    assert reading(PROMISED, *held, at="03 10:00").due_at == on("04 14:00")


def test_a_fixed_due_time_may_lie_outside_working_hours() -> None:
    evening = Clock("promise", until=on("02 20:00"))

    assert not reading(evening, "start 02 09:00", at="02 20:00").breached
    assert reading(evening, "start 02 09:00", at="02 20:01").breached


def test_a_fixed_due_time_before_the_start_is_breached_from_the_first_instant() -> None:
    late = reading(PROMISED, "start 04 09:00", at="04 09:00")

    assert (late.breached, late.left, late.due_at) == (True, -3 * HOUR, on("03 14:00"))


def test_a_fixed_due_time_takes_no_new_target() -> None:
    with pytest.raises(clocks.WrongTarget):
        reading(PROMISED, "start 02 09:00", "target 02 10:00 3", at="02 11:00")


# -- rings


def rings(clock: Clock, *steps: str, warned: bool = False, breached: bool = False, warn: timedelta | None = HOUR / 2) -> object:
    ring = next_ring(clock, told(*steps), NINE_TO_FIVE, warn_before=warn, warned=warned, breached=breached)
    return ring and (ring[0].astimezone(ZONE).strftime("%d %H:%M:%S.%f"), ring[1])


def test_it_warns_first_then_rings_the_breach_then_no_more() -> None:
    assert rings(TWO_HOURS, "start 02 09:00") == ("02 10:30:00.000000", "warn")
    assert rings(TWO_HOURS, "start 02 09:00", warned=True) == ("02 11:00:00.000001", "breach")
    assert rings(TWO_HOURS, "start 02 09:00", warned=True, breached=True) is None


def test_without_a_warning_it_rings_the_breach_alone() -> None:
    assert rings(TWO_HOURS, "start 02 09:00", warn=None) == ("02 11:00:00.000001", "breach")


def test_a_warning_due_at_the_opening_comes_before_people_go_home() -> None:
    assert rings(Clock("x", target=HOUR), "start 02 16:30") == ("02 17:00:00.000000", "warn")


def test_a_clock_shorter_than_its_warning_warns_when_it_starts() -> None:
    assert rings(Clock("x", target=HOUR / 4), "start 02 09:00") == ("02 09:00:00.000000", "warn")


def test_a_clock_that_resumes_with_little_left_warns_then() -> None:
    assert rings(TWO_HOURS, "start 02 09:00", "pause 02 10:45", "resume 02 15:00") == ("02 15:00:00.000000", "warn")


@pytest.mark.parametrize("life", [(), ("start 02 09:00", "pause 02 10:00"), ("start 02 09:00", "stop 02 11:00")])
def test_a_clock_that_does_not_run_does_not_ring(life: tuple[str, ...]) -> None:
    assert rings(TWO_HOURS, *life) is None


@pytest.mark.parametrize("end", ["pause 02 11:30", "stop 02 11:30"])
def test_a_breach_nobody_has_rung_yet_still_rings_after_a_pause_or_stop(end: str) -> None:
    assert rings(TWO_HOURS, "start 02 09:00", end, warned=True) == ("02 11:00:00.000001", "breach")


def test_round_the_clock_four_hours_are_four_hours() -> None:
    marks = told("start 07 22:00")

    assert read(Clock("first_contact", target=4 * HOUR), marks, ALWAYS, at=on("07 23:00")).due_at == on("08 02:00")


# -- misuse


@pytest.mark.parametrize("kind", ["pause", "resume", "stop", "target"])
def test_nothing_happens_to_a_clock_before_its_start(kind: clocks.Kind) -> None:
    with pytest.raises(clocks.NotStarted) as refused:
        mark((), kind, at=on("02 09:00"), target=HOUR if kind == "target" else None)

    assert refused.value.code == "clock_not_started"


@pytest.mark.parametrize("kind", ["pause", "resume", "stop", "target"])
def test_nothing_happens_to_a_clock_after_its_stop(kind: clocks.Kind) -> None:
    with pytest.raises(clocks.AlreadyStopped) as refused:
        mark(told("start 02 09:00", "stop 02 10:00"), kind, at=on("02 11:00"), target=HOUR if kind == "target" else None)

    assert "停止" in refused.value.say("zh")


def test_a_clock_starts_once() -> None:
    with pytest.raises(clocks.AlreadyStarted):
        mark(told("start 02 09:00"), "start", at=on("02 10:00"))


def test_marks_are_made_in_order() -> None:
    with pytest.raises(clocks.OutOfOrder):
        mark(told("start 02 09:00"), "pause", at=on("02 08:59"))


@pytest.mark.parametrize(("kind", "target"), [("target", None), ("pause", HOUR), ("target", -HOUR)])
def test_only_a_new_target_has_a_length_and_it_is_not_negative(kind: clocks.Kind, target: timedelta | None) -> None:
    with pytest.raises(clocks.WrongTarget):
        mark(told("start 02 09:00"), kind, at=on("02 10:00"), target=target)


def test_a_clock_has_a_target_or_a_due_time_and_not_both() -> None:
    for target, until in ((None, None), (HOUR, on("02 09:00")), (-HOUR, None)):
        with pytest.raises(clocks.WrongTarget):
            Clock("x", target=target, until=until)


def test_a_mark_keeps_its_reason() -> None:
    assert mark(told("start 02 09:00"), "pause", at=on("02 10:00"), reason="等备件")[-1].reason == "等备件"
