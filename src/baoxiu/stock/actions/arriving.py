"""Parts of a part order: onto the shelf when they come, off it when they are sent back unused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, Sum

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit
from baoxiu.stock.actions.booking import Cause, Move, book
from baoxiu.stock.actions.lines import summed, titles
from baoxiu.stock.models import StockMovement

Lines = Iterable[Mapping[str, Any]]


def arrive(unit: Unit, lines: Lines, *, by: Actor, at: datetime, cause: Cause) -> None:
    """Let the shelf follow what came of an order, all of it so far: the difference is booked."""
    _follow(unit, list(lines), "delivery", 1, by=by, at=at, cause=cause)


def send_back(unit: Unit, lines: Lines, *, by: Actor, at: datetime, cause: Cause) -> None:
    """Let the shelf follow what of an order was sent back unused, all of it so far."""
    _follow(unit, list(lines), "sent_back", -1, by=by, at=at, cause=cause)


def _follow(unit: Unit, lines: list[Mapping[str, Any]], kind: str, sign: int, *, by: Actor, at: datetime, cause: Cause) -> None:
    """One movement a part: more of the kind, or a reversal of the latest where the ticket says less than before."""
    wanted, called = summed(lines, clause=cause.clause), titles(lines)
    booked = _booked(unit, kind, cause)
    moves = []
    for part in sorted({*wanted, *booked}):
        before, latest = booked.get(part, (0, None))
        more = sign * wanted[part] - before
        back = more * sign < 0
        if more:
            moves.append(Move(part, more, "reversal" if back else kind, called.get(part, ""), reverses=latest if back else None))
    if moves:
        book(unit, moves, by=by, at=at, cause=cause)


def _booked(unit: Unit, kind: str, cause: Cause) -> dict[str, tuple[int, int | None]]:
    """What this ticket moved so far by this kind and its reversals: part -> (sum, latest movement)."""
    own = StockMovement.objects.filter(Q(kind=kind) | Q(reverses__kind=kind), unit=unit, ticket_id=cause.job)
    rows = own.values("part").annotate(total=Sum("quantity"), latest=Max("pk", filter=Q(kind=kind)))
    return {row["part"]: (row["total"], row["latest"]) for row in rows}
