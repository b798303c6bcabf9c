"""What implied commands leave behind: fields whose names begin with an underscore, each entry with who, when, which door."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from baoxiu.core.engine.asks import label_of
from baoxiu.core.engine.plans import Act, Plan
from baoxiu.core.engine.refusing import listed, refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.elements import Procedure

Json = Any
MOST_WRONG_CODES = 5

CONSENTS, CHECKLISTS, SIGNATURES = "_consents", "_checklists", "_signatures"
PRINTS, CODES, APPROVALS, LABOUR = "_prints", "_codes", "_approvals", "_labour"


def record(act: Act, scope: DecisionScope, procedure: Procedure, door: str) -> None:
    """Write what an implied act (or what a gated act brought along) leaves behind."""
    if act.about in _RECORDERS:
        _RECORDERS[act.about](scope, procedure, door)
    for gate in act.gates:
        if gate.kind == "signature" and scope.form.get("signature"):
            _append(scope, SIGNATURES, door, signer=gate.name, signature=scope.form["signature"])
        elif gate.kind == "code" and scope.form.get("code"):
            _verify(scope, procedure, door)


def _append(scope: DecisionScope, field: str, door: str, **entry: Json) -> None:
    who = {"at": scope.at_text, "by": scope.actor.id, "by_name": scope.actor.name, "door": door}
    kept = {name: value for name, value in entry.items() if value is not None}
    scope.write(field, [*(scope.stored(field) or ()), {**kept, **who}])


def _consented(*, agreed: bool) -> Callable[[DecisionScope, Procedure, str], None]:
    def write(scope: DecisionScope, procedure: Procedure, door: str) -> None:
        form = scope.form
        consent = procedure.consents[form["consent"]]
        shown = {name: scope.stored(name) if name not in scope.ticket.world else scope.ticket.world[name] for name in consent.shows}
        _append(
            scope, CONSENTS, door, consent=form["consent"], agreed=agreed, shown={**shown, **form.get("shown", {})},
            records=form.get("records"), note=form.get("note"),
        )  # fmt: skip

    return write


def _ticked(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
    items = sorted({str(item) for item in scope.form["items"]})
    _append(scope, CHECKLISTS, door, checklist=scope.form["checklist"], items=items, note=scope.form.get("note"))


def _signed(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
    _append(scope, SIGNATURES, door, signer=scope.form["signer"], signature=scope.form["signature"], note=scope.form.get("note"))


def _printed(scope: DecisionScope, procedure: Procedure, door: str) -> None:
    slip = scope.form["slip"]
    _append(scope, PRINTS, door, slip=slip)
    for name, field in procedure.fields.items():
        if field.type == "print_log" and (field.slip or procedure.procedure) == slip:
            _append(scope, name, door, slip=slip)


def _verify(scope: DecisionScope, procedure: Procedure, door: str) -> None:
    expected = str(expected_code(scope, procedure) or "")
    right = hmac.compare_digest(expected.encode(), str(scope.form["code"]).encode())
    _append(scope, CODES, door, right=right)


def expected_code(scope: DecisionScope, procedure: Procedure) -> Json:
    """The code the customer was given when the ticket opened."""
    name = next((name for name, field in procedure.fields.items() if field.type == "code"), "code")
    return scope.ticket.fields.get(name)


def no_code_left(scope: DecisionScope, procedure: Procedure) -> Refused | None:
    """The refusal where no code was given out, or too many were wrong."""
    wrong = wrong_codes(scope)
    if not expected_code(scope, procedure):
        return refused("no_code")
    return refused("code_locked", count=wrong) if wrong >= MOST_WRONG_CODES else None


def wrong_codes(scope: DecisionScope) -> int:
    """How many codes in a row were wrong."""
    said = [entry["right"] for entry in scope.stored(CODES) or ()]
    return next((count for count, right in enumerate(reversed(said)) if right), len(said))


def _decided(*, yes: bool) -> Callable[[DecisionScope, Procedure, str], None]:
    def write(scope: DecisionScope, procedure: Procedure, door: str) -> None:
        name = scope.form["approval"]
        said = [entry for entry in scope.stored(APPROVALS) or () if entry["approval"] == name]
        chain = procedure.approvals[name].chain
        role = chain[min(approvals_given(said), len(chain) - 1)]
        _append(scope, APPROVALS, door, approval=name, role=role, yes=yes, note=scope.form.get("note"))

    return write


def approvals_given(said: Sequence[Mapping[str, Json]]) -> int:
    """How many of a chain have said yes since somebody last said no."""
    return next((count for count, entry in enumerate(reversed(said)) if not entry["yes"]), len(said))


def fault(act: Act, plan: Plan, scope: DecisionScope, holder_id: int | None) -> Refused | None:
    """What the engine itself refuses: a job already taken, a person not eligible, an approval out of turn, a code never given."""
    if act.name == "grab" and plan.grab is not None:
        return _grab_fault(act, plan, scope, holder_id)
    if act.about == "agree":
        return _unrecorded(plan, scope)
    if act.about in {"approve", "disapprove"}:
        return _turn_fault(plan, scope)
    if scope.form.get("code") and (act.about == "verify_code" or any(gate.kind == "code" for gate in act.gates)):
        return no_code_left(scope, plan.definition)
    return None


def _grab_fault(act: Act, plan: Plan, scope: DecisionScope, holder_id: int | None) -> Refused | None:
    clause = next(iter(act.clauses), None)
    if holder_id is not None:
        return refused("taken", clause=clause)
    eligible = plan.grab is None or plan.grab.holds(scope)
    return None if eligible else refused("not_eligible", clause=clause)


def _unrecorded(plan: Plan, scope: DecisionScope) -> Refused | None:
    """What a consent wants written down with it is there."""
    consent = plan.definition.consents.get(scope.form.get("consent", ""))
    written = scope.form.get("records") or {}
    missing = [name for name in consent.records if name not in written] if consent is not None else []
    if consent is None or not missing:
        return None
    return refused("missing", clause=next(iter(consent.clause), None), field="records", label=label_of(missing[0]))


def _turn_fault(plan: Plan, scope: DecisionScope) -> Refused | None:
    """An approval is given in the order of its chain, by who holds the role whose turn it is."""
    name = scope.form.get("approval")
    if name is None:
        return None
    clause = next(iter(plan.definition.approvals[name].clause), None)
    role = turn(name, plan.definition, scope)
    if role is None:
        return refused("approved_already", clause=clause)
    if role in scope.actor.roles_at(scope.ticket.unit.path):
        return None
    return refused("not_your_turn", clause=clause, what=listed(plan.titles_of([role])))


def turn(name: str, procedure: Procedure, scope: DecisionScope) -> str | None:
    """The role whose yes an approval waits for; None once all have said it."""
    chain = procedure.approvals[name].chain
    given = approvals_given([entry for entry in scope.stored(APPROVALS) or () if entry["approval"] == name])
    return chain[given] if given < len(chain) else None


_RECORDERS: dict[str, Callable[[DecisionScope, Procedure, str], None]] = {
    "agree": _consented(agreed=True), "decline": _consented(agreed=False), "tick": _ticked, "sign": _signed,
    "print": _printed, "verify_code": _verify, "approve": _decided(yes=True), "disapprove": _decided(yes=False),
}  # fmt: skip
