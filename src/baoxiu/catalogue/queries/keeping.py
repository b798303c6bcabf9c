"""Who looks after a unit: its people, places, calendar, packs and settings.

1. Roles the organisation's own setting `settings_by` names, else those a pack in force names, at the unit or above it.
2. Where nobody names any: at each level of a pack its highest role, where it ranks above every role of the levels below;
   never the lowest rank of all, which is who is sent out.
3. Where packs give no ranks: whoever holds a post at the top of the organisation.
4. An administrator who belongs to the organisation looks after all of it; that is how its first day begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from baoxiu.catalogue.queries.procedures import packs_in_force
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.directory.models import Person, Unit
from baoxiu.directory.queries import people_of, unit_facts
from baoxiu.directory.queries.kept import people_within, stands_for, units_within

NAMED = "settings_by"


def keeping_roles(organisation_id: int, *, at: datetime) -> frozenset[str]:
    """The roles that look after units here; empty where neither settings nor ranks say."""
    return _keeping_roles(unit_facts(organisation_id).settings, organisation_id, at=at)


def _keeping_roles(settings: Mapping[str, Any], organisation_id: int, *, at: datetime) -> frozenset[str]:
    own = _listed(settings.get(NAMED))
    packs = packs_in_force(organisation_id, at=at)
    named = own or [role for pack in packs for role in _listed(pack.pack.settings.get(NAMED))]
    return frozenset(named or [role for pack in packs for role in leading_roles(pack)])


def roles_named(organisation_id: int, setting: str, *, at: datetime | None = None) -> Mapping[str, Mapping[str, str]]:
    """The roles the packs in force name in a setting such as `stock_by`, with their titles."""
    packs = packs_in_force(organisation_id, at=at)
    named = {role for pack in packs for role in _listed(pack.pack.settings.get(setting))}
    return {
        name: {str(key): words for key, words in role.title.items()}
        for pack in packs
        for name, role in pack.pack.roles.items()
        if name in named
    }


def leading_roles(pack: LoadedPack) -> list[str]:
    """At each level of a pack the highest role, if no role of a lower level ranks as high; never the lowest of all."""
    roles, levels = pack.pack.roles, list(pack.pack.levels)
    place = {name: levels.index(role.level) if role.level in levels else 0 for name, role in roles.items()}
    lowest = min((role.rank for role in roles.values()), default=0)
    return [
        name
        for name, role in roles.items()
        if role.rank > lowest
        and all(other.rank <= role.rank for key, other in roles.items() if place[key] == place[name])
        and all(other.rank < role.rank for key, other in roles.items() if place[key] > place[name])
    ]


def kept_paths(actor: Actor, *, at: datetime) -> tuple[str, ...]:
    """The paths below which this person looks after everything."""
    if actor.kind != "person" or actor.organisation_id is None:
        return ("/",) if actor.kind == "system" else ()
    is_administrator, own = stands_for(actor.id or 0)
    if is_administrator:
        return (f"/{actor.organisation_id}/",)
    keep = _keeping_roles(own, actor.organisation_id, at=at)
    if keep:
        return tuple({post.path for post in actor.posts if post.role in keep})
    return tuple({post.path for post in actor.posts if post.unit_id == actor.organisation_id})


def kept_units(actor: Actor, *, at: datetime) -> QuerySet[Unit]:
    """The units this person looks after, in use or closed, each after the one above it."""
    return units_within(kept_paths(actor, at=at))


def kept_unit(actor: Actor, code: str, *, at: datetime) -> Unit:
    """One of them by its code; as if it were not there for anybody else."""
    found = kept_units(actor, at=at).filter(code=code, organisation_id=actor.organisation_id).select_related("parent").first()
    if found is None:
        raise NotFound(what="unit / 单位", name=code)
    return found


def keeps(actor: Actor, path: str, *, at: datetime) -> bool:
    """Whether this person looks after the unit with this path."""
    return any(path.startswith(kept) for kept in kept_paths(actor, at=at))


def kept_people(actor: Actor, *, at: datetime) -> QuerySet[Person]:
    """Everybody, in use or shut, whose posts all lie in units this person looks after; without a post, whoever keeps the whole."""
    return people_within(actor.organisation_id or 0, kept_paths(actor, at=at))


def ranks_of(organisation_id: int, *, at: datetime) -> dict[str, int]:
    """How high each role of the packs in force stands."""
    found: dict[str, int] = {}
    for pack in packs_in_force(organisation_id, at=at):
        for name, role in pack.pack.roles.items():
            found[name] = max(role.rank, found.get(name, 0))
    return found


def highest_rank(actor: Actor, *, at: datetime) -> int | None:
    """The highest rank among this person's roles; None for whoever stands at the top and may give any."""
    organisation = actor.organisation_id or 0
    if actor.kind == "system" or f"/{organisation}/" in kept_paths(actor, at=at):
        return None
    ranks = ranks_of(organisation, at=at)
    return max((ranks.get(post.role, 0) for post in actor.posts), default=0)


def whom_to_ask(actor: Actor, *, at: datetime) -> list[Person]:
    """Who looks after the units this person works at: the nearest first, at most three."""
    keep = keeping_roles(actor.organisation_id or 0, at=at)
    line = {int(step) for post in actor.posts for step in post.path.strip("/").split("/")}
    rows = people_of(actor.organisation_id or 0).exclude(pk=actor.id or 0)
    at_work = rows.filter(posts__role__in=keep, posts__unit_id__in=line).distinct()
    return [*at_work[:3]] or [*rows.filter(is_administrator=True)[:3]]


def _listed(said: object) -> Sequence[str]:
    if isinstance(said, str):
        return [said]
    return [str(one) for one in said] if isinstance(said, list | tuple) else []
