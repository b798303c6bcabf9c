"""Materials: from the list; else the stock-in price with a mark-up; the owner's own cost nothing. All are checked before use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baoxiu.core.money import Money
from baoxiu.core.pricing.lists import PriceRow, as_price
from baoxiu.core.pricing.refusals import BadPrice, BadQuantity, NoStockInPrice, NotOnTheList, Unchecked

JIAO = Decimal("0.1")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Markup:
    """What material that is on no list costs: its stock-in price so many times, to the step."""

    times: Decimal
    step: Decimal = JIAO

    def price(self, stock_in: Decimal) -> Money:
        """The price of one."""
        return Money(stock_in * self.times).rounded(self.step)


def priced_material(
    line: Mapping[str, Any], rows: Mapping[str, PriceRow], *, markup: Markup | None = None, listed: bool = True, checked: bool = False
) -> dict[str, Any]:
    """A line of material with its price and where that comes from (`basis`). `listed`: a price typed by hand does not count.

    `checked`: whoever supplied it, it has been looked at before it is used.
    """
    quantity = quantity_of(line)
    if checked and line.get("checked") is not True:
        raise Unchecked(what=called(line))
    owner = line.get("supplied_by") == "owner"
    basis, price, row = _price(line, rows, markup, listed=listed) if not owner else ("owner", Money(), rows.get(_code(line)))
    kept = {name: line[name] for name in ("code", "title", "unit", "visit", "note", "checked") if line.get(name) not in (None, "")}
    if row is not None:
        kept |= {"code": row.code, "title": dict(row.title), "unit": row.unit}
    if basis == "stock_in":
        kept["stock_in_price"] = str(Money.of(str(line["stock_in_price"])))
    amount = (price * quantity).rounded(CENT)
    supplied = {"supplied_by": "owner" if owner else "company", "basis": basis, "quantity": str(quantity)}
    return {"kind": "material", **kept, **supplied, "price": str(price), "amount": str(amount)}


def _price(
    line: Mapping[str, Any], rows: Mapping[str, PriceRow], markup: Markup | None, *, listed: bool
) -> tuple[str, Money, PriceRow | None]:
    row = rows.get(_code(line))
    if row is not None and row.kind == "material":
        return "list", row.price, row
    if markup is not None:
        return "stock_in", markup.price(_stock_in(line)), None
    if listed:
        raise NotOnTheList(what=called(line))
    stated = as_price(line.get("price"))
    if stated is None:
        raise BadPrice(what=called(line))
    return "stated", Money(stated), None


def _stock_in(line: Mapping[str, Any]) -> Decimal:
    said = line.get("stock_in_price")
    if said in (None, ""):
        raise NoStockInPrice(what=called(line))
    price = as_price(said if isinstance(said, str) else str(said))
    if price is None:
        raise BadPrice(what=called(line))
    return price


def quantity_of(line: Mapping[str, Any]) -> Decimal:
    """How many, or how much: one where unsaid; above 0."""
    said = line.get("quantity")
    quantity = Decimal(1) if said in (None, "") else as_price(str(said))
    if quantity is None or quantity == 0:
        raise BadQuantity(what=called(line))
    return Decimal(int(quantity)) if quantity % 1 == 0 else quantity.normalize()


def called(line: Mapping[str, Any]) -> str:
    """What a line is about, for people."""
    title = line.get("title")
    if isinstance(title, Mapping):
        return str(title.get("zh") or next(iter(title.values()), ""))
    return str(title or line.get("code") or "?")


def _code(line: Mapping[str, Any]) -> str:
    return str(line.get("code") or "")
