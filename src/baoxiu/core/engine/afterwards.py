"""The rules of what comes after a job, compiled: whom to ring, when, and what opens when the work was not right."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from baoxiu.core.engine.facts import Words
from baoxiu.core.engine.plans import ClockPlan, FollowPlan, ReworkPlan
from baoxiu.core.engine.values import EffectPlan, Value, effect
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.elements import Effect, FollowUp, Procedure, Rework
from baoxiu.core.procedure.loaded import PackOf
from baoxiu.core.spans import read_span

WAITS = "follow_up."  # what the clocks of waiting rules begin with
TITLE: Words = {"zh": "到时回访", "en": "Time to call back"}


def follow_plans(definition: Procedure, known: Collection[str]) -> dict[str, FollowPlan]:
    """The follow-up rules of a procedure, by name."""
    return {rule.key: _follow_plan(rule, known) for rule in definition.follow_up}


def _follow_plan(rule: FollowUp, known: Collection[str]) -> FollowPlan:
    return FollowPlan(
        name=rule.key,
        of=frozenset(rule.of),
        at=frozenset(rule.at),
        when=compiled(rule.when) if rule.when else None,
        share=Value(expression=compiled(rule.share)) if isinstance(rule.share, str) else Value(rule.share),
        effect=_opening(rule, known),
        clock=clock_of(rule),
        way=rule.way,
        attempts=rule.attempts,
        clauses=rule.clause,
    )


def _opening(rule: FollowUp | Rework, known: Collection[str]) -> EffectPlan:
    when = rule.when if isinstance(rule, Rework) else None  # a rule's own condition is asked before the draw
    return effect(Effect(open=rule.opens, to=rule.by or None, unit=rule.unit, fields=rule.fields, when=when, clause=rule.clause), known)


def clock_of(rule: FollowUp) -> str | None:
    """What the clock of a rule that waits is called."""
    return f"{WAITS}{rule.key}"[:60] if rule.after else None


def waiting(definition: Procedure) -> dict[str, ClockPlan]:
    """The clocks of rules that wait a while. Working days and hours are the unit's; any other time is told by the wall clock."""
    found = {}
    for rule in definition.follow_up:
        if (name := clock_of(rule)) is not None and rule.after is not None:
            calendar = "unit" if "working" in rule.after else "always"
            found[name] = ClockPlan(name, rule.title or TITLE, calendar, within=read_span(rule.after), follow_up=rule.key)
    return found


def rework_plans(procedure: str, pack: PackOf | None, known: Collection[str]) -> tuple[ReworkPlan, ...]:
    """What opens when a call-back of `procedure` ends badly: the rules of every procedure of the pack that opens it."""
    rules = ((definition.procedure, rule) for definition in (pack.definitions if pack else ()) for rule in definition.follow_up)
    return tuple(_rework_plans(procedure, rules, known))


def _rework_plans(procedure: str, rules: Iterable[tuple[str, FollowUp]], known: Collection[str]) -> Iterable[ReworkPlan]:
    for opener, rule in rules:
        again = rule.not_solved
        if rule.opens == procedure and again is not None:
            clauses = again.clause or rule.clause
            yield ReworkPlan(opener, rule.key, frozenset(again.in_), _opening(again, known), clauses)
