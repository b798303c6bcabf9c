"""The board and the search box: pages of tickets, the most urgent first, with counts beside them."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
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
TODAY = timedelta(hours=24)
FEW_UNITS = 40
BESIDE = ("unit", "holder", "site", "customer")
SUMMED = ("overdue", "soon", "breached", "nobodys", "mine", "whole")
PLACE = """extract(epoch FROM coalesce("tickets_ticket"."due_at", 'infinity'))::float8"""
AFTER_URGENT = """(coalesce("tickets_ticket"."due_at", 'infinity'), "tickets_ticket"."id") > (%s::timestamptz, %s::uuid)"""
UPTO_URGENT = """(coalesce("tickets_ticket"."due_at", 'infinity'), "tickets_ticket"."id") <= (%s::timestamptz, %s::uuid)"""
UPTO_RECENT = """("tickets_ticket"."opened_at", "tickets_ticket"."id") >= (%s::timestamptz, %s::uuid)"""
AFTER_RECENT = """("tickets_ticket"."opened_at", "tickets_ticket"."id") < (%s::timestamptz, %s::uuid)"""


Clock = Literal["", "overdue", "soon", "today", "later", "none", "breached"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a board is wanted. Empty: everything open."""

    states: Sequence[str] = ()
    standing: Mapping[str, Collection[str]] | None = None  # procedure -> its states; empty: none of them
    fresh: Collection[str] | None = None  # procedures: those that never moved since they were opened
    units: Sequence[str] = ()  # codes; each with all below it
    procedures: Sequence[str] = ()
    kinds: Sequence[str] = ()
    person: int | None = None  # who holds it
    people: Collection[int] | None = None  # whoever of these holds it
    nobodys: bool = False  # and what nobody holds; alone: only that
    clock: Clock = ""
    ended: Literal["open", "ended", "all"] = "open"
    category: str = ""
    categories: Sequence[str] = ()
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
class Tally:
    """What stands in one state of one procedure."""

    procedure: str
    state: str
    whole: int
    overdue: int
    soon: int
    breached: int
    nobodys: int
    fresh: int
    mine: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What the heads of a board say."""

    tallies: Sequence[Tally] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    overdue: int = 0
    soon: int = 0
    breached: int = 0
    nobodys: int = 0
    mine: int = 0
    whole: int = 0


def board(actor: Actor, filters: Filters | None = None, *, at: datetime, cursor: str = "", upto: str = "", size: int = PAGE) -> Page:
    """One page of what the actor sees, the most urgent first (or the newest): after `cursor`, and where `upto` is given no further."""
    filters = filters or Filters()
    if filters.order == "recent":
        return _recent(filtered(actor, filters, at=at).select_related(*BESIDE), cursor, upto, size)
    parts = parts_seen_by(actor, most=FEW_UNITS) if filters.ended == "open" else []
    rows = [narrowed(part, actor, filters, at=at) for part in parts or [seen_by(actor)]]
    return _urgent(rows, cursor, upto, size)


def changed_on_board(actor: Actor, filters: Filters, numbers: Sequence[str], *, at: datetime) -> list[Ticket]:
    """Of these tickets those that stand on the board now."""
    return list(filtered(actor, filters, at=at).filter(number__in=numbers).select_related(*BESIDE)[:MOST])


def counts(actor: Actor, filters: Filters | None = None, *, at: datetime) -> Counts:
    """The numbers over the board, in one reading: by procedure and state, overdue, soon due, nobody's, one's own."""
    rows = filtered(actor, filters or Filters(), at=at).order_by()
    late, soon = Q(due_at__lt=at), Q(due_at__gte=at, due_at__lte=at + SOON)
    found = rows.values_list("procedure_key", "state").annotate(
        whole=Count("*"),
        overdue=Count("pk", filter=late),
        soon=Count("pk", filter=soon),
        breached=Count("pk", filter=Q(breached=True)),
        nobodys=Count("pk", filter=Q(holder=None)),
        fresh=Count("pk", filter=Q(state_since=F("opened_at"))),
        mine=Count("pk", filter=Q(holder_id=actor.id)),
    )
    tallies = [Tally(*row) for row in found]
    return Counts(tallies, _by_state(tallies), **{name: sum(getattr(one, name) for one in tallies) for name in SUMMED})


def counted_by(name: Literal["unit", "holder", "category"], actor: Actor, filters: Filters, *, at: datetime) -> dict[Any, int]:
    """How many tickets each unit, person or category has on the board."""
    rows = filtered(actor, filters, at=at).order_by().values_list(name).annotate(many=Count("*"))
    return dict(rows)


def _by_state(tallies: Sequence[Tally]) -> dict[str, int]:
    states: dict[str, int] = {}
    for one in tallies:
        states[one.state] = states.get(one.state, 0) + one.whole
    return states


def filtered(actor: Actor, filters: Filters, *, at: datetime) -> QuerySet[Ticket]:
    """The tickets the actor sees, by these filters; no order yet."""
    return narrowed(seen_by(actor), actor, filters, at=at)


def narrowed(rows: QuerySet[Ticket], actor: Actor, filters: Filters, *, at: datetime) -> QuerySet[Ticket]:
    """Those of `rows` that pass the filters."""
    rows = rows.filter(_plain(filters), _standing(filters), _held(filters), _clock(filters.clock, at), _ended(filters.ended))
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
        "category__in": filters.categories,
        "opened_at__gte": filters.since,
        "opened_at__lt": filters.until,
    }
    return Q(**{name: value for name, value in given.items() if value})


def _standing(filters: Filters) -> Q:
    """In one of these states of these procedures; or never moved since it was opened."""
    found = Q()
    if filters.standing is not None:
        pairs = [Q(procedure_key=key, state__in=list(states)) for key, states in filters.standing.items()]
        found &= reduce(or_, pairs, Q(pk__in=[]))
    if filters.fresh is not None:
        found &= Q(procedure_key__in=list(filters.fresh), state_since=F("opened_at"))
    return found


def _held(filters: Filters) -> Q:
    """Held by one of these people, or by nobody."""
    if filters.people is None:
        return Q(holder=None) if filters.nobodys else Q()
    named = Q(holder_id__in=list(filters.people))
    return named | Q(holder=None) if filters.nobodys else named


def _clock(which: str, at: datetime) -> Q:
    return {
        "": Q(),
        "overdue": Q(due_at__lt=at),
        "soon": Q(due_at__gte=at, due_at__lte=at + SOON),
        "today": Q(due_at__gte=at, due_at__lte=at + TODAY),
        "later": Q(due_at__gt=at + TODAY),
        "none": Q(due_at=None),
        "breached": Q(breached=True),
    }[which]


def _ended(which: str) -> Q:
    return {"open": Q(final=""), "ended": ~Q(final=""), "all": Q()}[which]


def _below(actor: Actor, codes: Sequence[str]) -> QuerySet[Unit, int]:
    return directory.units_below_codes(actor.organisation_id or 0, codes).values_list("id", flat=True)


def _urgent(parts: Sequence[QuerySet[Ticket]], cursor: str, upto: str, size: int) -> Page:
    """By due time, those without one last; the indexes of the open board give this order. Of several parts, the best of all."""
    firsts = [_first(part, cursor, upto, size) for part in parts]
    best = firsts[0].union(*firsts[1:]).order_by("place", "id")[: _size(size) + 1] if len(firsts) > 1 else firsts[0]
    ids = [row["id"] for row in best]
    rows = Ticket.objects.select_related(*BESIDE).in_bulk(ids)
    found = [rows[id_] for id_ in ids if id_ in rows]
    return _page(found, size, lambda ticket: ticket.due_at.isoformat() if ticket.due_at else "infinity")


def _first(part: QuerySet[Ticket], cursor: str, upto: str, size: int) -> Any:
    """The first rows of a part: their place in the order, and their ids."""
    due: Any = Coalesce(F("due_at"), RawSQL("'infinity'::timestamptz", []))
    rows = part.alias(due=due).annotate(place=RawSQL(PLACE, [])).order_by("due", "id")
    for mark, condition in ((cursor, AFTER_URGENT), (upto, UPTO_URGENT)):
        if mark:
            rows = rows.filter(_where(condition, *_read(mark)))
    return rows.values("place", "id")[: _size(size) + 1]


def _recent(rows: QuerySet[Ticket], cursor: str, upto: str, size: int) -> Page:
    rows = rows.order_by("-opened_at", "-id")
    for mark, condition in ((cursor, AFTER_RECENT), (upto, UPTO_RECENT)):
        if mark:
            rows = rows.filter(_where(condition, *_read(mark)))
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
