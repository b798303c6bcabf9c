"""Customers, places and things by unit: those somebody looks after, and those he deals with.

Whoever looks after the whole organisation keeps all of them; below it, those his units serve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Asset, Customer, Site
from baoxiu.directory.scope import along, within_organisation

Row = TypeVar("Row", Site, Customer, Asset)
SERVED: Mapping[str, str] = {"sites": "unit__path", "customers": "site__unit__path", "assets": "site__unit__path"}


def kept_sites(organisation_id: int, paths: Iterable[str]) -> QuerySet[Site]:
    """Places, by the unit that serves each."""
    return _ours(Site.objects.all(), organisation_id, paths, SERVED["sites"]).select_related("parent", "unit", "area").order_by("code")


def kept_customers(organisation_id: int, paths: Iterable[str]) -> QuerySet[Customer]:
    """Customers, by who serves the place they live or work at."""
    rows = _ours(Customer.objects.all(), organisation_id, paths, SERVED["customers"])
    return rows.select_related("site").prefetch_related("contacts").order_by("name", "id")


def kept_assets(organisation_id: int, paths: Iterable[str]) -> QuerySet[Asset]:
    """Things, by who serves the place they stand at."""
    return _ours(Asset.objects.all(), organisation_id, paths, SERVED["assets"]).select_related("site", "owner").order_by("code")


def dealt_with(kind: str, actor: Actor) -> QuerySet[Any]:
    """The customers, places or things whose card an actor may read: at places his units serve, or the units above them, or nobody."""
    models: Mapping[str, type[Any]] = {"sites": Site, "customers": Customer, "assets": Asset}
    rows: QuerySet[Any] = models[kind]._default_manager.filter(within_organisation(actor))
    return rows.filter(along(actor, SERVED[kind]))


def others_with(organisation_id: int, numbers: Iterable[str], *, but: int) -> list[Customer]:
    """The other customers who are reached by one of these numbers."""
    found = Customer.objects.filter(organisation_id=organisation_id, contacts__number__in=list(numbers)).exclude(pk=but)
    return list(found.select_related("site").distinct().order_by("name", "id"))


def _ours(rows: QuerySet[Row], organisation_id: int, paths: Iterable[str], path: str) -> QuerySet[Row]:
    rows = rows.filter(organisation_id=organisation_id)
    kept = list(paths)
    if "/" in kept or f"/{organisation_id}/" in kept:
        return rows
    return rows.filter(reduce(or_, (Q(**{f"{path}__startswith": one}) for one in kept), Q(pk__in=[])))
