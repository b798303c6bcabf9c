"""What a calendar says about a day: its windows, and why they are what they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from baoxiu.core.calendars.official import CHINA, Words, china_known_until, official
from baoxiu.core.calendars.windows import Window

Reason = Literal["week", "rest", "holiday", "closed", "makeup", "opened"]
Week = tuple[tuple[Window, ...], ...]  # Monday first


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its windows (none: closed), the rule that decided, and the name of the holiday where it has one."""

    windows: tuple[Window, ...]
    reason: Reason
    name: Words | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """A calendar's whole content; two calendars with equal rules are one."""

    zone: str
    week: Week
    holiday_country: str | None = None
    holiday_dates: frozenset[date] = frozenset()
    makeup_country: str | None = None
    makeup_dates: frozenset[date] = frozenset()
    makeup_windows: tuple[Window, ...] = ()
    opened: tuple[tuple[date, tuple[Window, ...]], ...] = ()
    closed: frozenset[date] = frozenset()
    names: tuple[tuple[date, str], ...] = ()  # what days opened or closed by name are called
    _by_date: dict[date, tuple[Window, ...]] = field(init=False, repr=False, compare=False)
    _names: dict[date, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the dates opened by name, and what they are called."""
        object.__setattr__(self, "_by_date", dict(self.opened))
        object.__setattr__(self, "_names", dict(self.names))

    def day(self, day: date) -> Day:
        """What holds on `day`.

        1. A date opened by name wins over everything.
        2. A date closed by name wins over the make-up day and the week.
        3. A make-up workday wins over holiday and week: it works its own weekday's hours, where the week has none
           the make-up hours.
        4. A holiday is closed.
        5. Otherwise the week decides.
        """
        if day in self._by_date:
            return Day(self._by_date[day], "opened", self._named(day))
        if day in self.closed:
            return Day((), "closed", self._named(day))
        usual = self.week[day.weekday()]
        makeup = self._makeup(day)
        if makeup is not None:
            return Day(usual or self.makeup_windows, "makeup", makeup)
        holiday = self._holiday(day)
        if holiday is not None:
            return Day((), "holiday", holiday)
        return Day(usual, "week" if usual else "rest")

    def _named(self, day: date) -> Words | None:
        """What the organisation calls one of its own days: the same in both languages, as it was typed."""
        name = self._names.get(day)
        return Words(name, name) if name else None

    def _makeup(self, day: date) -> Words | None:
        if day in self.makeup_dates:
            return Words("", "")
        if self.makeup_country is None:
            return None
        return official(self.makeup_country, day.year).makeup.get(day)

    def _holiday(self, day: date) -> Words | None:
        if day in self.holiday_dates:
            return Words("", "")
        if self.holiday_country is None:
            return None
        return official(self.holiday_country, day.year).holidays.get(day)

    @property
    def known_until(self) -> date | None:
        """The last day for which the official lists this calendar needs are published; None where it needs none."""
        uses_china = CHINA in (self.holiday_country, self.makeup_country)
        return china_known_until() if uses_china else None
