"""What stands open on a ticket: the engine asked with everything it may look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from baoxiu.catalogue import queries as catalogue
from baoxiu.core import engine
from baoxiu.core.calendars import Calendar, always
from baoxiu.core.clocks import Clock, Reading
from baoxiu.core.clocks import explain as explained
from baoxiu.core.clocks import read as reading_of
from baoxiu.core.clocks.explanation import Line
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, Choice, TicketFacts
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.tickets import world
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.scope import ticket_on
from baoxiu.tickets.queries.sheets import Sheet, sheet_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a ticket page asks the engine: what may be done, the guides of the step, what waits, the procedure, the facts."""

    choices: tuple[Choice, ...]
    guides: tuple[Mapping[str, Any], ...]
    waiting: Mapping[str, Any]
    procedure: LoadedProcedure
    facts: TicketFacts


def allowed_on(name: object, actor: Actor, at: datetime, *, door: str = "desk") -> tuple[Choice, ...]:
    """The commands that stand open to the actor on a ticket he may see, and why the others do not."""
    sheet, facts = _looked(name, actor, at)
    return engine.allowed(sheet.procedure, facts, actor, at, door=door)


def allowed_on_each(ids: Sequence[UUID], actor: Actor, at: datetime, *, door: str = "desk") -> dict[UUID, tuple[Choice, ...]]:
    """The same for many tickets the actor is known to see: all of them are read at once, and only what their commands want is asked."""
    sheets = [sheet_of(said) for said in reading.facts([str(id_) for id_ in ids])] if ids else []
    found = {}
    for sheet in sheets:
        facts = _with_world(sheet, actor, at)
        found[UUID(facts.id)] = engine.allowed(sheet.procedure, facts, actor, at, door=door)
    return found


def standing_on(name: object, actor: Actor, at: datetime, *, door: str = "desk") -> Standing:
    """All a ticket page draws from the engine. `name`: or the ticket itself, where the actor is known to see it."""
    sheet, facts = _looked(name, actor, at)
    procedure = sheet.procedure
    return Standing(
        choices=engine.allowed(procedure, facts, actor, at, door=door),
        guides=engine.guides(procedure, facts, actor, at),
        waiting=engine.standing(procedure, facts, actor, at),
        procedure=procedure,
        facts=facts,
    )


def opening_on(procedure_key: str, unit: Unit, actor: Actor, at: datetime) -> Choice:
    """The form that opens a ticket of a procedure at a unit; closed with the reason where the actor may not."""
    _, procedure = catalogue.procedure_for(unit, procedure_key, at=at)
    return engine.opening_choice(procedure, directory.unit_facts(unit.pk, unit.changed), actor, at)


def facts_on(name: object, *, seen_by: Actor) -> TicketFacts:
    """A ticket as decisions see it."""
    return _sheet(ticket_on(name, seen_by=seen_by)).facts


def known_of(ticket: Ticket) -> tuple[LoadedProcedure, TicketFacts, Mapping[str, Any]]:
    """A ticket at hand as decisions see it: its procedure, its facts, whose and where it is."""
    sheet = _sheet(ticket)
    return sheet.procedure, sheet.facts, placed(sheet.belongs)


def explain_clock(name: object, clock: str, actor: Actor, at: datetime) -> list[Line]:
    """Why the clock is due when it is, stretch by stretch."""
    facts, running, calendar = _clock_of(name, clock, actor)
    return explained(running, facts.running[clock].marks, calendar, at=at)


def read_clock(name: object, clock: str, actor: Actor, at: datetime) -> Reading:
    """What the clock shows now."""
    facts, running, calendar = _clock_of(name, clock, actor)
    return reading_of(running, facts.running[clock].marks, calendar, at=at)


def _looked(name: object, actor: Actor, at: datetime) -> tuple[Sheet, TicketFacts]:
    sheet = _sheet(name if isinstance(name, Ticket) else ticket_on(name, seen_by=actor))
    return sheet, _with_world(sheet, actor, at)


def _with_world(sheet: Sheet, actor: Actor, at: datetime) -> TicketFacts:
    """The facts of a ticket with what other rooms know, where its commands look at that."""
    facts = sheet.facts
    names = {fact for command in sheet.procedure.definition.commands for fact in engine.needed_world(sheet.procedure, command)}
    given = {**here(sheet, actor, at), **placed(sheet.belongs)}
    found, _ = world.known(names, given)
    return replace(facts, world=found)


def here(sheet: Sheet, actor: Actor, at: datetime) -> dict[str, Any]:
    """What a provider of world facts is told of a ticket and who acts."""
    facts = sheet.facts
    return {"organisation": sheet.organisation_id, "unit": facts.unit.id, "ticket": facts.id, "person": actor.id, "at": at}


def placed(belongs: Mapping[str, Any]) -> dict[str, Any]:
    """Whose and where a ticket is, as providers are told."""
    return {name: belongs.get(name) for name in ("customer", "site", "category")}


def _sheet(ticket: Ticket) -> Sheet:
    return sheet_of(reading.facts([str(ticket.pk)])[0])


def _clock_of(name: object, clock: str, actor: Actor) -> tuple[TicketFacts, Clock, Calendar]:
    sheet = _sheet(ticket_on(name, seen_by=actor))
    facts, clocks = sheet.facts, plan_of(sheet.procedure).clocks  # the pool's own among them
    if clock not in facts.running or clock not in clocks or clocks[clock].is_quota:
        raise NotFound(what="clock / 时限", name=clock)
    running = facts.running[clock]
    target = timedelta(seconds=running.target_seconds or 0)
    read = Clock(clock, until=running.until) if running.until else Clock(clock, target=target)
    return facts, read, _calendar(clocks[clock].calendar, facts, sheet.procedure)


def _calendar(named: str, facts: TicketFacts, procedure: LoadedProcedure) -> Calendar:
    """The calendar a clock counts by: 'always', the unit's, or one of the pack's."""
    pack = procedure.pack.pack.calendar if procedure.pack else {}
    if named == "always":
        return always(facts.unit.zone)
    spec = facts.unit.calendar or pack if named == "unit" else pack.get(named) or pack
    return Calendar.of(spec, facts.unit.zone) if spec else always(facts.unit.zone)
