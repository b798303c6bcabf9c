"""Money: decimal, to the cent, rounded only where somebody says how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Literal

from baoxiu.core.errors import Malformed

Rounding = Literal["half_up", "half_even", "down", "up"]
CENT = Decimal("0.01")
_RULES: dict[Rounding, str] = {
    "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_CEILING,
}  # fmt: skip
_MOST = Decimal("1e15")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount. Adding and multiplying keep every digit; only `rounded` drops any."""

    amount: Decimal = Decimal()

    @staticmethod
    def of(value: Any) -> Money:
        """The amount `value` writes: text, a whole number or a decimal. A float is refused: it is not exact."""
        if isinstance(value, bool | float) or value is None:
            raise Malformed(what=repr(value), why="an amount of money is written as text, such as 12.30")
        try:
            amount = Decimal(str(value).strip())
        except InvalidOperation:
            raise Malformed(what=repr(value), why="an amount of money is written 12.30") from None
        if not amount.is_finite() or abs(amount) >= _MOST:
            raise Malformed(what=repr(value), why="an amount of money is a finite number below 10^15")
        return Money(amount)

    def __add__(self, other: Money) -> Money:
        """Both together, exact."""
        return Money(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        """This without the other, exact."""
        return Money(self.amount - other.amount)

    def __mul__(self, count: Decimal | int) -> Money:
        """So many times as much, exact."""
        return Money(self.amount * count)

    def rounded(self, to: Decimal = CENT, rule: Rounding = "half_up") -> Money:
        """The nearest whole number of `to` by `rule`."""
        return Money((self.amount / to).quantize(Decimal(1), rounding=_RULES[rule]) * to)

    def __str__(self) -> str:
        """The amount as it is kept: at least two places, never an exponent."""
        places = max(2, -int(self.amount.normalize().as_tuple().exponent))
        return f"{self.amount:.{places}f}"


ZERO = Money()


def total(lines: Iterable[Mapping[str, Any]]) -> Money:
    """The sum of price lines: each its `amount`, else `price` times `quantity` (one where unsaid)."""
    return sum((line_amount(line) for line in lines), ZERO)


def line_amount(line: Mapping[str, Any]) -> Money:
    """What one line comes to."""
    if line.get("amount") is not None:
        return Money.of(line["amount"])
    return Money.of(line["price"]) * Money.of(line.get("quantity", 1)).amount
