"""The money side of one ticket: what it costs, what was quoted and answered, what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from baoxiu.core import engine
from baoxiu.core.engine import Costs
from baoxiu.core.engine.facts import Actor, TicketFacts
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.quotes.models import Payment, PaymentRequest, Quote
from baoxiu.tickets import queries as tickets


@dataclass(frozen=True, slots=True)
class Money:
    """All of it, as pages and programs read it."""

    costs: Costs
    quotes: Sequence[Quote]
    payments: Sequence[Payment]


def money_of(procedure: LoadedProcedure, facts: TicketFacts, at: datetime) -> Money | None:
    """The money of a ticket at hand; None where its procedure charges nothing."""
    costs = engine.costs_of(procedure, facts, at)
    if costs is None:
        return None
    return Money(costs, list(quotes_of(facts.id)), list(payments_of(facts.id)))


def quotes_of(ticket_id: UUID | str) -> QuerySet[Quote]:
    """What the customer was quoted and answered, oldest first."""
    return Quote.objects.filter(ticket_id=ticket_id).order_by("place")


def payments_of(ticket_id: UUID | str) -> QuerySet[Payment]:
    """What was paid and given back, oldest first."""
    return Payment.objects.filter(ticket_id=ticket_id).select_related("unit", "ticket").order_by("place")


def payment_on(number: object, receipt: str, *, seen_by: Actor) -> Payment:
    """A payment or refund of a ticket the actor may see, by its receipt's number."""
    ticket = tickets.ticket_on(number, seen_by=seen_by)
    found = payments_of(ticket.pk).filter(number=receipt).first()
    if found is None:
        raise NotFound(what="receipt / 收据", name=receipt)
    return found


def requests_of(ticket_id: UUID | str, at: datetime) -> QuerySet[PaymentRequest]:
    """Payments asked for that can still be paid."""
    return PaymentRequest.objects.filter(ticket_id=ticket_id, state="open", until__gt=at).order_by("-asked_at")


def request_on(id_: UUID, *, seen_by: Actor) -> PaymentRequest:
    """A payment asked for on a ticket the actor may see."""
    found = PaymentRequest.objects.filter(pk=id_, ticket__in=tickets.seen_by(seen_by)).first()
    if found is None:
        raise NotFound(what="payment / 付款", name=id_)
    return found
