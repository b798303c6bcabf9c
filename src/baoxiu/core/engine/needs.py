"""Which facts of other rooms a command's expressions use, so that only those are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from baoxiu.core.engine.charging import ChargesPlan
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.copies import slips_by_name
from baoxiu.core.engine.plans import Act, BranchPlan, ClockPlan, Plan, TriggerPlan
from baoxiu.core.engine.scope import ENGINE_NAMES
from baoxiu.core.expressions import Expression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.loaded import LoadedProcedure

_QUOTING = frozenset({"agree", "decline", "take_payment", "refund"})
_BY_FUNCTION = {
    "stock": "stock",
    "late_parts": "late_parts",
    "outage_covers": "outages",
    "outage_named": "outages",
    "skill_for": "skills",
    "serves": "person",
    "on_duty": "roster",
    "grade": "contract",
}


def needed_world(procedure: LoadedProcedure, command: str) -> frozenset[str]:
    """The world facts that `command` ('opened' for the birth, 'clock:NAME' for a ring) may look at."""
    plan = plan_of(procedure)
    key = command.removeprefix("clock:")
    if key not in plan.world:
        plan.world[key] = _needed(plan, key)
    return plan.world[key]


def _needed(plan: Plan, key: str) -> frozenset[str]:
    act = plan.opening if key == "opened" else plan.acts.get(key)
    clock = plan.clocks.get(key)
    own = frozenset(act.asks) if act else frozenset()
    found: set[str] = set()
    for expression in _of(plan, act, clock):
        found |= {_BY_FUNCTION[name] for name in expression.functions if name in _BY_FUNCTION}
        found |= {name for name in expression.names if _is_world(name, plan, own)}
    if act is not None and any(ask.type == "proof" for ask in act.asks.values()):
        found.add("site_proof")
    if plan.charges is not None and act is not None and _prices(plan.charges, act, _of(plan, act, clock)):
        found.add("prices")
    return frozenset(found)


def _prices(charges: ChargesPlan, act: Act, expressions: Iterable[Expression]) -> bool:
    """Whether the act writes lines that want a price, says which list holds, or lays a quote before the customer."""
    asks_lines = bool(charges.roles.keys() & act.asks.keys())
    return asks_lines or act.about in _QUOTING or any("price_list" in one.names for one in expressions)


def _is_world(name: str, plan: Plan, own: frozenset[str]) -> bool:
    if name == "person":
        return True
    linked = {key.split(".")[0].replace("-", "_") for key in plan.answers}
    return name not in plan.types and name not in own and name not in ENGINE_NAMES and name not in linked


def _of(plan: Plan, act: Act | None, clock: ClockPlan | None) -> Iterator[Expression]:
    if act is not None:
        yield from _of_act(act)
        moved = _moved(plan, act)
        yield from (trigger.when for trigger in moved if trigger.when is not None)
        for trigger in moved:
            yield from _of_clock(plan, plan.clocks[trigger.clock])
        yield from _of_gates(plan, act)
        yield from _of_afterwards(plan, act)
        if act.about == "print":
            slips = slips_by_name(plan.definition).values()
            yield from (compiled(copy.if_) for slip in slips for copy in slip.copies if copy.if_)
    if clock is not None:
        yield from _of_clock(plan, clock)


def _moved(plan: Plan, act: Act) -> list[TriggerPlan]:
    keys = [act.name, *(f"state:{branch.state}" for branch in act.branches if branch.state)]
    return [trigger for key in keys for index in (plan.starts, plan.stops) for trigger in index.get(key, ())]


def _of_act(act: Act) -> Iterator[Expression]:
    for ask in act.asks.values():
        yield from ask.expressions()
    yield from (guard.that for guard in act.guards)
    entries = [pair for _, entry in act.adds for pair in entry]
    yield from (value.expression for _, value in (*act.sets, *act.sets_once, *entries) if value.expression is not None)
    yield from (one for effect in act.effects for one in effect.expressions())
    yield from (one for one in (act.assigns, act.moves_to) if one is not None)
    for branch in act.branches:
        yield from _of_branch(branch)


def _of_branch(branch: BranchPlan) -> Iterator[Expression]:
    if branch.when is not None:
        yield branch.when
    yield from (value.expression for _, value in branch.sets if value.expression is not None)
    yield from (one for effect in branch.effects for one in effect.expressions())


def _of_clock(plan: Plan, clock: ClockPlan) -> Iterator[Expression]:
    effects = (*clock.begins, *clock.warn, *clock.breach, *(one for step in clock.chain for one in step.effects))
    yield from (one for effect in effects for one in effect.expressions() if not one.names & _LENT)
    yield from (one for one in (clock.due, clock.unless) if one is not None)
    if clock.limit is not None and clock.limit in plan.limits:
        yield plan.limits[clock.limit].by
    if clock.breach_runs is not None and clock.breach_runs in plan.acts:
        yield from _of_act(plan.acts[clock.breach_runs])


def _of_afterwards(plan: Plan, act: Act) -> Iterator[Expression]:
    """What the rules look at that this act may call for: whom to ring, what to do over again."""
    led = {branch.state for branch in act.branches}
    asked = {
        effect.name for effect in (*act.effects, *(one for branch in act.branches for one in branch.effects)) if effect.verb == "follow_up"
    }
    for rule in plan.follow_ups.values():
        if act.name in rule.of or rule.name in asked or led & rule.at:
            yield from (one for one in (rule.when, rule.share.expression) if one is not None)
            yield from rule.effect.expressions()
    yield from (one for rework in plan.reworks if led & rework.states for one in rework.effect.expressions())


def _of_gates(plan: Plan, act: Act) -> Iterable[Expression]:
    return (*plan.conditions.get(act.name, ()), *((plan.grab,) if act.name == "grab" and plan.grab is not None else ()))


_LENT = frozenset({"clock_title", "clock_title_en", "due", "missing"})
