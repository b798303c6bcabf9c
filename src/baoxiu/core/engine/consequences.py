"""Consequences resolved: who is told what, which tickets open, what runs on linked ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from baoxiu.core.engine.facts import Open, RunOn, Tell
from baoxiu.core.engine.values import FINDING, EffectPlan
from baoxiu.core.expressions.templates import written
from baoxiu.core.expressions.values import json_of, ready

if TYPE_CHECKING:
    from baoxiu.core.engine.course import Course

By = Literal["notice", "sms", "mail", "chat"]


def add(course: Course, effect: EffectPlan, blanks: Mapping[str, Any]) -> None:
    """Put one consequence to the course."""
    _ADDERS[effect.verb](course, effect, blanks)


def _open(course: Course, effect: EffectPlan, _blanks: Mapping[str, Any]) -> None:
    if effect.each is None:
        course.effects.append(opening(course, effect))
        return
    for entry in course.scope.raw(effect.each) or ():
        course.effects.append(_opening_for(course, effect, entry))


def _opening_for(course: Course, effect: EffectPlan, entry: Any) -> Open:
    """The ticket opened for one entry of a list: the entry is `each`, what a finding says goes by its own name too."""
    scope = course.scope
    seen = dict.fromkeys(FINDING)
    seen |= {"each": ready(entry), "what": entry} if not isinstance(entry, Mapping) else {**_named(entry), "each": ready(dict(entry))}
    scope.lend(seen)
    try:
        to = recipients(course, effect.to)
        found = {name: json_of(given.of(scope)) for name, given in effect.fields}
    finally:
        for name in seen:
            scope.forget(name)
    kept = {name: value for name, value in found.items() if value is not None}
    return Open(effect.name, kept, to[0] if to else None, effect.unit, effect.clause, apart=True)


def _named(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in FINDING if name in entry}


def opening(course: Course, effect: EffectPlan) -> Open:
    """The ticket an effect opens, with what it is given."""
    to = recipients(course, effect.to)
    return Open(effect.name, _fields(course, effect), to[0] if to else None, effect.unit, effect.clause)


def _fields(course: Course, effect: EffectPlan) -> dict[str, Any]:
    found = {name: stored_or(course, given) for name, given in effect.fields}
    return {name: value for name, value in found.items() if value is not None}


def stored_or(course: Course, given: Any) -> Any:
    """A field handed on as it is kept (money stays text), anything else as its expression says."""
    if given.expression is not None and (name := given.expression.source) in course.scope.changes | dict(course.ticket.fields):
        return course.scope.stored(name)
    return json_of(given.of(course.scope))


def _tell(course: Course, effect: EffectPlan, blanks: Mapping[str, Any]) -> None:
    task = effect.name == "task"
    by = cast(By, "notice" if task else effect.name)
    to = recipients(course, effect.to or ("holder",), by)
    course.effects.append(
        Tell(to, _words(course, effect, blanks), by, effect.clause, task=task, key=f"{len(course.effects)}:{effect.name}")
    )


def _words(course: Course, effect: EffectPlan, blanks: Mapping[str, Any]) -> dict[str, str]:
    if not effect.words:
        title = course.plan.title_of(course.state)
        return {language: f"{course.scope.value('number')} {text}" for language, text in title.items()}
    course.scope.lend({name: written(value, course.scope) for name, value in blanks.items()})
    return {language: text.fill(course.scope, language) for language, text in effect.words}


def recipients(course: Course, to: tuple[str, ...], by: By = "notice") -> tuple[str, ...]:
    """Names as the outbox knows them: roles, 'customer', 'holder', 'person:ID', 'contact:NAME'."""
    return tuple(_recipient(course, name, by) for name in to)


def _recipient(course: Course, name: str, by: By) -> str:
    plan = course.plan
    if name in plan.roles or name in {"customer", "holder"}:
        return name
    if (course.scope.types.get(name) or plan.types.get(name)) == "person":
        person = course.scope.value(name)
        return f"person:{person}" if person is not None else "holder"
    known = name in plan.contacts or name in (course.ticket.unit.settings.get("contacts") or {})
    return f"contact:{name}" if known or (by == "mail" and plan.roles) else name


def _run(course: Course, effect: EffectPlan, _blanks: Mapping[str, Any]) -> None:
    course.effects.append(RunOn(effect.on or "parent", effect.name, _fields(course, effect)))


def _allow(course: Course, effect: EffectPlan, _blanks: Mapping[str, Any]) -> None:
    grants = dict(course.grants if course.grants is not None else course.ticket.grants)
    grants[effect.name] = tuple(dict.fromkeys((*grants.get(effect.name, ()), *effect.to)))
    course.grants = grants


def _follow_up(course: Course, effect: EffectPlan, _blanks: Mapping[str, Any]) -> None:
    course.follow_ups.append(effect.name)


def _flag(course: Course, effect: EffectPlan, _blanks: Mapping[str, Any]) -> None:
    if effect.name not in course.ticket.flags and effect.name not in course.flags:
        course.flags.append(effect.name)


_ADDERS = {"open": _open, "tell": _tell, "run": _run, "allow": _allow, "follow_up": _follow_up, "flag": _flag}
