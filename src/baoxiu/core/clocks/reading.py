"""What a clock shows at one instant, and when it rings next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal

from baoxiu.core.calendars import Calendar
from baoxiu.core.clocks.marks import Mark, Run, WrongTarget, runs

NOTHING = timedelta()
INSTANT = timedelta(microseconds=1)  # the least by which one instant is after another

Ring = tuple[datetime, Literal["warn", "breach"]]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit: so much working time (`target`), or a fixed due time (`until`)."""

    name: str
    target: timedelta | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Exactly one of the two, and no negative target."""
        if (self.target is None) == (self.until is None) or (self.target is not None and self.target < NOTHING):
            raise WrongTarget


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows at one instant.

    `spent + left` is the target, always; of a clock with a fixed due time, the working time from its start to that
    time. `due_at` is None while paused and before the start; a stopped clock keeps the one it had. `kept` is None
    until it stops.
    """

    spent: timedelta
    left: timedelta
    due_at: datetime | None
    breached: bool
    paused: bool
    stopped: bool
    kept: bool | None


def read(clock: Clock, marks: Sequence[Mark], calendar: Calendar, *, at: datetime) -> Reading:
    """Read `clock` at `at` from its marks, oldest first; later marks are not looked at.

    Breached is strictly after the due time; done exactly on it is on time.
    """
    seen = marks if not marks or marks[-1].at <= at else [each for each in marks if each.at <= at]
    ran = runs(seen)
    if not ran:
        return Reading(NOTHING, _whole(clock, seen, calendar, at), None, False, False, False, None)
    last = ran[-1].end or at
    spent = NOTHING
    for run in ran:
        spent += calendar.worked(run.start, run.end or last)
    due_at = due(clock, seen, calendar)
    stopped = seen[-1].kind == "stop"
    paused = ran[-1].end is not None and not stopped
    breached = due_at is not None and last > due_at
    return Reading(
        spent=spent,
        left=_whole(clock, seen, calendar, ran[0].start) - spent,
        due_at=None if paused else due_at,
        breached=breached,
        paused=paused,
        stopped=stopped,
        kept=not breached if stopped else None,
    )


def due(clock: Clock, marks: Sequence[Mark], calendar: Calendar) -> datetime | None:
    """When the clock is due, as its marks stand; while paused, as it stood before the pause. None before the start.

    Each pause moves the due time by the working time it held up, and none does once it is past. For a target this is
    the same as laying what is left from the last resume.
    """
    ran = runs(marks)
    if not ran:
        return None
    return _due(clock, marks, ran, calendar)


def next_ring(
    clock: Clock,
    marks: Sequence[Mark],
    calendar: Calendar,
    *,
    warn_before: timedelta | None,
    warned: bool,
    breached: bool,
    due_at: datetime | None = None,
) -> Ring | None:
    """The next instant at which the clock must ring, and what for. `warned`, `breached`: what has rung already.

    `due_at` is what `due` says of it, where the caller knows it already.

    It warns when `warn_before` of working time is left, at the latest when it starts or resumes with less. It is
    breached the microsecond after its due time. A breach that happened before a pause or a stop still rings.
    """
    ran = runs(marks)
    if breached or not ran:
        return None
    due_at = due_at or _due(clock, marks, ran, calendar)
    last = ran[-1]
    if last.end is not None:
        return (due_at + INSTANT, "breach") if due_at < last.end else None
    if warn_before is not None and not warned:
        return max(calendar.back(due_at, warn_before), last.start.astimezone(UTC)), "warn"
    return due_at + INSTANT, "breach"


def _due(clock: Clock, marks: Sequence[Mark], ran: Sequence[Run], calendar: Calendar) -> datetime:
    if clock.until is not None:
        if any(each.target is not None for each in marks):
            raise WrongTarget
        return _moved(clock.until.astimezone(UTC), ran, calendar)
    *done, last = ran
    left = _target(clock, marks)
    for run in done:
        left -= calendar.worked(run.start, run.end or run.start)
    if left > NOTHING or not done:
        return calendar.add(last.start, left)
    return _moved(calendar.add(ran[0].start, _target(clock, marks)), ran, calendar)


def _moved(due_at: datetime, ran: Sequence[Run], calendar: Calendar) -> datetime:
    """A due time moved by the pauses before it."""
    for before, after in pairwise(ran):
        if before.end is None or due_at < before.end:
            break
        due_at = calendar.add(due_at, calendar.worked(before.end, after.start))
    return due_at


def _target(clock: Clock, marks: Sequence[Mark]) -> timedelta:
    """The target as last changed; what ran before the change counts against the new one."""
    for each in reversed(marks):
        if each.target is not None:
            return each.target
    return clock.target or NOTHING


def _whole(clock: Clock, marks: Sequence[Mark], calendar: Calendar, start: datetime) -> timedelta:
    """What `spent + left` add up to."""
    return calendar.worked(start, clock.until) if clock.until is not None else _target(clock, marks)
