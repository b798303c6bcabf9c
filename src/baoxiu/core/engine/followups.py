"""Afterwards: whom a procedure has rung, by which draw, and what opens when the work was not right. Told in docs/engines/followups.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from baoxiu.core.clocks import Mark
from baoxiu.core.engine import consequences
from baoxiu.core.engine.facts import Running
from baoxiu.core.engine.plans import ClockPlan, FollowPlan, ReworkPlan
from baoxiu.core.engine.running import marked, state_of

if TYPE_CHECKING:
    from baoxiu.core.engine.course import Course
    from baoxiu.core.engine.scope import DecisionScope

FOLLOW_UPS, FOLLOW_UP = "_follow_ups", "_follow_up"  # what the rules decided; on a call-back: the rule it was opened by
DIGITS = 13  # hexadecimal digits of the sum that make the number: 52 bits, exact in a double


def drawn_number(pack: str, rule: str, number: str) -> float:
    """The number in [0, 1) a rule draws for a ticket: the same for everybody, whenever it is made."""
    digest = sha256(f"{pack}:{rule}:{number}".encode()).hexdigest()
    return float(int(digest[:DIGITS], 16) / 16**DIGITS)


def share_of(rule: FollowPlan, scope: DecisionScope) -> float:
    """The share that is rung, between 0 and 1; where a rule's expression gives no number, everybody is."""
    found = rule.share.of(scope)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return 1.0
    return min(max(float(found), 0.0), 1.0)


def settle(course: Course) -> None:
    """Apply the rules that what was done, or the state it led to, calls for; open the rework where a call-back ended badly."""
    entered = course.state if course.state != course.ticket.state else None
    wanted = set(course.follow_ups)
    course.follow_ups.clear()
    for rule in course.plan.follow_ups.values():
        if rule.name in wanted or rule.of.intersection(course.performed) or entered in rule.at:
            draw(course, rule)
    said = course.ticket.fields.get(FOLLOW_UP)
    if entered is None or not said:
        return
    for rework in course.plan.reworks:
        if entered in rework.states and (rework.procedure, rework.rule) == (said["procedure"], said["rule"]):
            _again(course, rework, said)


def draw(course: Course, rule: FollowPlan) -> None:
    """Draw for a ticket, once for each rule: what was drawn is kept on it either way. A ticket has its number only once it is born."""
    scope, ticket = course.scope, course.ticket
    kept = scope.stored(FOLLOW_UPS) or []
    known = any(one["rule"] == rule.name for one in kept)
    if known or not ticket.state or (rule.when is not None and not rule.when.holds(scope)):
        return
    share, number = share_of(rule, scope), drawn_number(course.plan.pack, rule.name, ticket.number)
    drawn = number < share
    said = {"rule": rule.name, "at": scope.at_text, "share": share, "number": number, "drawn": drawn}
    scope.write(FOLLOW_UPS, [*kept, said])
    if not drawn:
        return
    course.clauses.extend(rule.clauses)
    course.follow_ups.append(rule.name)
    if rule.clock is None:
        _ring_up(course, rule, said)
    else:
        course.keep_running(rule.clock, _waiting(course.plan.clocks[rule.clock], scope))


def ring_due(course: Course, clock: ClockPlan) -> None:
    """The time after which somebody is rung has passed: the call-back opens."""
    running, rule = course.running[clock.name], course.plan.follow_ups[str(clock.follow_up)]
    if running.until is None or running.until > course.scope.at or state_of(running) == "stopped":
        return
    course.keep_running(clock.name, marked(running, "stop", running.until))
    said = next(one for one in course.scope.stored(FOLLOW_UPS) if one["rule"] == rule.name)
    course.clauses.extend(rule.clauses)
    _ring_up(course, rule, said)


def _waiting(clock: ClockPlan, scope: DecisionScope) -> Running:
    """A clock that rings when the rule's time has passed, by its own calendar."""
    if clock.within is None:
        raise TypeError(clock.name)
    return Running(clock.name, (Mark("start", scope.at),), until=clock.within.end(scope.at, scope.calendar(clock.calendar)))


def _ring_up(course: Course, rule: FollowPlan, said: Mapping[str, Any]) -> None:
    """Open the call-back; it knows by which rule it came."""
    asked = {"rule": rule.name, "procedure": course.plan.definition.procedure, "order": course.ticket.number, "drawn_at": said["at"],
             "share": said["share"], "number": said["number"], "way": rule.way, "attempts": rule.attempts}  # fmt: skip
    known = {name: value for name, value in asked.items() if value is not None}
    opened = consequences.opening(course, rule.effect)
    course.effects.append(replace(opened, fields={**opened.fields, FOLLOW_UP: known}))


def _again(course: Course, rework: ReworkPlan, said: Mapping[str, Any]) -> None:
    """Open the rework; it names the order it goes back to."""
    if rework.effect.when is not None and not rework.effect.when.holds(course.scope):
        return
    opened = consequences.opening(course, rework.effect)
    course.effects.append(replace(opened, fields={"rework_of": said["order"], **opened.fields}))
    course.clauses.extend(rework.clauses)
