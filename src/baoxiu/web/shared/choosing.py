"""Choosing a customer, a place or a thing while typing: what whoever asks may see, and what stands in the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Asset, Customer, Site
from baoxiu.web.shared.drawing import Field, choosing
from baoxiu.web.shared.requests import Asked

MOST = 8
KINDS = ("customer", "site", "asset")


@dataclass(frozen=True, slots=True)
class Offer:
    """One that may be chosen."""

    id: int
    title: str
    beside: str = ""
    below: str = ""


@require_GET
def offers(request: Asked, kind: str) -> HttpResponse:
    """Which one it may be, while typing."""
    text = request.GET.get("find", "").strip()
    return render(request, "shared/_offers.html", {"offers": find(kind, text, request.actor) if text else [], "asked": text})


def find(kind: str, text: str, actor: Actor) -> list[Offer]:
    """What an actor may see of a kind: customers, places by name and address, things by name, serial number and place."""
    if kind not in KINDS:
        raise NotFound(what="kind / 类别", name=kind)
    organisation_id = actor.organisation_id or 0
    if kind == "site":
        return [_site(one) for one in directory.find_sites(organisation_id, text, most=MOST)]
    if kind == "asset":
        return [_asset(one) for one in directory.find_assets(organisation_id, text, most=MOST)]
    return [_customer(one) for one in customers(text, actor)]


def customers(text: str, actor: Actor) -> list[Customer]:
    """Customers by number, name, room or pinyin initials; a whole number first."""
    organisation_id = actor.organisation_id or 0
    by_number = directory.customer_by_phone(organisation_id, text)
    others = directory.find_customers(organisation_id, text, most=MOST)
    return list(dict.fromkeys([*([by_number] if by_number else []), *others]))


def phone_of(customer: Customer) -> str:
    """The first telephone number of a customer, as it is read."""
    contact = next((one for one in customer.contacts.all() if one.kind != "mail"), None)
    return directory.shown(contact.number) if contact else ""


def named(fields: Sequence[Field], actor: Actor) -> list[Field]:
    """Whatever was chosen before is shown by its name, not by its number."""
    return [_named(field, actor) if field.type in KINDS else field for field in fields]


def _named(field: Field, actor: Actor) -> Field:
    given = field.value.get("id") if isinstance(field.value, Mapping) else field.value
    said = str(given or "")
    if not said.isdigit() or actor.organisation_id is None:
        return field
    found = directory.things_with(field.type, [int(said)], actor.organisation_id).get(int(said))
    return replace(field, value={"id": found["id"], "title": found.get("title") or found.get("name")}) if found else field


def near(tickets: Iterable[Any]) -> dict[str, list[Offer]]:
    """What somebody chooses among without signal: the customers, places and things of his own jobs."""
    own = list(tickets)
    customers = {one.customer.pk: _customer(one.customer) for one in own if one.customer}
    sites = {one.site.pk: _site(one.site) for one in own if one.site}
    assets = [_asset(one) for one in directory.products_of(sites)]
    return {"customer": list(customers.values()), "site": list(sites.values()), "asset": assets}


def among_own(fields: Sequence[Field], ticket: Any, actor: Actor) -> list[Field]:
    """A customer by his link searches nothing: he chooses among what is his, or stands where his ticket is."""
    if actor.kind != "customer":
        return list(fields)
    return [choosing(one, _own(one.type, ticket)) if one.type in KINDS else one for one in fields]


def _own(kind: str, ticket: Any) -> list[tuple[str, str]]:
    if kind == "asset":
        found = directory.products_at(ticket.site.pk) if ticket.site else ()
        return [(str(one.pk), one.title) for one in found]
    one = ticket.customer if kind == "customer" else ticket.site
    return [(str(one.pk), one.name if kind == "customer" else one.title)] if one else []


def _customer(customer: Customer) -> Offer:
    return Offer(customer.pk, customer.name, phone_of(customer), customer.site.title if customer.site else "")


def _site(site: Site) -> Offer:
    return Offer(site.pk, site.title, site.code, site.address)


def _asset(asset: Asset) -> Offer:
    place = asset.site.title if asset.site else ""
    return Offer(asset.pk, asset.title, asset.serial or asset.code, " · ".join(part for part in (asset.model, place) if part))
