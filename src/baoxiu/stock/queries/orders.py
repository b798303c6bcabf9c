"""Part orders and returns that are under way, as lists: the tickets themselves, in the order somebody should look at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket

ORDER, RETURN = "part_order", "part_return"


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How much is under way: orders and those of them that are late, returns."""

    orders: int
    late: int
    returns: int


def orders_under_way(actor: Actor, *, unit: Unit | None = None, text: str = "") -> QuerySet[Ticket]:
    """Part orders that have not ended, late ones first, then by the time they were promised for."""
    return _under_way(actor, ORDER, unit, text)


def returns_under_way(actor: Actor, *, unit: Unit | None = None, text: str = "") -> QuerySet[Ticket]:
    """Returns that support has not received, the longest on their way first."""
    return _under_way(actor, RETURN, unit, text)


def orders_arrived(actor: Actor, *, since: datetime, unit: Unit | None = None, text: str = "") -> QuerySet[Ticket]:
    """Part orders that ended since then, the last one first."""
    found = _of_kind(actor, ORDER, unit, text).filter(closed_at__gte=since)
    return found.order_by("-closed_at")


def under_way(actor: Actor, *, at: datetime) -> UnderWay:
    """The counts of what is under way, at the units the actor sees."""
    orders = orders_under_way(actor)
    return UnderWay(orders.count(), orders.filter(due_at__lt=at).count(), returns_under_way(actor).count())


def orders_of(job: UUID, actor: Actor) -> QuerySet[Ticket]:
    """The part orders a job opened, the first one first."""
    return (
        tickets.seen_by(actor)
        .filter(kind=ORDER, parents__parent_id=job)
        .select_related("unit", "holder", "site", "customer")
        .order_by("opened_at")
    )


def _under_way(actor: Actor, kind: str, unit: Unit | None, text: str) -> QuerySet[Ticket]:
    return _of_kind(actor, kind, unit, text).filter(final="").order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")


def _of_kind(actor: Actor, kind: str, unit: Unit | None, text: str) -> QuerySet[Ticket]:
    found = tickets.seen_by(actor).filter(kind=kind)
    found = found.filter(unit=unit) if unit is not None else found
    named = Q(number__icontains=text) | Q(fields__order__icontains=text) | Q(fields__waybill__icontains=text)
    named |= Q(fields__lines__contains=[{"code": text}])
    found = found.filter(named) if text else found
    return found.select_related("unit", "holder", "site", "customer")
