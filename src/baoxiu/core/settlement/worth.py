"""What one order is worth: the fee of its tier, and each deduction that holds. Every item is whole cents, so sums are exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from baoxiu.core.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Item:
    """One amount of a line, and why: the tier's fee (not below nought), or a deduction (not above nought)."""

    kind: Literal["fee", "deduction"]
    name: str
    amount: Money
    clauses: tuple[str, ...] = ()

    def said(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {"kind": self.kind, "name": self.name, "amount": str(self.amount), "clauses": list(self.clauses)}

    @staticmethod
    def read(said: Mapping[str, Any]) -> Item:
        """From a row."""
        return Item(said["kind"], said["name"], Money.of(said["amount"]), tuple(said["clauses"]))


@dataclass(frozen=True, slots=True)
class Worth:
    """What an order is worth by what is known of it: its tier first, then the deductions."""

    items: tuple[Item, ...]

    @property
    def tier(self) -> str:
        """The tier it earns."""
        return self.items[0].name if self.items else ""

    @property
    def amount(self) -> Money:
        """All items together."""
        return sum((item.amount for item in self.items), ZERO)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a dispute was answered with: another tier, deductions let go. It holds for the order from then on."""

    tier: str = ""
    waives: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        """Whether it changes anything at all."""
        return bool(self.tier or self.waives)


def ruled(rulings: Iterable[Ruling]) -> Ruling:
    """Several rulings on one order, oldest first: the latest tier named, and everything that was let go."""
    tier, waives = "", frozenset[str]()
    for one in rulings:
        tier, waives = one.tier or tier, waives | one.waives
    return Ruling(tier, waives)
