"""A bill: lines in one order, and their sum. An estimate is the bill of what is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from baoxiu.core.money import Money, total
from baoxiu.core.pricing.labour import EXACT, SeveralKinds, Tariff, charged_lines, planned_times

_ORDER = {"travel": 0, "labour": 1, "service": 1, "material": 2}


@dataclass(frozen=True, slots=True)
class Rule:
    """How a procedure charges labour."""

    tariff: Tariff = EXACT
    several: SeveralKinds = "highest_standard_once"


@dataclass(frozen=True, slots=True)
class Bill:
    """What something costs: its lines, their sum, and the time that was worked for it."""

    lines: tuple[Mapping[str, Any], ...]
    total: Money
    time: timedelta = timedelta()

    def as_json(self) -> dict[str, Any]:
        """As it is kept and shown."""
        return {"lines": [dict(line) for line in self.lines], "total": str(self.total), "seconds": self.time.total_seconds()}


def bill(
    works: Sequence[Mapping[str, Any]], materials: Sequence[Mapping[str, Any]], times: Mapping[int, timedelta], rule: Rule | None = None
) -> Bill:
    """The bill of priced lines. The order in which they were written does not matter."""
    used = rule or Rule()
    services = charged_lines(sorted(works, key=_place), times, used.tariff, used.several)
    lines = sorted([*services, *map(_material, materials)], key=_place)
    return Bill(tuple(lines), total(lines), sum(times.values(), timedelta()))


def estimate(works: Sequence[Mapping[str, Any]], materials: Sequence[Mapping[str, Any]], rule: Rule | None = None) -> Bill:
    """The bill of what is planned, each work taking the minutes it is thought to take."""
    return bill(works, materials, planned_times(works), rule)


def _material(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of material; one that never got a price is shown as such and costs nothing yet."""
    if line.get("amount") is not None:
        return {"kind": "material", **line}
    price = line.get("price")
    if price is None:
        return {"kind": "material", **line, "amount": "0.00", "basis": "unpriced"}
    amount = (Money.of(str(price)) * Decimal(str(line.get("quantity") or 1))).rounded()
    return {"kind": "material", **line, "amount": str(amount)}


def _place(line: Mapping[str, Any]) -> tuple[Any, ...]:
    """Call-out first, then work by visit, then material; the rest of the line decides between equals."""
    return (
        _ORDER.get(str(line.get("kind")), 1),
        int(line.get("visit") or 0),
        "included_in" in line,
        str(line.get("code")),
        repr(sorted(line.items(), key=str)),
    )
