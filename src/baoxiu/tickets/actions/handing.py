"""All of somebody's open tickets handed to another in one action, and taken over in one: each ticket by its own command."""

from __future__ import annotations

from datetime import datetime

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed
from baoxiu.tickets.actions.each import Done, run_on_each
from baoxiu.tickets.queries.handing import handed_to
from baoxiu.tickets.queries.scope import held_by, seen_by


def hand_over_all(person: int, to: int, why: str, *, by: Actor, at: datetime, door: str = "desk", key: str = "") -> list[Done]:
    """Offer every open ticket `person` holds, as far as `by` sees them, to another, with one reason; each is recorded on its own."""
    if not why.strip() or person == to:
        raise Malformed(what="hand-over / 移交", why="why, to another person / 写明原因，移交给另一人")
    here = seen_by(by).filter(pk__in=held_by(person).values("pk")).order_by("due_at", "opened_at")
    return run_on_each(here, "hand_over", {"to_person": to, "why": why.strip()}, by=by, at=at, door=door, key=key)


def take_over_all(*, by: Actor, at: datetime, door: str = "field", key: str = "") -> list[Done]:
    """Take over everything that was offered to whoever acts."""
    return run_on_each(handed_to(by), "take_over", {}, by=by, at=at, door=door, key=key)
