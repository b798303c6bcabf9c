"""What implied commands leave behind: fields whose names begin with an underscore, each entry with who, when, which door."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from baoxiu.core.engine import copies, customers, handing
from baoxiu.core.engine.asks import label_of
from baoxiu.core.engine.charging import PAYMENTS, paid_on, payable_on, price_list_on, quote_of
from baoxiu.core.engine.plans import Act, Plan
from baoxiu.core.engine.refusing import listed, refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refused
from baoxiu.core.money import ZERO, Money
from baoxiu.core.procedure.elements import Procedure

Json = Any
MOST_WRONG_CODES = 5
PRICED = frozenset({"estimate", "bill", "price_list"})  # shown with a consent, they bring the quote

CONSENTS, CHECKLISTS, SIGNATURES = "_consents", "_checklists", "_signatures"
PRINTS, CODES, APPROVALS, LABOUR = "_prints", "_codes", "_approvals", "_labour"


def record(act: Act, scope: DecisionScope, procedure: Procedure, door: str) -> None:
    """Write what an implied act (or what a gated act brought along) leaves behind."""
    if act.about in _RECORDERS:
        _RECORDERS[act.about](scope, procedure, door)
    copies.after(act, scope)
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
        shown = {name: scope.kept(name) for name in consent.shows}
        quote = quote_of(scope) if scope.plan.charges is not None and set(consent.shows) & PRICED else None
        _append(
            scope, CONSENTS, door, consent=form["consent"], agreed=agreed, shown={**shown, **form.get("shown", {})},
            records=form.get("records"), photos=form.get("photos"), note=form.get("note"), quote=quote,
            agreed_by=form.get("agreed_by"), signature=form.get("signature"), by_code=True if form.get("code") else None,
        )  # fmt: skip
        if form.get("code"):
            _verify(scope, procedure, door)

    return write


def _withdrawn(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
    form = scope.form
    _append(scope, CONSENTS, door, consent=form["consent"], agreed=False, withdrawn=True, reason=form["reason"], note=form.get("note"))


def _paid(kind: Literal["payment", "refund"]) -> Callable[[DecisionScope, Procedure, str], None]:
    def write(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
        form = {name: scope.form.get(name) for name in ("method", "amount", "reference", "reason", "note")}
        _append(scope, PAYMENTS, door, kind=kind, price_list=price_list_on(scope), **form)

    return write


def _ticked(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
    items = sorted({str(item) for item in scope.form["items"]})
    _append(scope, CHECKLISTS, door, checklist=scope.form["checklist"], items=items, note=scope.form.get("note"))


def _signed(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
    _append(scope, SIGNATURES, door, signer=scope.form["signer"], signature=scope.form["signature"], note=scope.form.get("note"))


def _printed(scope: DecisionScope, procedure: Procedure, door: str) -> None:
    slip = scope.form["slip"]
    form = copies.slips_by_name(procedure).get(slip)
    made = copies.made(form, scope) if form is not None else []
    _append(scope, PRINTS, door, slip=slip, copies=made or None)
    for name, field in procedure.fields.items():
        if field.type == "print_log" and (field.slip or procedure.procedure) == slip:
            _append(scope, name, door, slip=slip)


def _verify(scope: DecisionScope, procedure: Procedure, door: str) -> None:
    verify(scope, procedure, door, str(scope.form["code"]))


def verify(scope: DecisionScope, procedure: Procedure, door: str, code: str) -> None:
    """Hold `code` against the one the customer was given, and keep whether it was right."""
    expected = str(expected_code(scope, procedure) or "")
    right = hmac.compare_digest(expected.encode(), code.encode())
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


def _said_by_customer(about: str) -> Callable[[DecisionScope, Procedure, str], None]:
    def write(scope: DecisionScope, _procedure: Procedure, door: str) -> None:
        field, said = customers.entry_of(about, scope)
        _append(scope, field, door, **said)

    return write


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
    if of_records := _RECORD_FAULTS.get(act.about or ""):
        return of_records(plan, scope)
    if act.about in {"take_payment", "refund"} and scope.form:
        return _payment_fault(act, scope)
    if own := _OWN_FAULTS.get(act.about or ""):
        return own(act, scope)
    if scope.form.get("code") and (act.about == "verify_code" or any(gate.kind == "code" for gate in act.gates)):
        return no_code_left(scope, plan.definition)
    return _not_his_to_sign(act, plan, scope) or _not_out(act, scope)


def _not_his_to_sign(act: Act, plan: Plan, scope: DecisionScope) -> Refused | None:
    """A role signs for itself; a customer signs on anybody's screen."""
    signers = [scope.form.get("signer")] if act.about == "sign" else [gate.name for gate in act.gates if gate.kind == "signature"]
    if not scope.form.get("signature") or scope.actor.kind == "system":
        return None
    own = scope.actor.roles_at(scope.ticket.unit.path)
    found = next((name for name in signers if name in plan.roles and name not in own), None)
    return refused("not_yours_to_sign", field="signature", what=plan.roles[found]) if found else None


