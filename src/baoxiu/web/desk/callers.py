"""The caller's line: who it is, what is open and past, what is warned of, what may be the same event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Customer
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared.rows import Row, rows

PAST = 8
ALIKE = 5
SAME_EVENT = timedelta(days=3)
TYPED = {"reporter_name": "reporter_name", "reporter_phone": "phone", "place": "place"}
KINDS: Mapping[str, Promise] = {
    "owner": _("owner"),
    "resident": _("resident"),
    "tenant": _("tenant"),
    "company": _("company"),
    "department": _("department"),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is on the line, as far as known; what the clerk typed wins."""

    id: int | None = None
    name: str = ""
    kind: Any = ""
    vip: str = ""
    arrears: str = ""
    warning: str = ""
    site_id: int | None = None
    place: str = ""
    reporter_name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A customer in the list under the search box."""

    pk: int
    name: str
    vip: str
    phone: str
    place: str


def find(text: str, actor: Actor) -> list[Found]:
    """Customers by number, name, room or pinyin initials; a whole number first."""
    organisation_id = actor.organisation_id or 0
    by_number = directory.customer_by_phone(organisation_id, text)
    others = directory.find_customers(organisation_id, text, most=PAST)
    return [_found(one) for one in dict.fromkeys([*([by_number] if by_number else []), *others])]


def caller_on(customer_id: int, actor: Actor) -> Caller:
    """The line of one customer."""
    customer = directory.customers_of(actor.organisation_id or 0).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(what="customer / 客户", name=customer_id)
    return Caller(
        id=customer.pk,
        name=customer.name,
        kind=KINDS.get(customer.kind, customer.kind),
        vip=customer.vip,
        arrears=str(customer.arrears) if customer.arrears else "",
        warning=customer.warning,
        site_id=customer.site_id,
        place=_place(customer),
        reporter_name=customer.name,
        phone=directory.shown(_phone(customer)) if _phone(customer) else "",
    )


def caller_of(draft: Mapping[str, Any], actor: Actor) -> Caller:
    """The line as a draft left it."""
    known = caller_on(int(draft["customer"]), actor) if str(draft.get("customer", "")).isdecimal() else Caller()
    typed = {
        name: draft[key]
        for name, key in (("reporter_name", "reporter_name"), ("phone", "reporter_phone"), ("place", "place"))
        if draft.get(key)
    }
    return replace(known, **typed)


def past(caller: Caller, actor: Actor, at: datetime) -> list[Row]:
    """His open tickets first, then the latest others."""
    if caller.id is None:
        return []
    his = tickets.seen_by(actor).filter(customer_id=caller.id).select_related("unit", "holder", "site")
    return rows([*his.filter(final="").order_by("-opened_at")[:PAST], *his.exclude(final="").order_by("-opened_at")[:PAST]][:PAST], at)


def alike(text: str, site: str, customer: str, category: str, *, actor: Actor, at: datetime) -> list[Row]:
    """Open tickets of the last days that may be the same event: same place or customer, or the same words."""
    recent = tickets.seen_by(actor).filter(final="", opened_at__gte=at - SAME_EVENT).select_related("unit", "holder", "site")
    same = Q(pk__in=[])
    if site.isdecimal():
        same |= Q(site_id=int(site))
    if customer.isdecimal():
        same |= Q(customer_id=int(customer))
    if category:
        same &= Q(category__in=["", category])
    here = list(recent.filter(same).order_by("-opened_at")[:ALIKE])
    said = [one for one in tickets.search(text, actor, most=ALIKE) if not one.final and one.opened_at >= at - SAME_EVENT]
    known = {one.pk for one in here}
    return rows([*here, *(one for one in said if one.pk not in known)][:ALIKE], at)


def _found(customer: Customer) -> Found:
    return Found(customer.pk, customer.name, customer.vip, directory.shown(_phone(customer)), _place(customer))


def _phone(customer: Customer) -> str:
    contact = next((one for one in customer.contacts.all() if one.kind != "mail"), None)
    return contact.number if contact else ""


def _place(customer: Customer) -> str:
    return customer.site.title if customer.site else ""
