"""Imported tickets: whose recorded life waits for a replay, and how what stands compares with what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.fields.json import KeyTextTransform

from baoxiu.directory.models import Unit
from baoxiu.tickets.models import Ticket

Life = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """How many tickets of a category stand in a state, and how many the source says do."""

    category: str
    state: str
    found: int
    expected: int


def recorded(organisation: Unit, pack: str) -> QuerySet[Ticket]:
    """The organisation's tickets that came from a record, by one pack."""
    return Ticket.objects.filter(organisation=organisation, procedure__pack_version__pack__key=pack, request__source__isnull=False)


def lives_waiting(organisation: Unit, pack: str, many: int) -> Iterator[tuple[str, list[Life]]]:
    """Lives nobody has replayed yet (nothing happened since the ticket was opened), in portions of one procedure, oldest first."""
    rows = recorded(organisation, pack).filter(seq=1).order_by("procedure_key", "opened_at", "id")
    for key, same in groupby(rows.values_list("procedure_key", "id", "request__source"), key=lambda row: row[0]):
        while portion := list(islice(same, many)):
            yield key, [(str(id_), source or {}) for _, id_, source in portion]


def recorded_counts(organisation: Unit, pack: str) -> list[Line]:
    """By category and state: what stands, beside what the source says. Empty where the source names no states."""
    rows = recorded(organisation, pack).annotate(said=KeyTextTransform("expected", "request__source")).filter(said__isnull=False)
    found = {(c, s): n for c, s, n in rows.order_by().values_list("category", "state").annotate(n=Count("*"))}
    said = {(c, s): n for c, s, n in rows.order_by().values_list("category", "said").annotate(n=Count("*"))}
    return [Line(*key, found.get(key, 0), said.get(key, 0)) for key in sorted(found.keys() | said.keys())]


def recorded_flags(organisation: Unit, pack: str) -> dict[str, int]:
    """How many records carry each mark."""
    rows = recorded(organisation, pack).exclude(flags=[]).values_list("flags", flat=True)
    counts: dict[str, int] = {}
    for flags in rows:
        for flag in flags:
            counts[flag] = counts.get(flag, 0) + 1
    return dict(sorted(counts.items()))


def recorded_span(organisation: Unit, pack: str) -> tuple[datetime, datetime] | None:
    """When the first and the last of them was reported; None where there is none."""
    found = recorded(organisation, pack).aggregate(first=Min("opened_at"), last=Max("opened_at"))
    return (found["first"], found["last"]) if found["first"] else None
