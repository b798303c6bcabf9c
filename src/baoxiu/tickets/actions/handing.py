"""All of somebody's open tickets handed to another in one action, and taken over in one: each ticket by its own command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.tickets.actions.running import run_command
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.handing import handed_to
from baoxiu.tickets.queries.scope import held_by, seen_by


@dataclass(frozen=True, slots=True)
class Handed:
    """One ticket of the many: its number, and what stood in the way where something did."""

    number: str
    refusal: Refusal | None = None


def hand_over_all(person: int, to: int, why: str, *, by: Actor, at: datetime, door: str = "desk", key: str = "") -> list[Handed]:
    """Offer every open ticket `person` holds, as far as `by` sees them, to another, with one reason; each is recorded on its own."""
    if not why.strip() or person == to:
        raise Malformed(what="hand-over / 移交", why="why, to another person / 写明原因，移交给另一人")
    here = seen_by(by).filter(pk__in=held_by(person).values("pk")).order_by("due_at", "opened_at")
    return _each(here, "hand_over", {"to_person": to, "why": why.strip()}, by=by, at=at, door=door, key=key)


def take_over_all(*, by: Actor, at: datetime, door: str = "field", key: str = "") -> list[Handed]:
    """Take over everything that was offered to whoever acts."""
    return _each(handed_to(by), "take_over", {}, by=by, at=at, door=door, key=key)


def _each(tickets: Iterable[Ticket], command: str, form: dict[str, Any], *, key: str, **how: Any) -> list[Handed]:
    return [_one(ticket, command, form, key=f"{key}:{ticket.pk}" if key else None, **how) for ticket in list(tickets)]


def _one(ticket: Ticket, command: str, form: dict[str, Any], **how: Any) -> Handed:
    try:
        run_command(ticket.pk, command, form, **how)
    except Refusal as refusal:
        return Handed(ticket.number, refusal)
    return Handed(ticket.number)
