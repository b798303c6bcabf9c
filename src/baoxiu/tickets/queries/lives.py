"""What a ticket has lived through and what hangs on it: timeline, clocks, links, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import RawSQL

from baoxiu.core.engine.afterwards import WAITS
from baoxiu.core.engine.facts import Actor
from baoxiu.journal import queries as journal
from baoxiu.journal.models import Event
from baoxiu.tickets.models import Ticket, TicketClock, TicketFile
from baoxiu.tickets.queries.scope import seen_by, ticket_on

DISPOSED_FLAG = "disposed"  # on a ticket whose papers were disposed of


def events_of(ticket: Ticket) -> QuerySet[Event]:
    """Everything that happened to a ticket, oldest first."""
    return journal.timeline(ticket.pk)


def timeline(name: object, *, seen_by: Actor) -> QuerySet[Event]:
    """Everything that happened to a ticket the actor may see, newest first."""
    return journal.timeline(ticket_on(name, seen_by=seen_by).pk).order_by("-seq")


def clocks_of(ticket: Ticket) -> QuerySet[TicketClock]:
    """Its clocks and quotas, the next due first, stopped ones last."""
    return TicketClock.objects.filter(ticket=ticket).order_by("is_quota", "due_at", "name")


def open_by_customer(customers: Sequence[int], actor: Actor) -> dict[int, int]:
    """How many open tickets each of these customers has, as far as the actor sees them."""
    counted = seen_by(actor).filter(customer_id__in=customers, final="").order_by().values_list("customer_id").annotate(Count("pk"))
    return dict(counted)


def links_of(ticket: Ticket, actor: Actor) -> QuerySet[Any]:
    """The tickets it opened and those that opened it (`is_parent`), as far as the actor may see them; oldest first."""
    children, parents = ticket.children.values("child_id"), ticket.parents.values("parent_id")
    found = seen_by(actor).filter(Q(pk__in=children) | Q(pk__in=parents))
    return found.annotate(is_parent=ExpressionWrapper(Q(pk__in=parents), output_field=BooleanField())).order_by("opened_at")


def opened_beyond(ticket: Ticket, actor: Actor) -> QuerySet[Ticket]:
    """The tickets it opened where the actor sees nothing (a station's withdrawal at its region): for their number and state alone."""
    if actor.kind != "person":
        return Ticket.objects.none()
    opened = Ticket.objects.filter(pk__in=ticket.children.values("child_id"), organisation_id=ticket.organisation_id)
    return opened.exclude(pk__in=seen_by(actor).values("pk")).order_by("opened_at")


def follow_ups_waiting(actor: Actor) -> QuerySet[TicketClock]:
    """The clocks that open a call-back when their time comes, of tickets the actor sees; the next first."""
    waits = RawSQL("""starts_with("tickets_ticketclock"."name", %s)""", [WAITS], output_field=BooleanField())  # as the index has it
    rows = TicketClock.objects.filter(waits, next_ring_at__isnull=False, ticket__in=seen_by(actor))
    return rows.select_related("ticket").order_by("next_ring_at")


def open_around(ticket: Ticket) -> bool:
    """Whether a ticket linked with it has not ended."""
    ids = [*ticket.children.values_list("child_id", flat=True), *ticket.parents.values_list("parent_id", flat=True)]
    return Ticket.objects.filter(pk__in=ids, final="").exists()


def files_of(ticket: Ticket) -> QuerySet[TicketFile]:
    """Photos, papers and signatures of a ticket, oldest first."""
    return TicketFile.objects.filter(ticket=ticket).select_related("file", "added_by").order_by("added_at", "id")
