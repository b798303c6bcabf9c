"""Values on their way into an expression and out of it: times, durations, money."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

_PLAIN = frozenset({str, int, float, bool})
TIME_TYPES = frozenset({"time", "promise"})


@lru_cache(maxsize=8192)
def time_of(text: str) -> datetime | None:
    """The instant an ISO 8601 text with an offset names, in UTC; None for anything else."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None


def text_of(at: datetime) -> str:
    """How an instant is kept: ISO 8601 in UTC."""
    return at.isoformat() if at.tzinfo is UTC else at.astimezone(UTC).isoformat()


def is_time_key(key: str) -> bool:
    """Whether an entry's key names an instant: `at`, `done_at`, `since`, `until`."""
    return key == "at" or key.endswith("_at") or key in {"since", "until"}


def ready(value: Any, kind: str | None = None) -> Any:
    """`value` of a field of type `kind` as an expression sees it.

    Times become timestamps, also those inside entries; money becomes a number to compare with, never to keep.
    """
    if isinstance(value, str):
        return _ready_text(value, kind)
    if isinstance(value, dict):
        return {key: ready_entry(key, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [ready(inner, kind) for inner in value]
    if isinstance(value, Decimal):
        return float(value)
    return float(value) if kind == "money" and isinstance(value, int) else value


def _ready_text(value: str, kind: str | None) -> Any:
    if kind in TIME_TYPES:
        return time_of(value)
    return float(Decimal(value)) if kind == "money" else value


def ready_entry(key: str, value: Any) -> Any:
    """One value of an entry, by its key."""
    if isinstance(value, str):
        return time_of(value) if is_time_key(key) else value
    return ready(value)


def json_of(value: Any) -> Any:
    """`value` as it is kept in a field: times and dates as ISO text, durations as whole seconds, decimals as text."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return text_of(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: json_of(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [json_of(inner) for inner in value]
    return value
