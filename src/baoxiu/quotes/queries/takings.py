"""The day's takings, for finance: what was taken and given back, by receipt, and by way of payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from baoxiu.core.engine.facts import Actor
from baoxiu.directory import queries as directory
from baoxiu.directory import scope
from baoxiu.quotes.models import Payment, PaymentRequest


@dataclass(frozen=True, slots=True)
class Takings:
    """A day's payments and refunds, and what they come to. `left_over` is what providers hold that no ticket could take, of any day."""

    day: date
    rows: Sequence[Payment]
    by_method: Mapping[str, Decimal]
    taken: Decimal
    given_back: Decimal
    left_over: Sequence[PaymentRequest] = ()

    @property
    def total(self) -> Decimal:
        """What should be in hand."""
        return self.taken - self.given_back


def takings(actor: Actor, day: date) -> Takings:
    """What came in and went out on a day of the organisation, at the units the actor sees."""
    zone = ZoneInfo(directory.unit_with(actor.organisation_id or 0).zone)
    start = datetime.combine(day, time(), zone)
    whole = Payment.objects.filter(scope.below(actor, "unit__path"), organisation_id=actor.organisation_id)
    rows = list(whole.filter(at__gte=start, at__lt=start + timedelta(days=1)).select_related("ticket", "unit").order_by("at", "number"))
    by_method: dict[str, Decimal] = {}
    for row in rows:
        by_method[row.method] = by_method.get(row.method, Decimal()) + (row.amount if row.kind == "payment" else -row.amount)
    taken, back = (sum((row.amount for row in rows if row.kind == kind), Decimal()) for kind in ("payment", "refund"))
    over = PaymentRequest.objects.filter(scope.below(actor, "ticket__unit__path"), ticket__organisation_id=actor.organisation_id)
    left = over.filter(state="left_over").select_related("ticket").order_by("paid_at")
    return Takings(day, rows, by_method, taken, back, list(left))
