"""Quotes and their answers, payments and receipts: rows that follow from what happened on the ticket."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from baoxiu.core.errors import Malformed, NotFound, Refusal, Refused
from baoxiu.quotes import actions, providers, queries
from baoxiu.quotes.models import Payment, PaymentRequest, Quote
from baoxiu.quotes.providers import fake
from baoxiu.tickets import queries as tickets
from procedures.house import House, Order
from rooms.quotes.jobs import DAY, WIRING, agreed, done, quoted


def money(order: Order) -> queries.Money:
    procedure, facts, _ = tickets.known_of(order.row)
    found = queries.money_of(procedure, facts, order.house.at(f"{DAY} 20:00"))
    assert found is not None
    return found


def pay(order: Order, amount: str, *, at: str = "10:00", method: str = "cash", **more: Any) -> None:
    order.run("take_payment", {"method": method, "amount": amount, **more}, by="technician", at=f"{DAY} {at}")


def test_each_answer_to_a_price_is_a_row_with_who_what_when_and_which_list(paid: House) -> None:
    order = quoted(paid)
    order.run("decline", {"consent": "price", "note": "太贵"}, by="customer", at=f"{DAY} 09:12", door="portal")
    order.run("survey", {"charged": True, "planned_works": [WIRING], "planned_materials": []}, by="technician", at=f"{DAY} 09:20")
    order.run("agree", {"consent": "price"}, by="customer", at=f"{DAY} 09:25", door="portal")

    rows = [(one.nth, one.agreed, str(one.total), one.price_list, one.by_name, one.note) for one in money(order).quotes]
    assert rows == [
        (1, False, "55.0000", "paid-visits 1.0", "王女士", "太贵"),
        (2, True, "30.0000", "paid-visits 1.0", "王女士", ""),
    ]


def test_other_consents_and_commands_leave_no_row(paid: House) -> None:
    agreed(paid).run("start", by="technician", at=f"{DAY} 09:15")

    assert (Quote.objects.count(), Payment.objects.count()) == (1, 0)


def test_payments_have_receipts_with_numbers_of_their_own_and_refunds_theirs(paid: House) -> None:
    first, second = done(paid), done(paid, at="11")
    pay(first, "30")
    pay(second, "55", at="12:00")
    pay(first, "25", at="12:05", method="transfer", reference="T-1")
    first.run("refund", {"method": "cash", "amount": "5", "reason": "多收"}, by="finance", at=f"{DAY} 13:00")

    assert [(one.kind, one.number, str(one.amount)) for one in money(first).payments] == [
        ("payment", "SJ26-000001", "30.00"), ("payment", "SJ26-000003", "25.00"), ("refund", "TK26-000001", "5.00"),
    ]  # fmt: skip
    assert (str(money(first).costs.paid), str(money(first).costs.owed)) == ("50.00", "5.00")


def test_a_refused_payment_takes_no_number(paid: House) -> None:
    order = done(paid)
    with pytest.raises(Refused):
        pay(order, "100")
    pay(order, "1", at="10:01")

    assert [one.number for one in money(order).payments] == ["SJ26-000001"]


def test_the_same_key_takes_money_once(paid: House) -> None:
    order = done(paid)
    for _ in range(2):
        order.run("take_payment", {"method": "cash", "amount": "55"}, by="technician", at=f"{DAY} 10:00", key="k1")

    assert len(money(order).payments) == 1


def test_the_days_takings_by_receipt_and_by_method(paid: House) -> None:
    order = done(paid)
    pay(order, "30")
    pay(order, "20", at="10:05", method="transfer")
    order.run("refund", {"method": "cash", "amount": "4.50", "reason": "多收"}, by="finance", at=f"{DAY} 11:00")
    order.run("take_payment", {"method": "cash", "amount": "5"}, by="technician", at="2026-03-03 00:00")

    of_day = queries.takings(paid.actor("finance"), date(2026, 3, 2))
    assert len(of_day.rows) == 3
    assert of_day.by_method == {"cash": Decimal("25.50"), "transfer": Decimal(20)}
    assert (of_day.taken, of_day.given_back, of_day.total) == (Decimal(50), Decimal("4.50"), Decimal("45.50"))
    assert len(queries.takings(paid.actor("finance"), date(2026, 3, 3)).rows) == 1


def test_a_receipt_is_found_by_who_may_see_its_ticket(paid: House) -> None:
    order = done(paid)
    pay(order, "30")

    assert queries.payment_on(order.number, "SJ26-000001", seen_by=paid.actor("finance")).amount == 30
    with pytest.raises(NotFound):
        queries.payment_on(order.number, "SJ26-000009", seen_by=paid.actor("finance"))


# -- through a provider


@pytest.fixture
def rehearsing(settings: Any) -> None:
    settings.PAYMENT_PROVIDER = "fake"


def asked(order: Order, amount: str | None = None, at: str = "10:00") -> PaymentRequest:
    return actions.ask_payment(order.number, amount, by=order.house.actor("technician"), at=order.house.at(f"{DAY} {at}"))


def token(request: PaymentRequest) -> str:
    return urlsplit(request.address).path.removeprefix("/pay/fake/")


def heard(house: House, request: PaymentRequest, at: str = "10:05") -> PaymentRequest:
    body, headers = fake.notice(token(request))
    return actions.confirm_payment("fake", body, headers, at=house.at(f"{DAY} {at}"))


def test_without_a_provider_nobody_can_be_asked(paid: House, settings: Any) -> None:
    settings.PAYMENT_PROVIDER = ""
    order = done(paid)

    with pytest.raises(providers.NoProvider):
        asked(order)


def test_a_payment_that_was_asked_for_and_made_is_taken_once_however_often_it_is_said(paid: House, rehearsing: None) -> None:
    order = done(paid)
    request = asked(order)
    assert (str(request.amount), request.state) == ("55.00", "open")
    assert list(queries.requests_of(order.id, paid.at(f"{DAY} 10:10"))) == [request]

    assert [heard(paid, request).state for _ in range(2)] == ["paid", "paid"]
    (row,) = money(order).payments
    assert (row.method, str(row.amount), row.reference) == ("qr", "55.00", request.__class__.objects.get().reference)
    assert str(money(order).costs.owed) == "0.00"


def test_what_is_asked_for_is_not_asked_for_twice(paid: House, rehearsing: None) -> None:
    order = done(paid)

    assert asked(order, at="10:00") == asked(order, at="10:14")
    assert asked(order, at="10:16") != asked(order, "20", at="10:16")
    assert PaymentRequest.objects.count() == 3  # the first had run out


def test_money_the_ticket_cannot_take_is_kept_as_left_over(paid: House, rehearsing: None) -> None:
    order = done(paid)
    request = asked(order)
    pay(order, "55", at="10:02")

    assert heard(paid, request).state == "left_over"
    assert len(money(order).payments) == 1


def test_a_message_that_is_not_the_providers_changes_nothing(paid: House, rehearsing: None) -> None:
    order = done(paid)
    request = asked(order)
    body, headers = fake.notice(token(request))

    for wrong in (body.replace(b"55", b"54"), b"{}", b""):
        with pytest.raises(providers.NotFromProvider):
            actions.confirm_payment("fake", wrong, headers, at=paid.at(f"{DAY} 10:05"))
    with pytest.raises(providers.NotFromProvider):
        actions.confirm_payment("fake", body, {}, at=paid.at(f"{DAY} 10:05"))
    assert PaymentRequest.objects.get().state == "open"


def test_another_amount_than_was_asked_for_is_refused(paid: House, rehearsing: None) -> None:
    request = asked(done(paid))
    PaymentRequest.objects.update(amount=54)

    with pytest.raises(Malformed):
        heard(paid, request)


@pytest.mark.parametrize("amount", ["0", "-1", "55.01", "1.001"])
def test_no_more_is_asked_for_than_can_be_taken(paid: House, rehearsing: None, amount: str) -> None:
    with pytest.raises(actions.NothingToPay):
        asked(done(paid), amount)


def test_money_goes_back_the_way_it_came(paid: House, rehearsing: None) -> None:
    order = done(paid)
    heard(paid, asked(order))
    finance = paid.actor("finance")

    reference = actions.pay_back(order.number, "SJ26-000001", "20", "多收", by=finance, at=paid.at(f"{DAY} 11:00"), key="r1")

    assert reference.startswith("R")
    assert [(one.kind, str(one.amount), one.method) for one in money(order).payments][1] == ("refund", "20.00", "qr")
    with pytest.raises(Refusal):
        actions.pay_back(order.number, "SJ26-000001", "36", "多收", by=finance, at=paid.at(f"{DAY} 11:05"), key="r2")


def test_a_quote_row_keeps_its_lines(paid: House) -> None:
    agreed(paid)

    (quote,) = Quote.objects.all()
    assert [(line["code"], line["amount"]) for line in quote.lines] == [("L1", "30.00"), ("M1", "25.00")]
    assert json.dumps(quote.lines)
