"""Quotas: so many counted acts in each period, for some periods. Conventions in docs/engines/quotas.md."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, count, dropwhile, pairwise, repeat
from typing import Literal

from baoxiu.core.calendars import Calendar
from baoxiu.core.errors import Refusal

Per = Literal["working_day", "day", "week", "month"]
Bounds = tuple[date, datetime, datetime]


class QuotaMisstated(Refusal):
    """A quota asks for at least one act in at least one period; only the last part of it may go on until stopped."""

    code = "quota_misstated"
    zh = "频次须至少一次、至少一个周期；只有最后一段可以持续到停止为止。"


@dataclass(frozen=True, slots=True)
class Quota:
    """At least so many `per` period, `for_` so many periods (None: until stopped); `then` at least so many for more."""

    at_least: int
    per: Per
    for_: int | None
    then: tuple[int, int | None] | None = None

    def __post_init__(self) -> None:
        """Refuse what could never be asked for or never be reached."""
        parts = [(self.at_least, self.for_), *([self.then] if self.then else [])]
        endless_first = self.for_ is None and self.then is not None
        if endless_first or any(least < 1 or (periods is not None and periods < 1) for least, periods in parts):
            raise QuotaMisstated

    def demands(self) -> Iterator[int]:
        """What each period in turn must reach."""
        parts = [(self.at_least, self.for_), *([self.then] if self.then else [])]
        return chain.from_iterable(repeat(least) if periods is None else repeat(least, periods) for least, periods in parts)


@dataclass(frozen=True, slots=True)
class Period:
    """One period `[start, end)` by the day it begins on: what it must reach, what it holds, whether it is over."""

    first_day: date
    start: datetime
    end: datetime
    at_least: int
    counted: int
    ended: bool

    @property
    def missing(self) -> int:
        """How many it lacks: for good once it has ended, still to be done before."""
        return max(self.at_least - self.counted, 0)

    @property
    def short(self) -> bool:
        """Whether it ended with too few."""
        return self.ended and self.missing > 0


@dataclass(frozen=True, slots=True)
class QuotaReading:
    """A quota at one instant: the periods up to the one at hand (or the first to come), and when to look again."""

    periods: tuple[Period, ...]
    current: Period | None
    next_check_at: datetime | None
    finished: bool

    @property
    def short(self) -> tuple[Period, ...]:
        """The periods that ended with too few."""
        return tuple(period for period in self.periods if period.short)


def read(
    quota: Quota,
    counted: Sequence[datetime],
    started_at: datetime,
    calendar: Calendar,
    *,
    at: datetime,
    stopped_at: datetime | None = None,
) -> QuotaReading:
    """Read `quota` at `at` from what was counted, in any order; later acts are not looked at.

    1. Periods are whole: the first is the first that begins at or after the start, by the unit's wall clock.
    2. An act counts in the period it falls in; before the first period and between working days it counts nowhere.
    3. A period is judged once it has ended. A stop excuses the period it falls in and all after it.
    """
    stopped = stopped_at is not None and stopped_at <= at
    now = stopped_at if stopped_at is not None and stopped else at
    acts = sorted(act for act in counted if act <= now)
    periods: list[Period] = []
    for at_least, bounds in zip(quota.demands(), _bounds(quota.per, started_at, calendar), strict=False):
        periods.append(_period(at_least, bounds, acts, now))
        if not periods[-1].ended:
            break
    last = periods[-1]
    finished = stopped or last.ended
    at_hand = last if not finished and last.start <= now else None
    return QuotaReading(tuple(periods), at_hand, None if finished else last.end, finished)


def _period(at_least: int, bounds: Bounds, acts: Sequence[datetime], now: datetime) -> Period:
    day, start, end = bounds
    held = bisect_left(acts, end) - bisect_left(acts, start)
    return Period(day, start, end, at_least, held, ended=end <= now)


def _bounds(per: Per, started_at: datetime, calendar: Calendar) -> Iterator[Bounds]:
    """The whole periods from the start on, each by its first day."""
    if per == "working_day":
        return _working_days(started_at, calendar)
    days = _beginnings(per, started_at.astimezone(calendar.zone).date())
    whole = ((day, calendar.at_wall(day, 0), calendar.at_wall(after, 0)) for day, after in pairwise(days))
    return dropwhile(lambda bounds: bounds[1] < started_at, whole)


def _beginnings(per: Per, day: date) -> Iterator[date]:
    """The first days of the period `day` lies in and of all after it: a week begins on Monday."""
    if per == "month":
        return (date(day.year + month // 12, month % 12 + 1, 1) for month in count(day.month - 1))
    step = 7 if per == "week" else 1
    first = day - timedelta(days=day.weekday()) if per == "week" else day
    return (first + timedelta(days=step * number) for number in count())


def _working_days(started_at: datetime, calendar: Calendar) -> Iterator[Bounds]:
    """Working days that open at or after the start, from midnight to midnight, or to a later last close.

    What is done late in the evening of a working day counts for that day.
    """
    day = calendar.day_of(started_at)
    if not calendar.is_working_day(day) or calendar.first_open(day) < started_at:
        day = calendar.next_working_day(day)
    since = calendar.at_wall(day, 0)
    while True:
        end = max(calendar.at_wall(day + timedelta(days=1), 0), calendar.last_close(day))
        yield day, since, end
        day = calendar.next_working_day(day)
        since = max(end, calendar.at_wall(day, 0))
