"""What a command asks for, resolved against the procedure's fields: type, label, options, and how a value is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from baoxiu.core.engine.facts import Words
from baoxiu.core.engine.proving import ways
from baoxiu.core.expressions import Expression, Template, template
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.elements import Ask, FieldOf, Procedure

_NAMED_AS_TYPED = frozenset(
    {"customer", "phone", "site", "asset", "unit", "person", "signature", "photo", "photos", "rating", "place", "code",
     "findings"}
)  # fmt: skip
_TITLES: dict[str, Words] = {
    "customer": {"zh": "客户", "en": "Customer"}, "phone": {"zh": "电话", "en": "Phone"}, "site": {"zh": "地址", "en": "Site"},
    "asset": {"zh": "设备", "en": "Asset"}, "unit": {"zh": "单位", "en": "Unit"}, "person": {"zh": "人员", "en": "Person"},
    "note": {"zh": "备注", "en": "Note"}, "reason": {"zh": "原因", "en": "Reason"}, "fault": {"zh": "故障现象", "en": "Fault"},
    "promised_at": {"zh": "承诺时间", "en": "Promised time"}, "promise_type": {"zh": "承诺类型", "en": "Kind of promise"},
    "rating": {"zh": "评分", "en": "Rating"}, "photos": {"zh": "照片", "en": "Photos"}, "photo": {"zh": "照片", "en": "Photo"},
    "signature": {"zh": "签字", "en": "Signature"}, "code": {"zh": "验证码", "en": "Code"}, "engineer": {"zh": "工程师", "en": "Engineer"},
    "outcome": {"zh": "结果", "en": "Outcome"}, "found": {"zh": "检查情况", "en": "What was found"}, "how": {"zh": "方式", "en": "How"},
    "proof": {"zh": "到达证明", "en": "Proof of arrival"}, "companions": {"zh": "同行人员", "en": "Who came along"},
    "findings": {"zh": "发现的问题", "en": "What was noticed"}, "wishes": {"zh": "其他需求", "en": "Further wishes"},
    "lines": {"zh": "明细", "en": "Lines"}, "mode": {"zh": "服务方式", "en": "Mode"}, "place": {"zh": "位置", "en": "Place"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskPlan:
    """One thing asked for. `kept`: its value is written to the ticket's field of the same name."""

    name: str
    type: str
    label: Words
    options: Mapping[str, Words] | None = None
    required: bool = False
    required_when: Expression | None = None
    shown_when: Expression | None = None
    default: Any = None
    propose: Expression | None = None
    template: Template | None = None
    after: Expression | None = None
    before: Expression | None = None
    role: str | None = None
    help: Words | None = None
    clause: str | None = None
    kept: bool = False
    most: int | None = None
    personal: bool = False
    linked: bool = False  # said by the ticket that opens this one

    def expressions(self) -> tuple[Expression, ...]:
        """Every expression it may run."""
        own = (self.required_when, self.shown_when, self.propose, self.after, self.before)
        return tuple(one for one in own if one is not None) + (self.template.expressions if self.template else ())


def resolve(asks: Mapping[str, Ask], procedure: Procedure, booleans: Collection[str], *, keep_all: bool = False) -> dict[str, AskPlan]:
    """The asks of one command. `booleans` are names its expressions use as conditions: without a type, those are ticks."""
    return {name: _resolved(name, ask, procedure, booleans, keep_all) for name, ask in asks.items()}


def _resolved(name: str, ask: Ask, procedure: Procedure, booleans: Collection[str], keep_all: bool) -> AskPlan:
    known = procedure.fields.get(name)
    options = _options(name, ask, known, procedure)
    kind = ask.type or (known.type if known else None) or _inferred(name, ask, options, booleans)
    if kind == "proof":
        options = ways(ask.of or (known.of if known else None), procedure)
    return AskPlan(
        name=name,
        type=kind,
        label=ask.label or (known.label if known else None) or label_of(name),
        options=options,
        required=ask.required,
        required_when=_maybe(ask.required_when),
        shown_when=_maybe(ask.shown_when),
        default=ask.default if ask.default is not None else (known.default if known else None),
        propose=_maybe(ask.propose),
        template=template(ask.template) if ask.template else None,
        after=_maybe(ask.after) or (compiled("now") if kind == "promise" else None),
        before=_maybe(ask.before),
        role=ask.role,
        help=ask.help,
        clause=next(iter(ask.clause or (known.clause if known else ())), None),
        kept=keep_all or known is not None,
        most=known.most if known else None,
        personal=known.personal if known else False,
        linked=ask.linked,
    )


def label_of(name: str) -> Words:
    """How a thing asked for is called where the pack does not say."""
    return _TITLES.get(name) or {"zh": name.replace("_", " "), "en": name.replace("_", " ").capitalize()}


def _maybe(source: str | None) -> Expression | None:
    return compiled(source) if source else None


def _options(name: str, ask: Ask, known: FieldOf | None, procedure: Procedure) -> Mapping[str, Words] | None:
    of = ask.of if ask.of is not None else (known.of if known and known.type == "choice" else None)
    if isinstance(of, Mapping):
        return of
    if isinstance(of, tuple):
        return {str(one): {"zh": str(one), "en": str(one)} for one in of}
    if name == "promise_type":
        return next((field.types for field in procedure.fields.values() if field.types), None)
    if name == (procedure.opens.mode or "mode") and procedure.modes:
        return {key: mode.title for key, mode in procedure.modes.items()}
    return None


def _inferred(name: str, ask: Ask, options: Mapping[str, Words] | None, booleans: Collection[str]) -> str:
    if name == "proof":
        return name
    if options:
        return "choice"
    if name in _NAMED_AS_TYPED:
        return name
    if name.startswith("promised"):
        return "promise"
    if ask.after or ask.before or name.endswith("_at"):
        return "time"
    return "tick" if name in booleans else "text"
