"""The caller's line: who it is, what is open and past, what is warned of, what may be the same event."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Customer
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import choosing
from baoxiu.web.shared.rows import Row, row, rows

PAST = 8
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
class Alike:
    """A ticket that may be the same event, and why, in the reader's languages."""

    row: Row
    reasons: tuple[Mapping[str, str], ...]


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
    return [_found(one) for one in choosing.customers(text, actor)]


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
        phone=choosing.phone_of(customer),
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


def alike(said: Mapping[str, str], *, actor: Actor, at: datetime) -> list[Alike]:
    """Open tickets that may be the same event, the likeliest first, each with what speaks for it."""
    site = said.get("site", "")
    suspect = tickets.Suspect(
        text=said.get("text", ""),
        category=said.get("category", ""),
        site=int(site) if site.isdecimal() else None,
        place=said.get("place", ""),
        phone=_number(said.get("reporter_phone", "")),
    )
    return [Alike(row(one.ticket, at), one.reasons) for one in tickets.likely_duplicates(suspect, actor, at=at)]


def _number(typed: str) -> str:
    """The telephone number in its one form, once enough of it is typed."""
    with suppress(directory.NotATelephone):
        return directory.telephone(typed).number if typed else ""
    return ""


def _found(customer: Customer) -> Found:
    return Found(customer.pk, customer.name, customer.vip, choosing.phone_of(customer), _place(customer))


def _place(customer: Customer) -> str:
    return customer.site.title if customer.site else ""
