"""Numbers of tickets: `{unit}{date:%y%m%d}{seq:4}` filled but for the running digits, which the database gives; and those brought along."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from baoxiu.core.engine.facts import UnitFacts
from baoxiu.core.errors import Refusal
from baoxiu.tickets.models import Ticket

PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")
HOLE = "\0"
LIFT = """
INSERT INTO tickets_counter AS c (scope, last) SELECT * FROM unnest(%s::text[], %s::bigint[])
ON CONFLICT (scope) DO UPDATE SET last = greatest(c.last, excluded.last)
"""
MOST_DIGITS = 18  # what a counter holds


class NumberTaken(Refusal):
    """The number {number} belongs to another ticket already. Give this report another number, or none."""

    code = "number_taken"
    zh = "单号 {number} 已被其他单据使用，请改用其他单号，或留空由系统编号。"


class OwnNumbers:
    """The numbers reports bring along: each is given once, and the counters go on after those they could have given themselves."""

    def __init__(self, brought: Iterable[tuple[int, str | None]]) -> None:
        """`brought`: organisation and number, as far as one is brought. Asks once which are taken, and not at all where none is."""
        wanted = {(organisation, number) for organisation, number in brought if number}
        rows = Ticket.objects.filter(organisation__in={one for one, _ in wanted}, number__in={number for _, number in wanted})
        self._taken = set(rows.values_list("organisation_id", "number")) & wanted if wanted else set()
        self._reached: dict[str, int] = {}

    def refuse_taken(self, organisation_id: int, number: str | None) -> None:
        """Refuse a number another ticket has."""
        if number and (organisation_id, number) in self._taken:
            raise NumberTaken(number=number, field="number")

    def give(self, organisation_id: int, number: str, counted: Mapping[str, Any]) -> None:
        """Note a number as given; `counted` is the counter it would have come from."""
        self._taken.add((organisation_id, number))
        digits = number.removeprefix(counted["before"]).removesuffix(counted["after"])
        if number == counted["before"] + digits + counted["after"] and digits.isdecimal() and len(digits) <= MOST_DIGITS:
            self._reached[counted["scope"]] = max(int(digits), self._reached.get(counted["scope"], 0))

    def lift_counters(self) -> None:
        """Let the counters go on after the numbers that were given."""
        if self._reached:
            scopes = sorted(self._reached)
            with connection.cursor() as cursor:
                cursor.execute(LIFT, [scopes, [self._reached[scope] for scope in scopes]])


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
