"""Customers and how to reach them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed
from baoxiu.directory.actions.units import OtherOrganisation
from baoxiu.directory.events import changed
from baoxiu.directory.models import Contact, Customer, Unit
from baoxiu.directory.queries.pieces import name_pieces, pieces
from baoxiu.directory.queries.telephones import telephone
from baoxiu.journal.actions import record


@transaction.atomic
def add_customer(organisation: Unit, name: str, *, contacts: Sequence[str] = (), **facts: Any) -> Customer:
    """Add a customer with his contacts, the first to be tried first.

    `facts`: kind, vip, arrears, warning, language, site. Telephone numbers are kept in one form; letters are refused.
    """
    site = facts.get("site")
    if site is not None and site.organisation_id != organisation.pk:
        raise OtherOrganisation(what=site.title)
    customer = Customer.objects.create(organisation=organisation, name=name.strip(), **facts)
    for text in contacts:
        add_contact(customer, text)
    return _found_again(customer)


@transaction.atomic
def add_contact(customer: Customer, text: str, *, area: str = "") -> Contact:
    """Add a telephone number or a mail address. The first one is tried first; the same one twice is one."""
    kind, number = _read(text, area)
    is_first = not customer.contacts.exists()
    contact, _ = Contact.objects.get_or_create(
        customer=customer, number=number, defaults={"organisation_id": customer.organisation_id, "kind": kind, "first": is_first}
    )
    _found_again(customer)
    return contact


@transaction.atomic
def change_customer(customer: Customer, **facts: Any) -> Customer:
    """Change name, kind, vip, arrears, warning, language or place."""
    for name, value in facts.items():
        setattr(customer, name, value)
    customer.save(update_fields=list(facts))
    return _found_again(customer)


@transaction.atomic
def mark_customer(customer: Customer, mark: str, reason: str, *, by: Actor, at: datetime) -> Customer:
    """Write a customer into the register of special users as what he is, or strike him out with an empty mark; always with a reason."""
    if not reason.strip():
        raise Malformed(what="reason / 原因", why="say why / 请写明原因", field="reason")
    old, mark = customer.vip, mark.strip()
    if old == mark:
        return customer
    record(
        changed("CustomerMarked", customer.organisation_id, by=by, at=at, customer=customer.pk, old=old, mark=mark, reason=reason.strip())
    )
    return change_customer(customer, vip=mark)


def _found_again(customer: Customer) -> Customer:
    """Lay down anew what the customer is found by."""
    numbers = Contact.objects.filter(customer=customer).exclude(kind="mail").values_list("number", flat=True)
    found = name_pieces(customer.name).union(*(pieces(number, "t") for number in numbers))
    customer.search = sorted(found)
    customer.save(update_fields=["search"])
    return customer


def _read(text: str, area: str) -> tuple[str, str]:
    if "@" not in text:
        read = telephone(text, area=area)
        return read.kind, read.number
    try:
        validate_email(text.strip())
    except ValidationError as wrong:
        raise Malformed(what=text, why="this is no mail address / 不是邮箱地址") from wrong
    return "mail", text.strip().lower()
