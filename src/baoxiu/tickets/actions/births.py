"""How a ticket is born: its unit, its first decision, and where its number comes from."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core import engine
from baoxiu.core.engine.facts import Decision, LinkFacts, Open, TicketFacts, UnitFacts
from baoxiu.core.matching import Station
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.journal.ids import new_id
from baoxiu.tickets.actions.numbers import numbering
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.queries.sheets import Sheet
from baoxiu.tickets.queries.titles import title_of

CODE_DIGITS = 6
GATHERED = "_gathered"  # the emergencies a ticket was opened in


@dataclass(frozen=True, slots=True)
class Wish:
    """A ticket somebody wants opened. `belongs`: request, customer, site, asset, category; `found_by`: further words to find it by."""

    procedure: LoadedProcedure
    version_id: int
    organisation_id: int
    unit: UnitFacts
    form: Mapping[str, Any]
    belongs: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    number: str | None = None
    opened_at: datetime | None = None
    flags: tuple[str, ...] = ()  # oddities an import saw; or that no station can be found
    dispatched: Mapping[str, Any] | None = None  # why this unit, and why not the others (core.matching)
    station: Station | None = None  # the one chosen, of whose day it takes a place


@dataclass(frozen=True, slots=True)
class Birth:
    """A ticket about to be born."""

    sheet: Sheet
    decision: Decision
    number: dict[str, Any]
    takes: Mapping[str, Any] | None = None


def birth(wish: Wish, origin: Origin, *, by_link: LinkFacts | None = None, world: Mapping[str, Any] | None = None) -> Birth:
    """Decide the opening; raises what the procedure refuses."""
    procedure, unit = wish.procedure, wish.unit
    opened_at = wish.opened_at or origin.at
    decision = engine.decide_opening(
        procedure, unit, wish.form, origin.by, opened_at, by_link=by_link, world={**(world or {}), **code_for(procedure)}, door=origin.door
    )
    decision = replace(decision, flags=(*decision.flags, *wish.flags)) if wish.flags else decision
    events = belongs_to(wish, world)
    decision = replace(decision, changes={**decision.changes, GATHERED: events}) if events else decision
    decision = replace(decision, dispatch=wish.dispatched) if wish.dispatched else decision
    facts = TicketFacts(
        id=str(new_id(opened_at)),
        number="",
        procedure=procedure.key,
        kind=procedure.definition.kind,
        state=decision.to_state,
        mode=decision.mode,
        version=0,
        opened_at=opened_at,
        unit=unit,
    )
    sheet = Sheet(
        facts=facts,
        procedure=procedure,
        version_id=wish.version_id,
        organisation_id=wish.organisation_id,
        seq=0,
        title=wish.title or title_of(procedure, decision.changes),
        state_since=opened_at,
        belongs=wish.belongs,
    )
    takes = wish.station.takes if wish.station is not None else None
    return Birth(sheet, decision, _number(wish, decision, opened_at), takes)


def belongs_to(wish: Wish, world: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """The emergencies under way at its unit or above that gather tickets of this procedure: kept on the ticket itself."""
    under_way = (world or {}).get("gathering") or ()
    here = [event for event in under_way if wish.unit.path.startswith(event["path"])]
    gathering = (one for one in here if wish.procedure.key in catalogue.procedure(one["version"]).definition.gathers)
    return [{"id": one["id"], "number": one["number"]} for one in gathering]


def child_of(parent: Sheet, effect: Open, origin: Origin) -> Birth:
    """The ticket an effect opens: of the parent's pack version, at the unit the effect names, about the same customer and place."""
    version_id, procedure = catalogue.sibling(parent.version_id, effect.procedure)
    wish = Wish(
        procedure=procedure,
        version_id=version_id,
        organisation_id=parent.organisation_id,
        unit=_unit(parent, effect.unit or procedure.definition.opens.unit),
        form=effect.fields,
        belongs=_apart(parent, effect, procedure) if effect.apart else parent.belongs,
        title="" if effect.apart else parent.title,
    )
    return birth(wish, origin, by_link=parent.as_link("opened_by"))


def _apart(parent: Sheet, effect: Open, procedure: LoadedProcedure) -> dict[str, Any]:
    """Whose and where it is as its parent; what kind of fault it is it says itself, else it is taken for the parent's."""
    said = effect.fields.get("category")
    known = procedure.pack is not None and said in procedure.pack.pack.categories
    return {**parent.belongs, "category": said} if known else dict(parent.belongs)


def code_for(procedure: LoadedProcedure) -> dict[str, str]:
    """Fresh digits for the customer's code, where the procedure has one."""
    if not any(field.type == "code" for field in procedure.definition.fields.values()):
        return {}
    return {"code": str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)}


def _number(wish: Wish, decision: Decision, opened_at: datetime) -> dict[str, Any]:
    if wish.number:
        return {"number": wish.number}
    return numbering(wish.procedure.definition.number, wish.organisation_id, wish.unit, opened_at, decision.changes)


def counter_of(born: Birth) -> dict[str, Any]:
    """The counter a newborn ticket's number comes from, or would have come from, had it brought none."""
    sheet, facts = born.sheet, born.sheet.facts
    return numbering(sheet.procedure.definition.number, sheet.organisation_id, facts.unit, facts.opened_at, born.decision.changes)


def _unit(parent: Sheet, named: str | None) -> UnitFacts:
    """'same', a level (the nearest unit of it, upward), or a unit's code."""
    unit = parent.facts.unit
    if named in (None, "same"):
        return unit
    above = directory.nearest_unit(directory.unit_with(unit.id), str(named))
    found = above or directory.unit_on(parent.organisation_id, str(named))
    return directory.unit_facts(found.pk, found.changed)
