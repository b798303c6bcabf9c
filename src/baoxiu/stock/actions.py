"""Counting, taking and putting back parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.models import Unit
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record
from baoxiu.stock.events import STOCK_ADDED, STOCK_COUNTED, STOCK_TAKEN
from baoxiu.stock.models import StockLevel


class NotEnough(Refusal):
    """{unit} has {found} of {part}, and {wanted} are wanted. Order the rest, or count again."""

    code: ClassVar[str] = "not_enough_stock"
    zh: ClassVar[str] = "{unit} 的 {part} 库存为 {found}，需要 {wanted}，请申领不足部分，或重新盘点。"


@transaction.atomic
def count_stock(unit: Unit, part: str, quantity: int, *, by: Actor, at: datetime, title: str = "") -> StockLevel:
    """Lay down how many of a part were counted at a unit."""
    if quantity < 0:
        raise Malformed(what=part, why=f"{quantity} < 0", field="quantity")
    given = {"quantity": quantity, **({"title": title} if title else {})}
    level, _ = StockLevel.objects.update_or_create(unit=unit, part=part, defaults=given)
    _record(STOCK_COUNTED, unit, {"part": part, "quantity": quantity}, by=by, at=at)
    return level


@transaction.atomic
def take(unit: Unit, part: str, quantity: int, *, by: Actor, at: datetime, ticket: str = "") -> None:
    """Take parts from the shelf; refused where there are not enough. Two who take the last one: one gets it."""
    wanted = _positive(part, quantity)
    if not StockLevel.objects.filter(unit=unit, part=part, quantity__gte=wanted).update(quantity=F("quantity") - wanted):
        found = StockLevel.objects.filter(unit=unit, part=part).values_list("quantity", flat=True).first()
        raise NotEnough(unit=unit.title, part=part, found=found or 0, wanted=wanted)
    _record(STOCK_TAKEN, unit, {"part": part, "quantity": wanted, "ticket": ticket}, by=by, at=at)


@transaction.atomic
def put_back(unit: Unit, part: str, quantity: int, *, by: Actor, at: datetime, ticket: str = "", title: str = "") -> None:
    """Put parts on the shelf: returned unused, or delivered."""
    more = _positive(part, quantity)
    rows = [StockLevel(unit=unit, part=part, title=title, quantity=0)]
    StockLevel.objects.bulk_create(rows, ignore_conflicts=True)
    StockLevel.objects.filter(unit=unit, part=part).update(quantity=F("quantity") + more)
    _record(STOCK_ADDED, unit, {"part": part, "quantity": more, "ticket": ticket}, by=by, at=at)


def deliver(unit: Unit, lines: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime, ticket: str) -> None:
    """Put a delivery on the shelf, line by line, always in the same order, so that two deliveries never wait for each other."""
    for line in sorted(lines, key=lambda line: str(line.get("code") or line.get("part"))):
        part = str(line.get("code") or line.get("part") or "")
        put_back(unit, part, int(line.get("quantity") or 1), by=by, at=at, ticket=ticket, title=str(line.get("title") or ""))


def _positive(part: str, quantity: int) -> int:
    if quantity <= 0 or not part:
        raise Malformed(what=part or "part", why=f"{quantity} <= 0", field="quantity")
    return quantity


def _record(type_: str, unit: Unit, said: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    record(Happened(type_, subject_of("stock", unit.pk), unit.organisation_id or unit.pk, at, by, said))
