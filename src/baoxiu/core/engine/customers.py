"""What a customer may say of his own ticket whatever its procedure, through his link:

1. `confirm_time`, `ask_new_time`: the agreed time suits, or another would; the house agrees it by the pack's own commands.
2. `urge`: hurry, please; once in half an hour. 3. `not_solved`: the work was not right; the rework opens by the pack's own rule.
4. `rate`: how the work was, once, where the pack does not ask it itself.
5. `complain`: opens the complaint procedure of the pack; where there is none the head of the unit is told.

6. `hurry` is the house's own word: whoever takes reports urges, in his own name, as often as a customer may.

Nothing here moves the ticket. Each word is kept on it with who, when and through which door.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from baoxiu.core.engine import visited
from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.facts import Words
from baoxiu.core.engine.plans import Act, BranchPlan
from baoxiu.core.engine.refusing import refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.engine.values import EffectPlan, effect, tell
from baoxiu.core.errors import Refused
from baoxiu.core.expressions.values import time_of
from baoxiu.core.procedure.elements import Effect, FieldOf, Procedure, Role
from baoxiu.core.procedure.loaded import PackOf

CONFIRM, ASK, URGE, NOT_SOLVED, RATE, COMPLAIN = "confirm_time", "ask_new_time", "urge", "not_solved", "rate", "complain"
HURRY = "hurry"  # the desk urges
NAMES = frozenset({CONFIRM, ASK, URGE, NOT_SOLVED, RATE, COMPLAIN})
TIMES, URGES, NOT_RIGHT, RATINGS, COMPLAINTS = "_times_said", "_urges", "_not_solved", "_ratings", "_complaints"
OF_JOBS = frozenset({"work_order", "coordination"})  # what a customer waits for
AGAIN_AFTER = timedelta(minutes=30)
_HERE = (BranchPlan(None, None, (), (), ()),)
_TITLES: dict[str, Words] = {
    CONFIRM: {"zh": "确认时间", "en": "The time suits me"},
    ASK: {"zh": "改时间", "en": "Ask for another time"},
    URGE: {"zh": "催一下", "en": "Please hurry"},
    HURRY: {"zh": "催办", "en": "Urge"},
    NOT_SOLVED: {"zh": "没修好", "en": "Not solved"},
    RATE: {"zh": "评价", "en": "Rate the work"},
    COMPLAIN: {"zh": "投诉", "en": "Complain"},
}
_CONFIRMED = {"zh": "{number} 用户确认 {said_at} 上门", "en": "{number}: the customer confirms {said_at}"}
_ASKED = {
    "zh": "{number} 用户希望改到 {new_at}，请联系商定。{why}",
    "en": "{number}: the customer asks for {new_at}. Ring and agree. {why}",
}
_URGED = {"zh": "{number} 用户催办：{why}", "en": "{number}: the customer asks to hurry: {why}"}
_PRESSED = {"zh": "{number} 催办：{why}", "en": "{number}: please hurry: {why}"}
_NOT_RIGHT = {"zh": "{number} 用户反映没修好：{remark}", "en": "{number} is not solved, says the customer: {remark}"}
_COMPLAINED = {"zh": "{number} 用户投诉：{words}", "en": "{number}: the customer complains: {words}"}
_WHY = AskPlan("why", "text", {"zh": "说明", "en": "Why"})
_NEW = AskPlan("new_at", "time", {"zh": "希望的时间", "en": "When it would suit"}, required=True, clause=None)
_REMARK = AskPlan("remark", "long_text", {"zh": "哪里没修好", "en": "What is not right"}, required=True)
_PHOTOS = AskPlan("photos", "photos", {"zh": "照片", "en": "Photos"})
_RATING = AskPlan("rating", "rating", {"zh": "这次维修怎么样", "en": "How was it"}, required=True)
_OPINION = AskPlan("opinion", "text", {"zh": "想说的话", "en": "Anything to add"})
_WORDS = AskPlan("words", "long_text", {"zh": "投诉内容", "en": "What you complain of"}, required=True)


def acts(procedure: Procedure, written: Mapping[str, Act], around: PackOf | None) -> dict[str, Act]:
    """What a customer may say here; nothing a pack has written itself, and nothing where he has no ticket of his own."""
    if procedure.kind not in OF_JOBS:
        return {}
    roles = around.pack.roles if around else {}
    going = frozenset(name for name, state in procedure.states.items() if state.final is None)
    waiting = frozenset(name for name in going if procedure.states[name].holder != "customer")
    done = frozenset(name for name, state in procedure.states.items() if state.final == "done")
    urge = _act(URGE, waiting, (_WHY,), tell(("holder",), _URGED, None))
    found = [urge, *_urged_by_the_house(urge, frozenset(procedure.opens.by) - urge.by)]
    if appointment_field(procedure) and not _moved_by_customers(procedure, written):
        found += [
            _act(CONFIRM, going, (), tell(("holder",), _CONFIRMED, None)),
            _act(ASK, going, (_NEW, _WHY), tell(("holder",), _ASKED, None)),
        ]
    if done:
        found.append(_act(NOT_SOLVED, done, (_REMARK, _PHOTOS), *_again(procedure, roles)))
    if done and not _asked_by_pack(written):
        found.append(_act(RATE, done, (_RATING, _OPINION)))
    states = done if COMPLAIN in written else None
    found.append(_act(COMPLAIN, states, (_WORDS, _PHOTOS), *_complaint(procedure, roles, around)))
    return {act.name: act for act in found if act.name not in written}


def _act(name: str, states: frozenset[str] | None, asks: tuple[AskPlan, ...], *effects: EffectPlan) -> Act:
    listed = {ask.name: ask for ask in asks}
    types = {ask.name: ask.type for ask in asks}
    return Act(
        name=name, title=_TITLES[name], kind="implied", states=states, by=frozenset({"customer"}), asks=listed, branches=_HERE,
        effects=effects, types=types, about=name, primary=False,
    )  # fmt: skip


def _urged_by_the_house(urge: Act, by: frozenset[str]) -> list[Act]:
    """The same of whoever takes reports, in his own name."""
    told = tell(("holder",), _PRESSED, None)
    return [replace(urge, name=HURRY, title=_TITLES[HURRY], by=by, effects=(told,))] if by else []


def _moved_by_customers(procedure: Procedure, written: Mapping[str, Act]) -> bool:
    """Whether the pack lets customers set the time themselves."""
    return any("customer" in act.by and appointment_field(procedure) in act.asks for act in written.values())


def _asked_by_pack(written: Mapping[str, Act]) -> bool:
    """Whether the pack itself asks the customer how it was."""
    return any("customer" in act.by and ask.type == "rating" for act in written.values() for ask in act.asks.values())


def _again(procedure: Procedure, roles: Mapping[str, Role]) -> list[EffectPlan]:
    """What a job that was not right leads to: the rework the pack opens after a bad call-back, else a task for whoever takes reports."""
    told = tell(head_of(roles), _NOT_RIGHT, None)
    rule = next((one.not_solved for one in procedure.follow_up if one.not_solved), None)
    known = {*procedure.fields, "number", "remark", "now"}
    if rule is not None:
        fields = {"rework_of": "number", **rule.fields}
        return [effect(Effect(open=rule.opens, to=rule.by or None, unit=rule.unit, fields=fields, clause=rule.clause), known), told]
    desk = tuple(role for role in procedure.opens.by if role in roles) or head_of(roles)
    return [effect(Effect.model_validate({"task": _NOT_RIGHT, "for": desk}), known)]


def _complaint(procedure: Procedure, roles: Mapping[str, Role], around: PackOf | None) -> list[EffectPlan]:
    """The complaint procedure of the pack, opened about this ticket; else a task for the head."""
    known = {*procedure.fields, "number", "words"}
    own = next((one for one in (around.definitions if around else ()) if one.kind == "complaint"), None)
    if own is None:
        return [effect(Effect.model_validate({"task": _COMPLAINED, "for": head_of(roles) or ("holder",)}), known)]
    given: dict[str, str] = {
        "order": "number",
        "words": "words",
        **{name: name for name in ("customer", "phone", "fault") if name in procedure.fields},
    }
    given["matter"] = '"complaint"'
    fields = {name: value for name, value in given.items() if name in own.opens.asks}
    return [effect(Effect(open=own.procedure, fields=fields), known)]


def head_of(roles: Mapping[str, Role]) -> tuple[str, ...]:
    """The role that answers for a unit: the highest at the level where the work is done, else the highest of all."""
    if not roles:
        return ()
    lowest = min(roles.values(), key=lambda role: role.rank)
    there = {name: role for name, role in roles.items() if role.level == lowest.level and role.rank > lowest.rank}
    found = there or roles
    return (max(found, key=lambda name: found[name].rank),)


# -- the time


def appointment_field(procedure: Procedure) -> str | None:
    """The field that says when somebody comes: the one the procedure names, `appointment_at`, else its promises."""
    named = procedure.appointment or "appointment_at"
    if named in procedure.fields:
        return named
    return next((name for name, field in procedure.fields.items() if field.type == "promises"), None)


def appointment_of(procedure: Procedure, fields: Mapping[str, Any]) -> datetime | None:
    """When somebody comes, as a ticket's fields keep it; None where nothing is agreed."""
    said = fields.get(appointment_field(procedure) or "")
    if isinstance(said, list):
        said = said[-1].get("at") if said else None
    return time_of(said) if isinstance(said, str) else None


