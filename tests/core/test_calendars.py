"""The conventions of time, one by one."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from baoxiu.core.calendars import ALWAYS, Calendar, Window, always

NINE_TO_FIVE = {"week": {"mon-fri": ["09:00-17:00"]}}
WITH_LUNCH = {"week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}
NIGHTS = {"week": {"mon-fri": ["22:00-06:00"]}}


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


class Station:
    """A unit's calendar, spoken to in its own wall-clock time."""

    def __init__(self, spec: Mapping[str, object], zone: str = "Asia/Shanghai") -> None:
        self.calendar = Calendar.of(spec, zone)

    def at(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=self.calendar.zone)

    def shown(self, at: datetime) -> str:
        return at.astimezone(self.calendar.zone).strftime("%Y-%m-%d %H:%M")

    def add(self, start: str, span: timedelta) -> str:
        return self.shown(self.calendar.add(self.at(start), span))

    def worked(self, start: str, end: str) -> timedelta:
        return self.calendar.worked(self.at(start), self.at(end))

    def add_days(self, start: str, days: int) -> str:
        return self.shown(self.calendar.add_working_days(self.at(start), days))


# -- windows


def test_a_deadline_that_fills_a_day_ends_at_that_days_close() -> None:
    assert Station(NINE_TO_FIVE).add("2026-03-02 09:00", hours(8)) == "2026-03-02 17:00"


def test_a_minute_more_is_the_next_mornings() -> None:
    assert Station(NINE_TO_FIVE).add("2026-03-02 09:00", hours(8) + timedelta(minutes=1)) == "2026-03-03 09:01"


def test_a_lunch_break_does_not_count() -> None:
    assert Station(WITH_LUNCH).add("2026-03-02 11:30", hours(1)) == "2026-03-02 14:00"


def test_a_deadline_that_fills_the_morning_ends_when_lunch_begins() -> None:
    assert Station(WITH_LUNCH).add("2026-03-02 09:00", hours(3)) == "2026-03-02 12:00"


def test_the_opening_minute_counts_and_the_closing_one_does_not() -> None:
    station = Station(NINE_TO_FIVE)

    assert station.calendar.is_open(station.at("2026-03-02 09:00"))
    assert not station.calendar.is_open(station.at("2026-03-02 17:00"))


def test_a_weekend_counts_nothing() -> None:
    assert Station(NINE_TO_FIVE).worked("2026-03-06 17:00", "2026-03-09 09:00") == timedelta()


def test_no_span_ends_where_it_starts_even_at_night() -> None:
    assert Station(NINE_TO_FIVE).add("2026-03-02 20:00", timedelta()) == "2026-03-02 20:00"


def test_overlapping_windows_count_once() -> None:
    station = Station({"week": {"mon": ["09:00-12:00", "11:00-15:00", "09:30-10:00"]}})

    assert station.worked("2026-03-02 00:00", "2026-03-03 00:00") == hours(6)


def test_windows_of_two_days_that_overlap_count_once() -> None:
    station = Station({"week": {"mon": ["20:00-08:00"], "tue": ["06:00-10:00"]}})

    assert station.worked("2026-03-02 00:00", "2026-03-04 00:00") == hours(14)


def test_two_windows_of_a_full_day_are_one_day() -> None:
    station = Station({"week": {"mon": ["08:00-08:00", "20:00-20:00"]}})

    assert station.worked("2026-03-02 00:00", "2026-03-05 00:00") == hours(36)
    assert station.calendar.half_working_day(station.at("2026-03-02 09:00")) == hours(18)


def test_from_a_close_to_the_next_opening_there_is_no_stretch_not_even_an_empty_one() -> None:
    station = Station(WITH_LUNCH)

    assert station.calendar.stretches(station.at("2026-03-02 12:00"), station.at("2026-03-02 13:30")) == []


# -- past midnight


def test_a_window_past_midnight_runs_into_a_closed_day() -> None:
    assert Station(NIGHTS).add("2026-03-06 23:00", hours(7)) == "2026-03-07 06:00"


def test_a_closed_day_opens_no_window_of_its_own() -> None:
    station = Station({**NIGHTS, "closed": ["2026-03-03"]})

    assert station.worked("2026-03-03 00:00", "2026-03-04 12:00") == hours(6)


def test_the_tail_of_a_night_belongs_to_the_day_it_opened() -> None:
    station = Station(NIGHTS)

    assert station.calendar.day_of(station.at("2026-03-07 05:59")) == date(2026, 3, 6)
    assert station.calendar.day_of(station.at("2026-03-07 06:00")) == date(2026, 3, 7)


def test_a_close_may_be_written_past_twenty_four() -> None:
    assert Window.read("22:00-30:00") == Window.read("22:00-06:00") == Window(1320, 1800)


# -- special days


