"""Lenovo's network for dispatch: two further stations, areas of Shenzhen, and short ways to say who covers what."""

from __future__ import annotations

from typing import Any

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.recorded.tables import Row
from baoxiu.directory.actions.areas import take_areas
from baoxiu.directory.models import Unit
from baoxiu.dispatch import actions as dispatch
from baoxiu.dispatch import queries
from procedures.stage import Order, Stage

AREAS = {"44": "广东省", "4403": "深圳市", "440305": "南山区", "440306": "宝安区", "440305007": "粤海街道", "440306001": "新安街道"}
NANSHAN, BAOAN, YUEHAI, XINAN = "440305", "440306", "440305007", "440306001"


class Network:
    """Lenovo's house with the stations N and S; nothing is covered yet."""

    def __init__(self, house: Stage) -> None:
        """Everybody has been there since the house began."""
        self.house = house
        rows = [Row(line, {"code": code, "title": title}) for line, (code, title) in enumerate(AREAS.items(), start=2)]
        take_areas(rows, "2023-06-30", by=SYSTEM, at=house.began_at)
        self.north = house.found("N", "station", "region", "深圳北站")
        self.south = house.found("S", "station", "region", "深圳南站")
        for unit in (self.north, self.south):
            house.hire("coordinator", f"{unit.title}协调员", login=f"coordinator_{unit.code}", unit=unit)

    def cover(self, unit: Unit, area: str, *, at: str = "", **facts: Any) -> None:
        """A station covers an area from a day on; from the beginning where none is said."""
        when = self.house.at(at) if at else self.house.began_at
        dispatch.cover(unit, area=area, by=SYSTEM, at=when, **facts)

    def terms(self, unit: Unit, *, at: str = "", **terms: Any) -> None:
        """A station's contract from a day on."""
        dispatch.set_terms(unit, by=SYSTEM, at=self.house.at(at) if at else self.house.began_at, **terms)

    def order(self, area: str, *, at: str = "2026-03-02 09:00", by: str = "cc_agent", **answers: Any) -> Order:
        """An order taken at headquarters for an address in an area."""
        return self.house.report_at(self.house.root, at=at, by=by, belongs={"area": area}, **answers)

    def station_of(self, order: Order) -> str:
        """The code of the unit an order stands with."""
        return order.row.unit.code

    def why(self, order: Order) -> dict[str, tuple[str, ...]]:
        """What the ticket keeps: station -> reasons."""
        kept = [event.data["dispatch"] for event in order.events if "dispatch" in event.data]
        return {one["code"]: tuple(one["reasons"]) for one in kept[-1]["stations"]}

    def ask(self, unit: Unit, *, at: str = "2026-03-02 09:00", by: str = "", **form: Any) -> Order:
        """A station asks for a change."""
        said = {"change": "coverage", "reason": "business", "explanation": "人手调整", "effective_on": "2026-04-01", **form}
        given = {name: value for name, value in said.items() if value is not None}
        who = self.house.actor(by or f"coordinator_{unit.code}")
        return Order(self.house, dispatch.ask_change("coverage-change", unit, given, by=who, at=self.house.at(at)).id)

    def approve(self, change: Order, *, day: str = "2026-03-03") -> Order:
        """The region and headquarters agree."""
        change.run("region_approve", {"region_opinion": "同意"}, by="region", at=f"{day} 09:00")
        if change.state == "before_headquarters":
            change.run("headquarters_approve", {"headquarters_opinion": "同意"}, by="headquarters", at=f"{day} 10:00")
        return change

    def areas_of(self, unit: Unit, *, at: str) -> set[str]:
        """What a station covers at an instant."""
        return {one.area for one in queries.coverage_of(unit, at=self.house.at(at))}
