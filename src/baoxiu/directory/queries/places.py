"""The customers, places and things of the units somebody looks after: of the whole organisation, all; below it, those his units serve."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Q, QuerySet

from baoxiu.directory.models import Asset, Customer, Site

Row = TypeVar("Row", Site, Customer, Asset)


def kept_sites(organisation_id: int, paths: Iterable[str]) -> QuerySet[Site]:
    """Places, by the unit that serves each."""
    return _ours(Site.objects.all(), organisation_id, paths, "unit__path").select_related("parent", "unit", "area").order_by("code")


def kept_customers(organisation_id: int, paths: Iterable[str]) -> QuerySet[Customer]:
    """Customers, by who serves the place they live or work at."""
    rows = _ours(Customer.objects.all(), organisation_id, paths, "site__unit__path")
    return rows.select_related("site").prefetch_related("contacts").order_by("name", "id")


def kept_assets(organisation_id: int, paths: Iterable[str]) -> QuerySet[Asset]:
    """Things, by who serves the place they stand at."""
    return _ours(Asset.objects.all(), organisation_id, paths, "site__unit__path").select_related("site", "owner").order_by("code")


def _ours(rows: QuerySet[Row], organisation_id: int, paths: Iterable[str], path: str) -> QuerySet[Row]:
    rows = rows.filter(organisation_id=organisation_id)
    kept = list(paths)
    if "/" in kept or f"/{organisation_id}/" in kept:
        return rows
    return rows.filter(reduce(or_, (Q(**{f"{path}__startswith": one}) for one in kept), Q(pk__in=[])))
