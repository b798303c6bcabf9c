"""Price lists: rows that hold on certain days. For one code and one day there is one price, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from baoxiu.core.errors import Malformed
from baoxiu.core.money import Money

KINDS = ("labour", "service", "travel", "material")


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price: of what, for which unit, on which days (both included; open ends where unsaid)."""

    code: str
    title: Mapping[str, str]
    kind: str
    unit: str
    price: Money
    from_on: date | None = None
    until_on: date | None = None
    clause: Sequence[str] = field(default=())

    def holds_on(self, day: date) -> bool:
        """Whether the price holds on that day."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)

    def as_json(self) -> dict[str, Any]:
        """The row as decisions are given it."""
        days = {"from_on": self.from_on, "until_on": self.until_on}
        said = {name: day.isoformat() for name, day in days.items() if day is not None}
        return {"code": self.code, "title": dict(self.title), "kind": self.kind, "unit": self.unit, "price": str(self.price), **said}


def row_of(said: Mapping[str, Any]) -> PriceRow:
    """A row from its JSON."""
    return PriceRow(
        code=str(said["code"]),
        title=said.get("title") or {},
        kind=str(said.get("kind") or "service"),
        unit=str(said.get("unit") or ""),
        price=Money.of(said["price"]),
        from_on=_day(said.get("from_on")),
        until_on=_day(said.get("until_on")),
    )


def in_force(rows: Iterable[PriceRow], day: date) -> dict[str, PriceRow]:
    """The prices of a day, by code."""
    return {row.code: row for row in rows if row.holds_on(day)}


def meet(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether two stretches of days share a day; both ends included, None is open."""
    (first, last), (start, end) = one, other
    early = last is None or start is None or start <= last
    late = end is None or first is None or first <= end
    return early and late


def overlaps(rows: Sequence[tuple[str, date | None, date | None]]) -> Iterator[tuple[int, int]]:
    """Places of rows (code, from, until) that hold for one code on one day: the earlier place first, each later row told once."""
    by_code: dict[str, list[int]] = defaultdict(list)
    for place, (code, _, _) in enumerate(rows):
        by_code[code].append(place)
    for places in by_code.values():
        ordered = sorted(places, key=lambda place: (rows[place][1] or date.min, rows[place][2] or date.max))
        reach = ordered[0]
        for before, after in pairwise(ordered):
            reach = before if _ends(rows[before]) >= _ends(rows[reach]) else reach
            if meet(rows[reach][1:], rows[after][1:]):
                yield (min(reach, after), max(reach, after))


def _ends(row: tuple[str, date | None, date | None]) -> date:
    return row[2] or date.max


def _day(said: Any) -> date | None:
    if said is None or isinstance(said, date):
        return said
    return date.fromisoformat(str(said))


def as_price(value: Any) -> Decimal | None:
    """A price as written, None where it is none or below 0."""
    try:
        amount = Money.of(value).amount
    except Malformed:
        return None
    return amount if amount >= 0 else None
