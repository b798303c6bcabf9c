"""Tickets that are offered from one person to another and not taken over yet."""

from __future__ import annotations

from django.db.models import QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.scope import seen_by


def handed_to(actor: Actor) -> QuerySet[Ticket]:
    """What is offered to the actor, the most urgent first."""
    rows = seen_by(actor).filter(final="", fields__has_key="_handing", fields___handing__to=actor.id or 0)
    return rows.select_related("unit", "holder", "site").order_by("due_at", "opened_at")


def handed_by(person_id: int, actor: Actor) -> QuerySet[Ticket]:
    """What a person holds that was offered to others and still waits for them."""
    rows = seen_by(actor).filter(final="", holder_id=person_id, fields__has_key="_handing", fields___handing__to__isnull=False)
    return rows.select_related("unit", "holder", "site").order_by("due_at", "opened_at")
