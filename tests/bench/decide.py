"""Row 5: one decision of the engine on the largest pack, over the life of one work order; beside it each command and loading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter_ns, process_time_ns
from typing import Any

from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor, Decision, Post, TicketFacts, UnitFacts
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import LoadedPack, load_pack

from .clocks import Row

GOAL = 40.0
LOADING_GOAL = 100.0
PACK = Path(__file__).parents[2] / "procedures" / "lenovo-unified-repair"
OPENED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
UNIT = UnitFacts(7, "BJ01", "北京站", "/1/4/7/", "Asia/Shanghai", {"week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}, "holidays": "CN"})
WORLD = {"stock": {"P1": 4}, "late_parts": False, "outages": []}
REPORT = {"customer": "王女士", "phone": "13800000000", "address": "海淀", "fault": "不开机"}
LIFE: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("download", {}),
    ("log_attempt", {"outcome": "no_answer"}),
    ("log_attempt", {"outcome": "reached", "note": "在家"}),
    ("judge", {"fault_kind": "hardware", "needed_parts": [{"code": "P1", "quantity": 1}]}),
    ("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}),
    ("print", {}),
    ("promise_visit", {"promised_at": "2026-03-03T14:00+08:00", "promise_type": "user_reason", "reason": "用户改约"}),
    ("depart", {"engineer": 12}),
    ("write_back", {"repair_note": "更换主板"}),
    ("solve", {"customer_signature": {"file": "s.png"}}),
)
ROUNDS, IN_A_ROUND = 60, 50

Step = tuple[str, TicketFacts, Mapping[str, Any], datetime]


def measure() -> Row:
    """The mean decision of one order's life, in processor time; beside it the slowest, each command, and loading the pack."""
    procedure = load_pack(PACK).procedures["work-order"]
    who = everybody(procedure)
    steps = life(procedure, who)
    each = {f"{place + 1} {name}": _each(procedure, who, step) for place, step in enumerate(steps) if (name := step[0])}
    beside = {"slowest": max(each.values()), **each, **loading(procedure)}
    return Row(5, "core.engine.decide: one decision on the largest pack", sum(each.values()) / len(each), "µs", GOAL, beside)


def everybody(procedure: LoadedProcedure) -> Actor:
    """One person who holds every role, as small stations have it."""
    roles = procedure.pack.pack.roles if procedure.pack else {}
    return Actor(12, "众人", "person", 1, tuple(Post(role, 4, "/1/4/", 1) for role in roles))


def life(procedure: LoadedProcedure, who: Actor) -> list[Step]:
    """Each step of one order with the facts it was decided on."""
    facts = TicketFacts("t", "BJ0100001", procedure.key, "work_order", "", None, 0, OPENED, UNIT, world=WORLD)
    facts = _after(facts, engine.decide_opening(procedure, UNIT, REPORT, replace(who, kind="system"), OPENED, world=WORLD))
    steps: list[Step] = []
    for place, (name, form) in enumerate(LIFE):
        at = OPENED + timedelta(minutes=20 * (place + 1))
        steps.append((name, facts, form, at))
        facts = _after(facts, engine.decide(procedure, facts, name, form, who, at))
    return steps


def _after(facts: TicketFacts, decision: Decision) -> TicketFacts:
    return replace(
        facts,
        state=decision.to_state,
        mode=decision.mode,
        fields={**facts.fields, **decision.changes},
        running={**facts.running, **{change.running.name: change.running for change in decision.running}},
        holder_id=decision.holder_id,
    )


def _each(procedure: LoadedProcedure, who: Actor, step: Step) -> float:
    """Microseconds of processor time for one decision: the round least disturbed by whatever else the machine does."""
    name, facts, form, at = step

    def decide() -> object:
        return engine.decide(procedure, facts, name, form, who, at)

    return min(_round(decide, process_time_ns, IN_A_ROUND) for _ in range(ROUNDS))


def _round(work: Callable[[], object], clock: Callable[[], int], times: int) -> float:
    began = clock()
    for _ in range(times):
        work()
    return (clock() - began) / times / 1_000


def loading(procedure: LoadedProcedure) -> dict[str, float]:
    """Milliseconds to load the pack with every check, from the stored document, and again from the cache."""
    pack = load_pack(PACK)
    document, digest = pack.to_document(), pack.digest
    LoadedPack.from_document(document, digest=digest)
    checked = median(_round(lambda: load_pack(PACK), perf_counter_ns, 1) for _ in range(3))
    return {
        f"ms to load and check the pack (goal {LOADING_GOAL:.0f})": checked / 1_000,
        "ms to compile the procedure's plan": _round(lambda: _compiled(procedure), perf_counter_ns, 5) / 1_000,
        "ms to take the pack from the cache": _round(lambda: LoadedPack.from_document(document, digest=digest), perf_counter_ns, 5) / 1_000,
    }


def _compiled(procedure: LoadedProcedure) -> object:
    fresh = LoadedProcedure(procedure.definition, procedure.pack)
    return engine.needed_world(fresh, "opened")
