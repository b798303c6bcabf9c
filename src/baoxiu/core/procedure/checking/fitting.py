"""Whether expressions fit the kinds of what they name: each is run once over a made-up ticket that knows everything.

An expression that meets something missing there cannot be judged and is let pass; at work it counts as not met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM, LinkFacts, TicketFacts, UnitFacts
from baoxiu.core.engine.plans import Act, Plan
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refusal
from baoxiu.core.expressions import BadExpression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.checking.naming import WORD, sources
from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.elements import FieldOf, Procedure
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.reading import Path

Json = Any
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CONDITIONS = frozenset(
    {"that", "if", "when", "required_when", "shown_when", "again_when", "eligible", "unless", "over", "good", "without"}
)  # fmt: skip
SAMPLES: Mapping[str, Json] = {
    "number": 1, "money": "1.00", "time": AT.isoformat(), "promise": AT.isoformat(), "date": "2026-03-02", "tick": True, "rating": 5,
    "person": 1, "promises": [], "contact_log": [], "print_log": [], "part_lines": [], "part_returns": [], "price_lines": [], "photos": [],
    "list": [], "proof": {}, "checklist": [], "labour_time": [], "map": {}, "site": {}, "asset": {}, "customer": {}, "unit": {},
    "place": {}, "findings": [],
}  # fmt: skip
MISFIT = ("No such overload", "Unsupported", "Function '")


def fitting(part: Part) -> Iterator[Fault]:
    """Expressions that compare what cannot be compared, or that are no condition where one is meant."""
    try:
        plan = plan_of(part.pack.procedures[part.definition.procedure])
    except Refusal as broken:
        yield part.fault("not_compiled", "procedure", why=broken.say("en"))
        return
    ticket = _ticket(part)
    for path, source, is_value in sources(part):
        if not (is_value and WORD.fullmatch(source)):
            yield from _fits(part, path, source, _Scope(_scope(part, plan, ticket, path)), condition=not is_value and _is_condition(path))


def _fits(part: Part, path: Path, source: str, scope: _Scope, *, condition: bool) -> Iterator[Fault]:
    try:
        found = compiled(source).evaluate(scope)
    except BadExpression as bad:
        why = str(bad.facts["why"])
        if why.startswith(MISFIT) and not scope.missing:
            yield part.fault("expression_misfits", *path, source=source, why=why.split(". ")[0])
        return
    if condition and not scope.missing and not isinstance(found, bool):
        yield part.fault("not_a_condition", *path, source=source)


def _is_condition(path: Path) -> bool:
    return path[-1] in CONDITIONS or (len(path) > 1 and path[-2] in ("starts", "stops"))


class _Scope:
    """A decision's names, watched: whether anything was missing."""

    def __init__(self, inner: DecisionScope) -> None:
        self.inner = inner
        self.missing = False

    def value(self, name: str) -> Any:
        """The value, noted where there is none."""
        return self.watched(self.inner.value(name))

    def raw(self, name: str) -> Any:
        """The value as it is kept."""
        return self.watched(self.inner.raw(name))

    def function(self, name: str) -> Callable[..., Any]:
        """The function, its answer watched."""
        call = self.inner.function(name)
        return lambda *given: self.watched(call(*given))

    def watched(self, value: Any) -> Any:
        """Note what is missing, inside of maps too."""
        if value is None or (isinstance(value, Mapping) and None in value.values()):
            self.missing = True
        return value


def _ticket(part: Part) -> TicketFacts:
    """A ticket that knows every field and has one linked ticket of every procedure."""
    whole = part.definition
    links = tuple(_link(one.definition) for one in part.pack.procedures.values())
    unit = UnitFacts(1, "U1", "一站", "/1/", "Asia/Shanghai")
    return TicketFacts(
        id="1", number="N1", procedure=whole.procedure, kind=whole.kind, state=next(iter(whole.states)), mode=next(iter(whole.modes), None),
        version=1, opened_at=AT, unit=unit, fields=_sampled(whole.fields), links=links,
    )  # fmt: skip


def _link(other: Procedure) -> LinkFacts:
    state = next(iter(other.states))
    return LinkFacts("2", "N2", other.procedure, other.kind, state, None, "opened", _sampled(other.fields))


def _sampled(fields: Mapping[str, FieldOf]) -> dict[str, Json]:
    return {name: sample(field.type, field.of) for name, field in fields.items()}


def sample(kind: str, of: Any = None) -> Json:
    """A value such as a field of this kind keeps."""
    if kind == "choice" and of:
        return str(next(iter(of)))
    return SAMPLES.get(kind, "x")


def _scope(part: Part, plan: Plan, ticket: TicketFacts, path: Path) -> DecisionScope:
    """The names a decision sees where the expression stands, with the form filled in."""
    act = _act(part, plan, path)
    scope = DecisionScope(plan, ticket, SYSTEM, AT, act.types if act else plan.types)
    scope.take({name: sample(ask.type, ask.options) for name, ask in act.asks.items()} if act else {})
    return scope


def _act(part: Part, plan: Plan, path: Path) -> Act | None:
    if path[0] == "opens":
        return plan.opening
    return plan.acts.get(str(path[1])) if path[0] in ("commands", "system_commands") else None
