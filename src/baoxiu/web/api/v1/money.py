"""The money of a ticket: what it costs, what was quoted and answered, what was paid. Payments are commands like any other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Router, Schema

from baoxiu.core.pricing import Bill
from baoxiu.quotes import queries as quotes
from baoxiu.tickets import queries as tickets
from baoxiu.web.api.v1 import shapes
from baoxiu.web.api.who import may
from baoxiu.web.shared.requests import Asked

router = Router()


class BillOut(Schema):
    """Lines with their sum; amounts are text in yuan. `seconds` is the time charged on a line of time."""

    lines: list[dict[str, Any]]
    total: str
    seconds: float


class QuoteOut(Schema):
    """A price laid before the customer, and his answer."""

    nth: int
    agreed: bool
    total: str
    price_list: str
    lines: list[dict[str, Any]]
    at: datetime
    by: str
    door: str


class PaymentOut(Schema):
    """Money taken or given back; `number` is its receipt's."""

    number: str
    kind: str
    method: str
    amount: str
    reference: str
    reason: str
    at: datetime
    by: str


class MoneyOut(Schema):
    """All of it. Null where nothing is planned, done or agreed yet; `charged` is false where the procedure charges nothing."""

    charged: bool
    price_list: str | None = None
    estimate: BillOut | None = None
    bill: BillOut | None = None
    agreed: str | None = None
    paid: str = "0.00"
    owed: str = "0.00"
    quotes: list[QuoteOut] = Field(default_factory=list)
    payments: list[PaymentOut] = Field(default_factory=list)


@router.get("/tickets/{number}/money", auth=may("read"), response={200: MoneyOut, **shapes.refusals(404)}, summary="Bill and payments")
def show_money(request: Asked, number: shapes.Number) -> dict[str, Any]:
    """Estimate, bill, quotes with their answers, payments and refunds of a ticket."""
    procedure, facts, _ = tickets.known_of(tickets.ticket_on(number, seen_by=request.actor))
    found = quotes.money_of(procedure, facts, request.now)
    if found is None:
        return {"charged": False}
    costs = found.costs
    return {
        "charged": True,
        "price_list": costs.price_list,
        "estimate": _bill(costs.estimate),
        "bill": _bill(costs.bill),
        "agreed": str(costs.agreed) if costs.agreed is not None else None,
        "paid": str(costs.paid),
        "owed": str(costs.owed),
        "quotes": [_quote(one) for one in found.quotes],
        "payments": [_payment(one) for one in found.payments],
    }


def _bill(bill: Bill | None) -> dict[str, Any] | None:
    return bill.as_json() if bill is not None else None


def _quote(one: Any) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in ("nth", "agreed", "price_list", "lines", "at", "door")}
    return {**said, "total": f"{one.total:.2f}", "by": one.by_name}


def _payment(one: Any) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in ("number", "kind", "method", "reference", "reason", "at")}
    return {**said, "amount": f"{one.amount:.2f}", "by": one.by_name}
