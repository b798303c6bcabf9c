"""What later rooms know and a decision may ask for. A provider is one scalar SQL query, so all are asked in one round trip."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, LiteralString

from baoxiu.journal import discover, statements

_providers: dict[str, str] = {}

# What a provider's query may name, as %(unit)s and so on; what is not known of a ticket is NULL.
GIVEN = ("organisation", "unit", "ticket", "person", "site", "area", "category", "at", "level", "customer", "named", "roles", "on")


def provides(name: str, query: str) -> None:
    """Register `query` (a scalar of type jsonb) as what is known under `name`. Called by a later room's reactions.py."""
    _providers[name] = query
    _statement.cache_clear()


def asked(names: Collection[str]) -> frozenset[str]:
    """Those of `names` that somebody provides."""
    discover()
    return frozenset(name for name in names if name in _providers)


def known(names: Collection[str], given: Mapping[str, Any], tickets: Sequence[str] = ()) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is known under `names`, and the facts of `tickets`: one round trip, none where nothing is wanted."""
    wanted = asked(names)
    if not wanted and not tickets:
        return {}, []
    said = statements.row(_statement(wanted), {**dict.fromkeys(GIVEN), **given, "tickets": list(tickets)})
    found, facts = said or ("{}", "[]")
    return json.loads(found), json.loads(facts)


@cache
def _statement(names: frozenset[str]) -> LiteralString:
    """One statement for these names; few are ever made, and each is planned once a connection."""
    parts = ", ".join(f"'{name}', ({_providers[name]})" for name in sorted(names))
    return f"SELECT jsonb_build_object({parts})::text, tickets_facts(%(tickets)s::uuid[])::text"
