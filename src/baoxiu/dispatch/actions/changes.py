"""A station's request to change what it covers or how much it takes: asked for with known areas, laid down once it is approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit
from baoxiu.dispatch.actions.coverage import REASONS, check_areas, close_station, cover, set_terms, uncover
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.actions import Outcome

KIND = "coverage_change"
Fields = Mapping[str, Any]


def ask_change(procedure: str, unit: Unit, form: Fields, *, by: Actor, at: datetime, door: str = "desk", key: str | None = None) -> Outcome:
    """Ask for a change by the procedure of that kind; areas nobody knows are refused before anybody decides."""
    check_areas([*(form.get("add") or ()), *(form.get("drop") or ())])
    return tickets.open_ticket(procedure, unit, form, by=by, at=at, door=door, key=key)


def apply_change(unit: Unit, fields: Fields, number: str, *, by: Actor, at: datetime) -> None:
    """Lay an approved change down from its effective date, or from now where that has passed; orders that were dispatched stay."""
    if fields.get("change") == "interruption":
        _interrupt(unit, fields, number, by, at)
        return
    since = max(effective_at(unit, fields.get("effective_on")) or at, at)
    if fields.get("change") == "coverage":
        check_areas(fields.get("add") or ())
        uncover(unit, fields.get("drop") or (), by=by, at=at, until=since, why=number)
        for code in fields.get("add") or ():
            cover(unit, area=code, by=by, at=at, since=since, why=number)
        return
    wanted = {name: int(fields[name]) for name in ("capacity", "engineers") if fields.get(name) is not None}
    set_terms(unit, by=by, at=at, since=since, why=number, **wanted)


def effective_at(unit: Unit, on: str | date | None) -> datetime | None:
    """The beginning of a date where the unit is."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return datetime.combine(day, time.min, ZoneInfo(unit.zone)) if day else None


def _interrupt(unit: Unit, fields: Fields, number: str, by: Actor, at: datetime) -> None:
    since, until = (datetime.fromisoformat(fields[name]) for name in ("since", "until"))
    if until <= at:
        return  # decided when it was over: nothing is left to stop
    reason = fields.get("reason")
    named = reason if reason in REASONS else "other"
    close_station(unit, named, by=by, at=at, since=max(since, at), until=until, note=str(fields.get("explanation", ""))[:240], why=number)
