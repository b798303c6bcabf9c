"""Steps that tests of parts take again and again."""

from __future__ import annotations

from typing import Any

from baoxiu.stock import queries
from baoxiu.stock.models import StockMovement
from procedures.stage import Order, Stage

PART = "MB-440"
DAY = "2026-03-03"


def line(code: str = PART, quantity: int = 1, **serials: str) -> dict[str, Any]:
    return {"code": code, "quantity": quantity, **serials}


def write_back(order: Order, *lines: dict[str, Any], at: str = f"{DAY} 15:00", by: str = "engineer") -> Order:
    order.run("write_back", {"repair_note": "更换主板", "used_parts": list(lines)}, by=by, at=at)
    return order


def give_back(order: Order, *lines: dict[str, Any], at: str = f"{DAY} 16:00", by: str = "engineer") -> Order:
    order.run("return_parts", {"returned_parts": list(lines)}, by=by, at=at)
    return order.child("part-return")


def shelf(lenovo: Stage, part: str = PART, where: str = "station") -> int:
    return queries.quantity_of(lenovo.units[where], part)


def moved(lenovo: Stage, part: str = PART) -> list[tuple[str, int, int]]:
    rows = StockMovement.objects.filter(unit=lenovo.station, part=part).order_by("pk")
    return [(row.kind, row.quantity, row.balance) for row in rows]


def states(order: Order) -> list[tuple[str, str, str, str]]:
    return [(one.part, one.new_serial, one.old_serial, one.state) for one in queries.replaced_on(order.row.pk)]


def sound(lenovo: Stage) -> bool:
    return queries.discrepancies(lenovo.units.values()) == []
