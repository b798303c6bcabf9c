"""Calendars: which hours count. `Calendar.of(spec, zone)`; conventions in docs/engines/calendars.md."""

from baoxiu.core.calendars.calendar import ALWAYS, Calendar, always
from baoxiu.core.calendars.faults import (
    BeyondCalendar,
    CalendarMisstated,
    EmptyCalendar,
    NotADate,
    NotAWindow,
    UnknownCalendarKey,
    UnknownHolidays,
    UnknownZone,
)
from baoxiu.core.calendars.official import china_known_until
from baoxiu.core.calendars.rules import Day
from baoxiu.core.calendars.windows import Window

__all__ = [
    "ALWAYS",
    "BeyondCalendar",
    "Calendar",
    "CalendarMisstated",
    "Day",
    "EmptyCalendar",
    "NotADate",
    "NotAWindow",
    "UnknownCalendarKey",
    "UnknownHolidays",
    "UnknownZone",
    "Window",
    "always",
    "china_known_until",
]
