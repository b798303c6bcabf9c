"""A ticket as the day's plan sees it: how long, where, by when, who has it, and whether it still moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.planning import Job, Place, appointed_at, arrival_clocks, known_of, rules_cited, steps_of
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.dispatch.queries.planning.rows import time_of

Json = Any
SHORTEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Planned:
    """One job of the plan. `person` has it or is meant for it; `is_held`: he holds it by the procedure, not in the plan alone.

    `is_taken`: somebody who is sent out holds it, whether he stands in this plan or not.
    """

    job: Job
    row: Mapping[str, Json]
    procedure: LoadedProcedure
    person: int | None
    is_held: bool
    is_taken: bool
    appointment: datetime | None

    @property
    def number(self) -> str:
        """The ticket's number."""
        return self.job.number

    @property
    def due_at(self) -> datetime | None:
        """When its most urgent clock runs out."""
        return time_of(self.row["due_at"])

    def meant_for(self, person: int) -> datetime | None:
        """When it is planned for somebody, where it is planned for him."""
        return time_of(self.row["meant_at"]) if self.row["meant_for"] == person else None

    @property
    def clauses(self) -> Mapping[str, tuple[str, ...]]:
        """The clauses its procedure has for the rules of a place."""
        return rules_cited(self.procedure)

    @property
    def may_be_named(self) -> bool:
        """Whether some command of its procedure names or takes a person where it stands."""
        return any(step.stands_in(self.row["state"]) for step in steps_of(self.procedure) if step.person or step.takes)


def planned_of(row: Mapping[str, Json], people: frozenset[int], roles: frozenset[str], *, at: datetime) -> Planned:
    """A row of the database as a job; `people` are those of the plan, `roles` those that are sent out."""
    procedure = catalogue.procedure(row["procedure"])
    appointment, visit = appointed_at(procedure, row["fields"]), _visit(row)
    holder = _holder(row, visit)
    is_held = holder in people
    job = Job(
        number=row["number"],
        **known_of(procedure, row["category"], row["fields"], row),
        place=_place(row.get("place")),
        unit=row["path"],
        due_at=_due(procedure, row, appointment),
    )
    is_taken = is_held or (holder is not None and row["holder_role"] in roles)
    person = holder if is_held else row["meant_for"]
    return Planned(_timed(job, row, visit, appointment, at), row, procedure, person, is_held, is_taken, appointment)


def _timed(job: Job, row: Mapping[str, Json], visit: Mapping[str, Json], appointment: datetime | None, at: datetime) -> Job:
    """Over or under way it stands where it happened, an appointment to come where it was agreed, all else where it is meant."""
    begun, left = time_of(visit.get("arrived_at") or visit.get("departed_at")), time_of(visit.get("left_at") or row["closed_at"])
    if begun and left:
        return replace(job, starts_at=begun, lasts=max(SHORTEST, left - begun), hold="done")
    if begun:
        return replace(job, starts_at=begun, lasts=max(job.lasts, at - begun), hold="running")
    if appointment is not None and appointment > at:
        return replace(job, starts_at=appointment, hold="appointment")
    return replace(job, starts_at=time_of(row["meant_at"]))


def _visit(row: Mapping[str, Json]) -> Mapping[str, Json]:
    """The visit that counts for the plan: the last one, unless the job waits for another."""
    visits: Sequence[Mapping[str, Json]] = row["fields"].get("_visits") or ()
    last = visits[-1] if visits else {}
    return {} if last.get("outcome") and not row["final"] else last


def _holder(row: Mapping[str, Json], visit: Mapping[str, Json]) -> int | None:
    held = row["holder"]
    if row["final"]:
        held = visit.get("by") or held
    return int(held) if held is not None else None


def _due(procedure: LoadedProcedure, row: Mapping[str, Json], appointment: datetime | None) -> datetime | None:
    """By when somebody must be there: what is agreed, and the clocks that an arrival, the work or its end stops."""
    clocks = row["clocks"] or {}
    wanted = [time_of(clocks[name][1]) for name in arrival_clocks(procedure) if name in clocks and clocks[name][0] == "running"]
    return min((one for one in (*wanted, appointment) if one is not None), default=None)


def _place(said: Json) -> Place | None:
    found = said[0] if said and isinstance(said[0], list) else said
    return Place(*found) if found else None
