"""Handing a ticket from one person to another: offered with a reason, and held by the other once he has taken it over.

Until then whoever held it goes on holding it. Each hand-over stays on the ticket: who, to whom, why, when taken.
"""

from __future__ import annotations

from typing import Any

from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.plans import Act
from baoxiu.core.engine.refusing import refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.elements import Procedure

OFFERED, DONE = "_handing", "_hand_overs"
HAND_OVER, TAKE_OVER = "hand_over", "take_over"
TO = AskPlan("to_person", "person", {"zh": "移交给", "en": "To whom"}, required=True)
WHY = AskPlan("why", "text", {"zh": "移交原因", "en": "Why"}, required=True)
WORDS = {
    "zh": "{person.name} 将 {number} 移交给您：{why}。请接收。",
    "en": "{person.name} hands {number} to you: {why}. Please take it over.",
}


def roles_that_hand(procedure: Procedure, acts: dict[str, Act]) -> frozenset[str]:
    """Who may hand over: whoever works on its tickets; of those in the holder's own role only the holder himself."""
    holders = {state.holder for state in procedure.states.values() if state.holder and state.final is None}
    workers = {role for act in acts.values() if act.kind == "command" for role in act.by}
    return frozenset(holders | workers) - {"customer", "system", "holder"}


def offered_to(scope: DecisionScope) -> int | None:
    """Whom it is offered to and not yet taken over by."""
    offer = scope.stored(OFFERED) or {}
    to = offer.get("to")
    return int(to) if to is not None else None


def may_hand(scope: DecisionScope) -> bool:
    """Whether somebody holds it by name."""
    return scope.ticket.holder_id is not None


def may_take(scope: DecisionScope) -> bool:
    """Whether it is offered to whoever looks."""
    return scope.actor.id is not None and offered_to(scope) == scope.actor.id


def fault(act: Act, scope: DecisionScope) -> Refused | None:
    """What nobody holds is not handed over, nor to whom holds it already; only the one named takes it over."""
    if act.about == TAKE_OVER:
        return None if may_take(scope) else refused("not_handed_to_you")
    if not may_hand(scope):
        return refused("nobody_holds")
    if not _his_to_hand(act, scope):
        return refused("not_yours_to_hand")
    to = person_in(scope.form.get("to_person"))
    return refused("held_already", field="to_person") if to is not None and to == scope.ticket.holder_id else None


def _his_to_hand(act: Act, scope: DecisionScope) -> bool:
    """The holder's own, or somebody's in another role: a colleague of the same role hands over nothing of his."""
    colleague = scope.plan.state(scope.ticket.state).holder
    others = (act.by & scope.actor.roles_at(scope.ticket.unit.path)) - {colleague}
    return scope.actor.id == scope.ticket.holder_id or bool(others)


def person_in(said: Any) -> int | None:
    """The id of the person a form names."""
    found = said.get("id") if isinstance(said, dict) else said
    return int(str(found)) if str(found).isdecimal() else None


def offered(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
    """Write who offers it to whom, and why."""
    who = {"at": scope.at_text, "by": scope.actor.id, "by_name": scope.actor.name, "door": door}
    scope.write(OFFERED, {"to": person_in(scope.form["to_person"]), "from": scope.ticket.holder_id, "why": scope.form["why"], **who})


def taken(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
    """Write that it was taken over; the offer is done with."""
    offer = dict(scope.stored(OFFERED) or {})
    entry = {**offer, "to_name": scope.actor.name, "taken_at": scope.at_text, "taken_door": door}
    scope.write(DONE, [*(scope.stored(DONE) or ()), entry])
    scope.write(OFFERED, None)
