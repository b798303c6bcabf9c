"""A job that is paid for, on the engine alone: the pack `packs/paid`, its people, a ticket that lives through decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import station
from baoxiu.core import engine
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, Post, TicketFacts, UnitFacts
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.procedure.loading import LoadedPack, load_pack

FOLDER = Path(__file__).parent / "packs" / "paid"
CENTRE = UnitFacts(7, "C1", "一中心", "/1/7/", "Asia/Shanghai")
TECHNICIAN = Actor(21, "老周", "person", 1, (Post("technician", 7, "/1/7/", 1),))
FINANCE = Actor(22, "财务小陈", "person", 1, (Post("finance", 1, "/1/", 1),))
DESK = Actor(23, "前台小李", "person", 1, (Post("desk", 7, "/1/7/", 1),))


@cache
def pack() -> LoadedPack:
    return load_pack(FOLDER)


class Job(station.Case):
    """A paid repair; times are given in minutes after nine."""

    def do(self, name: str, minutes: float, form: Mapping[str, Any] | None = None, *, by: Actor = TECHNICIAN) -> Job:
        at = station.MONDAY + timedelta(minutes=minutes)
        self.take(engine.decide(self.procedure, self.facts, name, form or {}, by, at))
        return self

    def value(self, name: str, minutes: float = 600) -> Any:
        plan = plan_of(self.procedure)
        return DecisionScope(plan, self.facts, TECHNICIAN, station.MONDAY + timedelta(minutes=minutes), plan.types).value(name)

    def kept(self, name: str) -> Any:
        plan = plan_of(self.procedure)
        return DecisionScope(plan, self.facts, TECHNICIAN, station.at(9), plan.types).kept(name)


def reported(**world: Any) -> Job:
    """A job just reported, at nine."""
    of = pack().procedures["repair"]
    decision = engine.decide_opening(of, CENTRE, {"fault": "灯不亮"}, DESK, station.MONDAY, world=world)
    facts = TicketFacts("t1", "C1-0001", of.key, of.definition.kind, "", None, 0, station.MONDAY, CENTRE, world=world)
    job = Job(of, facts)
    job.take(decision)
    return job


def quoted(works: Any = (), materials: Any = (), **world: Any) -> Job:
    """A job that was looked at and quoted."""
    return reported(**world).do("survey", 5, {"charged": True, "planned_works": list(works), "planned_materials": list(materials)})


def agreed(works: Any = (), materials: Any = (), **world: Any) -> Job:
    """A job whose price was agreed to."""
    return quoted(works, materials, **world).do("agree", 6, {"consent": "price"}, by=station.CUSTOMER)
