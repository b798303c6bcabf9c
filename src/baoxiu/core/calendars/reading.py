"""Reads a calendar from pack or unit data, and says exactly where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from baoxiu.core.calendars.faults import (
    CalendarMisstated,
    EmptyCalendar,
    NotADate,
    NotAWindow,
    UnknownCalendarKey,
    UnknownHolidays,
    UnknownZone,
)
from baoxiu.core.calendars.official import is_known
from baoxiu.core.calendars.rules import Rules, Week
from baoxiu.core.calendars.windows import Window, joined

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = ("zone", "week", "holidays", "makeup", "makeup_hours", "open", "closed", "names")
_LONGEST_RANGE = timedelta(days=3 * 366)


def read_rules(spec: Mapping[str, object], zone: str) -> Rules:
    """The rules a calendar spec states; `zone` is the unit's, used where the spec names none."""
    _only(spec, KEYS, "calendar")
    week = _week(spec.get("week"))
    holiday_country, holiday_dates = _country_or_dates(spec.get("holidays"), "holidays")
    makeup_country, makeup_dates = _country_or_dates(spec.get("makeup"), "makeup")
    makeup_hours = _windows(spec.get("makeup_hours"), "makeup_hours")
    return Rules(
        zone=_zone(spec.get("zone") or zone),
        week=week,
        holiday_country=holiday_country,
        holiday_dates=holiday_dates,
        makeup_country=makeup_country,
        makeup_dates=makeup_dates,
        makeup_windows=makeup_hours or next(windows for windows in week if windows),
        opened=_opened(spec.get("open")),
        closed=_dates(spec.get("closed"), "closed"),
        names=_names(spec.get("names")),
    )


def _only(given: Mapping[str, object], known: Sequence[str], path: str) -> None:
    for key in given:
        if key not in known:
            raise UnknownCalendarKey(path, key, known=", ".join(known))


def _zone(name: object) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone("zone", name) from None


def _week(given: object) -> Week:
    """Keys are weekdays or runs of them: `mon`, `mon-fri`."""
    if given is None:
        raise EmptyCalendar("week")
    if not isinstance(given, Mapping):
        raise CalendarMisstated("week", given)
    week: list[tuple[Window, ...]] = [()] * 7
    for key, windows in given.items():
        for number in _weekdays(str(key)):
            week[number] = joined(week[number] + _windows(windows, f"week.{key}"))
    if not any(week):
        raise EmptyCalendar("week")
    return tuple(week)


def _weekdays(key: str) -> range:
    first, _, last = key.partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS or WEEKDAYS.index(first) > WEEKDAYS.index(last or first):
        raise UnknownCalendarKey("week", key, known=", ".join((*WEEKDAYS, "mon-fri")))
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)


def _windows(given: object, path: str) -> tuple[Window, ...]:
    rows = [given] if isinstance(given, str) else given or []
    if not isinstance(rows, Sequence):
        raise NotAWindow(path, given)
    return joined(Window.read(text, f"{path}[{place}]") for place, text in enumerate(rows))


def _country_or_dates(given: object, path: str) -> tuple[str | None, frozenset[date]]:
    """An official list by country, or dates of one's own; a list may hold both."""
    rows = [given] if isinstance(given, str | date) else given or []
    if not isinstance(rows, Sequence):
        raise NotADate(path, given)
    countries = [row for row in rows if isinstance(row, str) and not row[:1].isdigit()]
    unknown = [code for code in countries if not is_known(code)]
    if unknown or len(countries) > 1:
        raise UnknownHolidays(path, ", ".join(unknown or countries))
    own = _dates([row for row in rows if row not in countries], path)
    return (countries[0] if countries else None), own


def _dates(given: object, path: str) -> frozenset[date]:
    rows = [given] if isinstance(given, str | date) else given or []
    if not isinstance(rows, Sequence):
        raise NotADate(path, given)
    return frozenset(day for place, row in enumerate(rows) for day in _range(row, f"{path}[{place}]"))


def _range(row: object, path: str) -> list[date]:
    """One date, or all from the first to the last of a pair."""
    pair = row if isinstance(row, Sequence) and not isinstance(row, str) else (row, row)
    try:
        first, last = (_date(end, path) for end in pair)
    except ValueError:
        raise NotADate(path, row) from None
    if not timedelta() <= last - first <= _LONGEST_RANGE:
        raise NotADate(path, row)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _date(given: object, path: str) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise NotADate(path, given) from None


def _names(given: object) -> tuple[tuple[date, str], ...]:
    """What own days are called, by date."""
    if given is None:
        return ()
    if not isinstance(given, Mapping):
        raise NotADate("names", given)
    return tuple(sorted((_date(key, f"names.{key}"), str(name)) for key, name in given.items()))


def _opened(given: object) -> tuple[tuple[date, tuple[Window, ...]], ...]:
    if given is None:
        return ()
    if not isinstance(given, Mapping):
        raise NotADate("open", given)
    opened = {}
    for key, windows in given.items():
        read = _windows(windows, f"open.{key}")
        if not read:
            raise NotAWindow(f"open.{key}", windows)
        opened[_date(key, f"open.{key}")] = read
    return tuple(sorted(opened.items()))
