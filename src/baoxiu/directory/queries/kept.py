"""Units and people below some paths of the tree: of whoever looks after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from baoxiu.directory.models import Person, Unit


def units_within(paths: Iterable[str]) -> QuerySet[Unit]:
    """The units below these paths, in use or closed, each after the one above it."""
    return Unit.objects.filter(below(paths)).order_by("path")


def people_within(organisation_id: int, paths: Iterable[str]) -> QuerySet[Person]:
    """Everybody, in use or shut, whose posts all lie below these paths; of the whole organisation also who has none."""
    kept = list(paths)
    rows = Person.objects.filter(organisation_id=organisation_id).prefetch_related("posts__unit", "skills").order_by("name", "id")
    if {"/", f"/{organisation_id}/"} & set(kept):
        return rows
    elsewhere = Person.objects.filter(posts__unit__in=Unit.objects.exclude(below(kept)))
    return rows.filter(below(kept, "posts__unit__path")).exclude(pk__in=elsewhere.values("pk")).distinct()


def stands_for(person_id: int) -> tuple[bool, Mapping[str, Any]]:
    """Whether somebody who may log in is an administrator, and what his organisation has set for itself."""
    found = Person.objects.filter(pk=person_id, is_active=True).values_list("is_administrator", "organisation__settings").first()
    return (found[0], found[1] or {}) if found else (False, {})


def below(paths: Iterable[str], field: str = "path") -> Q:
    """The condition that a path lies below one of these."""
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), Q(pk__in=[]))
