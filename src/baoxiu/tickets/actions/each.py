"""One command on many tickets: each runs by itself, and one that is refused keeps none of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Refusal
from baoxiu.tickets.actions.running import run_command
from baoxiu.tickets.models import Ticket

Form = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """One ticket of the many: its number, and what stood in the way where something did."""

    number: str
    refusal: Refusal | None = None


def run_on_each(
    tickets: Iterable[Ticket],
    command: str,
    form: Form | Callable[[Ticket], Form],
    *,
    by: Actor,
    at: datetime,
    door: str = "desk",
    key: str = "",
) -> list[Done]:
    """Run `command` on every ticket, in their order. With a key, sending the same again does nothing again and answers the same."""
    return [_one(ticket, command, form, by=by, at=at, door=door, key=f"{key}:{ticket.pk}" if key else None) for ticket in list(tickets)]


def _one(ticket: Ticket, command: str, form: Form | Callable[[Ticket], Form], **how: Any) -> Done:
    try:
        run_command(ticket.pk, command, form(ticket) if callable(form) else form, **how)
    except Refusal as refusal:
        return Done(ticket.number, refusal)
    return Done(ticket.number)
