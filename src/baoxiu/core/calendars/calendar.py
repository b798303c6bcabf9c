"""Working time of one unit: how much of it lies between two instants, and when so much of it will have passed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from baoxiu.core.calendars.instants import DAY, EPOCH_DAY, MICROSECOND, MINUTE, instant, length, micros, wall
from baoxiu.core.calendars.reading import read_rules
from baoxiu.core.calendars.rules import Day, Rules
from baoxiu.core.calendars.timeline import Timeline, merged
from baoxiu.core.calendars.windows import FULL_DAY

_MOST_SPECS = 4096


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working windows in a zone. Equal by content; calendars of equal content share what was computed."""

    rules: Rules
    zone: ZoneInfo = field(compare=False)
    _line: Timeline = field(compare=False, repr=False)

    @staticmethod
    def of(spec: Mapping[str, object], zone: str) -> Calendar:
        """The calendar a pack or unit states; `zone` is the unit's. Misstatements are refused with their place."""
        text = repr(spec), zone
        known = _BY_TEXT.get(text)
        if known is None:
            if len(_BY_TEXT) >= _MOST_SPECS:
                _BY_TEXT.clear()
            known = _BY_TEXT[text] = _of_rules(read_rules(spec, zone))
        return known

    def __reduce__(self) -> tuple[object, ...]:
        """Travels as its rules; what was computed is computed again or shared."""
        return _of_rules, (self.rules,)

    # -- working time

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative where `end` is earlier."""
        low, high = micros(start), micros(end)
        row = self._line.over(low, high) if low <= high else self._line.over(high, low)
        return (row.worked_by(high) - row.worked_by(low)) * MICROSECOND

    def add(self, start: datetime, span: timedelta) -> datetime:
        """The earliest instant by which `span` of working time has passed since `start`.

        A span that fills a day ends at that day's close, not at the next opening; no span ends where it starts.
        A negative span walks back: see `back`.
        """
        more = length(span)
        if more <= 0:
            return self.back(start, -span) if more else start.astimezone(UTC)
        low = micros(start)
        row = self._line.over(low, low)
        goal = row.worked_by(low) + more
        while goal > row.worked[-1]:
            row = self._line.later(row)
            goal = row.worked_by(low) + more
        return instant(row.reached(goal))

    def back(self, end: datetime, span: timedelta) -> datetime:
        """The earliest instant from which no more than `span` of working time is left until `end`."""
        less = length(span)
        if not less:
            return end.astimezone(UTC)
        high = micros(end)
        row = self._line.over(high, high)
        while (goal := row.worked_by(high) - less) <= 0:
            row = self._line.earlier(row)
        return instant(row.reached(goal))

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in a window."""
        now = micros(at)
        row = self._line.over(now, now)
        k = bisect_right(row.opens, now) - 1
        return k >= 0 and now < row.closes[k]

    def next_open(self, at: datetime) -> datetime:
        """`at` where it lies in a window, else the next opening."""
        if self.is_open(at):
            return at.astimezone(UTC)
        now = micros(at)
        row = self._line.over(now, now)
        while (k := bisect_left(row.opens, now)) == len(row.opens):
            row = self._line.later(row)
        return instant(row.opens[k])

    def stretches(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The working stretches between two instants, cut to them, oldest first."""
        low, high = micros(start), micros(end)
        if low >= high:
            return []
        row = self._line.over(low, high)
        first, last = bisect_right(row.closes, low), bisect_left(row.opens, high)
        return [(instant(max(row.opens[k], low)), instant(min(row.closes[k], high))) for k in range(first, last)]

    # -- days

    def day(self, day: date) -> Day:
        """What holds on a date: windows, the rule that decided, the holiday's name."""
        return self.rules.day(day)

    def is_working_day(self, day: date) -> bool:
        """Whether a window opens on that date."""
        return bool(self.rules.day(day).windows)

    def day_of(self, at: datetime) -> date:
        """The day `at` belongs to: its date, or the day before where only that day's window past midnight holds it."""
        local = at.astimezone(self.zone)
        today, minute = local.date(), local.hour * 60 + local.minute
        if any(window.open <= minute < window.close for window in self.rules.day(today).windows):
            return today
        yesterday = today - timedelta(days=1)
        tails = (window.close - FULL_DAY for window in self.rules.day(yesterday).windows)
        return yesterday if any(minute < tail for tail in tails) else today

    def next_working_day(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after `day`."""
        near = (day.toordinal() - EPOCH_DAY) * DAY
        row = self._line.over(near, near)
        while len(row.days) < (place := bisect_right(row.days, day.toordinal()) + count):
            row = self._line.later(row)
        return date.fromordinal(row.days[place - 1])

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The same wall-clock time on the `days`-th working day after `start`'s.

        Where that time lies outside that day's windows: the day's last close. No days end where they start.
        """
        if days < 0:
            raise ValueError("working days are counted forward")
        if not days:
            return start.astimezone(UTC)
        first = self.day_of(start)
        shown = start.astimezone(self.zone).replace(tzinfo=None) - datetime.combine(first, datetime.min.time())
        return self._at_or_close(self.next_working_day(first, days), length(shown))

    def working_days(self, start: datetime, end: datetime) -> int:
        """Whole working days passed since `start`: the most that `add_working_days` can add without passing `end`."""
        if end <= start:
            return 0
        first, last = self.day_of(start).toordinal(), end.astimezone(self.zone).date().toordinal()
        row = self._line.over(micros(start), micros(end))
        days = bisect_right(row.days, last) - bisect_right(row.days, first)
        while days > 0 and self.add_working_days(start, days) > end:
            days -= 1
        return max(days, 0)

    def half_working_day(self, start: datetime) -> timedelta:
        """Half the working time of the day `start` belongs to; on a closed day, of the next working day."""
        day = self.day_of(start)
        if not self.is_working_day(day):
            day = self.next_working_day(day)
        edges = merged(self._line.edges(day.toordinal(), self.rules.day(day).windows))
        return sum(closes - opens for opens, closes in edges) // 2 * MICROSECOND

    def end_of_day(self, at: datetime) -> datetime:
        """The last close of the day `at` belongs to; once that is past, or on a closed day, of the next working day."""
        day = self.day_of(at)
        if self.is_working_day(day):
            close = self.last_close(day)
            if at < close:
                return close
        return self.last_close(self.next_working_day(day))

    def first_open(self, day: date) -> datetime:
        """When the first window of a working day opens."""
        return self.at_wall(day, min(window.open for window in self.rules.day(day).windows))

    def last_close(self, day: date) -> datetime:
        """When the last window of a working day closes."""
        return self.at_wall(day, max(window.close for window in self.rules.day(day).windows))

    def at_wall(self, day: date, minute: int) -> datetime:
        """The instant when the zone's clock first shows that many minutes after midnight of `day`."""
        return instant(wall(self.zone, day, minute * MINUTE))

    @property
    def known_until(self) -> date | None:
        """The last day the official lists it uses are published for; after it holidays are computed. None: no list."""
        return self.rules.known_until

    def _at_or_close(self, day: date, since_midnight: int) -> datetime:
        minute = since_midnight / MINUTE
        if any(window.open <= minute < window.close for window in self.rules.day(day).windows):
            return instant(wall(self.zone, day, since_midnight))
        return self.last_close(day)


_BY_TEXT: dict[tuple[str, str], Calendar] = {}


@lru_cache(maxsize=4096)
def _of_rules(rules: Rules) -> Calendar:
    zone = ZoneInfo(rules.zone)
    return Calendar(rules, zone, Timeline(rules, zone))


@lru_cache(maxsize=1024)
def always(zone: str) -> Calendar:
    """Round the clock in `zone`: every hour of every day counts."""
    return Calendar.of({"week": {"mon-sun": ["00:00-24:00"]}}, zone)


ALWAYS = always("UTC")
