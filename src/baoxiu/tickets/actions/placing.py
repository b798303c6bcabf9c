"""Which unit a newborn ticket goes to: the stations that cover its place matched, one chosen, the choice kept with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.db import DatabaseError

from baoxiu.core.engine.facts import Actor
from baoxiu.core.matching import Ledger, Wanted, choose, station_of
from baoxiu.directory import queries as directory
from baoxiu.tickets.actions.births import Wish
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.actions.running import ATTEMPTS, Crowded

FULL_MEANWHILE = "BX001"
Result = TypeVar("Result")


def covered(wish: Wish, found: dict[str, Any], origin: Origin, ledger: Ledger | None = None) -> Wish:
    """The wish at the unit that is chosen for its place, with every candidate's reasons.

    What a station's own people take at their station stays there. Where nobody can be chosen it stays with who took it; if that
    is no station itself, it is flagged `uncovered` or `no_capacity`.
    """
    said = found.pop("coverage", None)
    if said is None or _own(said["here"], origin.by):
        return wish
    matching = choose(wanted_of(wish, origin), [station_of(row) for row in said["stations"]], ledger)
    record, chosen = {**matching.as_record(), "area": said["area"]}, matching.chosen
    waits = chosen is None and not said["here"]
    found["dispatched"] = {"unit": chosen.code if chosen else None, "reason": matching.reason if waits else ""}
    if chosen is not None:
        return replace(wish, unit=directory.unit_facts(chosen.unit, chosen.changed), dispatched=record, station=chosen)
    if waits:
        return replace(wish, dispatched=record, flags=(*wish.flags, matching.reason))
    return replace(wish, dispatched=record) if matching.verdicts else wish


def _own(station: str | None, by: Actor) -> bool:
    """Whether somebody of the station itself takes it there: `station` is its path, or '/' where no level is dispatched to."""
    return station not in (None, "/") and any(post.path.startswith(str(station)) for post in by.posts)


def wanted_of(wish: Wish, origin: Origin) -> Wanted:
    """What the report wants: its category, its mode of service, its product line."""
    mode = wish.form.get(wish.procedure.definition.opens.mode or "mode")
    return Wanted(origin.at, _text(wish.belongs.get("category")), _text(mode), _text(wish.form.get("product_line")))


def while_filling(attempt: Callable[[], Result], *, name: str) -> Result:
    """Choose and write anew while others fill the day of who was chosen; at most five times."""
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except DatabaseError as fault:
            if getattr(fault.__cause__, "sqlstate", None) != FULL_MEANWHILE:
                raise
    raise Crowded(number=name)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
