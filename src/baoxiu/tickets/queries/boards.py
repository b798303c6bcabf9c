"""The board and the search box: pages of tickets, the most urgent first, with counts beside them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import BooleanField, Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed
from baoxiu.core.text import any_of, wanted
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.scope import parts_seen_by, seen_by

PAGE = 50
MOST = 200
SOON = timedelta(minutes=30)
FEW_UNITS = 40
BESIDE = ("unit", "holder", "site", "customer")
PLACE = """extract(epoch FROM coalesce("tickets_ticket"."due_at", 'infinity'))::float8"""
AFTER_URGENT = """(coalesce("tickets_ticket"."due_at", 'infinity'), "tickets_ticket"."id") > (%s::timestamptz, %s::uuid)"""
AFTER_RECENT = """("tickets_ticket"."opened_at", "tickets_ticket"."id") < (%s::timestamptz, %s::uuid)"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a board is wanted. Empty: everything open."""

    states: Sequence[str] = ()
    units: Sequence[str] = ()  # codes; each with all below it
    procedures: Sequence[str] = ()
    kinds: Sequence[str] = ()
    person: int | None = None  # who holds it
    clock: Literal["", "overdue", "soon", "none", "breached"] = ""
    ended: Literal["open", "ended", "all"] = "open"
    category: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    order: Literal["urgent", "recent"] = "urgent"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of tickets; `cursor` asks for the next one, empty at the end."""

    tickets: list[Ticket]
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the heads of a board say."""

    states: Mapping[str, int] = field(default_factory=dict)
    overdue: int = 0
    soon: int = 0
    breached: int = 0
    nobodys: int = 0
    whole: int = 0


def board(actor: Actor, filters: Filters | None = None, *, at: datetime, cursor: str = "", size: int = PAGE) -> Page:
    """One page of what the actor sees, the most urgent first (or the newest)."""
    filters = filters or Filters()
    if filters.order == "recent":
        return _recent(filtered(actor, filters, at=at).select_related(*BESIDE), cursor, size)
    parts = parts_seen_by(actor, most=FEW_UNITS) if filters.ended == "open" else []
    rows = [narrowed(part, actor, filters, at=at) for part in parts or [seen_by(actor)]]
    return _urgent(rows, cursor, size)


def counts(actor: Actor, filters: Filters | None = None, *, at: datetime) -> Counts:
    """The numbers over the board: by state, overdue, soon due, nobody's."""
    rows = filtered(actor, filters or Filters(), at=at).order_by()
    states = dict(rows.values_list("state").annotate(many=Count("*")))
    late, soon = Q(due_at__lt=at), Q(due_at__gte=at, due_at__lte=at + SOON)
    found = rows.aggregate(
        overdue=Count("pk", filter=late),
        soon=Count("pk", filter=soon),
        breached=Count("pk", filter=Q(breached=True)),
        nobodys=Count("pk", filter=Q(holder=None)),
    )
    return Counts(states=states, whole=sum(states.values()), **found)


def filtered(actor: Actor, filters: Filters, *, at: datetime) -> QuerySet[Ticket]:
    """The tickets the actor sees, by these filters; no order yet."""
    return narrowed(seen_by(actor), actor, filters, at=at)


def narrowed(rows: QuerySet[Ticket], actor: Actor, filters: Filters, *, at: datetime) -> QuerySet[Ticket]:
    """Those of `rows` that pass the filters."""
    rows = rows.filter(_plain(filters), _clock(filters.clock, at), _ended(filters.ended))
    if filters.units:
        rows = rows.filter(unit__in=_below(actor, filters.units))
    return found(rows, filters.text) if filters.text.strip() else rows


def among(ids: Sequence[UUID]) -> QuerySet[Ticket]:
    """The tickets with these ids, the newest first, with what a line of a list shows; the caller has asked who may see them."""
    return Ticket.objects.filter(pk__in=ids).select_related(*BESIDE).order_by("-opened_at", "-id")


def search(text: str, actor: Actor, *, most: int = 20) -> list[Ticket]:
    """What the search box finds: numbers, names, telephones (whole or their last digits), addresses, words, pinyin initials."""
    rows = found(seen_by(actor), text).select_related("unit", "customer", "site")
    return list(rows.order_by("-opened_at")[:most]) if text.strip() else []


