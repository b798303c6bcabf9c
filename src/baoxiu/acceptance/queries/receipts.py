"""Receipts of payments and refunds as PDF: one copy for the customer, one for finance, from one layout of the house."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.acceptance.queries.charges import line_said
from baoxiu.acceptance.queries.printing import pdf_of
from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor
from baoxiu.directory import queries as directory
from baoxiu.quotes import queries as quotes
from baoxiu.quotes.models import Payment
from baoxiu.tickets import queries as tickets

METHODS = {"cash": "现金", "transfer": "转账", "qr": "扫码支付"}
COPIES = ("用户联", "财务联")
LAYOUT = """
#let slip = json(bytes(sys.inputs.slip))
#set page(paper: "a5", flipped: true, margin: 12mm)
#set text(font: ("Noto Sans CJK SC",), size: 9.5pt, lang: "zh")
#let row(..cells) = cells.pos()
#let copy(title, last) = [
  #grid(columns: (1fr, auto), text(size: 15pt, weight: "bold")[#slip.organisation #slip.kind], align(right)[№ #slip.number \\ #title])
  #v(1mm) #line(length: 100%, stroke: .6pt)
  #grid(columns: (1fr, 1fr), row-gutter: 2mm,
    [付款人：#slip.payer], [单号：#slip.ticket],
    [日期：#slip.at], [方式：#slip.method#if slip.reference != "" [（#slip.reference）]],
    [价目表：#slip.price_list], [经手人：#slip.by])
  #v(1mm)
  #if slip.lines.len() > 0 {
    table(columns: (1fr, auto, auto, auto), stroke: .4pt, align: (left, right, right, right),
      [*项目*], [*数量*], [*单价*], [*金额*],
      ..slip.lines.map(one => (one.title, one.much, one.price, one.amount)).flatten(),
      table.cell(colspan: 3, align: right)[*账单合计*], [*#slip.bill*])
  }
  #align(right, text(size: 13pt, weight: "bold")[#slip.taken：#slip.amount 元])
  #if slip.reason != "" [原因：#slip.reason]
  #v(1fr)
  #grid(columns: (1fr, 1fr), [收款单位（盖章）：], [付款人签字：])
  #if not last { pagebreak() }
]
#for (place, title) in slip.copies.enumerate() { copy(title, place == slip.copies.len() - 1) }
"""


def receipt(number: object, receipt_number: str, *, by: Actor, at: datetime) -> bytes:
    """The receipt of a payment or refund. A customer gets his own copy alone."""
    payment = quotes.payment_on(number, receipt_number, seen_by=by)
    copies = COPIES[:1] if by.kind == "customer" else COPIES
    return pdf_of("receipt", LAYOUT, {**said_on(payment, at), "copies": list(copies)})


def said_on(payment: Payment, at: datetime) -> dict[str, Any]:
    """What a receipt says."""
    procedure, facts, _ = tickets.known_of(payment.ticket)
    costs = engine.costs_of(procedure, facts, at)
    lines = costs.bill.lines if costs is not None and costs.bill is not None and payment.kind == "payment" else ()
    organisation = directory.unit_with(payment.organisation_id)
    is_refund = payment.kind == "refund"
    return {
        "organisation": organisation.title,
        "kind": "退款单" if is_refund else "收据",
        "number": payment.number,
        "ticket": payment.ticket.number,
        "payer": payment.ticket.customer.name if payment.ticket.customer else "",
        "at": payment.at.astimezone(ZoneInfo(payment.unit.zone)).strftime("%Y-%m-%d %H:%M"),
        "method": METHODS.get(payment.method, payment.method),
        "reference": payment.reference,
        "price_list": payment.price_list,
        "by": payment.by_name,
        "reason": payment.reason,
        "taken": "实退" if is_refund else "实收",
        "amount": f"{payment.amount:.2f}",
        "bill": str(costs.bill.total) if costs is not None and costs.bill is not None else "",
        "lines": [line_said(line) for line in lines],
    }
