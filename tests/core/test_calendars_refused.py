"""What a calendar refuses, and that it says where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from baoxiu.core import calendars
from baoxiu.core.calendars import ALWAYS, Calendar

NINE_TO_FIVE = {"week": {"mon-fri": ["09:00-17:00"]}}


def refused(spec: object, zone: str = "UTC") -> calendars.CalendarMisstated:
    with pytest.raises(calendars.CalendarMisstated) as caught:
        Calendar.of(spec, zone)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("spec", [{}, {"week": {}}, {"week": {"mon": []}}, {"open": {"2026-03-07": ["10:00-11:00"]}}])
def test_a_calendar_without_a_working_hour_is_refused(spec: dict[str, object]) -> None:
    assert isinstance(refused(spec), calendars.EmptyCalendar)


@pytest.mark.parametrize("text", ["9-12", "09:00", "25:00-26:00", "09:60-10:00", "24:00-25:00", "09:00-34:00", "", "a:b-c:d", 900, None])
def test_what_is_no_window_is_refused_with_its_place(text: object) -> None:
    fault = refused({"week": {"mon": ["09:00-12:00"], "tue": ["09:00-12:00", text]}})

    assert isinstance(fault, calendars.NotAWindow)
    assert fault.path == "week.tue[1]"


@pytest.mark.parametrize(
    "row", ["2026-13-01", "tomorrow ", ["2026-01-02", "2026-01-01"], ["2026-01-01"], 20260101, ["2020-01-01", "2030-01-01"]]
)
def test_what_is_no_date_is_refused_with_its_place(row: object) -> None:
    fault = refused({**NINE_TO_FIVE, "closed": ["2026-01-01", row]})

    assert isinstance(fault, calendars.NotADate)
    assert fault.path == "closed[1]"


@pytest.mark.parametrize("country", ["XX", "cn", "China", "US-ZZ", ["CN", "DE"]])
def test_an_unknown_country_is_refused(country: object) -> None:
    assert isinstance(refused({**NINE_TO_FIVE, "holidays": country}), calendars.UnknownHolidays)


@pytest.mark.parametrize(
    "spec", [{**NINE_TO_FIVE, "holiday": "CN"}, {"week": {"monday": ["09:00-17:00"]}}, {"week": {"fri-mon": ["09:00-17:00"]}}]
)
def test_an_unknown_key_is_refused_and_the_known_ones_are_named(spec: dict[str, object]) -> None:
    fault = refused(spec)

    assert isinstance(fault, calendars.UnknownCalendarKey)
    assert "mon" in fault.say("zh") or "holidays" in fault.say("zh")


@pytest.mark.parametrize("zone", ["Asia/Peking", "../../etc/passwd", "", "UTC\0"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    assert isinstance(refused(NINE_TO_FIVE, zone), calendars.UnknownZone)


@pytest.mark.parametrize("week", ["09:00-17:00", ["mon"], 7])
def test_a_week_that_is_no_table_is_refused(week: object) -> None:
    assert refused({"week": week}).path == "week"


def test_a_date_opened_without_a_window_is_refused() -> None:
    assert refused({**NINE_TO_FIVE, "open": {"2026-03-07": []}}).path == "open.2026-03-07"


def test_every_refusal_speaks_both_languages() -> None:
    fault = refused({"week": {"mon": ["9-12"]}})

    assert "week.mon[0]" in fault.say("zh") and "时段" in fault.say("zh")
    assert "week.mon[0]" in fault.say("en") and "window" in fault.say("en")


def test_a_deadline_beyond_all_years_is_refused() -> None:
    calendar = Calendar.of({"week": {"mon": ["09:00-09:01"]}}, "UTC")

    with pytest.raises(calendars.BeyondCalendar):
        calendar.add(datetime(2140, 3, 2, 9, 0, tzinfo=UTC), timedelta(hours=100))
    with pytest.raises(calendars.BeyondCalendar):
        calendar.worked(datetime(2026, 3, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))


def test_a_naive_time_is_no_instant() -> None:
    with pytest.raises(TypeError):
        ALWAYS.worked(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001
