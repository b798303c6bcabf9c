"""Being paid through a provider: ask, hear that it was paid, give back. What is recorded goes through the ticket's own commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import structlog
from django.db import transaction

from baoxiu.core import engine
from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.errors import Malformed, NotFound, Refusal
from baoxiu.core.money import Money
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record
from baoxiu.journal.ids import new_id
from baoxiu.quotes.events import PAYMENT_ASKED, PAYMENT_CONFIRMED, PAYMENT_LEFT_OVER
from baoxiu.quotes.models import Payment, PaymentRequest
from baoxiu.quotes.providers import Wanted, provider
from baoxiu.tickets import actions as tickets
from baoxiu.tickets import queries

log = structlog.get_logger(__name__)


class NothingToPay(Refusal):
    """Nothing is to be paid on {number} now, or less than {amount}. Look at the bill again."""

    code = "nothing_to_pay"
    zh = "{number} 目前没有应付款，或应付少于 {amount} 元，请重新核对账单。"


@transaction.atomic
def ask_payment(number: object, amount: object = None, *, by: Actor, at: datetime) -> PaymentRequest:
    """Ask for a payment through the provider that is set up; without an amount, for all that may be taken now.

    What is asked for already, and can still be paid, is not asked for twice.
    """
    ticket = queries.ticket_on(number, seen_by=by)
    procedure, facts, _ = queries.known_of(ticket)
    costs = engine.costs_of(procedure, facts, at)
    wanted = Money.of(amount) if amount is not None else (costs.payable if costs else Money())
    if costs is None or not Money() < wanted <= costs.payable or wanted != wanted.rounded():
        raise NothingToPay(number=ticket.number, amount=str(wanted), field="amount")
    open_ = PaymentRequest.objects.filter(ticket=ticket, state="open", amount=wanted.amount, until__gt=at).order_by("-asked_at").first()
    if open_ is not None:
        return open_
    used, id_ = provider(), new_id(at)
    shown = used.create(Wanted(id_, wanted.amount, f"{ticket.number} {ticket.title}".strip(), at))
    asked = PaymentRequest.objects.create(
        id=id_, ticket=ticket, provider=used.name, amount=wanted.amount, address=shown.address, until=shown.until,
        asked_at=at, asked_by_id=by.id if by.kind == "person" else None,
    )  # fmt: skip
    _tell(PAYMENT_ASKED, asked, by, at)
    return asked


@transaction.atomic
def confirm_payment(name: str, body: bytes, headers: Mapping[str, str], *, at: datetime) -> PaymentRequest:
    """Hear from a provider that a payment was made: the ticket takes it, once, however often it is said.

    Money the ticket cannot take (it was paid otherwise meanwhile) is kept as left over, for finance to give back.
    """
    said = provider(name).confirm(body, headers)
    asked = PaymentRequest.objects.select_for_update().select_related("ticket").filter(pk=said.id, provider=name).first()
    if asked is None:
        raise NotFound(what="payment / 付款", name=said.id)
    if asked.state != "open":
        return asked
    if said.amount != asked.amount:
        raise Malformed(what="amount / 金额", why=f"{said.amount} != {asked.amount}")
    asked.reference, asked.paid_at = said.reference, at
    asked.state = _taken(asked, said.amount, at)
    asked.save(update_fields=["reference", "paid_at", "state"])
    _tell(PAYMENT_CONFIRMED if asked.state == "paid" else PAYMENT_LEFT_OVER, asked, SYSTEM, at)
    return asked


def _taken(asked: PaymentRequest, amount: Decimal, at: datetime) -> str:
    form = {"method": "qr", "amount": str(amount), "reference": asked.reference}
    try:
        with transaction.atomic():
            tickets.run_command(asked.ticket_id, "take_payment", form, by=SYSTEM, at=at, key=f"pay:{asked.pk}", door="system")
    except Refusal as refusal:
        log.warning("payment_left_over", ticket=asked.ticket.number, amount=str(amount), why=refusal.say("en"))
        return "left_over"
    return "paid"


def pay_back(number: object, receipt: str, amount: object, reason: str, *, by: Actor, at: datetime, key: str) -> str:
    """Give money of a payment back: by its provider where it came through one, and recorded on the ticket. Gives the reference."""
    ticket = queries.ticket_on(number, seen_by=by)
    paid = Payment.objects.filter(ticket=ticket, number=receipt, kind="payment").first()
    if paid is None:
        raise NotFound(what="receipt / 收据", name=receipt)
    wanted = Money.of(amount)
    asked = PaymentRequest.objects.filter(ticket=ticket, reference=paid.reference, state="paid").first() if paid.reference else None
    if not Money() < wanted <= Money(paid.amount):
        raise NothingToPay(number=receipt, amount=str(wanted), field="amount")
    with transaction.atomic():
        form = {"method": paid.method, "amount": str(wanted), "reason": reason, "note": receipt}
        tickets.run_command(ticket.pk, "refund", form, by=by, at=at, key=key)
        return provider(asked.provider).refund(paid.reference, wanted.amount, key) if asked is not None else ""


def _tell(type_: str, asked: PaymentRequest, by: Actor, at: datetime) -> None:
    ticket = asked.ticket
    said = {"ticket": ticket.number, "amount": str(asked.amount), "provider": asked.provider, "reference": asked.reference}
    record(Happened(type_, subject_of("payment", asked.pk), ticket.organisation_id, at, by, said))
