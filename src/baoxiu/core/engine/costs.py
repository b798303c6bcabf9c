"""What a ticket costs as it stands: estimate, bill, what was agreed, paid and owed. For pages, papers and programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.core.engine import charging
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM, TicketFacts
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.money import Money
from baoxiu.core.pricing import Bill
from baoxiu.core.procedure.loaded import LoadedProcedure


@dataclass(frozen=True, slots=True)
class Costs:
    """The money side of one ticket."""

    price_list: str | None
    estimate: Bill | None
    bill: Bill | None
    quote: Mapping[str, Any] | None  # what would be laid before the customer now
    agreed: Money | None
    paid: Money
    owed: Money
    payable: Money  # the most that may be taken now
    tariff: Mapping[str, int]  # billing unit and minimum, in seconds, where there are any

    @property
    def is_anything(self) -> bool:
        """Whether anything was planned, done or paid."""
        return self.estimate is not None or self.bill is not None or self.paid != Money()


def costs_of(procedure: LoadedProcedure, ticket: TicketFacts, at: datetime) -> Costs | None:
    """What the ticket costs; None where its procedure charges nothing."""
    plan = plan_of(procedure.for_unit(ticket.unit.code))
    if plan.charges is None:
        return None
    scope = DecisionScope(plan, ticket, SYSTEM, at, plan.types)
    agreed = next((Money.of(quote["total"]) for quote in charging.agreed_quotes(scope)), None)
    return Costs(
        price_list=charging.price_list_on(scope),
        estimate=charging.estimate_on(scope),
        bill=charging.bill_on(scope),
        quote=charging.quote_of(scope),
        agreed=agreed,
        paid=charging.paid_on(scope),
        owed=charging.owed_on(scope),
        payable=charging.payable_on(scope),
        tariff=charging.tariff_now(scope).as_json(),
    )