def is_confirmed(fields: Mapping[str, Any], appointment: datetime | None) -> bool:
    """Whether the customer's last word on his time was that this one suits."""
    last = next(iter(reversed(fields.get(TIMES) or ())), None)
    return bool(last and appointment and last["what"] == "confirmed" and time_of(last["for"]) == appointment)


def asked_for(fields: Mapping[str, Any], appointment: datetime | None) -> datetime | None:
    """The time the customer asked for instead, while the old one still stands."""
    last = next(iter(reversed(fields.get(TIMES) or ())), None)
    waits = last and last["what"] == "asked" and appointment and time_of(last["for"]) == appointment
    return time_of(last["new_at"]) if last and waits else None


def has_time(scope: DecisionScope) -> bool:
    """Whether a time is agreed about which something can be said."""
    return _when(scope) is not None


def may_confirm(scope: DecisionScope) -> bool:
    """Whether a time to come is agreed that was not confirmed yet."""
    when = _when(scope)
    return when is not None and when > scope.at and not is_confirmed(scope.ticket.fields, when)


def may_rate(scope: DecisionScope) -> bool:
    """Whether the work was not rated yet."""
    return not scope.stored(RATINGS)


def _when(scope: DecisionScope) -> datetime | None:
    return appointment_of(scope.plan.definition, scope.ticket.fields)


