"""The lines of a statement. An order has one line in the month it ended; what becomes known later is a line of its own, never a change.

The law all rests on: whatever was drawn, disputed and corrected, the lines of an order add up to what it is worth by what was known last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from baoxiu.core.money import ZERO, Money
from baoxiu.core.settlement.worth import Worth

Entry = Literal["order", "correction", "ruling"]


@dataclass(frozen=True, slots=True)
class Known:
    """An order, and what it is worth by what is known now. `of`: the month it ended in, where that is settled already without it."""

    order: str
    worth: Worth
    of: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What an order has come to so far, and the month whose statement it first stood in."""

    amount: Money
    month: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `amount` is what it adds: the whole worth, or by how much the worth differs from what was settled before."""

    order: str
    entry: Entry
    worth: Worth
    amount: Money
    of: str = ""  # a correction, a ruling, an order its own month was drawn up without: the month it is about


def drawn(ended: Iterable[Known], looked_at: Iterable[Known], earlier: Mapping[str, Settled]) -> tuple[Line, ...]:
    """The lines of a new statement: orders that ended in its month, then corrections of earlier ones that came to be worth something else.

    An order that stands in an earlier statement never gets a second first line; one that does not cannot be corrected.
    """
    fresh = [one for one in ended if one.order not in earlier]
    firsts = [Line(one.order, "order", one.worth, one.worth.amount, one.of) for one in fresh]
    return (*firsts, *(line for one in looked_at if one.order in earlier and (line := _correction(one, earlier[one.order]))))


def _correction(one: Known, before: Settled) -> Line | None:
    differs = one.worth.amount - before.amount
    return Line(one.order, "correction", one.worth, differs, before.month) if differs != ZERO else None


def disputed(one: Known, before: Settled) -> Line:
    """The line an accepted dispute adds: by how much the order's worth, the ruling kept in mind, differs from what it came to."""
    return Line(one.order, "ruling", one.worth, one.worth.amount - before.amount, before.month)


def total(lines: Iterable[Line]) -> Money:
    """What lines come to."""
    return sum((line.amount for line in lines), ZERO)
