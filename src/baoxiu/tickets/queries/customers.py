"""What somebody who has shown a telephone sees: the tickets that were reported from it, or are its owner's."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.boards import found

OWN_KINDS = ("work_order", "coordination", "complaint", "matter")  # what a customer knows of; the others are the house's own
MOST = 30


def tickets_of_phone(organisation_id: int, phone: str) -> list[Ticket]:
    """The tickets of a telephone, the newest first: open ones before those that ended."""
    rows = found(_known_to_customers(organisation_id), phone) if phone else Ticket.objects.none()
    mine = rows.filter(Q(request__reporter_phone=phone) | Q(fields__phone=phone) | Q(customer__contacts__number=phone))
    newest = mine.select_related("site", "request").order_by("-opened_at").distinct()[:MOST]
    return sorted(newest, key=lambda ticket: bool(ticket.final))


def phone_of_ticket(organisation_id: int, number: str) -> str:
    """The telephone a ticket was reported with; empty where there is no such ticket, or it has none."""
    ticket = _known_to_customers(organisation_id).filter(number__iexact=number.strip()).select_related("request", "customer").first()
    if ticket is None:
        return ""
    reported = ticket.request.reporter_phone if ticket.request else ""
    said = ticket.fields.get("phone")
    return reported or (said if isinstance(said, str) else "")


def _known_to_customers(organisation_id: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(organisation_id=organisation_id, kind__in=OWN_KINDS)
