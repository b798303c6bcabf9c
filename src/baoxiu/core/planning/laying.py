"""One technician's day in order: what does not move stands where it stands, all else goes where it fits.

Laws: what holds is never moved; what moves overlaps nothing; whatever overlaps is told by both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from baoxiu.core.planning.jobs import Job
from baoxiu.core.planning.travel import Travel, travel

NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Laid:
    """A job in its place of the day, the way to it, how late that is, and what it overlaps."""

    job: Job
    start: datetime
    end: datetime
    way: Travel | None = None
    late: timedelta = NONE
    overlaps: tuple[str, ...] = ()


def lay(jobs: Iterable[Job], *, since: datetime) -> tuple[Laid, ...]:
    """Lay out a day from `since` on, in the order of time; the order `jobs` come in changes nothing.

    1. What holds stands at its own time. 2. What somebody meant for a time comes as soon after it as it fits, the way there
    and on included. 3. The rest goes into the first gaps, the most urgent first.
    """
    order = sorted(jobs, key=lambda job: job.number)
    day = sorted((_standing(job, job.starts_at) for job in order if job.hold and job.starts_at), key=_when)
    free = [job for job in order if not (job.hold and job.starts_at)]
    meant = sorted((job for job in free if job.starts_at), key=lambda job: job.starts_at or since)
    rest = sorted((job for job in free if not job.starts_at), key=lambda job: (job.due_at is None, job.due_at or since))
    for job in (*meant, *rest):
        day.append(_standing(job, _first_gap(job, day, max(since, job.starts_at or since))))
        day.sort(key=_when)
    return _told(day)


def _standing(job: Job, start: datetime) -> Laid:
    return Laid(job, start, start + job.lasts)


def _when(laid: Laid) -> tuple[datetime, str]:
    return laid.start, laid.job.number


def _first_gap(job: Job, day: Sequence[Laid], wanted: datetime) -> datetime:
    """The first instant from `wanted` on at which it fits between what stands there."""
    start = wanted
    for laid in day:
        if start + job.lasts + _takes(job, laid.job) <= laid.start:
            return start
        start = max(start, laid.end + _takes(laid.job, job))
    return start


def _takes(start: Job, end: Job) -> timedelta:
    way = travel(start.place, end.place)
    return way.takes if way else NONE


def _told(day: Sequence[Laid]) -> tuple[Laid, ...]:
    """The same day with ways, lateness and overlaps said."""
    ways = {after.job.number: travel(before.job.place, after.job.place) for before, after in pairwise(day)}
    return tuple(replace(one, way=ways.get(one.job.number), late=_late(one), overlaps=_overlapped(one, day)) for one in day)


def _late(laid: Laid) -> timedelta:
    """How long after its time somebody comes; what is over is late no more."""
    due = laid.job.due_at
    return max(NONE, laid.start - due) if due and laid.job.hold != "done" else NONE


def _overlapped(laid: Laid, day: Sequence[Laid]) -> tuple[str, ...]:
    return tuple(other.job.number for other in day if other is not laid and other.start < laid.end and laid.start < other.end)
