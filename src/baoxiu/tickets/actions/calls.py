"""The call that writes all, the one that takes what rings, and what the database answers when it was too late."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import DatabaseError

from baoxiu.tickets.queries.reading import one

WRITE = "SELECT tickets_write(%s::jsonb)::text"
DUE = "SELECT tickets_due(%s, %s)::text"

# A ticket moved on meanwhile; the key was answered meanwhile; two writers waited for each other.
TOO_LATE = frozenset({"BX001", "BX002", "40P01", "40001"})


def due(at: datetime, many: int) -> list[dict[str, Any]]:
    """The facts of tickets whose clocks ring by `at`; they stay locked until the transaction ends."""
    said: list[dict[str, Any]] = one(DUE, [at, many])
    return said


def write(payload: Mapping[str, Any]) -> dict[str, str]:
    """Write everything of one intention; the numbers of newborn tickets by id."""
    said: dict[str, str] = one(WRITE, [packed(payload)])
    return said


def is_too_late(fault: DatabaseError) -> bool:
    """Whether the write lost a race, so that reading and deciding again helps."""
    return getattr(fault.__cause__, "sqlstate", None) in TOO_LATE


def packed(value: Any) -> str:
    """`value` as JSON for the database; what the fast writer cannot take (numbers beyond 64 bits), the slow one can."""
    try:
        return orjson.dumps(value, default=_plain).decode()
    except TypeError:
        return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value)
