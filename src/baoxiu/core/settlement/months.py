"""A calendar month of a place: when it begins and ends there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from baoxiu.core.errors import Malformed

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """2026-10; later months are greater."""

    year: int
    month: int

    @staticmethod
    def of(text: str) -> Month:
        """The month a text writes; anything else is refused."""
        found = _WRITTEN.fullmatch(text)
        if found is None or not int(found[1]):
            raise Malformed(what=text, why="2026-10", field="month")
        return Month(int(found[1]), int(found[2]))

    @staticmethod
    def at(instant: datetime, zone: str) -> Month:
        """The month an instant lies in, by the wall calendar of a zone."""
        day = instant.astimezone(ZoneInfo(zone))
        return Month(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return self.plus(1)

    def plus(self, months: int) -> Month:
        """So many months later, or earlier."""
        whole = self.year * _YEAR + self.month - 1 + months
        return Month(whole // _YEAR, whole % _YEAR + 1)

    def begins(self, zone: str) -> datetime:
        """Its first instant there."""
        return datetime(self.year, self.month, 1, tzinfo=ZoneInfo(zone))

    def ends(self, zone: str) -> datetime:
        """The first instant after it there."""
        return self.next.begins(zone)

    def __str__(self) -> str:
        """As it is written: 2026-10."""
        return f"{self.year:04d}-{self.month:02d}"
