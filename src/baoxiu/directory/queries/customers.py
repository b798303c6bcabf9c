"""Customers, their places and things: by number, name, room or pinyin initials. Everything stays inside one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from baoxiu.directory.models import Asset, Contact, Customer, Site
from baoxiu.directory.queries.pieces import asked
from baoxiu.directory.queries.telephones import NotATelephone, telephone

MARKS_OF_CUSTOMER = "nit"
Whose = tuple[int | None, int | None]  # customer and place
KEPT: Mapping[str, tuple[str, ...]] = {  # of each kind of thing, what a form keeps
    "customer": ("id", "name", "vip"),
    "site": ("id", "code", "title", "address", "area_class"),
    "asset": ("id", "code", "title", "model", "serial"),
}


def customers_of(organisation_id: int) -> QuerySet[Customer]:
    """All customers of an organisation, with contacts and place at hand."""
    contacts = Prefetch("contacts", Contact.objects.order_by("-first", "id"))
    return Customer.objects.filter(organisation_id=organisation_id).select_related("site").prefetch_related(contacts)


def marked_customers(organisation_id: int) -> QuerySet[Customer]:
    """The register of special users: whoever is marked as something, by mark and name."""
    return customers_of(organisation_id).exclude(vip="").order_by("vip", "name", "id")


def customer_by_phone(organisation_id: int, text: str, *, area: str = "") -> Customer | None:
    """Who is ringing: the customer with this number, the one whose first number it is before others."""
    try:
        number = telephone(text, area=area).number
    except NotATelephone:
        return None
    found = (
        Contact.objects.filter(organisation_id=organisation_id, number=number)
        .order_by("-first", "id")
        .values_list("customer_id", flat=True)
    )
    first = found.first()
    return customers_of(organisation_id).get(pk=first) if first else None


def find_customers(organisation_id: int, text: str, *, most: int = 20) -> list[Customer]:
    """Customers who have every word of `text` in a name, pinyin initials, telephone number, or room."""
    words = text.split()
    rows = customers_of(organisation_id)
    for word in words:
        rows = rows.filter(_has(organisation_id, word))
    return list(rows.order_by("name", "id")[:most]) if words else []


def find_sites(organisation_id: int, text: str, *, most: int = 20) -> list[Site]:
    """Places whose title, code or address has every word of `text`."""
    pieces = [piece for word in text.split() for piece in asked(word, "s")]
    if not pieces:
        return []
    return list(Site.objects.filter(organisation_id=organisation_id, search__contains=pieces).order_by("title", "id")[:most])


def only_site(organisation_id: int, text: str) -> Site | None:
    """The one place that `text` can mean; None where it is none, or could be several."""
    found = find_sites(organisation_id, text, most=2)
    exact = [site for site in found if site.title.replace(" ", "") == text.replace(" ", "")]
    return exact[0] if len(exact) == 1 else found[0] if len(found) == 1 else None


def sites_served(organisation_id: int, unit_ids: Iterable[int]) -> QuerySet[Site]:
    """The places these units serve, each with what it lies in."""
    return Site.objects.filter(organisation_id=organisation_id, unit__in=list(unit_ids)).select_related("parent", "unit").order_by("code")


def assets_at(organisation_id: int, unit_ids: Iterable[int]) -> QuerySet[Asset]:
    """The things that stand at places these units serve."""
    there = Asset.objects.filter(organisation_id=organisation_id, site__unit__in=list(unit_ids))
    return there.select_related("site", "site__unit").order_by("code")


def site_on(organisation_id: int, code: str) -> Site | None:
    """The place with this code."""
    return Site.objects.filter(organisation_id=organisation_id, code=code).first()


def site_with(organisation_id: int, id_: int) -> Site | None:
    """The organisation's place with this id."""
    return Site.objects.filter(organisation_id=organisation_id, pk=id_).first()


def site_line(site: Site) -> list[Site]:
    """The place and all it lies in, nearest first."""
    line = [site]
    while (above := line[-1].parent) is not None:
        line.append(above)
    return line


def sites_near(site_id: int, *, most: int) -> list[int]:
    """The ids of a place, what it lies in, and its neighbours there, at most so many neighbours."""
    parent = parent_site(site_id)
    if parent is None:
        return [site_id]
    neighbours = Site.objects.filter(parent_id=parent).order_by("id").values_list("pk", flat=True)[:most]
    return list({site_id, parent, *neighbours})


def parent_site(site_id: int) -> int | None:
    """The id of what a place lies in."""
    return Site.objects.filter(pk=site_id).values_list("parent_id", flat=True).first()


def asset_on(organisation_id: int, code: str) -> Asset | None:
    """The thing with this code."""
    return Asset.objects.filter(organisation_id=organisation_id, code=code).select_related("site", "owner").first()


def assets_of(customer: Customer) -> QuerySet[Asset]:
    """What a customer owns, and what stands at his place."""
    at_home = Q(site_id=customer.site_id) if customer.site_id else Q()
    return Asset.objects.filter(Q(owner=customer) | at_home).order_by("title") if at_home else Asset.objects.filter(owner=customer)


def products_at(site_id: int) -> QuerySet[Asset]:
    """The products of a home, with when each was installed and until when its warranty runs."""
    return Asset.objects.filter(site_id=site_id).order_by("title", "id")


def products_of(site_ids: Iterable[int]) -> QuerySet[Asset]:
    """The products of several homes."""
    return Asset.objects.filter(site_id__in=list(site_ids)).select_related("site").order_by("title", "id")


def find_assets(organisation_id: int, text: str, *, most: int = 20) -> list[Asset]:
    """Things whose title, code, model or serial number has every word of `text`, or that stand at a place that has it."""
    rows = Asset.objects.filter(organisation_id=organisation_id).select_related("site")
    words = text.split()
    for word in words:
        named = Q(title__icontains=word) | Q(code__icontains=word) | Q(model__icontains=word) | Q(serial__icontains=word)
        rows = rows.filter(named | _at_place(organisation_id, word))
    return list(rows.order_by("title", "id")[:most]) if words else []


def things_with(kind: str, ids: Iterable[int], organisation_id: int, *, of: Whose | None = None) -> dict[int, dict[str, Any]]:
    """Customers, places or things of an organisation by id, as a form keeps them; with `of` only what is that customer's or there."""
    kinds: dict[str, QuerySet[Any]] = {"customer": Customer.objects.all(), "site": Site.objects.all(), "asset": Asset.objects.all()}
    rows = kinds[kind].filter(organisation_id=organisation_id, pk__in=list(ids))
    if of is not None:
        rows = rows.filter(_belonging(kind, *of))
    return {found["id"]: found for found in rows.values(*KEPT[kind])}


def _belonging(kind: str, customer: int | None, site: int | None) -> Q:
    if kind == "asset":
        return _any([*([Q(owner=customer)] if customer else []), *([Q(site=site)] if site else [])])
    return Q(pk=customer if kind == "customer" else site)


def _has(organisation_id: int, word: str) -> Q:
    """The word, in any one of the fields that are searched."""
    own = (asked(word, mark) for mark in MARKS_OF_CUSTOMER)
    found = _any(Q(search__contains=pieces) for pieces in own if pieces)
    return found | _at_place(organisation_id, word)


def _at_place(organisation_id: int, word: str) -> Q:
    """At a place whose title, code or address has the word."""
    room = asked(word, "s")
    return Q(site__in=Site.objects.filter(organisation_id=organisation_id, search__contains=room).values("id")) if room else Q(pk__in=[])


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q(pk__in=[])
    for condition in conditions:
        whole |= condition
    return whole
