"""Laws of clocks on random calendars and random lives, and the same clocks run minute by minute."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baoxiu.core.clocks import ClockMisused, Kind, Mark, due, mark, next_ring, read, runs
from clock_lives import KINDS, Life, holds, lives, running, targets, whole
from time_oracle import DAYS, MINUTE, Scene, instants, minutes, open_minutes, scenes

some = settings(max_examples=40, deadline=None)
MICROSECOND = timedelta(microseconds=1)


@some
@given(lives())
def test_spent_and_left_are_the_target(life: Life) -> None:
    shown = read(life.clock, life.marks, life.scene.calendar, at=life.at)

    assert shown.spent + shown.left == whole(life)
    assert shown.spent >= timedelta()


@some
@given(lives(full_minutes=True, fixed=False))
def test_a_clock_shows_what_running_it_minute_by_minute_shows(life: Life) -> None:
    """Due: the first minute by which enough open minutes ran, where the clock goes on from its last mark as it is."""
    counts = open_minutes(life.scene)
    number = {each.at: (each.at - life.scene.minute(0)) // MINUTE for each in life.marks}
    until = (life.at - life.scene.minute(0)) // MINUTE
    running, spent, ran_by = False, 0, [0] * (len(counts) + 1)
    changes = [(number[each.at], each.kind) for each in life.marks]
    for minute in range(len(counts)):
        for at, kind in changes:
            if at == minute:
                running = kind in ("start", "resume") or (running and kind == "target")
        spent += running and counts[minute]
        ran_by[minute + 1] = spent

    shown = read(life.clock, life.marks, life.scene.calendar, at=life.at)

    assert shown.spent == ran_by[until] * MINUTE
    assert shown.paused == (life.marks[-1].kind != "stop" and runs(life.marks)[-1].end is not None)
    needed = whole(life) // MINUTE
    due_at = due(life.clock, life.marks, life.scene.calendar)
    if needed and due_at is not None and ran_by[(DAYS - 1) * 1440] >= needed:
        reached = life.scene.minute(next(minute for minute, ran in enumerate(ran_by) if ran >= needed))
        ends = [run.end for run in runs(life.marks)]
        assert due_at >= reached if reached in ends else due_at == reached


@some
@given(running())
def test_a_deadline_is_what_is_left_laid_from_the_last_resume(life: Life) -> None:
    calendar = life.scene.calendar
    ran = runs(life.marks)
    before = sum((calendar.worked(run.start, run.end) for run in ran if run.end), timedelta())
    assume(timedelta() <= before < whole(life))
    if life.clock.until is not None:  # a fixed due time outside working hours is not the end of any working time
        assume(calendar.add(life.marks[0].at, whole(life)) == life.clock.until)

    assert due(life.clock, life.marks, calendar) == calendar.add(ran[-1].start, whole(life) - before)


@some
@given(st.data(), running())
def test_one_more_pause_never_brings_a_deadline_nearer(data: st.DataObject, life: Life) -> None:
    calendar = life.scene.calendar
    pause, resume = data.draw(holds(life))
    held = mark(mark(life.marks, "pause", at=pause), "resume", at=resume)

    before, after = due(life.clock, life.marks, calendar), due(life.clock, held, calendar)

    assert before is not None and after is not None and after >= before
    if before < pause or calendar.worked(pause, resume) == timedelta():
        assert after == before
    else:
        assert calendar.worked(before, after) == calendar.worked(pause, resume)


@some
@given(st.data(), running())
def test_a_hold_outside_working_time_adds_nothing(data: st.DataObject, life: Life) -> None:
    calendar = life.scene.calendar
    close = calendar.end_of_day(life.marks[-1].at)
    opens = calendar.next_open(close)
    first, last = sorted(data.draw(st.floats(0, 1)) for _ in range(2))
    pause, resume = close + (opens - close) * first, close + (opens - close) * last
    held = mark(mark(life.marks, "pause", at=pause), "resume", at=resume)

    assert due(life.clock, held, calendar) == due(life.clock, life.marks, calendar)


@some
@given(st.data(), lives())
def test_a_deadline_stands_still_while_nothing_happens(data: st.DataObject, life: Life) -> None:
    later = max(life.at, data.draw(instants(life.scene)))
    calendar = life.scene.calendar

    now, then = (read(life.clock, life.marks, calendar, at=at) for at in (life.at, later))

    assert now.due_at == then.due_at
    assert then.spent >= now.spent
    assert then.breached or not now.breached


@some
@given(running())
def test_breached_is_strictly_after_the_due_instant(life: Life) -> None:
    calendar = life.scene.calendar
    due_at = due(life.clock, life.marks, calendar)
    assert due_at is not None
    assume(due_at > life.marks[-1].at)

    assert not read(life.clock, life.marks, calendar, at=due_at).breached
    assert read(life.clock, life.marks, calendar, at=due_at + MICROSECOND).breached


@some
@given(st.data(), lives(("pause", "resume"), fixed=False), targets)
def test_a_new_target_keeps_what_already_ran(data: st.DataObject, life: Life, target: timedelta) -> None:
    calendar = life.scene.calendar
    before = read(life.clock, life.marks, calendar, at=life.at)

    changed = mark(life.marks, "target", at=max(life.at, life.marks[-1].at), target=target)
    after = read(life.clock, changed, calendar, at=life.at)

    assert after.spent == before.spent
    assert after.left == target - before.spent
    assert after.breached or target >= before.spent


@some
@given(lives(), st.timedeltas(timedelta(), timedelta(days=1)))
def test_a_clock_rings_in_order_and_exactly_when_it_is_breached(life: Life, warn_before: timedelta) -> None:
    calendar = life.scene.calendar
    warning = next_ring(life.clock, life.marks, calendar, warn_before=warn_before, warned=False, breached=False)
    breach = next_ring(life.clock, life.marks, calendar, warn_before=warn_before, warned=True, breached=False)

    if breach is not None:
        last = read(life.clock, life.marks, calendar, at=max(breach[0], life.marks[-1].at))
        assert breach[1] == "breach" and last.breached
    if warning is not None and warning[1] == "warn":
        shown = read(life.clock, life.marks, calendar, at=warning[0])
        early = read(life.clock, life.marks, calendar, at=warning[0] - MICROSECOND)
        due_at = due(life.clock, life.marks, calendar)
        assert due_at is not None and calendar.worked(warning[0], due_at) <= warn_before
        assert (
            calendar.worked(warning[0] - MICROSECOND, due_at) > warn_before
            or warning[0] == runs(life.marks)[-1].start
            or (warning[0] == due_at)
        )
        assert shown.spent >= early.spent


@some
@given(scenes(), st.lists(st.tuples(st.sampled_from(("start", *KINDS)), minutes, st.none() | targets), max_size=12))
def test_any_life_ends_in_marks_or_refusals(scene: Scene, steps: list[tuple[Kind, int, timedelta | None]]) -> None:
    marks: tuple[Mark, ...] = ()
    for kind, minute, target in steps:
        try:
            marks = mark(marks, kind, at=scene.minute(minute), target=target)
        except ClockMisused:
            continue

    kinds = [each.kind for each in marks if each.kind != "target"]
    assert [each.at for each in marks] == sorted(each.at for each in marks)
    assert kinds[:1] in ([], ["start"]) and "start" not in kinds[1:] and "stop" not in kinds[:-1]
    assert all(one != two for one, two in pairwise(kinds))
