"""A procedure compiled once for deciding: every expression parsed, every name resolved, every trigger indexed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.charging import ChargesPlan
from baoxiu.core.engine.facts import Words
from baoxiu.core.engine.values import EffectPlan, GuardPlan, Value
from baoxiu.core.expressions import Expression
from baoxiu.core.procedure.elements import Category, Procedure, State
from baoxiu.core.quotas import Quota
from baoxiu.core.spans import Span


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """Where an act may lead. `state` None: stays."""

    state: str | None
    when: Expression | None
    sets: tuple[tuple[str, Value], ...]
    effects: tuple[EffectPlan, ...]
    clauses: tuple[str, ...]


GateKind = Literal["consent", "signature", "checklist", "print", "code", "approval", "field"]


@dataclass(frozen=True, slots=True)
class Gate:
    """What must be there before an act: kind and name."""

    kind: GateKind
    name: str


@dataclass(frozen=True, slots=True)
class Act:
    """One command (or the opening) ready to run."""

    name: str
    title: Words
    kind: Literal["command", "system", "implied", "opening"]
    states: frozenset[str] | None  # None: any
    by: frozenset[str]
    asks: Mapping[str, AskPlan]
    guards: tuple[GuardPlan, ...] = ()
    gates: tuple[Gate, ...] = ()
    sets: tuple[tuple[str, Value], ...] = ()
    sets_once: tuple[tuple[str, Value], ...] = ()
    adds: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...] = ()
    removes: tuple[str, ...] = ()
    branches: tuple[BranchPlan, ...] = ()
    effects: tuple[EffectPlan, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    assigns: Expression | None = None
    unassigns: bool = False
    moves_to: Expression | None = None
    labour: Literal["start", "end"] | None = None
    visit: Literal["accept", "depart", "arrive", "fetch", "leave", "absent"] | None = None
    doors: frozenset[str] = frozenset()
    primary: bool | None = None
    clauses: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)  # of every name its expressions may use
    about: str | None = None  # implied acts: what they record


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step of an escalation."""

    after: Span
    effects: tuple[EffectPlan, ...]


@dataclass(frozen=True, slots=True)
class ClockPlan:
    """A time limit ready to start, stop and ring."""

    name: str
    title: Words
    calendar: str
    within: Span | None = None
    due: Expression | None = None
    limit: str | None = None
    unless: Expression | None = None
    restarts: bool = False
    warn_before: Span | None = None
    warn: tuple[EffectPlan, ...] = ()
    breach: tuple[EffectPlan, ...] = ()
    breach_runs: str | None = None
    chain: tuple[StepPlan, ...] = ()
    pauses_in: frozenset[str] = frozenset()
    clauses: tuple[str, ...] = ()
    quota: Quota | None = None
    begins: tuple[EffectPlan, ...] = ()  # quotas: what follows when a period begins
    counts: str | None = None
    follow_up: str | None = None  # the rule whose call-back it opens; such a clock outlives the ticket

    @property
    def is_quota(self) -> bool:
        """Whether it counts acts per period instead of time."""
        return self.quota is not None


@dataclass(frozen=True, slots=True)
class FollowPlan:
    """A rule by which somebody is rung afterwards."""

    name: str
    of: frozenset[str]
    at: frozenset[str]
    when: Expression | None
    share: Value
    effect: EffectPlan
    clock: str | None  # that waits until it is time
    way: str | None
    attempts: int | None
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReworkPlan:
    """What opens when a call-back of this procedure, opened by `rule` of `procedure`, reaches one of `states`."""

    procedure: str
    rule: str
    states: frozenset[str]
    effect: EffectPlan
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LimitPlan:
    """A table of limits: the fact decides which row, the row how long."""

    by: Expression
    rows: Mapping[str, Span]
    from_: str
    calendar: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TriggerPlan:
    """A clock that a command or state starts or stops, perhaps under a condition."""

    clock: str
    when: Expression | None


Triggers = Mapping[str, tuple[TriggerPlan, ...]]  # 'promise_visit', 'state:promised', 'opened' -> clocks


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """What a linked ticket's state brings back."""

    key: str
    run: str | None
    to: str | None
    when: Expression | None
    sets: tuple[tuple[str, Value], ...]
    effects: tuple[EffectPlan, ...]
    clauses: tuple[str, ...]


_PEOPLE: Mapping[str, Words] = {"holder": {"zh": "当前处理人", "en": "whoever holds it"}, "customer": {"zh": "用户", "en": "the customer"}}


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything `decide` needs of a procedure, looked up by name."""

    definition: Procedure
    opening: Act
    acts: Mapping[str, Act]
    clocks: Mapping[str, ClockPlan]
    starts: Triggers
    stops: Triggers
    answers: Mapping[str, AnswerPlan]
    limits: Mapping[str, LimitPlan]
    types: Mapping[str, str]
    roles: Mapping[str, Words]
    categories: Mapping[str, Category]
    settings: Mapping[str, Any]
    calendar: Mapping[str, Any]
    calendars: Mapping[str, Mapping[str, Any]]
    contacts: Mapping[str, Any]
    pack: str = ""
    follow_ups: Mapping[str, FollowPlan] = field(default_factory=dict)
    reworks: tuple[ReworkPlan, ...] = ()
    charges: ChargesPlan | None = None
    grab: Expression | None = None
    counting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # list field -> quotas that count its entries
    pauses: bool = False  # whether any clock stands still in some state
    conditions: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)  # command -> what its gates run
    world: dict[str, frozenset[str]] = field(default_factory=dict)  # filled as asked for, see needs.py

    def state(self, name: str) -> State:
        """The state of that name."""
        return self.definition.states[name]

    def title_of(self, state: str) -> Words:
        """How a state is called."""
        found = self.definition.states.get(state)
        return found.title if found else {"zh": state, "en": state}

    def titles_of(self, roles: Iterable[str]) -> list[Words]:
        """How roles are called."""
        return [self.roles.get(role) or _PEOPLE.get(role, {"zh": role, "en": role}) for role in roles]
