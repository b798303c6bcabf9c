"""Row 6: the due time of a clock on a calendar with breaks, nights, holidays and make-up days, at any distance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from random import Random
from time import perf_counter_ns

from baoxiu.core.calendars import Calendar
from baoxiu.core.clocks import Clock, Mark, due, read

GOAL = 5.0
CALENDAR = {
    "week": {"mon-fri": ["08:30-12:00", "13:30-18:00", "22:00-02:00"], "sat": ["09:00-12:00"]},
    "holidays": "CN",
    "makeup": "CN",
    "closed": [["2026-08-01", "2026-08-07"]],
}
DISTANCES = {"hours": 40, "weeks": 400, "years": 20_000}  # the longest target of each, in working hours
ROUNDS, IN_A_ROUND = 15, 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: microseconds each, and the goal. `beside` holds what was measured in the same run."""

    number: int
    figure: str
    value: float
    unit: str
    goal: float
    beside: dict[str, float] = field(default_factory=dict)
    more_is_better: bool = False

    @property
    def reached(self) -> bool:
        """Whether the goal was reached."""
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal


Case = tuple[Clock, tuple[Mark, ...], datetime]


def measure() -> Row:
    """The slowest of the distances is the figure; beside it each distance, a clock that was paused, and a whole reading."""
    calendar = Calendar.of(CALENDAR, "Asia/Shanghai")
    beside = {f"due within {name}": _each(cases(hours), _due_on(calendar)) for name, hours in DISTANCES.items()}
    slowest = max(beside.values())
    beside["due after a pause"] = _each(cases(DISTANCES["weeks"], paused=True), _due_on(calendar))
    beside["whole reading"] = _each(cases(DISTANCES["weeks"]), _read_on(calendar))
    return Row(6, "core.clocks: one due time", slowest, "µs", GOAL, beside)


def cases(hours: int, *, paused: bool = False) -> list[Case]:
    """Clocks started at random minutes of 2026, with random targets up to so many working hours."""
    random = Random(6)
    return [_case(random, hours, paused=paused) for _ in range(500)]


def _case(random: Random, hours: int, *, paused: bool) -> Case:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(365 * 1440))
    marks: tuple[Mark, ...] = (Mark("start", start),)
    if paused:
        marks += (Mark("pause", start + timedelta(hours=1)), Mark("resume", start + timedelta(hours=random.randrange(2, 60))))
    target = timedelta(minutes=random.randrange(hours * 30, hours * 60))
    return Clock("bench", target=target), marks, start + timedelta(hours=61)


def _due_on(calendar: Calendar) -> Callable[[Case], object]:
    return lambda case: due(case[0], case[1], calendar)


def _read_on(calendar: Calendar) -> Callable[[Case], object]:
    return lambda case: read(case[0], case[1], calendar, at=case[2])


def _each(some: list[Case], ask: Callable[[Case], object]) -> float:
    """Microseconds for one question, after a round that lays out the years.

    The best round: what the code costs; the others also hold what else the machine did meanwhile.
    """
    for case in some:
        ask(case)
    endless: Iterator[Case] = cycle(some)
    return round(min(_round([next(endless) for _ in range(IN_A_ROUND)], ask) for _ in range(ROUNDS)), 2)


def _round(some: list[Case], ask: Callable[[Case], object]) -> float:
    begun = perf_counter_ns()
    for case in some:
        ask(case)
    return (perf_counter_ns() - begun) / len(some) / 1000
