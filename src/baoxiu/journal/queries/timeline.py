"""What happened, oldest first."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from baoxiu.journal.models import Event


def timeline(subject: UUID | str) -> QuerySet[Event]:
    """All events of a ticket, or of another subject that keeps a chain, in the order they were recorded."""
    return Event.objects.filter(ticket_id=subject).order_by("seq")
