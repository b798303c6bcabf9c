"""What a ticket would be born as is told while its form is still being filled."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from baoxiu.core import engine
from baoxiu.core.engine import Foreseen
from baoxiu.core.engine.facts import Actor, Post, UnitFacts
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import load_pack
from station import MONDAY

PACKS = Path(__file__).parents[2] / "procedures"
DESK = UnitFacts(7, "T1", "田立花园", "/1/7/", "Asia/Shanghai")
WHOLE = {"customer": "赵先生", "phone": "13900139000", "address": "5 栋 802", "fault": "水管爆裂"}


@cache
def procedure(pack: str, name: str) -> LoadedProcedure:
    return load_pack(PACKS / pack).procedures[name]


def foreseen(form: dict[str, Any], *, pack: str = "tianli-property", name: str = "repair", role: str = "front_desk") -> Foreseen:
    clerk = Actor(3, "小何", "person", 1, (Post(role, 7, "/1/7/"),))
    return engine.foresee(procedure(pack, name), DESK, form, clerk, MONDAY, world={})


def test_an_emergency_is_judged_by_its_answer_with_the_time_it_promises() -> None:
    urgent, usual = foreseen({**WHOLE, "urgency": "emergency"}), foreseen({**WHOLE, "urgency": "normal"})

    (words,) = [one["zh"] for one in urgent.answers if "急" in one["zh"]]
    due = next(one for one in urgent.dues if one.name == "emergency")
    assert (words, due.within.total_seconds() / 60, due.clauses) == ("紧急事故", 15, ("TLW-16",))
    assert "emergency" not in {one.name for one in usual.dues}
    assert urgent.state == "written"
    assert urgent.wanted == ()


def test_a_form_half_filled_says_what_is_wanted_and_still_what_it_leads_to() -> None:
    found = foreseen({"urgency": "emergency", "fault": "水管爆裂"})

    assert {fault.field for fault in found.wanted} == {"customer", "phone", "address"}
    assert "emergency" in {one.name for one in found.dues}


def test_a_wrong_value_is_told_at_its_field_and_counts_for_nothing() -> None:
    found = foreseen({**WHOLE, "urgency": "quick"})

    assert [fault.field for fault in found.wanted] == ["urgency"]
    assert found.refusal is None


def test_a_condition_refuses_only_once_everything_it_speaks_of_is_said() -> None:
    said = {"customer": "王女士", "phone": "13800138000", "address": "3 栋 1201", "category": "water", "fault": "漏水"}
    ask = {"pack": "property-service-standard", "name": "service", "role": "desk"}
    early = foreseen({"phone": "13800138000"}, **ask)
    short = foreseen({**said, "wished_at": "2026-03-02T10:00:00+08:00", "liability_accepted": True}, **ask)

    assert early.refusal is None
    assert short.refusal is not None
    assert short.refusal.clause == "PRS-23"


def test_whoever_may_not_open_it_is_told_so() -> None:
    assert foreseen(WHOLE, role="technician").refusal is not None


def test_what_can_end_it_at_once_is_offered_to_whoever_may() -> None:
    ask: dict[str, Any] = {"pack": "yuehao-property", "name": "surge"}
    repairer = foreseen({}, **ask, role="repairer")
    none = foreseen(WHOLE)

    assert [(one.command, one.final) for one in repairer.ends] == [("solve", "done")]
    assert none.ends == ()
