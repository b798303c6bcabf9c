"""A worker's own day: what is agreed and meant, in order, the ways between, and the free gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.core.planning import Job, Laid, Stretch, lay
from baoxiu.dispatch.queries.planning import Asked as Wanted
from baoxiu.dispatch.queries.planning import DayPlan, Planned
from baoxiu.web.field import pool
from baoxiu.web.shared import naming
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.requests import Asked

USUAL_DAY = (time(8), time(18))  # where nobody keeps a roster
SHORTEST_GAP = timedelta(minutes=20)
SPANS = {"today": (0, 1), "tomorrow": (1, 1), "week": (0, 7)}


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a day: a job with its way there, a free gap, or an absence."""

    kind: str  # job, free, away
    start: datetime
    end: datetime
    job: Planned | None = None
    state: Words = ""
    is_agreed: bool = False
    way: timedelta | None = None
    late: timedelta = timedelta()
    words: str = ""

    @property
    def lasts(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a worker."""

    on: date
    slots: Sequence[Slot]
    duties: Sequence[Stretch]

    @property
    def jobs(self) -> int:
        """How many jobs it has."""
        return sum(slot.kind == "job" for slot in self.slots)

    @property
    def free(self) -> timedelta:
        """How much of it is free."""
        return sum((slot.lasts for slot in self.slots if slot.kind == "free"), timedelta())


@require_GET
def day(request: Asked) -> HttpResponse:
    """Today, tomorrow or the week."""
    span = request.GET.get("span", "")
    skipped, many = SPANS.get(span, SPANS["today"])
    zone = timezone.get_current_timezone_name()
    first = timezone.localdate(request.now) + timedelta(days=skipped)
    days = [day_of(request.actor, first + timedelta(days=nth), zone, request.now) for nth in range(many)]
    context = {"days": days, "span": span if span in SPANS else "today"}
    return render(request, "field/day.html", context)


def day_of(actor: Actor, on: date, zone: str, at: datetime) -> Day:
    """One day of the actor, as the plan knows it."""
    plan = DayPlan(actor, Wanted(on, zone, person=actor.id), at=at)
    try:
        row = plan.row(actor.id or 0)
    except NotFound:
        return Day(on, [], [])
    waiting = {one.number for one in pool.mine(actor, at)}  # also what waits for his role and nobody holds by name
    jobs = {one.number: one for one in plan.jobs if one.person == actor.id or (one.person is None and one.number in waiting)}
    own = [one.job for one in jobs.values() if _is_on(one.job, plan)]
    slots = [_job(laid, jobs[laid.job.number]) for laid in lay(own, since=max(at, plan.window.since))]
    away = [_away(one, plan) for one in row.technician.away if one.touches(plan.window.since, plan.window.until)]
    duties = [one for one in row.technician.duties or () if one.touches(plan.window.since, plan.window.until)]
    gaps = _gaps(_worked(duties, on, zone, kept=row.technician.duties is not None), [*slots, *away], at)
    return Day(on, sorted([*slots, *away, *gaps], key=lambda slot: slot.start), duties)


def _is_on(job: Job, plan: DayPlan) -> bool:
    """Whether it belongs to the day looked at; what has no time, or whose time is over, is for today."""
    window, start = plan.window, job.starts_at
    if start is not None and (job.hold or start >= window.at):
        return start < window.until and start + job.lasts > window.since
    return window.since <= window.at < window.until


def _job(laid: Laid, planned: Planned) -> Slot:
    return Slot(
        "job",
        laid.start,
        laid.end,
        planned,
        naming.state(planned.procedure, planned.row["state"]),
        laid.job.hold == "appointment",
        laid.way.takes if laid.way is not None else None,
        laid.late,
    )


def _away(stretch: Stretch, plan: DayPlan) -> Slot:
    return Slot(
        "away", max(stretch.since, plan.window.since), min(stretch.until or plan.window.until, plan.window.until), words=stretch.what
    )


def _worked(duties: Iterable[Stretch], on: date, zone: str, *, kept: bool) -> list[tuple[datetime, datetime]]:
    """When somebody is at work that day: his duties; where no roster is kept, the usual hours."""
    found = [(one.since, one.until) for one in duties if one.until is not None]
    if found or kept:
        return found
    start, end = (datetime.combine(on, hour, ZoneInfo(zone)) for hour in USUAL_DAY)
    return [(start, end)]


def _gaps(worked: Iterable[tuple[datetime, datetime]], taken: Iterable[Slot], at: datetime) -> list[Slot]:
    """What is left of the hours at work, from now on."""
    busy = sorted((slot.start, slot.end) for slot in taken)
    found: list[Slot] = []
    for since, until in sorted(worked):
        here = max(since, at)
        for start, end in [*busy, (until, until)]:
            if min(start, until) - here >= SHORTEST_GAP:
                found.append(Slot("free", here, min(start, until)))
            here = max(here, end)
    return found
