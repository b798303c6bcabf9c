"""Taking an imported ticket through its recorded life: real commands at the recorded times, its clocks ringing between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor, Post
from baoxiu.core.errors import Refusal
from baoxiu.directory.models import Unit
from baoxiu.journal import actions as journal
from baoxiu.tickets.actions.ringing import ring
from baoxiu.tickets.actions.running import run_command
from baoxiu.tickets.models import Ticket, TicketClock

DOOR = "replay"


@dataclass(frozen=True, slots=True)
class Left:
    """Where a life leaves the procedure: the step (from 1), the source's own word for it, and what refused."""

    step: int
    command: str
    at: datetime
    clause: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """One life as it was replayed. `expected` is the state the source names, where it names one."""

    number: str
    source: str
    state: str
    final: str
    expected: str | None
    commands: int
    rings: int
    left: Left | None = None

    @property
    def differs(self) -> bool:
        """Whether it ended elsewhere than the source says."""
        return self.expected is not None and self.expected != self.state


def hand_of(organisation: Unit, procedure_key: str) -> Actor:
    """Who runs recorded commands: nobody in particular, in every role the procedure has. Events name him 'imported record'."""
    _, procedure = catalogue.procedure_for(organisation, procedure_key)
    roles = procedure.pack.pack.roles if procedure.pack else {}
    posts = tuple(Post(role, organisation.pk, organisation.path, row.rank) for role, row in roles.items())
    return Actor(None, "imported record", "person", organisation.pk, posts)


@transaction.atomic
def replay(ticket_id: str, source: Mapping[str, Any], *, by: Actor) -> Replayed:
    """Run the life in `source` (what the import kept: number, expected, life) on a ticket that has only been opened.

    1. Before each step ring what was due by then. 2. Run the step; what the procedure refuses ends the replay there.
    3. Nobody is sent a message about the past.
    """
    steps, rings, left = source["life"], 0, None
    for place, (command, at_text, form, word) in enumerate(steps, start=1):
        at = datetime.fromisoformat(at_text)
        rings += ring_until(ticket_id, at)
        try:
            run_command(ticket_id, command, form, by=by, at=at, door=DOOR)
        except Refusal as refusal:
            left = Left(place, word or command, at, refusal.clause, refusal.say("en"))
            break
    journal.keep_unsent([ticket_id])
    return _replayed(ticket_id, source, left, (place if left is None else place - 1) if steps else 0, rings)


def ring_until(ticket_id: str, at: datetime) -> int:
    """Ring the clocks of one ticket that were due before `at`, each at its own time; how many rang."""
    rang = 0
    while due := _next_due(ticket_id, at):
        name, due_at = due
        rang += ring(ticket_id, name, at=due_at)
    return rang


def _next_due(ticket_id: str, at: datetime) -> tuple[str, datetime] | None:
    due = TicketClock.objects.filter(ticket_id=ticket_id, next_ring_at__lt=at).order_by("next_ring_at").first()
    return (due.name, due.next_ring_at) if due and due.next_ring_at else None


def _replayed(ticket_id: str, source: Mapping[str, Any], left: Left | None, commands: int, rings: int) -> Replayed:
    number, state, final = Ticket.objects.values_list("number", "state", "final").get(pk=ticket_id)
    return Replayed(number, source["number"], state, final, source.get("expected"), commands, rings, left)


def replay_all(lives: Sequence[tuple[str, Mapping[str, Any]]], *, by: Actor) -> list[Replayed]:
    """Replay several tickets, each in a transaction of its own."""
    return [replay(ticket_id, source, by=by) for ticket_id, source in lives]