def fault(act: Act, scope: DecisionScope) -> Refused | None:
    """Why he may not say this now."""
    if act.about == CONFIRM and not may_confirm(scope):
        return refused("no_time_to_confirm")
    if act.about == ASK:
        return _unmovable(scope)
    if act.about == URGE:
        return _urged_lately(scope)
    return refused("rated_already") if act.about == RATE and not may_rate(scope) else None


def _unmovable(scope: DecisionScope) -> Refused | None:
    """A time that may not be moved any more: somebody is on the way, or as many were agreed as the procedure allows."""
    definition = scope.plan.definition
    name = appointment_field(definition)
    field: FieldOf | None = definition.fields.get(name or "")
    clause = next(iter(field.clause), None) if field else None
    if not has_time(scope):
        return refused("no_time_to_confirm")
    visits = visited.entries(scope.stored(visited.VISITS))
    last: Mapping[str, Any] = visits[-1] if visits else {}
    if (last.get("departed_at") or last.get("arrived_at")) and not last.get("outcome"):
        return refused("on_the_way", clause=clause)
    said = scope.stored(name) if name else None
    full = field is not None and field.most is not None and isinstance(said, list) and len(said) >= field.most
    if full and field is not None:
        return refused("no_further_time", clause=clause, most=field.most)
    new = time_of(scope.form["new_at"]) if scope.form.get("new_at") else None
    return refused("in_the_past", field="new_at", label=_NEW.label) if new is not None and new <= scope.at else None


def _urged_lately(scope: DecisionScope) -> Refused | None:
    last = next(iter(reversed(scope.stored(URGES) or ())), None)
    at = time_of(last["at"]) if last else None
    left = at + AGAIN_AFTER - scope.at if at else timedelta()
    return refused("urged_already", minutes=-int(-left.total_seconds() // 60)) if left > timedelta() else None


# -- what is kept


def entry_of(about: str, scope: DecisionScope) -> tuple[str, dict[str, Any]]:
    """The list a word is kept in, and what of it."""
    form = {name: value for name, value in scope.form.items() if value is not None}
    if about in {CONFIRM, ASK}:
        when = _when(scope)
        scope.lend({"said_at": when})
        what = "confirmed" if about == CONFIRM else "asked"
        return TIMES, {"what": what, "for": when.isoformat() if when else None, **form}
    return {URGE: URGES, NOT_SOLVED: NOT_RIGHT, RATE: RATINGS, COMPLAIN: COMPLAINTS}[about], form
