"""The board as columns: the most urgent tickets of each state, unit, person or hour, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Case, Count, F, QuerySet, Value, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, RowNumber

from baoxiu.core.engine.facts import Actor
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.boards import BESIDE, SOON, TODAY, Filters, filtered

By = Literal["state", "unit", "person", "clock"]
BANDS = ("overdue", "soon", "today", "later", "none")
GROUPS: Mapping[By, tuple[str, ...]] = {
    "state": ("procedure_key", "state"),
    "unit": ("unit_id",),
    "person": ("holder_id",),
    "clock": ("band",),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One group: what its tickets have in common, how many they are, the most urgent of them."""

    key: tuple[Any, ...]
    many: int
    tickets: Sequence[Ticket]


def columns(actor: Actor, filters: Filters, *, by: By, at: datetime, each: int = 20) -> list[Column]:
    """The groups that have any ticket, in two readings whatever their number: places and counts first, then the tickets themselves."""
    names = GROUPS[by]
    rows = _banded(filtered(actor, filters, at=at).order_by(), at) if by == "clock" else filtered(actor, filters, at=at).order_by()
    due: Any = Coalesce(F("due_at"), RawSQL("'infinity'::timestamptz", []))
    together = [F(name) for name in names]
    placed = rows.annotate(
        nth=Window(RowNumber(), partition_by=together, order_by=[due.asc(), F("id").asc()]),
        many=Window(Count("*"), partition_by=together),
    )
    found = list(placed.filter(nth__lte=each).order_by("nth").values_list("id", "many", *names))
    known = Ticket.objects.select_related(*BESIDE).in_bulk([row[0] for row in found])
    groups: dict[tuple[Any, ...], Column] = {}
    for id_, many, *key in found:
        column = groups.setdefault(tuple(key), Column(tuple(key), many, []))
        if id_ in known:
            column.tickets.append(known[id_])  # type: ignore[attr-defined]
    return list(groups.values())


def _banded(rows: QuerySet[Ticket], at: datetime) -> QuerySet[Ticket]:
    """Each ticket with how soon it is due."""
    return rows.annotate(
        band=Case(
            When(due_at=None, then=Value("none")),
            When(due_at__lt=at, then=Value("overdue")),
            When(due_at__lte=at + SOON, then=Value("soon")),
            When(due_at__lte=at + TODAY, then=Value("today")),
            default=Value("later"),
        )
    )