def test_a_date_opened_by_name_wins_over_a_closed_one_and_over_the_week() -> None:
    spec = {**NINE_TO_FIVE, "closed": ["2026-03-07"], "open": {"2026-03-07": ["10:00-11:00"], "2026-03-02": ["10:00-12:00"]}}

    assert Station(spec).worked("2026-03-07 00:00", "2026-03-08 00:00") == hours(1)
    assert Station(spec).worked("2026-03-02 00:00", "2026-03-03 00:00") == hours(2)


def test_a_date_opened_by_name_wins_over_a_holiday() -> None:
    spec = {**NINE_TO_FIVE, "holidays": "CN", "open": {"2026-10-01": ["09:00-12:00"]}}

    assert Station(spec).worked("2026-10-01 00:00", "2026-10-08 00:00") == hours(3)


def test_a_date_closed_by_name_wins_over_a_make_up_day() -> None:
    spec = {**NINE_TO_FIVE, "makeup": "CN", "closed": ["2026-02-14"]}

    assert Station(spec).worked("2026-02-14 00:00", "2026-02-15 00:00") == timedelta()


def test_a_make_up_saturday_works_a_weekdays_hours() -> None:
    assert Station({**WITH_LUNCH, "makeup": ["2026-03-07"]}).worked("2026-03-07 00:00", "2026-03-08 00:00") == hours(7.5)


def test_a_make_up_saturday_keeps_the_hours_the_week_gives_it() -> None:
    spec = {"week": {"mon-fri": ["09:00-17:00"], "sat": ["10:00-12:00"]}, "makeup": ["2026-03-07"]}

    assert Station(spec).worked("2026-03-07 00:00", "2026-03-08 00:00") == hours(2)


def test_make_up_hours_may_be_stated() -> None:
    spec = {**NINE_TO_FIVE, "makeup": ["2026-03-07"], "makeup_hours": ["09:00-12:00"]}

    assert Station(spec).worked("2026-03-07 00:00", "2026-03-08 00:00") == hours(3)


def test_a_make_up_day_wins_over_a_holiday_of_the_same_date() -> None:
    spec = {**NINE_TO_FIVE, "holidays": ["2026-03-07"], "makeup": ["2026-03-07"]}

    assert Station(spec).calendar.is_working_day(date(2026, 3, 7))


def test_a_range_of_dates_is_closed_to_its_last_day() -> None:
    station = Station({**NINE_TO_FIVE, "closed": [["2026-03-03", "2026-03-05"]]})

    assert station.add("2026-03-02 09:00", hours(9)) == "2026-03-06 10:00"


def test_dates_may_come_as_dates() -> None:
    assert Station({**NINE_TO_FIVE, "closed": [date(2026, 3, 3)]}).calendar.rules.closed == {date(2026, 3, 3)}


# -- working days


def test_three_working_days_end_at_the_same_time_of_day() -> None:
    assert Station(WITH_LUNCH).add_days("2026-03-05 10:20", 3) == "2026-03-10 10:20"


def test_a_time_outside_the_days_windows_becomes_its_last_close() -> None:
    assert Station(WITH_LUNCH).add_days("2026-03-05 19:00", 1) == "2026-03-06 18:00"


def test_a_time_in_the_lunch_break_becomes_the_last_close() -> None:
    assert Station(WITH_LUNCH).add_days("2026-03-05 12:30", 1) == "2026-03-06 18:00"


def test_working_days_after_a_closed_day_begin_with_the_next_open_one() -> None:
    assert Station(WITH_LUNCH).add_days("2026-03-07 10:00", 1) == "2026-03-09 10:00"


def test_a_night_shifts_working_day_ends_in_the_next_nights_tail() -> None:
    assert Station(NIGHTS).add_days("2026-03-03 02:00", 1) == "2026-03-04 02:00"
    assert Station(NIGHTS).add_days("2026-03-07 02:00", 1) == "2026-03-10 02:00"


def test_working_days_pass_at_the_time_they_began() -> None:
    station = Station(WITH_LUNCH)
    start = station.at("2026-03-02 10:00")

    assert station.calendar.working_days(start, station.at("2026-03-09 09:59")) == 4
    assert station.calendar.working_days(start, station.at("2026-03-09 10:00")) == 5


def test_no_working_day_has_passed_before_the_start() -> None:
    station = Station(WITH_LUNCH)

    assert station.calendar.working_days(station.at("2026-03-09 10:00"), station.at("2026-03-02 10:00")) == 0


def test_working_days_are_never_added_backwards() -> None:
    station = Station(WITH_LUNCH)

    with pytest.raises(ValueError, match="forward"):
        station.calendar.add_working_days(station.at("2026-03-09 10:00"), -1)


