"""Parts that leave a shelf without a job: written off as broken or lost, or moved to another station's shelf."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit
from baoxiu.stock.actions.booking import Cause, Move, book
from baoxiu.stock.actions.keeping import keep, named, positive
from baoxiu.stock.actions.refusing import SameShelf, WhyWanted
from baoxiu.stock.models import StockLevel, StockMovement


@transaction.atomic
def write_off(unit: Unit, part: str, quantity: int, *, reason: str, by: Actor, at: datetime) -> StockMovement:
    """Take parts off the shelf for good: broken, lost, out of date. It wants a reason."""
    keep(unit, by, at)
    why = _why(part, reason)
    (row,) = book(unit, [Move(named(part), -positive(part, quantity), "write_off", reason=why)], by=by, at=at)
    return row


@transaction.atomic
def transfer(giver: Unit, taker: Unit, part: str, quantity: int, *, reason: str, by: Actor, at: datetime) -> StockMovement:
    """Move parts from one shelf to another, by whoever keeps both: a movement on each side, each naming the other.

    The shelves are held in the order of their units, so that two who move parts towards each other never wait for one another.
    """
    for unit in (giver, taker):
        keep(unit, by, at)
    if giver.pk == taker.pk:
        raise SameShelf(unit=giver.title, field="taker")
    code, many, why = named(part), positive(part, quantity), _why(part, reason)
    title = StockLevel.objects.filter(unit=giver, part=code).values_list("title", flat=True).first() or ""
    sides = sorted([(giver, taker, -many), (taker, giver, many)], key=lambda side: side[0].pk)
    rows = [book(here, [Move(code, n, "transfer", title, why)], by=by, at=at, cause=Cause(number=there.code)) for here, there, n in sides]
    return next(row for (row,) in rows if row.unit_id == giver.pk)


def _why(part: str, reason: str) -> str:
    if not reason.strip():
        raise WhyWanted(part=part, field="reason")
    return reason.strip()
