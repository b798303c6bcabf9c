"""Holidays and make-up workdays, day by day 2024-2026, against the lists themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from holidays import country_holidays

from baoxiu.core.calendars import Calendar

DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2024, 1, 1)).days)]
WEEK = {"mon-fri": ["09:00-12:00", "13:30-18:00"]}
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def china() -> Calendar:
    return Calendar.of({"week": WEEK, "holidays": "CN", "makeup": "CN"}, "Asia/Shanghai")


def test_china_works_on_exactly_the_days_of_the_official_notice(china: Calendar) -> None:
    assert [day for day in DAYS if china.is_working_day(day)] == [day for day in DAYS if chinese_calendar.is_workday(day)]


def test_china_without_make_up_days_rests_every_weekend() -> None:
    resting = Calendar.of({"week": WEEK, "holidays": "CN"}, "Asia/Shanghai")

    expected = [day for day in DAYS if chinese_calendar.is_workday(day) and day.weekday() < 5]

    assert [day for day in DAYS if resting.is_working_day(day)] == expected


@pytest.mark.parametrize("days", [1, 2, 5, 23, 250, 600])
def test_working_days_in_china_are_found_as_the_official_list_finds_them(china: Calendar, days: int) -> None:
    for start in DAYS[:60:7]:
        begun = datetime(start.year, start.month, start.day, 10, 30, tzinfo=SHANGHAI)

        due = china.add_working_days(begun, days)

        day = start
        for _ in range(days):
            day = chinese_calendar.find_workday(1 if chinese_calendar.is_workday(day) else 0, day)
        assert due.astimezone(SHANGHAI) == datetime(day.year, day.month, day.day, 10, 30, tzinfo=SHANGHAI)
        assert china.working_days(begun, due) == days


def test_three_years_of_china_hold_seven_and_a_half_hours_a_workday(china: Calendar) -> None:
    workdays = sum(chinese_calendar.is_workday(day) for day in DAYS)

    worked = china.worked(datetime(2024, 1, 1, tzinfo=SHANGHAI), datetime(2027, 1, 1, tzinfo=SHANGHAI))

    assert worked == workdays * timedelta(hours=7, minutes=30)


def test_a_deadline_far_away_is_the_one_a_walk_day_by_day_finds(china: Calendar) -> None:
    start, hours = datetime(2024, 1, 5, 16, 0, tzinfo=SHANGHAI), 2.0
    for day in DAYS[5:]:
        hours += 7.5 if chinese_calendar.is_workday(day) else 0
        close = datetime(day.year, day.month, day.day, 18, 0, tzinfo=SHANGHAI)
        if chinese_calendar.is_workday(day):
            assert china.add(start, timedelta(hours=hours)) == close


COUNTRIES = ["US", "US-CA", "DE", "DE-BY", "JP", "GB", "FR", "IN", "BR", "SG", "AU-NSW"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_other_countries_rest_on_exactly_their_official_holidays(country: str) -> None:
    code, _, part = country.partition("-")
    official = country_holidays(code, subdiv=part or None)
    calendar = Calendar.of({"week": WEEK, "holidays": country}, "UTC")

    expected = [day for day in DAYS if day.weekday() < 5 and day not in official]

    assert [day for day in DAYS if calendar.is_working_day(day)] == expected


def test_hungary_works_on_its_official_saturdays() -> None:
    official = country_holidays("HU", years=[2024, 2025, 2026])
    calendar = Calendar.of({"week": WEEK, "holidays": "HU", "makeup": "HU"}, "Europe/Budapest")

    saturdays = [day for day in DAYS if calendar.is_working_day(day) and day.weekday() > 4]

    assert saturdays == sorted(day for day in official.weekend_workdays if day in DAYS)
    assert saturdays


def test_a_year_without_a_notice_takes_chinas_holidays_as_they_are_computed_and_no_make_up_days(china: Calendar) -> None:
    after = china.known_until
    assert after is not None
    unknown = [after + timedelta(days=n) for n in range(1, 366)]
    computed = country_holidays("CN", years=after.year + 1)

    expected = [day for day in unknown if day.weekday() < 5 and day not in computed]

    assert [day for day in unknown if china.is_working_day(day)] == expected


def test_the_last_day_with_a_notice_is_named(china: Calendar) -> None:
    known_until = china.known_until

    assert known_until is not None
    chinese_calendar.is_workday(known_until)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(known_until + timedelta(days=1))


def test_a_calendar_of_its_own_dates_alone_is_known_for_ever() -> None:
    assert Calendar.of({"week": WEEK, "holidays": ["2026-05-01"]}, "UTC").known_until is None


def test_holidays_are_called_by_their_names(china: Calendar) -> None:
    national, makeup = china.day(date(2026, 10, 1)), china.day(date(2026, 2, 14))

    assert national.reason == "holiday" and national.name == ("国庆节", "National Day")
    assert makeup.reason == "makeup" and makeup.name == ("春节", "Spring Festival")


def test_a_country_and_dates_of_ones_own_may_stand_together() -> None:
    calendar = Calendar.of({"week": WEEK, "holidays": ["CN", "2026-03-02"]}, "Asia/Shanghai")

    closed = [day for day in (date(2026, 3, 2), date(2026, 10, 1), date(2026, 3, 3)) if not calendar.is_working_day(day)]

    assert closed == [date(2026, 3, 2), date(2026, 10, 1)]


def test_time_over_a_make_up_weekend_counts(china: Calendar) -> None:
    friday, monday = datetime(2026, 2, 13, 17, 0, tzinfo=UTC), datetime(2026, 2, 15, 16, 0, tzinfo=UTC)

    assert china.worked(friday, monday) == timedelta(hours=7, minutes=30)