@pytest.mark.parametrize(("start", "half"), [("2026-03-02 10:00", 3.75), ("2026-03-07 10:00", 2), ("2026-03-08 10:00", 3.75)])
def test_half_a_working_day_is_half_of_the_day_it_starts_in(start: str, half: float) -> None:
    station = Station({"week": {**WITH_LUNCH["week"], "sat": ["09:00-13:00"]}})

    assert station.calendar.half_working_day(station.at(start)) == hours(half)


def test_the_day_ends_at_its_last_close() -> None:
    station = Station(WITH_LUNCH)

    ends = [station.shown(station.calendar.end_of_day(station.at(f"2026-03-06 {time}"))) for time in ("08:00", "12:30", "17:59", "18:00")]

    assert ends == ["2026-03-06 18:00"] * 3 + ["2026-03-09 18:00"]


def test_the_next_opening_is_after_lunch_or_after_the_weekend() -> None:
    station = Station(WITH_LUNCH)

    opens = [station.shown(station.calendar.next_open(station.at(f"2026-03-06 {time}"))) for time in ("10:15", "12:15", "18:00")]

    assert opens == ["2026-03-06 10:15", "2026-03-06 13:30", "2026-03-09 09:00"]


# -- the zone's clock


def new_york(*windows: str) -> Station:
    return Station({"week": {"mon-sun": list(windows)}}, "America/New_York")


def test_a_window_edge_in_a_skipped_hour_moves_to_the_next_instant_there_is() -> None:
    assert new_york("01:00-02:30").worked("2026-03-08 00:00", "2026-03-08 12:00") == hours(1)
    assert new_york("02:30-05:00").worked("2026-03-08 00:00", "2026-03-08 12:00") == hours(2)


def test_a_window_in_a_skipped_hour_is_none() -> None:
    assert new_york("02:00-03:00").worked("2026-03-08 00:00", "2026-03-08 12:00") == timedelta()


def test_a_window_edge_in_a_repeated_hour_is_the_first_of_the_two() -> None:
    assert new_york("00:00-01:30").worked("2026-11-01 00:00", "2026-11-01 12:00") == hours(1.5)
    assert new_york("01:30-03:00").worked("2026-11-01 00:00", "2026-11-01 12:00") == hours(2.5)


def test_a_night_over_the_change_of_the_clock_is_as_long_as_it_was() -> None:
    assert new_york("22:00-06:00").worked("2026-03-07 22:00", "2026-03-08 06:00") == hours(7)
    assert new_york("22:00-06:00").worked("2026-10-31 22:00", "2026-11-01 06:00") == hours(9)


def test_a_day_that_the_zone_left_out_has_no_time() -> None:
    apia = Station({"week": {"mon-sun": ["09:00-17:00"]}}, "Pacific/Apia")

    assert apia.worked("2011-12-29 17:00", "2011-12-31 09:00") == timedelta()


def test_the_spec_may_name_its_own_zone() -> None:
    assert Calendar.of({**NINE_TO_FIVE, "zone": "Europe/Berlin"}, "Asia/Shanghai").zone == ZoneInfo("Europe/Berlin")


def test_round_the_clock_every_hour_counts() -> None:
    start = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)

    assert ALWAYS.add(start, hours(1000)) == start + hours(1000)
    assert always("Europe/Berlin").worked(start, start + hours(48)) == hours(48)


def test_round_the_clock_a_day_ends_at_the_units_midnight() -> None:
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

    assert always("Asia/Shanghai").end_of_day(at) == datetime(2026, 3, 2, 16, 0, tzinfo=UTC)


# -- as a value


def test_equal_content_is_one_calendar() -> None:
    one = Calendar.of({"week": {"mon-fri": ["09:00-17:00"]}}, "UTC")
    two = Calendar.of({"closed": [], "week": dict.fromkeys(("fri", "mon", "thu", "tue", "wed"), "09:00-17:00")}, "UTC")

    assert one == two and hash(one) == hash(two)
    assert one != Calendar.of({"week": {"mon-fri": ["09:00-17:00"]}}, "Asia/Shanghai")


def test_a_spec_changed_after_reading_changes_no_calendar() -> None:
    spec = {"week": {"mon": ["09:00-17:00"]}}
    before = Calendar.of(spec, "UTC")
    spec["week"]["mon"] = ["09:00-10:00"]

    assert Calendar.of(spec, "UTC") != before
    assert before.rules.week[0] == (Window(540, 1020),)


def test_a_calendar_travels_between_processes() -> None:
    calendar = Calendar.of({**WITH_LUNCH, "holidays": "CN", "makeup": "CN"}, "Asia/Shanghai")

    assert pickle.loads(pickle.dumps(calendar)) == calendar


def test_many_threads_get_one_answer() -> None:
    calendar = Calendar.of({**WITH_LUNCH, "closed": ["2026-12-24"]}, "Europe/Paris")
    start = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    found: list[datetime] = []
    threads = [Thread(target=lambda: found.append(calendar.add(start, hours(9000)))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8 and len(set(found)) == 1
