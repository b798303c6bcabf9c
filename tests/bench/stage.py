"""Who acts in the figures: a property company that visits owners, with tickets to move and a token that may move them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as people
from baoxiu.directory.models import Unit
from baoxiu.intake.actions import file_reports
from baoxiu.journal import clock
from baoxiu.project import founding

PACK, PROCEDURE = "owner-visit-basic", "visit"
SAID = {"customer": "王女士", "phone": "+8613800138000", "address": "3 栋 2 单元 1201", "fault": "厨房水龙头漏水"}


@dataclass(frozen=True, slots=True)
class Stage:
    """The company, its centre, who acts, and his token."""

    root: Unit
    centre: Unit
    by: Actor
    token: str

    def tickets(self, count: int) -> list[tuple[str, str]]:
        """Open that many tickets; their ids and numbers."""
        taken = file_reports((self.report(place) for place in range(count)), by=self.by, at=clock.now(), door="bench")
        return [(one.ticket_id, one.number) for one in taken]

    def report(self, place: int) -> Mapping[str, Any]:
        """One report of many."""
        answers = {**SAID, "address": f"{place % 40 + 1} 栋 {place}"}
        return {"unit": self.centre, "procedure": PROCEDURE, "text": f"厨房水龙头漏水 {place}", "answers": answers}


def build() -> Stage:
    """Found the company."""
    now = clock.now() - timedelta(minutes=1)
    root = founding.found("BENCH", "Bench", PACK, zone="Asia/Shanghai", at=now)
    centre = directory.create_unit(root, level="centre", code="C1", title="Centre", by=SYSTEM, at=now)
    person = directory.create_person(root, login="bench", name="Bench", by=SYSTEM, at=now)
    for role in ("service_centre", "technician"):
        directory.give_post(person, centre, role, by=SYSTEM, at=now)
    _, token = directory.issue_token(person, "bench", ["read", "report", "run"], by=SYSTEM, at=now)
    return Stage(root, centre, people.actor_of(person), token)
