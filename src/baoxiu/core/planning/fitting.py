"""Whether a job fits into somebody's day at a time: what it costs, and which rules it would break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from baoxiu.core.planning.jobs import Job, Stretch, Technician
from baoxiu.core.planning.laying import NONE, Laid, lay
from baoxiu.core.planning.travel import Travel

MOMENT = timedelta(minutes=1)  # what has no time of its own wants somebody who is there now
RULES = ("visit", "appointment", "past", "unit", "skill", "area", "load", "leave", "shift", "overlap")


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule that bars a place, with the facts it is said from."""

    rule: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Late:
    """A job of the same day that comes to stand later than before, and how late it then is (nothing: still in time)."""

    number: str
    moved: timedelta
    late: timedelta


@dataclass(frozen=True, slots=True)
class Load:
    """What the technician would have: open jobs, of how many allowed, and hours of work that day."""

    open: int
    most: int | None
    works: timedelta


@dataclass(frozen=True, slots=True)
class Fit:
    """The answer: when it would begin and end there, what it costs, and what bars it."""

    start: datetime
    end: datetime
    broken: tuple[Broken, ...]
    way: Travel | None
    on: Travel | None  # from there to the next job
    late: timedelta  # of the job itself
    others: tuple[Late, ...]
    load: Load
    overlaps: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether nothing bars it."""
        return not self.broken


def fits(job: Job, technician: Technician, start: datetime, *, at: datetime) -> Fit:
    """What it means to give `job` to `technician` at `start`, judged at `at`. What is agreed with a customer keeps its time."""
    before = lay(technician.jobs, since=at)
    theirs = [one for one in technician.jobs if one.number != job.number]
    meant = job if job.hold and job.starts_at else replace(job, starts_at=start)
    after = lay([*theirs, meant], since=at)
    mine = next(laid for laid in after if laid.job.number == job.number)
    following = next((laid for laid in after if laid.start >= mine.end), None)
    broken = (*_unmovable(job, start, technician), *_past(job, start, at), *barred(job, technician), *_unfit(mine, technician))
    return Fit(
        mine.start, mine.end, broken, mine.way, following.way if following else None, mine.late,
        tuple(_pushed(before, after, job.number)), _load(job, technician, after), mine.overlaps,
    )  # fmt: skip


def barred(job: Job, technician: Technician) -> tuple[Broken, ...]:
    """What bars the job from the technician whatever the time: skill, area, open jobs. In an emergency nothing does."""
    return () if job.anybody else tuple(_barred(job, technician))


def against(job: Job, technician: Technician, *, at: datetime) -> tuple[Broken, ...]:
    """What bars naming him for a job: whatever the time, and at its time; one that has none wants somebody who is there now."""
    start = job.starts_at or at
    return (*barred(job, technician), *_absent(job, technician, start, start + (job.lasts if job.starts_at else MOMENT)))


def _barred(job: Job, technician: Technician) -> Iterator[Broken]:
    if job.unit and technician.posts is not None and not any(_on_one_line(job.unit, post) for post in technician.posts):
        yield Broken("unit")
    if job.skill and technician.skills is not None and job.skill not in technician.skills:
        yield Broken("skill", {"skill": job.skill_title or job.skill})
    if job.lies_in and technician.areas is not None and not job.lies_in & technician.areas:
        yield Broken("area")
    is_new = all(one.number != job.number for one in technician.jobs)
    if is_new and technician.most is not None and technician.open >= technician.most:
        yield Broken("load", {"open": technician.open, "most": technician.most})


def _on_one_line(one: str, other: str) -> bool:
    """Whether one of two units lies above the other, or they are the same."""
    return one.startswith(other) or other.startswith(one)


def _unmovable(job: Job, start: datetime, technician: Technician) -> Iterator[Broken]:
    """A visit that is under way or over is nobody else's any more; an agreed time stays."""
    is_his = any(one.number == job.number for one in technician.jobs)
    if job.hold in ("running", "done") and not (is_his and start == job.starts_at):
        yield Broken("visit")
    if job.hold == "appointment" and start != job.starts_at:
        yield Broken("appointment", {"at": job.starts_at})


def _past(job: Job, start: datetime, at: datetime) -> Iterator[Broken]:
    if not job.hold and start + job.lasts <= at:
        yield Broken("past")


def _unfit(mine: Laid, technician: Technician) -> Iterator[Broken]:
    """What bars this time: away, off shift, on top of what does not move."""
    yield from _absent(mine.job, technician, mine.start, mine.end)
    if mine.overlaps:
        yield Broken("overlap", {"numbers": mine.overlaps})


def _absent(job: Job, technician: Technician, start: datetime, end: datetime) -> Iterator[Broken]:
    """Away then, or off shift; in an emergency whoever comes is there."""
    if job.anybody:
        return
    for one in technician.away:
        if one.touches(start, end):
            yield Broken("leave", {"what": one.what, "since": one.since, "until": one.until})
    if technician.duties is not None and not any(one.holds(start, end) for one in _joined(technician.duties)):
        yield Broken("shift", {"duties": technician.duties})


def there_from(technician: Technician, *, at: datetime) -> datetime | None:
    """When he is there next: now, or when his absence is over or his next shift begins; None where nothing says when."""
    start: datetime | None = at
    for one in sorted(technician.away, key=lambda one: one.since):
        if start is not None and one.touches(start, start + MOMENT):
            start = one.until
    if start is None or technician.duties is None:
        return start
    later = [max(one.since, start) for one in technician.duties if one.until is None or one.until > start]
    return min(later, default=None)


def _joined(duties: tuple[Stretch, ...]) -> list[Stretch]:
    """Shifts that follow each other without a gap are one."""
    found: list[Stretch] = []
    for one in sorted(duties, key=lambda one: one.since):
        last = found[-1] if found else None
        if last is not None and last.until is not None and last.until >= one.since:
            found[-1] = replace(last, until=None if one.until is None else max(last.until, one.until))
        else:
            found.append(one)
    return found


def _pushed(before: tuple[Laid, ...], after: tuple[Laid, ...], number: str) -> Iterator[Late]:
    """Those of the others that come to stand later than they stood."""
    stood = {laid.job.number: laid for laid in before}
    for laid in after:
        was = stood.get(laid.job.number)
        if laid.job.number != number and was is not None and laid.start > was.start:
            yield Late(laid.job.number, laid.start - was.start, laid.late)


def _load(job: Job, technician: Technician, after: tuple[Laid, ...]) -> Load:
    is_new = all(one.number != job.number for one in technician.jobs)
    works = sum((laid.end - laid.start for laid in after), NONE)
    return Load(technician.open + is_new, technician.most, works)
