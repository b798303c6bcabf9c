"""The commands that come with a pack's elements, written by no pack: agree, decline, tick, sign, print, verify_code, approve, grab.

What they leave behind: see records.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from baoxiu.core.engine import copies, handing
from baoxiu.core.engine.asks import AskPlan, label_of
from baoxiu.core.engine.facts import Words
from baoxiu.core.engine.plans import Act, BranchPlan, Gate
from baoxiu.core.engine.values import tell
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.elements import Copy, Grab, Procedure, Role

_HERE = (BranchPlan(None, None, (), (), ()),)
_TITLES: dict[str, Words] = {
    "agree": {"zh": "用户同意", "en": "Customer agrees"},
    "decline": {"zh": "用户不同意", "en": "Customer declines"},
    "withdraw_consent": {"zh": "用户撤回同意", "en": "Customer takes consent back"},
    "take_payment": {"zh": "收款", "en": "Take a payment"},
    "refund": {"zh": "退款", "en": "Refund"},
    "tick": {"zh": "勾选检查表", "en": "Tick a checklist"},
    "sign": {"zh": "签字", "en": "Sign"},
    "print": {"zh": "打印", "en": "Print"},
    "return_copy": {"zh": "收回单据", "en": "Take a copy back"},
    "verify_code": {"zh": "核对验证码", "en": "Check the code"},
    "approve": {"zh": "批准", "en": "Approve"},
    "disapprove": {"zh": "不批准", "en": "Do not approve"},
    "grab": {"zh": "抢单", "en": "Take the job"},
    "hand_over": {"zh": "移交他人", "en": "Hand over"},
    "take_over": {"zh": "接收移交", "en": "Take over"},
}
_SIGNERS: dict[str, Words] = {"customer": {"zh": "用户", "en": "Customer"}}
_NOTE = AskPlan("note", "text", {"zh": "备注", "en": "Note"})


def acts(procedure: Procedure, written: Mapping[str, Act], roles: Mapping[str, Role] = MappingProxyType({})) -> dict[str, Act]:
    """The commands that come with this procedure's elements; whose they are in the words of the pack's `roles`."""
    found = [maker(procedure, written) for maker in _MAKERS]
    return {act.name: _in_words(act, roles) for some in found for act in some}


def _in_words(act: Act, roles: Mapping[str, Role]) -> Act:
    """Choices of roles by their titles."""
    signer = act.asks.get("signer")
    if signer is None or signer.options is None:
        return act
    options = {name: roles[name].title if name in roles else title for name, title in signer.options.items()}
    return replace(act, asks={**act.asks, "signer": replace(signer, options=options)})


def asks_of_gates(gates: Iterable[Gate], procedure: Procedure, asks: Collection[str]) -> dict[str, AskPlan]:
    """What a gated command may bring along to open its own gate: a signature, a field, a code."""
    found: dict[str, AskPlan] = {}
    for gate in gates:
        if gate.kind == "field" and gate.name not in asks and gate.name in procedure.fields:
            field = procedure.fields[gate.name]
            found[gate.name] = AskPlan(gate.name, field.type, field.label or label_of(gate.name), kept=True)
        elif gate.kind == "signature" and "signature" not in asks:
            found["signature"] = AskPlan("signature", "signature", {"zh": "签字", "en": "Signature"})
        elif gate.kind == "code" and "code" not in asks:
            found["code"] = AskPlan("code", "code", {"zh": "验证码", "en": "Code"})
    return found


def _act(name: str, states: frozenset[str] | None, by: Collection[str], asks: Iterable[AskPlan] = (), **more: Any) -> Act:
    listed = {ask.name: ask for ask in (*asks, _NOTE)}
    types = {ask.name: ask.type for ask in listed.values()}
    return Act(
        name=name, title=_TITLES[name], kind="implied", states=states, by=frozenset(by), asks=listed,
        branches=_HERE, types=types, about=name, primary=False, **more,
    )  # fmt: skip


def _choice(name: str, options: Mapping[str, Words], label: Words, *, required: bool = True) -> AskPlan:
    only = next(iter(options)) if len(options) == 1 else None
    return AskPlan(name, "choice", label, options=options, required=required, default=only)


def _gated(written: Mapping[str, Act], kind: str) -> list[tuple[Gate, Act]]:
    return [(gate, act) for act in written.values() for gate in act.gates if gate.kind == kind]


def _states_of(gated: Iterable[Act], procedure: Procedure) -> frozenset[str]:
    """Where the gated commands stand open; anywhere unfinished where none is gated."""
    named = [act.states for act in gated]
    if not named or any(states is None for states in named):
        return _unfinished(procedure)
    return frozenset().union(*(states for states in named if states is not None))


def _unfinished(procedure: Procedure) -> frozenset[str]:
    return frozenset(name for name, state in procedure.states.items() if state.final is None)


def _holders(procedure: Procedure, states: Iterable[str]) -> set[str]:
    holders = (procedure.states[state].holder for state in states if state in procedure.states)
    return {holder for holder in holders if holder}


def _consent_acts(procedure: Procedure, written: Mapping[str, Act]) -> list[Act]:
    if not procedure.consents:
        return []
    before = {consent.before for consent in procedure.consents.values()}
    gated = [act for act in written.values() if act.name in before or any(g.kind == "consent" for g in act.gates)]
    anywhere = {consent.at_any_time_in for consent in procedure.consents.values() if consent.at_any_time_in}
    states = _states_of(gated, procedure) | frozenset(anywhere)
    by = _holders(procedure, states) | {"customer"} | {role for act in gated for role in act.by}
    options = {name: consent.title or label_of(name) for name, consent in procedure.consents.items()}
    ask = _choice("consent", options, {"zh": "同意事项", "en": "What about"})
    records = AskPlan("records", "map", {"zh": "记录", "en": "Record"})
    shown = AskPlan("shown", "map", {"zh": "已出示", "en": "What was shown"})
    photos = AskPlan("photos", "photos", {"zh": "现状照片", "en": "Photos of how it is now"})
    reason = AskPlan("reason", "text", {"zh": "撤回原因", "en": "Why"}, required=True)
    proof = _proof_of_answer(procedure)
    return [
        _act("agree", states, by, (ask, records, shown, photos, *proof)),
        _act("decline", states, by, (ask, records, shown, *proof)),
        _act("withdraw_consent", _unfinished(procedure), by | _holders(procedure, _unfinished(procedure)), (ask, reason)),
    ]


def _proof_of_answer(procedure: Procedure) -> list[AskPlan]:
    """Who answered, and what shows it: his signature, or the code he was sent where there is one."""
    found = [
        AskPlan("agreed_by", "text", {"zh": "答复人", "en": "Who answers"}, personal=True),
        AskPlan("signature", "signature", {"zh": "签字", "en": "Signature"}),
    ]
    sent = any(field.type == "code" for field in procedure.fields.values())
    return [*found, AskPlan("code", "code", {"zh": "验证码", "en": "Code"})] if sent else found


def _checklist_acts(procedure: Procedure, written: Mapping[str, Act]) -> list[Act]:
    if not procedure.checklists:
        return []
    gated = [act for gate, act in _gated(written, "checklist")]
    gated += [written[c.gates] for c in procedure.checklists.values() if c.gates is not None and c.gates in written]
    steps = frozenset(c.step for c in procedure.checklists.values()) & _unfinished(procedure)
    ungated = any(not _is_gated(name, c.gates, gated) for name, c in procedure.checklists.items())
    states = _unfinished(procedure) if ungated and not steps else _states_of(gated, procedure) | steps
    by = _holders(procedure, states) | {role for act in gated for role in act.by}
    by |= {c.role for c in procedure.checklists.values() if c.role}
    options = {name: c.title or label_of(name) for name, c in procedure.checklists.items()}
    items = AskPlan("items", "list", {"zh": "已完成项", "en": "Done"}, required=True)
    return [_act("tick", states, by, (_choice("checklist", options, {"zh": "检查表", "en": "Checklist"}), items))]


def _is_gated(name: str, gates: str | None, gated: Iterable[Act]) -> bool:
    return gates is not None or any(gate.kind == "checklist" and gate.name == name for act in gated for gate in act.gates)


def _signature_acts(procedure: Procedure, written: Mapping[str, Act]) -> list[Act]:
    pairs = _gated(written, "signature")
    if not pairs:
        return []
    states = _states_of([act for _, act in pairs], procedure)
    by = _holders(procedure, states) | {"customer"} | {role for _, act in pairs for role in act.by} | {gate.name for gate, _ in pairs}
    options = {gate.name: _SIGNERS.get(gate.name) or label_of(gate.name) for gate, _ in pairs}
    signature = AskPlan("signature", "signature", {"zh": "签字", "en": "Signature"}, required=True)
    return [_act("sign", states, by, (_choice("signer", options, {"zh": "签字人", "en": "Signer"}), signature))]


def _print_acts(procedure: Procedure, _written: Mapping[str, Act]) -> list[Act]:
    slips = slips_of(procedure)
    logs = [field.slip or procedure.procedure for field in procedure.fields.values() if field.type == "print_log"]
    options: dict[str, Words] = {name: slips.get(name, procedure.title) for name in (*slips, *logs)}
    if not options:
        return []
    states = _unfinished(procedure)
    by = _holders(procedure, states) - {"customer"}
    return [_act("print", None, by, (_choice("slip", options, {"zh": "单据", "en": "Slip"}),))]


def _copy_acts(procedure: Procedure, _written: Mapping[str, Act]) -> list[Act]:
    """Taking back a copy, also after the ticket has ended."""
    waiting = copies.coming_back(procedure)
    if not waiting:
        return []
    options = {f"{slip}.{of}": title for (slip, of), title in copy_titles(procedure).items()}
    by = copies.takers(waiting.values(), _holders(procedure, _unfinished(procedure)) - {"customer"})
    return [_act("return_copy", None, by, (_choice("copy", options, {"zh": "哪一联", "en": "Which copy"}),))]


def copy_titles(procedure: Procedure) -> dict[tuple[str, str], Words]:
    """What the copies are called that must come back, by slip and whose they are."""
    titles = slips_of(procedure)
    return {(slip, of): _of_slip(titles[slip], copy) for (slip, of), copy in copies.coming_back(procedure).items()}


def _of_slip(slip: Words, copy: Copy) -> Words:
    whose = copy.title or _SIGNERS.get(copy.of) or label_of(copy.of)
    return {language: f"{slip.get(language, title)} · {title}" for language, title in whose.items()}


def slips_of(procedure: Procedure) -> dict[str, Words]:
    """The printed forms of a procedure, by name."""
    found: dict[str, Words] = {name: slip.title or procedure.title for name, slip in procedure.slips.items()}
    if procedure.slip is not None:
        found.setdefault(procedure.slip.form, procedure.slip.title or procedure.title)
    return found


def _code_acts(procedure: Procedure, written: Mapping[str, Act]) -> list[Act]:
    pairs = _gated(written, "code")
    proves = any(ask.type == "proof" for act in written.values() for ask in act.asks.values())  # the code is said there
    if not pairs and (proves or all(field.type != "code" for field in procedure.fields.values())):
        return []
    states = _states_of([act for _, act in pairs], procedure)
    by = _holders(procedure, states) | {role for _, act in pairs for role in act.by}
    code = AskPlan("code", "code", {"zh": "验证码", "en": "Code"}, required=True)
    return [_act("verify_code", states, by, (code,))]


def _approval_acts(procedure: Procedure, written: Mapping[str, Act]) -> list[Act]:
    if not procedure.approvals:
        return []
    states = _states_of([act for _, act in _gated(written, "approval")], procedure)
    by = {role for approval in procedure.approvals.values() for role in approval.chain}
    ask = _choice("approval", {name: label_of(name) for name in procedure.approvals}, {"zh": "审批事项", "en": "What about"})
    return [_act("approve", states, by, (ask,)), _act("disapprove", states, by, (ask,))]


def grab_of(procedure: Procedure) -> Grab | None:
    """How open jobs of this procedure are grabbed, where they are."""
    dispatch = procedure.opens.dispatch or procedure.dispatch
    return dispatch.grab if dispatch else None


def _grab_acts(procedure: Procedure, written: Mapping[str, Act]) -> list[Act]:
    grab = grab_of(procedure)
    if grab is None:
        return []
    first = frozenset(branch.state for branch in procedure.opens.to)
    by = {role for act in written.values() if act.states is None or act.states & first for role in act.by} - {"system", "customer"}
    return [_act("grab", first, by | _holders(procedure, first), assigns=compiled("person.id"), clauses=grab.clause)]


METHODS: dict[str, Words] = {
    "cash": {"zh": "现金", "en": "Cash"},
    "transfer": {"zh": "转账", "en": "Transfer"},
    "qr": {"zh": "扫码支付", "en": "QR code"},
}


def _payment_acts(procedure: Procedure, _written: Mapping[str, Act]) -> list[Act]:
    """Payments and refunds, where somebody collects them; also after the ticket has ended."""
    whole = procedure.charges.values()
    collectors = {role for charge in whole for role in charge.collected_by}
    refunders = {role for charge in whole for role in charge.refunded_by}
    method = _choice("method", METHODS, {"zh": "方式", "en": "How"})
    owed = AskPlan("amount", "money", {"zh": "金额（元）", "en": "Amount (yuan)"}, required=True, propose=compiled("owed"))
    back = AskPlan("amount", "money", {"zh": "退款金额（元）", "en": "Amount (yuan)"}, required=True)
    reference = AskPlan("reference", "text", {"zh": "流水号", "en": "Reference"})
    reason = AskPlan("reason", "text", {"zh": "退款原因", "en": "Reason"}, required=True)
    taking = [_act("take_payment", None, collectors | {"system"}, (method, owed, reference))] if collectors else []
    return taking + ([_act("refund", None, refunders | {"system"}, (method, back, reason, reference))] if refunders else [])


def _hand_over_acts(procedure: Procedure, written: Mapping[str, Act]) -> list[Act]:
    """Handing over what somebody holds by name; nothing where no command gives a ticket to a person."""
    if all(act.assigns is None for act in written.values()):
        return []
    by = handing.roles_that_hand(procedure, dict(written))
    states = frozenset(name for name in _unfinished(procedure) if procedure.states[name].holder)
    told = (tell((handing.TO.name,), handing.WORDS, None),)
    taking = _act(handing.TAKE_OVER, states, _holders(procedure, states) - {"customer"}, assigns=compiled("person.id"))
    return [_act(handing.HAND_OVER, states, by, (handing.TO, handing.WHY), effects=told), taking] if by else []


_MAKERS: tuple[Callable[[Procedure, Mapping[str, Act]], list[Act]], ...] = (
    _consent_acts, _checklist_acts, _signature_acts, _print_acts, _copy_acts, _code_acts, _approval_acts, _payment_acts, _grab_acts,
    _hand_over_acts,
)  # fmt: skip
