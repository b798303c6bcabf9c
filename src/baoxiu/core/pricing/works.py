"""Works, planned or done: a row of the list, with how long or how many."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from baoxiu.core.pricing.labour import unit_of_time
from baoxiu.core.pricing.lists import PriceRow, as_price
from baoxiu.core.pricing.materials import called, quantity_of
from baoxiu.core.pricing.refusals import BadMinutes, NoMinutes, NotOnTheList


def priced_work(line: Mapping[str, Any], rows: Mapping[str, PriceRow], *, planned: bool = False) -> dict[str, Any]:
    """A line of work with the price, unit and title of its row. Planned work by time says how long it is thought to take."""
    row = rows.get(str(line.get("code") or ""))
    if row is None or row.kind == "material":
        raise NotOnTheList(what=called(line))
    kept = {name: line[name] for name in ("visit", "note") if line.get(name) is not None}
    minutes = minutes_of(line)
    if unit_of_time(row.unit) is None:
        kept["quantity"] = str(quantity_of(line))
    elif planned and minutes is None:
        raise NoMinutes(what=called({"title": row.title}))
    if minutes is not None:
        kept["minutes"] = minutes if minutes % 1 else int(minutes)
    fixed = {"code": row.code, "title": dict(row.title), "kind": row.kind, "unit": row.unit, "price": str(row.price)}
    return {**fixed, **{name: _plain(value) for name, value in kept.items()}}


def minutes_of(line: Mapping[str, Any]) -> Decimal | None:
    """The minutes a line says; None where it says none."""
    said = line.get("minutes")
    if said in (None, ""):
        return None
    minutes = as_price(str(said))
    if minutes is None or minutes == 0:
        raise BadMinutes(what=called(line))
    return minutes


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
