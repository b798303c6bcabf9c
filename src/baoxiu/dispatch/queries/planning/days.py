"""One day's plan: technicians with their jobs laid out, the unassigned beside them, the grab pool."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.core.planning import Laid, lay, steps_of, workers_of
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.dispatch.queries.planning.jobs import Planned, planned_of
from baoxiu.dispatch.queries.planning.people import Row, Window, limits_of, rows_of
from baoxiu.dispatch.queries.planning.rows import job_rows, paths_seen, people_rows

Json = Any


@dataclass(frozen=True, slots=True)
class Asked:
    """Which plan is wanted: the day, the units (their paths; none: all that are seen), a skill, one person, one ticket."""

    on: date
    zone: str
    units: Collection[str] = ()
    skill: str = ""
    person: int | None = None
    ticket: str | None = None

    def window(self, at: datetime) -> Window:
        """The day from midnight to midnight."""
        since = datetime.combine(self.on, time.min, ZoneInfo(self.zone))
        return Window(since, datetime.combine(self.on + timedelta(days=1), time.min, ZoneInfo(self.zone)), at)


class DayPlan:
    """A day's plan as it stands now, for whoever looks: only units he sees. Each part is read once, whatever its size."""

    def __init__(self, actor: Actor, asked: Asked, *, at: datetime) -> None:
        """Nothing is read yet."""
        self.actor, self.asked, self.at = actor, asked, at
        self.window = asked.window(at)

    @cached_property
    def packs(self) -> list[LoadedPack]:
        """What the organisation works by."""
        return list(catalogue.packs_in_force(self.actor.organisation_id)) if self.actor.organisation_id else []

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles whose people are sent out."""
        return frozenset(role for pack in self.packs for role in workers_of(pack))

    @cached_property
    def people(self) -> list[dict[str, Json]]:
        """Who is sent out at these units."""
        given = {"on": self.asked.on, "at": self.at, "roles": sorted(self.roles), "paths": self._paths}
        given |= {"since": self.window.since, "until": self.window.until}
        return people_rows(self.actor, {**given, "skill": self.asked.skill, "person": self.asked.person})

    @cached_property
    def jobs(self) -> list[Planned]:
        """All jobs of the plan, the most urgent first."""
        people = frozenset(one["id"] for one in self.people)
        given = {"people": sorted(people), "roles": sorted(self.roles), "states": self._states, "paths": self._paths}
        found = job_rows(self.actor, {**given, "since": self.window.since, "until": self.window.until, "tickets": self._tickets})
        return [planned_of(row, people, self.roles, at=self.at) for row in found]

    @cached_property
    def rows(self) -> list[Row]:
        """The technicians with what each has this day."""
        return rows_of(self.people, [one for one in self.jobs if self._is_today(one)], self.limits, self.window)

    @cached_property
    def waiting(self) -> list[Planned]:
        """What nobody has yet, the most urgent first: the agreed time counts where it comes before the clock."""
        free = [one for one in self.jobs if one.person is None and not one.is_taken and not one.row["final"] and self._wants_somebody(one)]
        return sorted(free, key=lambda one: _urgency(one) or self.window.until + timedelta(days=36500))

    @cached_property
    def limits(self) -> Mapping[str, int]:
        """How many open jobs somebody may hold, by the path of the unit that says so."""
        return limits_of(self.actor.organisation_id or 0, self.packs)

    def laid(self, row: Row) -> tuple[Laid, ...]:
        """One technician's day in order."""
        return lay(row.technician.jobs, since=max(self.at, self.window.since))

    def row(self, person: int) -> Row:
        """One technician's line."""
        found = next((row for row in self.rows if row.technician.id == person), None)
        if found is None:
            raise NotFound(what="person / 人员", name=person)
        return found

    def job(self, number: str) -> Planned:
        """One job of the plan."""
        found = next((one for one in self.jobs if one.number == number), None)
        if found is None:
            raise NotFound(what="ticket / 单据", name=number)
        return found

    # -- inside

    @cached_property
    def _paths(self) -> list[str]:
        return paths_seen(self.actor, self.asked.units)

    @property
    def _tickets(self) -> list[str] | None:
        return None if self.asked.ticket is None else [self.asked.ticket]

    @cached_property
    def _states(self) -> list[str]:
        """The states in which some procedure names a person or lets one take the job."""
        return sorted({state for pack in self.packs for state in _states_of(pack)})

    def _is_today(self, one: Planned) -> bool:
        """Whether it belongs to the day looked at: begun or meant then; what has no time, or whose time is over, is for today."""
        start = one.job.starts_at
        if one.job.hold or (start is not None and start >= self.at):
            return start is not None and start < self.window.until and start + one.job.lasts > self.window.since
        return self.window.since <= self.at < self.window.until

    def _wants_somebody(self, one: Planned) -> bool:
        return one.row["holder_role"] in self.roles or one.may_be_named


def _urgency(one: Planned) -> datetime | None:
    return min((at for at in (one.due_at, one.appointment) if at is not None), default=None)


def _states_of(pack: LoadedPack) -> Iterable[str]:
    for procedure in pack.procedures.values():
        if procedure.definition.kind == "work_order":
            naming = [step for step in steps_of(procedure) if step.person or step.takes]
            yield from (state for state in procedure.definition.states if any(step.stands_in(state) for step in naming))
