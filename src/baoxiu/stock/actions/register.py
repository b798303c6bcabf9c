"""What lies on the shelves as a table that is filled in Excel and taken back (core.sheets)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Column, Given, Key, Step, Table, Values, fault
from baoxiu.directory.models import Unit
from baoxiu.stock.actions.keeping import import_stock
from baoxiu.stock.queries import stock_of


class Stock:
    """The shelves of the units somebody keeps: what was counted, part by part. A difference becomes a movement."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Whose shelves."""
        self.units = {unit.code: unit for unit in units}

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        columns = (
            Column("unit", {"zh": "单位编码", "en": "Unit"}, "code", must=True, longest=40, example=next(iter(self.units), "SZ01")),
            Column("part", {"zh": "备件编码", "en": "Part"}, "code", must=True, longest=60, example="HDD-500"),
            Column("title", {"zh": "备件名称", "en": "Name"}, longest=160, example={"zh": "硬盘 500G", "en": "Disk 500G"}),
            Column("quantity", {"zh": "数量", "en": "Quantity"}, "whole", must=True, least=0, most=1_000_000, example=6),
        )
        return Table("stock", {"zh": "库存", "en": "Stock"}, columns, ("unit", "part"))

    def held(self) -> Mapping[Key, Values]:
        """What lies there."""
        rows = [(code, level) for code, unit in self.units.items() for level in stock_of(unit)]
        return {(code, row.part): {"unit": code, "part": row.part, "title": row.title, "quantity": row.quantity} for code, row in rows}

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """A unit and a part."""
        return (values.get("unit") or "", values.get("part") or "")

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """Shelves of one's own."""
        return [self._reviewed(row, held) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """Shelf by shelf, each as a count."""
        for code, unit in self.units.items():
            rows: list[dict[str, Any]] = [
                {"part": step.values["part"], "title": step.values.get("title") or "", "quantity": int(step.values["quantity"])}
                for step in steps
                if step.values["unit"] == code
            ]
            if rows:
                import_stock(rows, unit=unit, by=by, at=at)

    def _reviewed(self, row: Given, held: Mapping[Key, Values]) -> Given:
        code, values = row.values.get("unit") or "", dict(row.values)
        now = held.get(self.key_of(values, held))
        if now is not None and "title" in values and not values["title"]:
            values["title"] = now["title"]
        if not code or code in self.units:
            return Given(row.line, values, row.faults)
        why = (f"“{code}”不是您保管库存的单位", f"'{code}' is no unit whose stock you keep")
        return Given(
            row.line, values, [*row.faults, fault("unit", why, ("请填写您保管库存的单位编码", "write a unit whose stock you keep"))]
        )
