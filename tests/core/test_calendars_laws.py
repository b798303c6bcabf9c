"""Laws of working time, and the same time counted minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baoxiu.core.calendars import Calendar
from time_oracle import DAYS, MINUTE, Scene, instants, minutes, open_minutes, scenes

some = settings(max_examples=40, deadline=None)
LONGEST = timedelta(hours=24)  # a minute a week, and it still ends within the years a calendar has
spans = st.timedeltas(timedelta(), LONGEST)


@some
@given(scenes(), minutes, minutes)
def test_working_time_is_the_count_of_open_minutes(scene: Scene, first: int, last: int) -> None:
    first, last = sorted((first, last))

    counted = sum(open_minutes(scene)[first:last])

    assert scene.calendar.worked(scene.minute(first), scene.minute(last)) == counted * MINUTE


@some
@given(scenes(), minutes, st.integers(1, 5 * 1440))
def test_a_deadline_is_the_first_minute_by_which_enough_minutes_were_open(scene: Scene, first: int, span: int) -> None:
    counts = open_minutes(scene)
    assume(sum(counts[first : (DAYS - 1) * 1440]) >= span)

    left, end = span, first
    while left:
        left -= counts[end]
        end += 1

    assert scene.calendar.add(scene.minute(first), span * MINUTE) == scene.minute(end)


@some
@given(scenes(), minutes)
def test_open_now_is_what_the_zones_clock_says(scene: Scene, minute: int) -> None:
    assert scene.calendar.is_open(scene.minute(minute)) == open_minutes(scene)[minute]


@some
@given(scenes(), minutes)
def test_the_next_opening_is_the_next_open_minute(scene: Scene, minute: int) -> None:
    counts = open_minutes(scene)
    assume(any(counts[minute : (DAYS - 1) * 1440]))

    assert scene.calendar.next_open(scene.minute(minute)) == scene.minute(counts.index(True, minute))


@some
@given(scenes(), minutes, minutes)
def test_the_stretches_are_the_open_minutes_and_nothing_else(scene: Scene, first: int, last: int) -> None:
    first, last = sorted((first, last))
    counts = open_minutes(scene)

    found = [False] * len(counts)
    for opens, closes in scene.calendar.stretches(scene.minute(first), scene.minute(last)):
        low, high = ((edge - scene.minute(0)) // MINUTE for edge in (opens, closes))
        found[low:high] = [True] * (high - low)

    assert found[first:last] == counts[first:last]
    assert not any(found[:first]) and not any(found[last:])


@some
@given(st.data(), scenes(), spans)
def test_a_deadline_holds_exactly_what_was_asked_for(data: st.DataObject, scene: Scene, span: timedelta) -> None:
    start = data.draw(instants(scene))

    due = scene.calendar.add(start, span)

    assert due >= start
    assert scene.calendar.worked(start, due) == span


@some
@given(st.data(), scenes(), st.timedeltas(timedelta(microseconds=1), LONGEST))
def test_no_earlier_instant_would_do(data: st.DataObject, scene: Scene, span: timedelta) -> None:
    start = data.draw(instants(scene))

    due = scene.calendar.add(start, span)

    assert scene.calendar.worked(start, due - timedelta(microseconds=1)) < span


@some
@given(st.data(), scenes(), spans, spans)
def test_two_spans_one_after_the_other_are_their_sum(data: st.DataObject, scene: Scene, one: timedelta, two: timedelta) -> None:
    start = data.draw(instants(scene))
    calendar = scene.calendar

    assert calendar.add(calendar.add(start, one), two) == calendar.add(start, one + two)


@some
@given(st.data(), scenes())
def test_working_time_adds_up_and_turns_round(data: st.DataObject, scene: Scene) -> None:
    one, two, three = sorted(data.draw(instants(scene)) for _ in range(3))
    worked = scene.calendar.worked

    assert worked(one, two) + worked(two, three) == worked(one, three)
    assert worked(three, one) == -worked(one, three)
    assert timedelta() <= worked(one, three) <= three - one


@some
@given(st.data(), scenes(), st.timedeltas(timedelta(microseconds=1), LONGEST))
def test_walking_back_leaves_exactly_the_span(data: st.DataObject, scene: Scene, span: timedelta) -> None:
    end = data.draw(instants(scene))

    start = scene.calendar.add(end, -span)

    assert start == scene.calendar.back(end, span)
    assert scene.calendar.worked(start, end) == span
    assert scene.calendar.worked(start - timedelta(microseconds=1), end) in (span, span + timedelta(microseconds=1))


@some
@given(st.data(), scenes(), st.integers(1, 9))
def test_working_days_are_walked_day_by_day(data: st.DataObject, scene: Scene, days: int) -> None:
    start = data.draw(instants(scene))
    calendar = scene.calendar

    day, shown = calendar.day_of(start), start.astimezone(calendar.zone).replace(tzinfo=None)
    offset = shown - datetime.combine(day, datetime.min.time())
    for _ in range(days):
        day += timedelta(days=1)
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
    inside = any(w.open * MINUTE <= offset < w.close * MINUTE for w in calendar.day(day).windows)
    due = calendar.add_working_days(start, days)

    if inside:
        wall = datetime.combine(day, datetime.min.time()) + offset
        assert due.astimezone(calendar.zone).replace(tzinfo=None) >= wall  # later only where the clock skips that time
        assert due <= wall.replace(tzinfo=calendar.zone).astimezone(UTC)
    else:
        assert due == calendar.last_close(day)


@some
@given(st.data(), scenes())
def test_the_days_counted_so_far_have_all_passed_and_one_more_has_not(data: st.DataObject, scene: Scene) -> None:
    start, end = sorted(data.draw(instants(scene)) for _ in range(2))
    calendar = scene.calendar

    passed = calendar.working_days(start, end)

    assert passed == 0 or calendar.add_working_days(start, passed) <= end
    assert calendar.add_working_days(start, passed + 1) > end


@some
@given(st.data(), scenes())
def test_the_end_of_the_day_is_the_first_last_close_still_to_come(data: st.DataObject, scene: Scene) -> None:
    at = data.draw(instants(scene))
    calendar = scene.calendar

    day = calendar.day_of(at)
    while not calendar.is_working_day(day) or calendar.last_close(day) <= at:
        day += timedelta(days=1)

    assert calendar.end_of_day(at) == calendar.last_close(day)


@some
@given(st.data(), scenes())
def test_half_a_working_day_is_half_of_that_days_open_minutes(data: st.DataObject, scene: Scene) -> None:
    start = data.draw(instants(scene))
    calendar = scene.calendar

    day = calendar.day_of(start)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    alone = {"week": scene.spec["week"], "makeup": [], "open": {day.isoformat(): [str(w) for w in calendar.day(day).windows]}}
    around = [(day + timedelta(days=n)).isoformat() for n in (-2, -1, 1, 2)]
    counts = open_minutes(Scene({**alone, "closed": around}, scene.zone, scene.first))
    low, high = ((calendar.at_wall(day, edge) - scene.minute(0)) // MINUTE for edge in (0, 2880))
    assume(low >= 0 and high < len(counts))

    assert calendar.half_working_day(start) == sum(counts[low:high]) * MINUTE / 2


@settings(some, max_examples=20)
@given(scenes(), st.integers(0, 25), st.timedeltas(timedelta(), LONGEST))
def test_answers_do_not_depend_on_what_was_asked_before(scene: Scene, years: int, span: timedelta) -> None:
    spec = {**scene.spec, "closed": [*scene.spec["closed"], "1999-01-01"]}
    start = datetime(2003 + years, 5, 3, 8, 30, tzinfo=UTC)
    asked_before = scene.calendar
    asked_before.worked(datetime(2001, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))

    assert Calendar.of(spec, scene.zone).add(start, span) == asked_before.add(start, span)
