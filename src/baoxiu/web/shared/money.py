"""The money of a ticket as its pages show it: planned and used lines, quotes and answers, payments, what may be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import segno
from django.utils.translation import gettext as _

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import TicketFacts
from baoxiu.core.pricing import Bill
from baoxiu.core.pricing.labour import unit_of_time
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.quotes import queries as quotes
from baoxiu.web.shared.languages import Words

Line = Mapping[str, Any]
CUSTOMER: Words = {"zh": "用户", "en": "the customer"}
METHODS: Mapping[str, Words] = {
    "cash": {"zh": "现金", "en": "cash"}, "transfer": {"zh": "转账", "en": "transfer"}, "qr": {"zh": "扫码支付", "en": "QR code"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line of a bill: what, how much of it, at which price, what it comes to, and what needs saying."""

    title: Words
    much: str
    price: str
    amount: str
    note: Words


@dataclass(frozen=True, slots=True)
class BillShown:
    """Lines with their sum."""

    title: Words
    lines: Sequence[LineShown]
    total: str


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A price that was answered."""

    nth: int
    total: str
    agreed: bool
    who: Words
    at: datetime
    price_list: str
    note: str


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """Money taken or given back."""

    number: str
    is_refund: bool
    amount: str
    method: Words
    reference: str
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AskedShown:
    """A payment that can be scanned."""

    amount: str
    address: str
    picture: str
    until: datetime


class MoneyShown:
    """What the money card of a page reads."""

    def __init__(self, found: quotes.Money, ticket_id: str, at: datetime, markup: str = "") -> None:
        """Keep what was found; `markup`: what material on no list costs, as so many times its stock-in price."""
        self.found, self.costs, self.markup = found, found.costs, markup
        self.ticket_id, self.at = ticket_id, at

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to show."""
        return self.costs.is_anything or bool(self.found.quotes)

    @property
    def price_list(self) -> str:
        """The version of the list."""
        return self.costs.price_list or ""

    @property
    def tariff(self) -> str:
        """Billing unit and minimum, in words; nothing where time counts exactly."""
        return tariff_words(self.costs.tariff)

    @property
    def bills(self) -> list[BillShown]:
        """What is planned, and what was done."""
        planned, done = self.costs.estimate, self.costs.bill
        found = [(_("Estimate"), planned), (_("Bill"), done)]
        return [shown(title, bill) for title, bill in found if bill is not None]

    @property
    def quotes(self) -> list[QuoteShown]:
        """The answers to prices, newest first."""
        return [
            QuoteShown(one.nth, yuan(one.total), one.agreed, one.by_name or CUSTOMER, one.at, one.price_list, one.note)
            for one in reversed(self.found.quotes)
        ]

    @property
    def payments(self) -> list[PaymentShown]:
        """What was paid and given back, newest first."""
        return [payment_shown(one) for one in reversed(self.found.payments)]

    @property
    def agreed(self) -> str:
        """What the customer last agreed to."""
        return str(self.costs.agreed) if self.costs.agreed is not None else ""

    @property
    def paid(self) -> str:
        """What was paid."""
        return str(self.costs.paid)

    @property
    def owed(self) -> str:
        """What is still to be paid; nothing before there is a bill."""
        return str(self.costs.owed) if self.costs.bill is not None else ""

    @property
    def payable(self) -> str:
        """What may be asked for through a provider; nothing where none is set up."""
        may = quotes.is_set_up() and self.costs.payable.amount > 0
        return str(self.costs.payable) if may else ""

    @property
    def asked(self) -> list[AskedShown]:
        """Payments that can be scanned now."""
        return [
            AskedShown(yuan(one.amount), one.address, picture(one.address), one.until)
            for one in quotes.requests_of(self.ticket_id, self.at)[:1]
        ]


def money_of(procedure: LoadedProcedure, facts: TicketFacts, at: datetime) -> MoneyShown | None:
    """The money card of a ticket; None where its procedure charges nothing."""
    found = quotes.money_of(procedure, facts, at)
    if found is None:
        return None
    plan = plan_of(procedure).charges
    return MoneyShown(found, facts.id, at, str(plan.markup.times) if plan is not None and plan.markup else "")


def shown(title: Words, bill: Bill) -> BillShown:
    """A bill with its lines in words."""
    return BillShown(title, [line_shown(line) for line in bill.lines], str(bill.total))


def line_shown(line: Line) -> LineShown:
    """One line in words."""
    price = f"{line['price']}/{line['unit']}" if line.get("price") and line.get("unit") else str(line.get("price") or "")
    return LineShown(line.get("title") or str(line.get("code") or ""), _much(line), price, str(line["amount"]), _note(line))


def _much(line: Line) -> str:
    if line.get("seconds") is not None:
        minutes, seconds = divmod(Decimal(str(line["seconds"])), 60)
        whole = _("{n} min").format(n=int(minutes))
        return f"{whole} {_('{n} s').format(n=_plain(seconds))}" if seconds else whole
    return f"× {line.get('quantity', 1)}"


def _plain(number: Decimal) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _note(line: Line) -> str:
    if line.get("included_in"):
        return _("included in the higher standard, not charged twice")
    notes = {
        "stock_in": _("not on the list: stock-in price with mark-up"),
        "owner": _("the owner's own material"),
        "unpriced": _("no price yet"),
    }
    found = [notes[line["basis"]]] if line.get("basis") in notes else []
    return " · ".join([*found, *([_("checked")] if line.get("checked") else [])])


def tariff_words(tariff: Mapping[str, int]) -> str:
    """How time is charged, where it is not charged exactly."""
    said = []
    if unit := tariff.get("billing_unit"):
        said.append(_("charged in whole units of {n} min").format(n=unit // 60))
    if least := tariff.get("minimum"):
        said.append(_("at least {n} min a visit").format(n=least // 60))
    return ", ".join(said)


def payment_shown(one: Any) -> PaymentShown:
    """A payment or refund in words."""
    method = METHODS.get(one.method, one.method)
    return PaymentShown(one.number, one.kind == "refund", yuan(one.amount), method, one.reference, one.reason, one.by_name, one.at)


def yuan(amount: Decimal) -> str:
    """An amount to the cent."""
    return f"{amount:.2f}"


def picture(address: str) -> str:
    """A QR code as an image that stands in the page."""
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=3))


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of a price list to choose: for one piece, or for so many minutes."""

    code: str
    title: Words
    price: str  # with its unit, to be read
    each: str
    minutes: str  # a price for time: of how many minutes


def rows_as_options(rows: Iterable[Line]) -> list[RowShown]:
    """Rows of a list to choose from."""
    return [_row(row) for row in rows]


def _row(row: Line) -> RowShown:
    unit = str(row.get("unit") or "")
    length = unit_of_time(unit)
    read = f"{row['price']}/{unit}" if unit else str(row["price"])
    minutes = f"{length.total_seconds() / 60:g}" if length else ""
    return RowShown(row["code"], row.get("title") or row["code"], read, str(row["price"]), minutes)
