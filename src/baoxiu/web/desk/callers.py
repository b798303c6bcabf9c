"""The caller's line: who it is, what is open and past, what is warned of, what may be the same event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.core.joined import JOINED
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Customer
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk.cards.links import card_of
from baoxiu.web.shared import choosing
from baoxiu.web.shared.rows import Row, row, rows

PAST, MOST_THINGS = 8, 6
KINDS: Mapping[str, Promise] = {
    "owner": _("owner"),
    "resident": _("resident"),
    "tenant": _("tenant"),
    "company": _("company"),
    "department": _("department"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the caller's that may need repair."""

    id: int
    title: str
    model: str
    until: date | None  # the last day of its warranty
    in_warranty: bool | None  # None: nobody has said


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
    things: tuple[Thing, ...] = ()  # what he owns or what stands in his home, with its warranty
    open: int = 0
    past: int = 0
    card: str = ""  # the address of his card, for whoever may read it

    @property
    def warranty(self) -> Thing | None:
        """The warranty to speak of: one that runs before one that is over."""
        told = [one for one in self.things if one.until is not None]
        return max(told, key=lambda one: (bool(one.in_warranty), one.until), default=None)


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
    is_sure: bool = False  # his whole number was typed


def find(text: str, actor: Actor) -> list[Found]:
    """Customers by number, name, room or pinyin initials; a whole number first."""
    ringing = _number(text)
    return [_found(one, ringing) for one in choosing.customers(text, actor)]


def newcomer(text: str) -> Mapping[str, str]:
    """Somebody nobody knows yet, by what was typed to find him: the line it belongs on, and what stands there."""
    if _number(text):
        return {"into": "reporter_phone", "said": text}
    return {"into": "place" if any(sign.isdigit() for sign in text) else "reporter_name", "said": text}


def caller_on(customer_id: int, actor: Actor, at: datetime) -> Caller:
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
        things=_things(customer, timezone.localdate(at)),
        card=card_of("customers", customer.pk, actor),
        **_counted(customer, actor),
    )


def _things(customer: Customer, today: date) -> tuple[Thing, ...]:
    rows = directory.assets_of(customer)[:MOST_THINGS]
    return tuple(Thing(one.pk, one.title, one.model, end := one.warranty_until_on, end >= today if end else None) for one in rows)


def _counted(customer: Customer, actor: Actor) -> dict[str, int]:
    his = his_tickets(customer.pk, actor)
    open_ = his.filter(final="").count()
    return {"open": open_, "past": his.count() - open_}


def his_tickets(customer_id: int, actor: Actor) -> Any:
    """The tickets about a customer, and those he only rang about too."""
    theirs = {JOINED: [{"customer": customer_id}]}
    return tickets.seen_by(actor).filter(Q(customer_id=customer_id) | Q(final="", fields__contains=theirs))


def caller_of(draft: Mapping[str, Any], actor: Actor, at: datetime) -> Caller:
    """The line as a draft left it."""
    known = caller_on(int(draft["customer"]), actor, at) if str(draft.get("customer", "")).isdecimal() else Caller()
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
    his = his_tickets(caller.id, actor).select_related("unit", "holder", "site")
    return rows([*his.filter(final="").order_by("-opened_at")[:PAST], *his.exclude(final="").order_by("-opened_at")[:PAST]][:PAST], at)


def likely(said: Mapping[str, Any], actor: Actor, at: datetime) -> list[tickets.Likely]:
    """Open tickets that may be the same event, the likeliest first."""
    site, asset = (str(said.get(name, "")) for name in ("site", "asset"))
    suspect = tickets.Suspect(
        text=said.get("text", ""),
        category=said.get("category", ""),
        site=int(site) if site.isdecimal() else None,
        asset=int(asset) if asset.isdecimal() else None,
        place=said.get("place", ""),
        phone=_number(said.get("reporter_phone", "")),
    )
    return tickets.likely_duplicates(suspect, actor, at=at)


def as_lines(found: Sequence[tickets.Likely], at: datetime) -> list[Alike]:
    """Each with what speaks for it."""
    return [Alike(row(one.ticket, at), one.reasons) for one in found]


def _number(typed: str) -> str:
    """The telephone number in its one form, once enough of it is typed."""
    with suppress(directory.NotATelephone):
        return directory.telephone(typed).number if typed else ""
    return ""


def _found(customer: Customer, ringing: str) -> Found:
    rings = bool(ringing) and any(contact.number == ringing for contact in customer.contacts.all())
    return Found(customer.pk, customer.name, customer.vip, choosing.phone_of(customer), _place(customer), rings)


def _place(customer: Customer) -> str:
    return customer.site.title if customer.site else ""