def found(rows: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Those of `rows` that `text` finds."""
    asked = wanted(text)
    if not asked:
        return rows.none()
    return rows.filter(_where('"tickets_ticket"."search" @@ %s::tsquery', asked))


def found_any(rows: QuerySet[Ticket], words: Sequence[str]) -> QuerySet[Ticket]:
    """Those of `rows` that have any of these tokens."""
    return rows.filter(_where('"tickets_ticket"."search" @@ %s::tsquery', any_of(words)))


def _where(condition: str, *values: object) -> RawSQL:
    """A condition the query language of the models cannot say."""
    return RawSQL(condition, list(values), output_field=BooleanField())


def _plain(filters: Filters) -> Q:
    given: dict[str, Any] = {
        "state__in": filters.states,
        "procedure_key__in": filters.procedures,
        "kind__in": filters.kinds,
        "holder_id": filters.person,
        "category": filters.category,
        "opened_at__gte": filters.since,
        "opened_at__lt": filters.until,
    }
    return Q(**{name: value for name, value in given.items() if value})


def _clock(which: str, at: datetime) -> Q:
    return {
        "": Q(),
        "overdue": Q(due_at__lt=at),
        "soon": Q(due_at__gte=at, due_at__lte=at + SOON),
        "none": Q(due_at=None),
        "breached": Q(breached=True),
    }[which]


def _ended(which: str) -> Q:
    return {"open": Q(final=""), "ended": ~Q(final=""), "all": Q()}[which]


def _below(actor: Actor, codes: Sequence[str]) -> QuerySet[Unit, int]:
    return directory.units_below_codes(actor.organisation_id or 0, codes).values_list("id", flat=True)


def _urgent(parts: Sequence[QuerySet[Ticket]], cursor: str, size: int) -> Page:
    """By due time, those without one last; the indexes of the open board give this order. Of several parts, the best of all."""
    firsts = [_first(part, cursor, size) for part in parts]
    best = firsts[0].union(*firsts[1:]).order_by("place", "id")[: _size(size) + 1] if len(firsts) > 1 else firsts[0]
    ids = [row["id"] for row in best]
    rows = Ticket.objects.select_related(*BESIDE).in_bulk(ids)
    found = [rows[id_] for id_ in ids if id_ in rows]
    return _page(found, size, lambda ticket: ticket.due_at.isoformat() if ticket.due_at else "infinity")


def _first(part: QuerySet[Ticket], cursor: str, size: int) -> Any:
    """The first rows of a part: their place in the order, and their ids."""
    due: Any = Coalesce(F("due_at"), RawSQL("'infinity'::timestamptz", []))
    rows = part.alias(due=due).annotate(place=RawSQL(PLACE, [])).order_by("due", "id")
    if cursor:
        last, id_ = _read(cursor)
        rows = rows.filter(_where(AFTER_URGENT, last, id_))
    return rows.values("place", "id")[: _size(size) + 1]


def _recent(rows: QuerySet[Ticket], cursor: str, size: int) -> Page:
    rows = rows.order_by("-opened_at", "-id")
    if cursor:
        last, id_ = _read(cursor)
        rows = rows.filter(_where(AFTER_RECENT, last, id_))
    return _page(list(rows[: _size(size) + 1]), size, lambda ticket: ticket.opened_at.isoformat())


def _page(rows: list[Ticket], size: int, place: Any) -> Page:
    size = _size(size)
    more = len(rows) > size
    last = rows[size - 1] if more else None
    return Page(rows[:size], _write(place(last), last.pk) if last else "")


def _size(size: int) -> int:
    return max(1, min(size, MOST))


def _write(place: str, id_: UUID) -> str:
    return base64.urlsafe_b64encode(json.dumps([place, str(id_)]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, str]:
    """What `_write` wrote; anything else is refused."""
    try:
        place, id_ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if place != "infinity":
            datetime.fromisoformat(place).astimezone(UTC)
        return str(place), str(UUID(id_))
    except (ValueError, TypeError, AttributeError, OverflowError) as wrong:
        raise Malformed(what="cursor / 游标", why=str(wrong)) from wrong
