"""Further callers about what is on a ticket already: each keeps a report of his own, and can be taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

JOINED = "_joined"  # on a ticket: who else rang about it, one entry each
Json = Any


def with_caller(fields: Mapping[str, Json], entry: Mapping[str, Json]) -> list[dict[str, Json]]:
    """The callers of a ticket and one more."""
    return [*(dict(one) for one in fields.get(JOINED) or ()), dict(entry)]


def without_caller(fields: Mapping[str, Json], request: str, **why: Json) -> list[dict[str, Json]]:
    """The callers of a ticket, one marked as taken apart; the entry stays, for it was so."""
    return [{**one, **why} if one["request"] == request else dict(one) for one in fields.get(JOINED) or ()]


def callers(fields: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Who hangs on the ticket now."""
    return [dict(one) for one in fields.get(JOINED) or () if not one.get("parted_at")]
