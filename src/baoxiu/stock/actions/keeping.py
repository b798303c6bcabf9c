"""What people do to a shelf beside tickets: count it, receive onto it, reverse what was wrong, bring in what lay there at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import scope
from baoxiu.directory.models import Unit
from baoxiu.stock.actions.booking import Cause, Move, book, locked
from baoxiu.stock.actions.lines import part_of
from baoxiu.stock.actions.refusing import BelowZero, MovedByTicket, MovedTogether, NotKeeper, NotWhole, ReasonWanted, ReversedAlready
from baoxiu.stock.models import StockLevel, StockMovement


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table of opening stock."""

    parts: int
    changed: int


def may_keep(actor: Actor, unit: Unit, *, at: datetime) -> bool:
    """Whether the actor keeps the stock of a unit: a role that a pack's setting `stock_by` names, at the unit or above.

    Where no pack names one: whoever holds a post at the top of the organisation.
    """
    if actor.kind == "system":
        return True
    keepers = catalogue.roles_named(unit.organisation_id or unit.pk, "stock_by", at=at)
    posts = [post for post in actor.posts if unit.path.startswith(post.path)]
    if keepers:
        return any(post.role in keepers for post in posts)
    return any(post.unit_id == unit.organisation_id for post in posts)


def count_stock(unit: Unit, part: str, quantity: int, *, by: Actor, at: datetime, title: str = "", reason: str = "") -> StockLevel:
    """Lay down how many of a part were counted at a unit; the difference becomes a movement, and wants a reason.

    The first count of a part is its opening stock.
    """
    keep(unit, by, at)
    with transaction.atomic():
        _count(unit, [(named(part), quantity, title, reason)], by=by, at=at, needs_reason=by.kind == "person")
    return StockLevel.objects.get(unit=unit, part=part.strip())


@transaction.atomic
def receive(  # noqa: PLR0913 - what came, where, and on which paper
    unit: Unit, part: str, quantity: int, *, by: Actor, at: datetime, title: str = "", reason: str = "", paper: str = ""
) -> StockMovement:
    """Take parts onto the shelf that no part order brought: bought there, sent along, found."""
    keep(unit, by, at)
    move = Move(named(part), positive(part, quantity), "receipt", title=title, reason=reason)
    (row,) = book(unit, [move], by=by, at=at, cause=Cause(number=paper))
    return row


@transaction.atomic
def reverse(movement: int, reason: str, *, by: Actor, at: datetime) -> StockMovement:
    """Take a movement back by another one, with a reason; what a ticket moved is put right on that ticket."""
    found = StockMovement.objects.select_related("unit").filter(scope.below(by, "unit__path"), pk=movement).first()
    if found is None:
        raise NotFound(what="movement / 出入库记录", name=movement)
    keep(found.unit, by, at)
    if found.ticket_id is not None:
        raise MovedByTicket(number=found.number)
    if found.kind == "transfer":
        raise MovedTogether(part=found.part)
    if not reason.strip():
        raise ReasonWanted(part=found.part, difference=-found.quantity, field="reason")
    StockLevel.objects.select_for_update().filter(unit=found.unit, part=found.part).first()  # whoever reverses it too waits here
    if found.kind == "reversal" or found.quantity == 0 or StockMovement.objects.filter(reverses=found).exists():
        raise ReversedAlready(part=found.part)
    move = Move(found.part, -found.quantity, "reversal", reason=reason.strip(), reverses=found.pk)
    (row,) = book(found.unit, [move], by=by, at=at)
    return row


@transaction.atomic
def import_stock(rows: Iterable[Mapping[str, Any]], *, unit: Unit, by: Actor, at: datetime, reason: str = "") -> Imported:
    """Lay down what lies at a unit from a table of part, title, quantity (and reason): all rows, or none where one is wrong.

    A part that has no ledger yet begins with it; of another the difference is booked, as by a count. Reading the same table twice
    changes nothing.
    """
    keep(unit, by, at)
    why = reason or "Excel"
    counted = [(part_of(row), _whole(row), str(row.get("title") or ""), str(row.get("reason") or "") or why) for row in rows]
    twice = [part for place, (part, *_) in enumerate(counted) if part in {one[0] for one in counted[:place]}]
    if twice:
        raise Malformed(what=twice[0], why="twice in the table / 表中重复", field="part")
    return Imported(len(counted), _count(unit, counted, by=by, at=at, needs_reason=False))


def _count(unit: Unit, counted: Sequence[tuple[str, int, str, str]], *, by: Actor, at: datetime, needs_reason: bool) -> int:
    """Book what counts differ by; how many differed. The shelves are held from the look to the booking."""
    for part, quantity, *_ in counted:
        if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 0:
            raise BelowZero(part=part, quantity=quantity, field="quantity")
    shelves = locked(unit, {part for part, *_ in counted})
    known = set(StockMovement.objects.filter(unit=unit, part__in=shelves).values_list("part", flat=True).distinct())
    moves = []
    for part, quantity, title, reason in counted:
        differs = quantity - shelves[part].quantity
        if part in known and differs and needs_reason and not reason.strip():
            raise ReasonWanted(part=part, difference=f"{differs:+d}", field="reason")
        opening = part not in known and quantity > 0
        moves.append(Move(part, differs, "opening" if opening else "count", title=title, reason="" if opening else reason.strip()))
    book(unit, moves, by=by, at=at)
    return sum(move.quantity != 0 for move in moves)


def keep(unit: Unit, by: Actor, at: datetime) -> None:
    """Refuse whoever does not keep the stock of a unit; to who does not see it, it is not there."""
    if not scope.sees(by, unit.path):
        raise NotFound(what="unit / 单位", name=unit.code)
    if not may_keep(by, unit, at=at):
        keepers = catalogue.roles_named(unit.organisation_id or unit.pk, "stock_by", at=at)
        raise NotKeeper(unit=unit.title, roles="、".join(one["zh"] for one in keepers.values()) or unit.title)


def named(part: str) -> str:
    """The code of a part as it was typed; one that names none is refused."""
    return part_of({"code": part})


def positive(part: str, quantity: int) -> int:
    """How many are meant: a whole number above nothing."""
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity <= 0:
        raise NotWhole(part=part, quantity=quantity, field="quantity")
    return quantity


def _whole(row: Mapping[str, Any]) -> int:
    given = row.get("quantity")
    text = str(given).strip() if not isinstance(given, float) or given != int(given) else str(int(given))
    try:
        return int(text)
    except ValueError:
        raise BelowZero(part=part_of(row), quantity=text or "—", field="quantity") from None
