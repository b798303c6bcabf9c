"""What happened, oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from baoxiu.journal.models import Event


def timeline(subject: UUID | str) -> QuerySet[Event]:
    """All events of a ticket, or of another subject that keeps a chain, in the order they were recorded."""
    return Event.objects.filter(ticket_id=subject).order_by("seq")


def events_of(subjects: Iterable[UUID | str], type_: str) -> QuerySet[Event]:
    """The events of one type of many subjects, chain by chain."""
    return Event.objects.filter(ticket_id__in=list(subjects), type=type_).order_by("ticket_id", "seq")


def done_by(organisation_id: int, person_id: int, *, since: datetime, until: datetime) -> QuerySet[Event]:
    """The commands somebody ran in a time, in their order."""
    within = Event.objects.filter(organisation_id=organisation_id, at__gte=since, at__lt=until)
    return within.filter(actor_id=person_id, type="CommandRun").order_by("at", "ticket_id", "seq")
