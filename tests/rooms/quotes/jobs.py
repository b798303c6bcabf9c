"""Jobs of the house that charges, as tests play them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baoxiu.core.money import Money
from baoxiu.core.pricing import PriceRow
from procedures.house import House, Order

DAY = "2026-03-02"
WIRING = {"code": "L1", "minutes": 30}
BULB = {"code": "M1", "quantity": 2}


def row(code: str = "L1", price: str = "120", kind: str = "labour", unit: str = "小时", **more: Any) -> PriceRow:
    return PriceRow(code, {"zh": code}, kind, unit, Money.of(price), **more)


def quoted(house: House, works: Any = (WIRING,), materials: Any = (BULB,), at: str = "09") -> Order:
    """A job that was looked at and quoted."""
    order = house.report({"fault": "灯不亮"}, at=f"{DAY} {at}:00")
    form: Mapping[str, Any] = {"charged": True, "planned_works": list(works), "planned_materials": list(materials)}
    order.run("survey", form, by="technician", at=f"{DAY} {at}:10")
    return order


def agreed(house: House, **more: Any) -> Order:
    """A job whose price the customer agreed to on his own page."""
    order = quoted(house, **more)
    order.run("agree", {"consent": "price"}, by="customer", at=f"{DAY} {more.get('at', '09')}:12", door="portal")
    return order


def done(house: House, **more: Any) -> Order:
    """A job done in 30 minutes with two bulbs: 55 yuan."""
    order, hour = agreed(house, **more), more.get("at", "09")
    order.run("start", by="technician", at=f"{DAY} {hour}:15")
    used = {"works": [{"code": "L1"}], "materials": [{**BULB, "checked": True}]}
    order.run("finish", used, by="technician", at=f"{DAY} {hour}:45")
    return order
