"""Quotas: six attempts a day for three working days, an entry every week, and what falls short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoxiu.core.calendars import ALWAYS, Calendar, always
from baoxiu.core.quotas import Per, Quota, QuotaMisstated, QuotaReading, read
from time_oracle import Scene, instants, scenes

ZONE = ZoneInfo("Asia/Shanghai")
STATION = Calendar.of({"week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}, "holidays": "CN", "makeup": "CN"}, "Asia/Shanghai")
SIX_A_DAY = Quota(6, "working_day", 3, then=(1, 2))


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


def reading(quota: Quota, acts: Sequence[str], at: str, *, start: str = "03-05 14:00", stop: str | None = None) -> QuotaReading:
    stopped_at = on(stop) if stop else None
    return read(quota, [on(act) for act in acts], on(start), STATION, at=on(at), stopped_at=stopped_at)


def days(found: QuotaReading) -> list[tuple[str, int, int]]:
    return [(f"{period.first_day:%m-%d}", period.counted, period.at_least) for period in found.periods]


def test_days_are_whole_working_days_after_the_start() -> None:
    found = reading(SIX_A_DAY, [], at="03-20 10:00")

    assert days(found) == [("03-06", 0, 6), ("03-09", 0, 6), ("03-10", 0, 6), ("03-11", 0, 1), ("03-12", 0, 1)]


def test_a_day_that_has_not_opened_yet_is_whole() -> None:
    assert days(reading(SIX_A_DAY, [], start="03-05 08:59", at="03-05 10:00")) == [("03-05", 0, 6)]
    assert days(reading(SIX_A_DAY, [], start="03-05 09:00", at="03-05 10:00")) == [("03-05", 0, 6)]
    assert days(reading(SIX_A_DAY, [], start="03-05 09:01", at="03-05 10:00")) == [("03-06", 0, 6)]


def test_a_holiday_is_no_day_of_the_quota_and_a_make_up_saturday_is_one() -> None:
    found = reading(SIX_A_DAY, [], start="02-12 14:00", at="03-01 10:00")

    assert [day for day, _, _ in days(found)] == ["02-13", "02-14", "02-24", "02-25", "02-26"]


def test_acts_count_in_the_day_they_fall_in_until_midnight() -> None:
    acts = ["03-06 09:30", "03-06 19:30", "03-06 23:59", "03-07 10:00", "03-09 00:00", "03-05 15:00"]

    assert days(reading(SIX_A_DAY, acts, at="03-09 12:00")) == [("03-06", 3, 6), ("03-09", 1, 6)]


def test_acts_after_the_instant_are_not_looked_at() -> None:
    assert days(reading(SIX_A_DAY, ["03-06 09:30", "03-06 11:00"], at="03-06 10:00")) == [("03-06", 1, 6)]


def test_a_day_is_short_once_it_has_ended() -> None:
    five = [f"03-06 {hour}:00" for hour in (10, 11, 14, 15, 16)]

    assert reading(SIX_A_DAY, five, at="03-06 23:59").short == ()
    assert [(p.first_day, p.missing) for p in reading(SIX_A_DAY, five, at="03-07 00:00").short] == [(date(2026, 3, 6), 1)]


def test_enough_is_not_short() -> None:
    six = [f"03-06 {hour}:00" for hour in (10, 11, 14, 15, 16, 17)]

    assert reading(SIX_A_DAY, six, at="03-07 00:00").short == ()


def test_it_is_looked_at_again_when_the_day_at_hand_ends() -> None:
    assert reading(SIX_A_DAY, [], at="03-05 15:00").next_check_at == on("03-07 00:00")
    assert reading(SIX_A_DAY, [], at="03-06 15:00").next_check_at == on("03-07 00:00")
    assert reading(SIX_A_DAY, [], at="03-07 00:00").next_check_at == on("03-10 00:00")


def test_between_two_days_there_is_none_at_hand() -> None:
    weekend, monday = reading(SIX_A_DAY, [], at="03-07 10:00"), reading(SIX_A_DAY, [], at="03-09 08:00")

    assert weekend.current is None
    assert monday.current is not None and monday.current.missing == 6


def test_it_is_finished_when_the_last_day_has_ended() -> None:
    assert not reading(SIX_A_DAY, [], at="03-12 23:59").finished
    after = reading(SIX_A_DAY, [], at="03-13 00:00")
    assert (after.finished, after.next_check_at, after.current) == (True, None, None)


def test_a_stop_excuses_the_day_it_falls_in() -> None:
    stopped = reading(SIX_A_DAY, [], stop="03-09 11:00", at="03-20 10:00")

    assert [period.first_day for period in stopped.short] == [date(2026, 3, 6)]
    assert (stopped.finished, stopped.next_check_at, stopped.current) == (True, None, None)


def test_a_stop_still_to_come_changes_nothing() -> None:
    assert reading(SIX_A_DAY, [], stop="03-09 11:00", at="03-09 10:00") == reading(SIX_A_DAY, [], at="03-09 10:00")


def test_a_week_begins_on_monday_and_a_quota_may_go_on_until_it_is_stopped() -> None:
    weekly = Quota(1, "week", None)

    found = reading(weekly, ["03-11 10:00"], at="03-30 10:00")

    assert days(found) == [("03-09", 1, 1), ("03-16", 0, 1), ("03-23", 0, 1), ("03-30", 0, 1)]
    assert [f"{period.first_day:%m-%d}" for period in found.short] == ["03-16", "03-23"]
    assert found.next_check_at == on("04-06 00:00") and not found.finished


def test_a_month_begins_on_its_first() -> None:
    found = reading(Quota(1, "month", 2), [], start="11-15 10:00", at="12-31 23:00")

    assert days(found) == [("12-01", 0, 1)]
    assert found.next_check_at == datetime(2027, 1, 1, tzinfo=ZONE)


def test_a_day_of_the_calendar_counts_weekends_too() -> None:
    assert [day for day, _, _ in days(reading(Quota(1, "day", 3), [], at="03-20 10:00"))] == ["03-06", "03-07", "03-08"]


def test_round_the_clock_every_day_is_a_working_day() -> None:
    found = read(Quota(1, "working_day", 2), [], datetime(2026, 3, 5, 10, 0, tzinfo=ZONE), always("Asia/Shanghai"), at=on("03-30 10:00"))

    assert [period.first_day for period in found.periods] == [date(2026, 3, 6), date(2026, 3, 7)]


def test_a_nights_tail_counts_for_the_night_it_opened() -> None:
    nights = Calendar.of({"week": {"mon-fri": ["22:00-06:00"]}}, "Asia/Shanghai")

    found = read(Quota(1, "working_day", 2), [on("03-06 02:00")], on("03-04 23:00"), nights, at=on("03-06 12:00"))

    assert days(found) == [("03-05", 1, 1), ("03-06", 0, 1)]


@pytest.mark.parametrize("given_", [(0, 3, None), (6, 0, None), (6, 3, (0, 2)), (6, 3, (1, 0)), (6, None, (1, 2))])
def test_a_quota_of_nothing_or_without_end_before_its_end_is_refused(given_: tuple[int, int | None, tuple[int, int] | None]) -> None:
    at_least, periods, then = given_

    with pytest.raises(QuotaMisstated):
        Quota(at_least, "working_day", periods, then=then)


# -- laws

some = settings(max_examples=60, deadline=None)
pers: st.SearchStrategy[Per] = st.sampled_from(["working_day", "day", "week", "month"])


@some
@given(st.data(), scenes(), pers, st.integers(1, 4))
def test_periods_are_whole_in_order_and_judged_when_they_end(data: st.DataObject, scene: Scene, per: Per, count: int) -> None:
    start, at, *acts = sorted(data.draw(instants(scene)) for _ in range(8))

    found = read(Quota(2, per, count), acts, start, scene.calendar, at=at)

    assert all(one.end <= two.start for one, two in pairwise(found.periods))
    assert all(period.start < period.end for period in found.periods)
    assert all(period.ended == (period.end <= at) for period in found.periods)
    assert found.finished == (len(found.periods) == count and found.periods[-1].ended)
    assert (found.next_check_at is None) == found.finished
    assert found.next_check_at is None or found.next_check_at > at


@some
@given(st.data(), scenes(), pers)
def test_each_act_counts_at_most_once_and_where_it_falls(data: st.DataObject, scene: Scene, per: Per) -> None:
    start, *acts, at = sorted(data.draw(instants(scene)) for _ in range(10))

    found = read(Quota(1, per, None), acts, start, scene.calendar, at=at)

    for period in found.periods:
        assert period.counted == sum(period.start <= act < period.end for act in acts)


@some
@given(st.data(), scenes(), pers)
def test_looking_later_never_changes_what_was_judged(data: st.DataObject, scene: Scene, per: Per) -> None:
    start, *acts, at, later = sorted(data.draw(instants(scene)) for _ in range(8))

    now, then = (read(Quota(1, per, 3), acts, start, scene.calendar, at=moment) for moment in (at, later))

    assert then.short[: len(now.short)] == now.short


def test_a_quota_of_many_years_is_read_at_once() -> None:
    found = read(Quota(1, "month", None), [], datetime(2000, 1, 1, tzinfo=ZONE), ALWAYS, at=on("03-05 10:00") + timedelta(days=1))

    assert len(found.short) == 314
