"""The grab pool as the desk watches it: who was offered a job, how long there is, and that nobody took it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from baoxiu.core import engine
from baoxiu.core.engine.facts import TicketFacts
from baoxiu.core.planning import MOMENT
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.dispatch.queries.planning.days import DayPlan
from baoxiu.dispatch.queries.planning.jobs import Planned
from baoxiu.dispatch.queries.planning.people import Row
from baoxiu.dispatch.queries.planning.rows import time_of
from baoxiu.tickets import world
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.sheets import sheet_of

GRAB = "grab"  # the command and the clock the engine brings with a pool
PERSON = frozenset({"person"})
MOST, TOLD = 100, 20  # jobs shown; those for which everybody is asked whether he may


@dataclass(frozen=True, slots=True)
class Offered:
    """A job in the pool. `to`: who may take it now; None where more than the plan knows decides that."""

    planned: Planned
    to: tuple[Row, ...] | None
    due_at: datetime | None
    is_missed: bool  # the time is over and nobody took it


def pool_of(plan: DayPlan) -> list[Offered]:
    """What may be grabbed now, the most urgent first; one statement for all of it."""
    found = [one for one in plan.waiting if is_pooled(one)][:MOST]
    facts = {said["number"]: sheet_of(said).facts for said in reading.facts([one.row["id"] for one in found[:TOLD]])} if found else {}
    return [_offered(one, facts.get(one.number) if n < TOLD else None, plan) for n, one in enumerate(found)]


def is_pooled(planned: Planned) -> bool:
    """Whether workers may take it themselves where it stands."""
    command = planned.procedure.definition.commands.get(GRAB)
    return command is not None and planned.row["state"] in command.from_ and not planned.row["final"]


def _offered(planned: Planned, facts: TicketFacts | None, plan: DayPlan) -> Offered:
    state, due, breached = (planned.row["clocks"] or {}).get(GRAB) or (None, None, False)
    procedure = planned.procedure
    knows = facts is not None and world.asked(engine.needed_world(procedure, GRAB)) <= PERSON
    to = tuple(_eligible(procedure, facts, plan.rows, planned, plan.at)) if knows and facts else None
    return Offered(planned, to, time_of(due) if state == "running" else None, bool(breached))


def _eligible(procedure: LoadedProcedure, facts: TicketFacts, rows: Sequence[Row], planned: Planned, at: datetime) -> Iterator[Row]:
    for row in rows:
        known = {**facts.world, "person": _person(row, planned, at)}
        if engine.eligible(procedure, replace(facts, world=known), row.actor, at) is None:
            yield row


def _person(row: Row, planned: Planned, at: datetime) -> dict[str, Any]:
    """What a decision knows of somebody, from what the plan has read."""
    technician = row.technician
    is_away = any(one.touches(at, at + MOMENT) for one in technician.away)
    on = (
        not is_away
        and row.actor.on_shift
        and (technician.duties is None or any(one.touches(at, at) or one.holds(at, at) for one in technician.duties))
    )
    areas = [name.partition(":")[2] for name in technician.areas] if technician.areas else None
    if areas is not None and technician.areas and planned.job.lies_in & technician.areas:
        sites = planned.row["sites"] or [None]
        site = planned.row["fields"].get("site")
        code = site.get("code") if isinstance(site, dict) else None
        areas = [*areas, *(one for one in (sites[0], code) if one is not None)]
    return {"open": technician.open, "on_shift": on, "areas": areas}
