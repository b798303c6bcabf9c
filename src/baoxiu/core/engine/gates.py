"""What must be there before a command: consents, signatures, checklists, prints, codes, approvals, fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from baoxiu.core.engine import implied, records
from baoxiu.core.engine.asks import label_of
from baoxiu.core.engine.plans import Act, Gate, Plan
from baoxiu.core.engine.refusing import both, listed, refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refused
from baoxiu.core.expressions import BadExpression, time_of
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.elements import Checklist, Consent, Procedure

_BLANK: tuple[object, ...] = (None, "", [], {}, False)


BROUGHT = frozenset({"field", "signature", "code"})  # what the gated command's own form can bring along


def shut(act: Act, plan: Plan, scope: DecisionScope, *, brought: bool = False) -> Refused | None:
    """The first gate of `act` that is still shut, as the refusal that says what is missing and how to get it.

    `brought`: leave out the gates that the command's own form can open.
    """
    if stopped := work_stopped(act, plan, scope):
        return stopped
    for gate in act.gates:
        if brought and gate.kind in BROUGHT:
            continue
        found = one_shut(gate, act, plan, scope)
        if found is not None:
            return found
    return None


def one_shut(gate: Gate, act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    """The refusal of one gate; None where it is open."""
    return _CHECKS[gate.kind](gate, act, plan, scope)


def holds(source: str, scope: DecisionScope) -> bool:
    """Whether a condition written as text is met."""
    return compiled(source).holds(scope)


def consent_wanted(name: str, procedure: Procedure, scope: DecisionScope) -> bool:
    """Whether the consent is asked for here: its `when` holds, and it was not given, or must be given again."""
    consent = procedure.consents.get(name)
    if consent is None:
        return False
    if consent.when is not None and not holds(consent.when, scope):
        return False
    last = last_consent(name, scope)
    again = consent.again_when is not None and holds(consent.again_when, scope)
    return last is None or again or not last["agreed"]


def last_consent(name: str, scope: DecisionScope) -> dict[str, object] | None:
    """What the customer last said about it, since the time from which it counts."""
    consent = scope.plan.definition.consents.get(name)
    said = [entry for entry in scope.stored(records.CONSENTS) or () if entry["consent"] == name]
    counting = counted_since(consent.since, said, scope) if consent is not None else said
    return counting[-1] if counting else None


def counted_since(field: str | None, entries: Sequence[dict[str, Any]], scope: DecisionScope) -> list[dict[str, Any]]:
    """The entries made since a time field was last written; all where none is named or it is empty."""
    written = scope.stored(field) if field else None
    start = time_of(written) if isinstance(written, str) else None
    return [entry for entry in entries if start is None or (time_of(entry["at"]) or start) >= start]


def _consent(gate: Gate, _act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    procedure = plan.definition
    if not consent_wanted(gate.name, procedure, scope):
        return None
    consent = procedure.consents[gate.name]
    last = last_consent(gate.name, scope)
    if last is not None and last.get("withdrawn"):
        return _withdrawn(gate.name, consent, last)
    code = "declined" if last is not None and not last["agreed"] else "consent"
    return refused(code, clause=next(iter(consent.clause), None), what=both(consent.title or label_of(gate.name), gate.name))


def _withdrawn(name: str, consent: Consent, last: Mapping[str, object]) -> Refused:
    what = both(consent.title or label_of(name), name)
    return refused("withdrawn", clause=next(iter(consent.clause), None), what=what, why=last.get("reason"))


def work_stopped(act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    """Why no work may go on: the customer took back what he had agreed to, and it is still wanted."""
    if act.labour != "start":
        return None
    for name, last in records.in_force(scope).items():
        consent = plan.definition.consents.get(name)
        if consent is not None and last.get("withdrawn") and consent_wanted(name, plan.definition, scope):
            return _withdrawn(name, consent, last)
    return None


def _signature(gate: Gate, act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    if scope.form.get("signature") or any(entry["signer"] == gate.name for entry in scope.stored(records.SIGNATURES) or ()):
        return None
    who = {"zh": "用户", "en": "The customer"} if gate.name == "customer" else plan.roles.get(gate.name) or label_of(gate.name)
    return refused("signature", clause=_clause(act), what=both(who, gate.name))


def items_of(checklist: Checklist, scope: DecisionScope) -> list[dict[str, str]]:
    """What there is to tick: the pack's items, or what its expression finds (tools for the fault)."""
    if isinstance(checklist.items, str):
        try:
            found = compiled(checklist.items).run(scope) or ()
        except BadExpression:
            found = ()
        return [{"zh": str(item), "en": str(item)} for item in found]
    return [both(item, "") for item in checklist.items]


