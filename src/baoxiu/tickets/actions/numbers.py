"""Numbers of tickets: `{unit}{date:%y%m%d}{seq:4}` filled but for the running digits, which the database gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.core.engine.facts import UnitFacts

PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")
HOLE = "\0"


def numbering(pattern: str, organisation_id: int, unit: UnitFacts, at: datetime, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The counter a number comes from, and what stands before and after its digits.

    Whoever fills the pattern with the same words shares a counter, so two procedures with one pattern never give one
    number twice. The date is the unit's own.
    """
    width = 1

    def fill(place: re.Match[str]) -> str:
        nonlocal width
        name, form = place.groups()
        if name == "seq":
            width = int(form or 1)
            return HOLE
        if name == "date":
            return _dated(at, unit.zone, form or "%y%m%d")
        return unit.code if name == "unit" else str(fields.get(name) or "")

    text = PLACE.sub(fill, pattern)
    before, _, after = text.partition(HOLE)
    return {"scope": _scope(organisation_id, before, after), "before": before, "after": after.replace(HOLE, ""), "width": width}


@lru_cache(maxsize=256)
def _dated(at: datetime, zone: str, form: str) -> str:
    """Kept for a while: the reports of a storm are opened at one moment."""
    return at.astimezone(ZoneInfo(zone)).strftime(form)


def _scope(organisation_id: int, before: str, after: str) -> str:
    scope = f"{organisation_id}:{before}#{after}"
    return scope if len(scope) <= 120 else hashlib.sha256(scope.encode()).hexdigest()
