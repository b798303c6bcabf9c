"""Whom a command may name for jobs at hand: what the day knows of each, the best first, and why the others cannot be sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.planning import (
    TIMED,
    Broken,
    Job,
    Laid,
    Step,
    Technician,
    against,
    lay,
    starts_at,
    technician_of,
    there_from,
    today_of,
)
from baoxiu.dispatch.queries.planning.jobs import Planned, planned_of
from baoxiu.dispatch.queries.planning.people import limits_of
from baoxiu.dispatch.queries.planning.rows import job_rows, people_rows

Json = Any
AHEAD = timedelta(days=60)  # shifts and absences looked at


@dataclass(frozen=True, slots=True)
class Named:
    """For which jobs, by which command, whom: `numbers` and `paths` of their units, and the role they are to hold (None: any)."""

    numbers: Sequence[str]
    paths: Sequence[str]
    step: Step
    role: str | None
    organisation: int


@dataclass(frozen=True, slots=True)
class Against:
    """A rule that speaks against somebody for one of the jobs, with the clauses its procedure has for it."""

    number: str
    broken: Broken
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be thought of. `bars`: why not; `notes`: what is in his way now, where the command asks for a time itself."""

    technician: Technician
    name: str
    number: str
    bars: tuple[Against, ...]
    notes: tuple[Against, ...]
    soonest: Laid | None  # how the first of the jobs would come next in his days; None: nothing says when he is there again
    many: int  # jobs he is thought of for
    at: datetime
    is_there: bool

    @property
    def barred_from(self) -> int:
        """From how many of them."""
        return len({one.number for one in self.bars})

    @property
    def is_barred(self) -> bool:
        """From all of them."""
        return self.barred_from == self.many


class Crew:
    """Those who hold a role around the jobs' units, with what each has in hand. A fixed number of statements."""

    def __init__(self, named: Named, *, at: datetime) -> None:
        """Nothing is read yet."""
        self.named, self.at = named, at
        self.system = replace(SYSTEM, organisation_id=named.organisation)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The best first: free of bars, there, soonest, nearest, least busy."""
        found = [self._candidate(row) for row in self._people] if self._jobs else []
        return sorted(found, key=lambda one: _rank(one, self.at))

    # -- inside

    @cached_property
    def _people(self) -> list[dict[str, Json]]:
        roles = [self.named.role] if self.named.role else None
        given = {"on": timezone.localdate(self.at), "at": self.at, "since": self.at, "until": self.at + AHEAD}
        return people_rows(self.system, {**given, "roles": roles, "paths": list(self.named.paths), "around": True})

    @cached_property
    def _planned(self) -> list[Planned]:
        people = frozenset(one["id"] for one in self._people)
        given = {"people": sorted(people), "roles": [], "states": [], "paths": ["/"], "since": self.at, "until": self.at}
        found = job_rows(self.system, {**given, "tickets": list(self.named.numbers)})
        return [planned_of(row, people, frozenset(), at=self.at) for row in found]

    @cached_property
    def _jobs(self) -> list[Planned]:
        """The jobs somebody is named for, in their order."""
        found = {one.number: one for one in self._planned}
        return [found[number] for number in self.named.numbers if number in found]

    @cached_property
    def _his(self) -> Mapping[int | None, list[Job]]:
        his: dict[int | None, list[Job]] = defaultdict(list)
        for one in self._planned:
            his[one.person].append(one.job)
        return his

    @cached_property
    def _limits(self) -> Mapping[str, int]:
        return limits_of(self.named.organisation, catalogue.packs_in_force(self.named.organisation))

    def _candidate(self, row: Mapping[str, Json]) -> Candidate:
        speaks = [one for planned in self._jobs for one in self._against(planned, row)]
        own_time = self.named.step.time is not None
        notes = tuple(one for one in speaks if own_time and one.broken.rule in TIMED)
        technician = self._technician(row, self._jobs[0], None)
        there = there_from(technician, at=self.at)
        bars = tuple(one for one in speaks if one not in notes)
        soonest = _soonest(self._jobs[0].job, technician, there) if there else None
        return Candidate(technician, row["name"], row["number"], bars, notes, soonest, len(self._jobs), self.at, there == self.at)

    def _technician(self, row: Mapping[str, Json], planned: Planned, start: datetime | None) -> Technician:
        zone = timezone.get_current_timezone_name()
        return technician_of(row, self._limits, today_of(start or self.at, self.at, zone), self._his[row["id"]])

    def _against(self, planned: Planned, row: Mapping[str, Json]) -> list[Against]:
        """What would refuse the command; whoever holds the job already is not named anew."""
        if planned.row["holder"] == row["id"]:
            return []
        start = starts_at(planned.appointment, planned.meant_for(row["id"]), planned.job.lasts, at=self.at)
        job = replace(planned.job, starts_at=start, hold="")
        technician = replace(self._technician(row, planned, start), jobs=())
        return [Against(planned.number, one, tuple(planned.clauses.get(one.rule, ()))) for one in against(job, technician, at=self.at)]


def _soonest(job: Job, technician: Technician, there: datetime) -> Laid:
    """The job in the first gap of his days from when he is there."""
    free = replace(job, starts_at=None, hold="")
    others = [one for one in technician.jobs if one.number != job.number]
    return next(laid for laid in lay([*others, free], since=there) if laid.job.number == job.number)


def _rank(one: Candidate, at: datetime) -> tuple[Any, ...]:
    """By what speaks against him, whether he is there, how soon, how near, how much he has, his name."""
    laid = one.soonest
    wait = (laid.start - at).total_seconds() if laid else float("inf")
    metres = laid.way.metres if laid and laid.way else float("inf")
    return one.barred_from, bool(one.notes), not one.is_there, wait, metres, one.technician.open, one.name, one.technician.id