def unticked(name: str, checklist: Checklist, scope: DecisionScope) -> list[dict[str, str]]:
    """The items nobody has ticked. An item counts as ticked by its place or by its words."""
    made = [entry for entry in scope.stored(records.CHECKLISTS) or () if entry["checklist"] == name]
    ticked = {item for entry in counted_since(checklist.since, made, scope) for item in entry["items"]}
    items = items_of(checklist, scope)
    return [item for place, item in enumerate(items) if not ticked & {str(place), *item.values()}]


def _checklist(gate: Gate, _act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    checklist = plan.definition.checklists.get(gate.name)
    left = unticked(gate.name, checklist, scope) if checklist else []
    if checklist is None or not left:
        return None
    title = both(checklist.title or label_of(gate.name), gate.name)
    return refused("checklist", clause=next(iter(checklist.clause), None), what=title, left=listed(left))


def _print(gate: Gate, act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    logs = (name for name, field in plan.definition.fields.items() if field.type == "print_log" and field.slip == gate.name)
    if any(entry["slip"] == gate.name for entry in scope.stored(records.PRINTS) or ()) or any(scope.stored(log) for log in logs):
        return None
    title = implied.slips_of(plan.definition).get(gate.name) or plan.definition.title
    return refused("print", clause=_clause(act), what=both(title, gate.name))


def _code(_gate: Gate, act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    said: Sequence[dict[str, object]] = scope.stored(records.CODES) or ()
    if scope.form.get("code") or any(entry["right"] for entry in said):
        return None
    return refused("code", clause=_clause(act))


def _approval(gate: Gate, _act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    approval = plan.definition.approvals.get(gate.name)
    if approval is None or (approval.over is not None and not holds(approval.over, scope)):
        return None
    said = [entry for entry in scope.stored(records.APPROVALS) or () if entry["approval"] == gate.name]
    clause = next(iter(approval.clause), None)
    if said and not said[-1]["yes"]:
        return refused("disapproved", clause=clause, what=listed(plan.titles_of([said[-1]["role"]])))
    given = records.approvals_given(said)
    if given >= len(approval.chain):
        return None
    return refused("approval", clause=clause, what=listed(plan.titles_of([approval.chain[given]])))


def _field(gate: Gate, act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    given = scope.form.get(gate.name) or scope.stored(gate.name)
    if given not in _BLANK:
        return None
    field = plan.definition.fields.get(gate.name)
    clause = next(iter(field.clause), None) if field else None
    label = (field.label if field else None) or label_of(gate.name)
    if field is not None and field.type == "signature":
        return refused("unsigned", clause=clause, field=gate.name, what=both(label, gate.name))
    return refused("field_first", clause=clause or _clause(act), field=gate.name, what=both(label, gate.name))


def _clause(act: Act) -> str | None:
    return next(iter(act.clauses), None)


_CHECKS: dict[str, Callable[[Gate, Act, Plan, DecisionScope], Refused | None]] = {
    "consent": _consent, "signature": _signature, "checklist": _checklist, "print": _print,
    "code": _code, "approval": _approval, "field": _field,
}  # fmt: skip
