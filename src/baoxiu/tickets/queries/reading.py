"""Reading everything a decision looks at, in one call."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from baoxiu.journal.statements import row

READ = "SELECT tickets_read(%s::uuid, %s::bigint, %s, %s, %s)::text"
FACTS = "SELECT tickets_facts(%s::uuid[])::text"


def read(*, ticket_id: str | None, organisation: int | None, number: str | None, who: str = "", key: str | None = None) -> dict[str, Any]:
    """The ticket's facts and what the key was answered before: {'ticket': … or None, 'answered': … or None}."""
    said: dict[str, Any] = one(READ, [ticket_id, organisation, number, who, key])
    return said


def facts(ids: Sequence[str]) -> list[dict[str, Any]]:
    """The facts of several tickets."""
    said: list[dict[str, Any]] = one(FACTS, [list(ids)])
    return said


def one(statement: str, values: Sequence[Any]) -> Any:
    """The single JSON a statement answers."""
    found = row(statement, values)
    return json.loads(found[0]) if found else None
