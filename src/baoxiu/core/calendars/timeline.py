"""A calendar's windows as instants in a row, with running totals: any question is a bisection, at any distance.

Years are materialised when first asked for and kept. The row is replaced whole when it grows, so a reader in another
thread never sees half of it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from baoxiu.core.calendars.faults import BeyondCalendar
from baoxiu.core.calendars.instants import DAY, EPOCH_DAY, MINUTE, instant, midnight_offset, wall
from baoxiu.core.calendars.rules import Rules
from baoxiu.core.calendars.windows import Window

FIRST_YEAR, LAST_YEAR = 1969, 2149  # what can be asked about; a year more on both sides is materialised

Edges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Year:
    """One year's windows as instants, by the day that opens them, and its working days (ordinals)."""

    edges: Edges
    days: list[int]


@dataclass(frozen=True, slots=True)
class Row:
    """Windows of some whole years: disjoint, ordered. `worked[k]` is all working time up to the k-th close."""

    first: int
    last: int
    since: int  # instants from here ...
    until: int  # ... to here can be asked about
    opens: array[int]
    closes: array[int]
    worked: array[int]
    days: array[int]

    def worked_by(self, at: int) -> int:
        """Working time from the start of the row to `at`."""
        k = bisect_right(self.opens, at) - 1
        if k < 0:
            return 0
        ahead = self.closes[k] - at
        return self.worked[k] - ahead if ahead > 0 else self.worked[k]

    def reached(self, worked: int) -> int:
        """The earliest instant by which `worked` has been worked; the row must hold that much."""
        k = bisect_left(self.worked, worked)
        return self.closes[k] - (self.worked[k] - worked)


class Timeline:
    """The growing row of one calendar."""

    __slots__ = ("_row", "_rules", "_years", "_zone")

    def __init__(self, rules: Rules, zone: ZoneInfo) -> None:
        """Nothing is materialised until the first question."""
        self._rules = rules
        self._zone = zone
        self._years: dict[int, Year] = {}
        self._row: Row | None = None

    def over(self, low: int, high: int) -> Row:
        """A row on which both instants can be asked about."""
        row = self._row
        if row is not None and row.since <= low and high < row.until:
            return row
        first, last = instant(low).year, instant(high).year
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise BeyondCalendar(first=FIRST_YEAR, last=LAST_YEAR)
        if row is not None:
            first, last = min(first, row.first + 1), max(last, row.last - 1)
        return self._grow(first - 1, last + 1)

    def later(self, row: Row) -> Row:
        """A row that reaches about twice as far into the future."""
        if row.last > LAST_YEAR:
            raise BeyondCalendar(first=FIRST_YEAR, last=LAST_YEAR)
        return self._grow(row.first, min(row.last + (row.last - row.first) + 1, LAST_YEAR + 1))

    def earlier(self, row: Row) -> Row:
        """A row that reaches about twice as far into the past."""
        if row.first < FIRST_YEAR:
            raise BeyondCalendar(first=FIRST_YEAR, last=LAST_YEAR)
        return self._grow(max(row.first - (row.last - row.first) - 1, FIRST_YEAR - 1), row.last)

    def edges(self, ordinal: int, windows: Iterable[Window]) -> Iterator[tuple[int, int]]:
        """A day's windows as instants. A window that lies wholly in a skipped hour is none."""
        offset = midnight_offset(self._zone, ordinal)
        if offset == midnight_offset(self._zone, ordinal + 2):  # no change of the clock meanwhile
            midnight = (ordinal - EPOCH_DAY) * DAY - offset
            for window in windows:
                yield midnight + window.open * MINUTE, midnight + window.close * MINUTE
            return
        day = date.fromordinal(ordinal)
        for window in windows:
            opens, closes = wall(self._zone, day, window.open * MINUTE), wall(self._zone, day, window.close * MINUTE)
            if opens < closes:
                yield opens, closes

    def _grow(self, first: int, last: int) -> Row:
        years = [self._year(year) for year in range(first, last + 1)]
        edges = merged(edge for year in years for edge in year.edges)
        worked = array("q")
        total = 0
        for opens, closes in edges:
            total += closes - opens
            worked.append(total)
        row = Row(
            first,
            last,
            # tails of windows opened in the last days of the year before are not in the row
            since=wall(self._zone, date(first, 1, 3), 0),
            until=wall(self._zone, date(last + 1, 1, 1), 0),
            opens=array("q", [opens for opens, _ in edges]),
            closes=array("q", [closes for _, closes in edges]),
            worked=worked,
            days=array("l", [day for year in years for day in year.days]),
        )
        self._row = row
        return row

    def _year(self, year: int) -> Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._materialised(year)
        return known

    def _materialised(self, year: int) -> Year:
        edges: Edges = []
        days: list[int] = []
        for ordinal in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
            windows = self._rules.day(date.fromordinal(ordinal)).windows
            if windows:
                edges.extend(self.edges(ordinal, windows))
                days.append(ordinal)
        return Year(edges, days)


def merged(edges: Iterable[tuple[int, int]]) -> Edges:
    """In order, with those that overlap or touch made one: time counts once."""
    whole: Edges = []
    for opens, closes in edges:
        if whole and opens <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(whole[-1][1], closes)
        else:
            whole.append((opens, closes))
    return whole