def _not_out(act: Act, scope: DecisionScope) -> Refused | None:
    """A copy is taken in once, after it was handed out; asked before a form is filled, whether any is out."""
    named = scope.form.get("copy")
    out = any(named in (None, f"{entry['slip']}.{entry['copy']}") for entry in copies.missing(scope))
    return None if out or act.about != "return_copy" else refused("copy_not_out", field="copy")


def _grab_fault(act: Act, plan: Plan, scope: DecisionScope, holder_id: int | None) -> Refused | None:
    clause = next(iter(act.clauses), None)
    if holder_id is not None:
        return refused("taken", clause=clause)
    eligible = plan.grab is None or plan.grab.holds(scope)
    return None if eligible else refused("not_eligible", clause=clause)


def _yes_fault(plan: Plan, scope: DecisionScope) -> Refused | None:
    """What a yes wants written down is there, and a code said with it was given out."""
    return _no_fault(plan, scope) or _unrecorded(plan, scope)


def _no_fault(plan: Plan, scope: DecisionScope) -> Refused | None:
    return no_code_left(scope, plan.definition) if scope.form.get("code") else None


def _unrecorded(plan: Plan, scope: DecisionScope) -> Refused | None:
    """What a consent wants written down with it is there."""
    consent = plan.definition.consents.get(scope.form.get("consent", ""))
    written = scope.form.get("records") or {}
    missing = [name for name in consent.records if name not in written] if consent is not None else []
    if consent is None or not missing:
        return None
    return refused("missing", clause=next(iter(consent.clause), None), field="records", label=label_of(missing[0]))


def _not_agreed(plan: Plan, scope: DecisionScope) -> Refused | None:
    """Only what was agreed to can be withdrawn."""
    name = scope.form.get("consent")
    if name is None or (in_force(scope).get(name) or {}).get("agreed"):
        return None
    consent = plan.definition.consents[name]
    return refused("not_agreed", clause=next(iter(consent.clause), None), what=consent.title or label_of(name))


def in_force(scope: DecisionScope) -> dict[str, Mapping[str, Json]]:
    """What was last said of each consent."""
    return {entry["consent"]: entry for entry in scope.stored(CONSENTS) or ()}


def _payment_fault(act: Act, scope: DecisionScope) -> Refused | None:
    """An amount above 0, no more than is owed or agreed to, no more back than was paid; nothing recorded twice."""
    amount = Money.of(scope.form.get("amount", "0"))
    most = payable_on(scope) if act.about == "take_payment" else paid_on(scope)
    reference = scope.form.get("reference")
    if amount <= ZERO:
        return refused("no_amount", field="amount")
    if reference and any(one.get("reference") == reference and one["kind"] == _KIND[act.name] for one in scope.stored(PAYMENTS) or ()):
        return refused("paid_already", field="reference", reference=reference)
    if amount > most:
        return refused("too_much" if act.about == "take_payment" else "too_much_back", field="amount", most=str(max(most, ZERO)))
    return None


_KIND = {"take_payment": "payment", "refund": "refund"}


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


_OWN_FAULTS: dict[str, Callable[[Act, DecisionScope], Refused | None]] = {
    handing.HAND_OVER: handing.fault, handing.TAKE_OVER: handing.fault, **dict.fromkeys(customers.NAMES, customers.fault),
}  # fmt: skip
_RECORD_FAULTS: Mapping[str, Callable[[Plan, DecisionScope], Refused | None]] = {
    "agree": _yes_fault, "decline": _no_fault, "withdraw_consent": _not_agreed, "approve": _turn_fault, "disapprove": _turn_fault,
}  # fmt: skip

_RECORDERS: dict[str, Callable[[DecisionScope, Procedure, str], None]] = {
    "take_payment": _paid("payment"), "refund": _paid("refund"),
    "agree": _consented(agreed=True), "decline": _consented(agreed=False), "withdraw_consent": _withdrawn, "tick": _ticked, "sign": _signed,
    "print": _printed, "verify_code": _verify, "approve": _decided(yes=True), "disapprove": _decided(yes=False),
    handing.HAND_OVER: handing.offered, handing.TAKE_OVER: handing.taken,
    **{about: _said_by_customer(about) for about in customers.NAMES},
}  # fmt: skip
