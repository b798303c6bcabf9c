"""Who sees whose: the one place of object scope. A post covers its unit and all below; a customer's link covers one ticket."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit

NOBODYS = Q(pk__in=[])


def prefixes(actor: Actor) -> tuple[str, ...]:
    """The paths below which this actor sees everything, none inside another. The system sees all: ('/',)."""
    if actor.kind == "system":
        return ("/",)
    if actor.kind == "customer":
        return ()
    paths = sorted({post.path for post in actor.posts}, key=len)
    return tuple(path for k, path in enumerate(paths) if not any(path.startswith(above) for above in paths[:k]))


def sees(actor: Actor, path: str) -> bool:
    """Whether the actor sees what belongs to the unit with this path."""
    return any(path.startswith(prefix) for prefix in prefixes(actor))


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """The units whose tickets and figures this actor sees."""
    return Unit.objects.filter(below(actor))


def below(actor: Actor, path: str = "path") -> Q:
    """The condition for rows that know a unit's path under the name `path` ('unit__path')."""
    if actor.kind == "system":
        return Q()
    return reduce(or_, (Q(**{f"{path}__startswith": prefix}) for prefix in prefixes(actor)), NOBODYS)


def along(actor: Actor, path: str) -> Q:
    """The condition for rows of units below the actor's posts or above them (the desk of a station, its places), or of no unit."""
    steps = [post.path.strip("/").split("/") for post in actor.posts]
    above = {f"/{'/'.join(step[:many])}/" for step in steps for many in range(1, len(step))}
    return below(actor, path) | Q(**{f"{path}__in": above}) | Q(**{f"{path}__isnull": True})


def within_organisation(actor: Actor, field: str = "organisation_id") -> Q:
    """The condition for rows every member of an organisation may find: customers, places, things."""
    if actor.kind == "system":
        return Q()
    if actor.kind == "customer" or actor.organisation_id is None:
        return NOBODYS
    return Q(**{field: actor.organisation_id})
