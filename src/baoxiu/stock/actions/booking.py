"""Writing the ledger: the one place where a shelf changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record
from baoxiu.stock.actions.refusing import NotEnough
from baoxiu.stock.events import STOCK_MOVED
from baoxiu.stock.models import StockLevel, StockMovement


@dataclass(frozen=True, slots=True)
class Move:
    """One movement that is wanted: what comes (+) or goes (−), of what kind, why."""

    part: str
    quantity: int
    kind: str
    title: str = ""
    reason: str = ""
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """What a movement is made for: a ticket, or a paper that came along; and the clause it is refused by."""

    ticket: UUID | None = None
    number: str = ""
    clause: str | None = None

    @property
    def job(self) -> UUID:
        """The ticket it is made for."""
        if self.ticket is None:
            raise ValueError("no ticket")
        return self.ticket


NO_CAUSE = Cause()


def book(unit: Unit, moves: Sequence[Move], *, by: Actor, at: datetime, cause: Cause = NO_CAUSE) -> list[StockMovement]:
    """Write movements into the ledger of a unit, in their order: all of them, or none where one would leave less than nothing.

    It stands in the transaction of whoever calls.

    1. Lock the shelves of all parts, always in the same order: whoever takes the last piece meanwhile waits, and finds it gone.
    2. Let each movement say what lies there after it. 3. Let the event say all of them, so that the ledger can be made again from it.
    """
    shelves = locked(unit, {move.part for move in moves})
    rows = []
    for move in moves:
        shelf = shelves[move.part]
        left = shelf.quantity + move.quantity
        if left < 0:
            raise NotEnough(unit=unit.title, part=move.part, found=shelf.quantity, wanted=-move.quantity, clause=cause.clause)
        shelf.quantity, shelf.title = left, move.title[:120] or shelf.title
        rows.append(_row(unit, move, left, by, at, cause))
    StockLevel.objects.bulk_update(shelves.values(), ["quantity", "title"])
    written = StockMovement.objects.bulk_create(rows)
    _record(unit, written, by, at, cause)
    return written


def locked(unit: Unit, parts: Iterable[str]) -> dict[str, StockLevel]:
    """The shelves of these parts, made where there were none, held until the transaction ends."""
    names = sorted(parts)
    StockLevel.objects.bulk_create((StockLevel(unit=unit, part=part) for part in names), ignore_conflicts=True)
    found = StockLevel.objects.select_for_update().filter(unit=unit, part__in=names).order_by("part")
    return {shelf.part: shelf for shelf in found}


def _row(unit: Unit, move: Move, left: int, by: Actor, at: datetime, cause: Cause) -> StockMovement:
    return StockMovement(
        unit=unit, part=move.part, quantity=move.quantity, balance=left, kind=move.kind, reason=move.reason[:240],
        ticket_id=cause.ticket, number=cause.number[:60], reverses_id=move.reverses,
        by_id=by.id if by.kind == "person" else None, by_name=by.name[:80], at=at,
    )  # fmt: skip


def _record(unit: Unit, rows: Sequence[StockMovement], by: Actor, at: datetime, cause: Cause) -> None:
    lines = [{"part": row.part, "quantity": row.quantity, "kind": row.kind, "reason": row.reason} for row in rows]
    said = {"lines": lines, "number": cause.number, "ticket": str(cause.ticket) if cause.ticket else ""}
    record(Happened(STOCK_MOVED, subject_of("stock", unit.pk), unit.organisation_id or unit.pk, at, by, said))
