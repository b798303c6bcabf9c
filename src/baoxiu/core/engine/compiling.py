"""From a procedure's elements to its plan. Done once for each loaded procedure, then kept on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from baoxiu.core.engine import afterwards, customers, implied
from baoxiu.core.engine.asks import AskPlan, label_of, resolve
from baoxiu.core.engine.charging import plan_of_charges
from baoxiu.core.engine.plans import (
    Act,
    AnswerPlan,
    BranchPlan,
    ClockPlan,
    Gate,
    GateKind,
    LimitPlan,
    Plan,
    StepPlan,
    TriggerPlan,
)
from baoxiu.core.engine.values import Value, effect, guard, tell, value
from baoxiu.core.expressions import VARIABLES, BadExpression, Expression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.expressions.values import is_time_key
from baoxiu.core.procedure.elements import (
    Answer,
    Branch,
    Breach,
    ClockOf,
    Command,
    Limit,
    Opens,
    Pack,
    QuotaOf,
    Trigger,
)
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.quotas import Quota
from baoxiu.core.spans import read_span

_KINDS: tuple[GateKind, ...] = ("consent", "signature", "checklist", "print", "code", "approval")
_GATES = {str(kind): kind for kind in _KINDS}


def plan_of(procedure: LoadedProcedure) -> Plan:
    """The plan of `procedure`, compiled on first use."""
    if procedure.plan is None:
        procedure.plan = _Compiler(procedure).plan()
    return procedure.plan


class _Compiler:
    """Compiles one procedure; `known` are the names that are not text in a `set`."""

    def __init__(self, procedure: LoadedProcedure) -> None:
        self.definition = procedure.definition
        self.around = procedure.pack
        self.pack: Pack | None = procedure.pack.pack if procedure.pack else None
        self.types = {name: field.type for name, field in self.definition.fields.items()}
        linked = {key.split(".")[0].replace("-", "_") for key in self.definition.answers}
        world = self.pack.settings.get("world", ()) if self.pack else ()
        self.known = frozenset({*self.types, *VARIABLES, *linked, *world, *self.definition.opens.asks})

    def plan(self) -> Plan:
        """The whole."""
        definition, pack = self.definition, self.pack
        acts = {name: self.act(name, command, "command") for name, command in definition.commands.items()}
        acts |= {name: self.act(name, command, "system") for name, command in definition.system_commands.items()}
        acts |= {name: act for name, act in implied.acts(definition, acts, pack.roles if pack else {}).items() if name not in acts}
        acts |= customers.acts(definition, acts, self.around)
        opening = self.opening(definition.opens)
        clocks = {name: self.clock(name, clock) for name, clock in definition.clocks.items()}
        clocks |= {name: self.quota(name, quota) for name, quota in definition.quotas.items()}
        clocks |= afterwards.waiting(definition)
        grab = implied.grab_of(definition)
        plan_starts, plan_stops = self.triggers(acts)
        if grab is not None:
            clocks["grab"] = ClockPlan(
                "grab", {"zh": "抢单时限", "en": "Time to grab"}, "always", within=read_span(grab.within),
                breach=tuple(effect(one, self.known) for one in grab.otherwise), clauses=grab.clause,
            )  # fmt: skip
        return Plan(
            definition=definition,
            opening=opening,
            acts=acts,
            clocks=clocks,
            starts=plan_starts,
            stops=plan_stops,
            answers={key: self.answer(key, answer) for key, answer in definition.answers.items()},
            limits={name: self.limit(limit) for name, limit in definition.limits.items()},
            types={**opening.types, **self.types},
            roles={key: role.title for key, role in pack.roles.items()} if pack else {},
            categories=pack.categories if pack else {},
            settings=pack.settings if pack else {},
            calendar=pack.calendar if pack else {},
            calendars=pack.calendars if pack else {},
            contacts=pack.contacts if pack else {},
            pack=pack.pack if pack else "",
            follow_ups=afterwards.follow_plans(definition, self.known),
            reworks=afterwards.rework_plans(definition.procedure, self.around, self.known),
            charges=plan_of_charges(definition, self.around),
            grab=compiled(grab.eligible) if grab else None,
            counting=_counting(clocks.values()),
            pauses=any(clock.pauses_in for clock in clocks.values()),
            conditions={name: self.conditions(act) for name, act in acts.items() if act.gates},
        )

    # -- commands

    def act(self, name: str, command: Command, kind: Literal["command", "system"]) -> Act:
        """One command."""
        asks = resolve(command.asks, self.definition, booleans_in(command.model_dump()))
        gates = self.gates(name, command)
        asks |= implied.asks_of_gates(gates, self.definition, asks)
        known = self.known | asks.keys()
        everywhere = "any" in command.from_ or (kind == "system" and not command.from_)
        return Act(
            name=name,
            title=command.title or label_of(name),
            kind=kind,
            states=None if everywhere else frozenset(command.from_),
            by=frozenset(command.by) | ({"system"} if kind == "system" else frozenset()),
            asks=asks,
            guards=tuple(guard(one) for one in command.when),
            gates=gates,
            sets=self.sets(command.set, known),
            sets_once=self.sets(command.set_once, known),
            adds=tuple((to, self.sets(entry, known)) for to, entry in command.adds.items()),
            removes=command.removes,
            branches=self.branches(command.to, known),
            effects=tuple(effect(one, known) for one in command.then),
            starts=command.starts,
            stops=command.stops,
            assigns=compiled(command.assigns) if command.assigns else self.assigned(command, asks),
            unassigns=command.unassigns,
            moves_to=compiled(command.moves_to) if command.moves_to else None,
            labour="start" if command.starts_labour else "end" if command.ends_labour else None,
            visit=command.visit,
            doors=frozenset(command.door),
            primary=command.primary,
            clauses=command.clause,
            types=self.types_with(asks),
        )

    def gates(self, name: str, command: Command) -> tuple[Gate, ...]:
        """What it needs, and what consents and checklists themselves put before it."""
        found = [gate(need) for need in command.needs]
        found += [Gate("consent", key) for key, consent in self.definition.consents.items() if consent.before == name]
        found += [Gate("checklist", key) for key, checklist in self.definition.checklists.items() if checklist.gates == name]
        return tuple(dict.fromkeys(found))

    def conditions(self, act: Act) -> tuple[Expression, ...]:
        """The conditions its gates may run."""
        sources: list[str | None] = []
        for one in act.gates:
            if one.kind == "consent" and one.name in self.definition.consents:
                consent = self.definition.consents[one.name]
                sources += [consent.when, consent.again_when]
            elif one.kind == "approval" and one.name in self.definition.approvals:
                sources.append(self.definition.approvals[one.name].over)
        return tuple(compiled(source) for source in sources if source)

    def opening(self, opens: Opens) -> Act:
        """How the ticket is born."""
        asks = resolve(opens.asks, self.definition, booleans_in(opens.model_dump()), keep_all=True)
        known = self.known | asks.keys()
        return Act(
            name="opened",
            title={"zh": "开单", "en": "Opened"},
            kind="opening",
            states=None,
            by=frozenset(opens.by),
            asks=asks,
            guards=tuple(guard(one) for one in opens.when),
            sets=self.sets(opens.set, known),
            branches=_certain(self.branches(opens.to, known)),
            effects=tuple(effect(one, known) for one in opens.then),
            starts=opens.starts,
            assigns=compiled(opens.assigns) if opens.assigns else None,
            clauses=opens.clause,
            types=self.types_with(asks),
        )

    def types_with(self, asks: Mapping[str, AskPlan]) -> dict[str, str]:
        """Which names are times, lists, money: the fields, and what is asked for."""
        return {
            **{name: "time" for name in self.known if is_time_key(name)},
            **self.types,
            **{name: ask.type for name, ask in asks.items()},
        }

    def assigned(self, command: Command, asks: Mapping[str, AskPlan]) -> Any:
        """A person asked for by the role that acts next is the one who then holds it."""
        leads = {branch.state for branch in command.to}
        holders = {self.definition.states[state].holder for state in leads if state in self.definition.states}
        name = next((ask.name for ask in asks.values() if ask.type == "person" and ask.role in holders), None)
        return compiled(name) if name else None

    def sets(self, written: Mapping[str, Any], known: Collection[str]) -> tuple[tuple[str, Value], ...]:
        """Values to write, by field."""
        return tuple((name, value(given, known, self.choices(name))) for name, given in written.items())

    def choices(self, name: str) -> frozenset[str]:
        """The keys a choice field knows: text even where a name of that spelling exists."""
        field = self.definition.fields.get(name)
        of = field.of if field is not None and field.type == "choice" else None
        return frozenset(str(key) for key in of or ())

    def branches(self, branches: Iterable[Branch], known: Collection[str]) -> tuple[BranchPlan, ...]:
        """Where it may lead, in order."""
        return tuple(
            BranchPlan(
                None if branch.state == "same" else branch.state,
                compiled(branch.when) if branch.when else None,
                self.sets(branch.set, known),
                tuple(effect(one, known) for one in branch.then),
                branch.clause,
            )
            for branch in branches
        )

    def answer(self, key: str, answer: Answer) -> AnswerPlan:
        """What a linked ticket brings back."""
        told = (tell(answer.tell, None, next(iter(answer.clause), None)),) if answer.tell else ()
        effects = told + tuple(effect(one, self.known) for one in answer.then)
        when = compiled(answer.when) if answer.when else None
        return AnswerPlan(key, answer.run, answer.to, when, self.sets(answer.set, self.known), effects, answer.clause)

    # -- clocks

    def clock(self, name: str, clock: ClockOf) -> ClockPlan:
        """A time limit."""
        first = next(iter(clock.clause), None)
        warn, limit = clock.warn, self.definition.limits.get(clock.limit or "")
        due = "end_of_day" if clock.due == "end_of_day" else clock.due
        pausing = {state for state, element in self.definition.states.items() if name in element.pauses}
        return ClockPlan(
            name=name,
            title=clock.title or label_of(name),
            calendar=limit.calendar if limit else clock.calendar,
            within=read_span(clock.within) if clock.within else None,
            due=compiled(due) if due else None,
            limit=clock.limit,
            unless=compiled(clock.unless) if clock.unless else None,
            restarts=clock.restarts or self.starts_again(clock),
            warn_before=read_span(warn.before) if warn else None,
            warn=(tell(warn.tell, warn.words or WARNED, first),) if warn else (),
            breach=self.breach(clock.breach, first),
            breach_runs=clock.breach.run if clock.breach else None,
            chain=tuple(
                StepPlan(
                    read_span(step.after), (tell(step.tell, step.words or BREACHED, first), *(effect(e, self.known) for e in step.then))
                )
                for step in clock.chain
            ),
            pauses_in=frozenset(clock.pauses_in) | pausing,
            clauses=clock.clause,
        )

    def starts_again(self, clock: ClockOf) -> bool:
        """A due time from an expression follows what it reads: a new promise lays the clock anew."""
        return clock.due is not None and clock.due != "end_of_day" and all(t.command != "opened" for t in clock.starts)

    def breach(self, breach: Breach | None, clause: str | None, words: Mapping[str, str] | None = None) -> tuple[Any, ...]:
        """What a breach does, as effects."""
        if breach is None:
            return ()
        told = [tell(breach.tell, breach.words or words or BREACHED, clause)] if breach.tell else []
        if breach.demand:
            command = self.definition.commands.get(breach.demand)
            title = (command.title if command else None) or label_of(breach.demand)
            told.append(tell(breach.tell or ("holder",), {k: DEMANDED[k].replace("{command}", v) for k, v in title.items()}, clause))
        return (*told, *(effect(one, self.known) for one in breach.then))

    def quota(self, name: str, quota: QuotaOf) -> ClockPlan:
        """A count due per period."""
        more, remind, first = quota.then_at_least, quota.remind, next(iter(quota.clause), None)
        return ClockPlan(
            name=name,
            title=quota.title or label_of(name),
            calendar="unit",
            warn_before=read_span(remind.before) if remind else None,
            warn=(tell(remind.tell, remind.words or REMINDED, first),) if remind else (),
            begins=tuple(effect(one, self.known) for one in quota.begins),
            breach=self.breach(quota.short, first, SHORT),
            breach_runs=quota.short.run if quota.short else None,
            clauses=quota.clause,
            quota=Quota(quota.at_least, quota.per, _periods(quota.for_), (more.count, _periods(more.for_)) if more else None),
            counts=quota.count,
        )

    def limit(self, limit: Limit) -> LimitPlan:
        """A table of limits."""
        rows = {key: read_span(span) for key, span in limit.rows.items()}
        return LimitPlan(compiled(limit.by), rows, limit.from_, limit.calendar, limit.clause)

    def triggers(self, acts: Mapping[str, Act]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Which clocks each command or state starts, and which it stops."""
        starts: dict[str, list[TriggerPlan]] = {}
        stops: dict[str, list[TriggerPlan]] = {}
        timed: list[tuple[str, ClockOf | QuotaOf]] = [*self.definition.clocks.items(), *self.definition.quotas.items()]
        rows: list[tuple[str, Iterable[Trigger], Iterable[Trigger]]] = [(name, one.starts, one.stops) for name, one in timed]
        if implied.grab_of(self.definition) is not None:
            taking = [Trigger(command=act.name) for act in acts.values() if act.name == "grab" or act.assigns is not None]
            stands_open = next(act.states for act in acts.values() if act.name == "grab") or {"opened"}
            opening = [Trigger(command=state if state == "opened" else f"state:{state}") for state in sorted(stands_open)]
            rows.append(("grab", opening, taking))  # a job given to a named person never stands open
        for name, begin, end in rows:
            _index(starts, name, begin)
            _index(stops, name, end)
        for act in acts.values():
            starts.setdefault(act.name, []).extend(TriggerPlan(clock, None) for clock in act.starts)
            stops.setdefault(act.name, []).extend(TriggerPlan(clock, None) for clock in act.stops)
        for clock in self.definition.opens.starts:
            starts.setdefault("opened", []).append(TriggerPlan(clock, None))
        return {k: tuple(v) for k, v in starts.items() if v}, {k: tuple(v) for k, v in stops.items() if v}


WARNED = {
    "zh": "{number} 的时限“{clock_title}”即将到期（{due}），请尽快处理。",
    "en": '{number}: "{clock_title_en}" is due at {due}. Please act.',
}
BREACHED = {
    "zh": "{number} 的时限“{clock_title}”已超期（应于 {due} 前完成）。",
    "en": '{number}: "{clock_title_en}" is overdue since {due}.',
}
REMINDED = {
    "zh": "{number} 的频次“{clock_title}”本期还缺 {missing} 次（{due} 前完成）。",
    "en": '{number}: "{clock_title_en}" still lacks {missing} before {due}.',
}
SHORT = {
    "zh": "{number} 的频次“{clock_title}”未达到要求，还缺 {missing} 次。",
    "en": '{number}: "{clock_title_en}" fell short by {missing}.',
}
DEMANDED = {"zh": "{number} 已超时，请立即办理“{command}”。", "en": '{number} is overdue: please use "{command}" now.'}


def gate(need: str) -> Gate:
    """The gate a `needs` entry names; without a known kind it is a field."""
    kind, _, name = need.partition(".")
    return Gate(_GATES[kind], name) if name and kind in _GATES else Gate("field", need)


def _counting(clocks: Iterable[ClockPlan]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for clock in clocks:
        if clock.counts is not None:
            found[clock.counts] = (*found.get(clock.counts, ()), clock.name)
    return found


def _certain(branches: tuple[BranchPlan, ...]) -> tuple[BranchPlan, ...]:
    """A ticket is always born somewhere: the last branch holds in any case."""
    return (*branches[:-1], replace(branches[-1], when=None))


def _index(index: dict[str, list[TriggerPlan]], clock: str, triggers: Iterable[Trigger]) -> None:
    for trigger in triggers:
        when = compiled(trigger.when) if trigger.when else None
        index.setdefault(trigger.command, []).append(TriggerPlan(clock, when))


def _periods(written: str | None) -> int | None:
    found = re.match(r"\d+", written or "")
    return int(found[0]) if found else None


def booleans_in(dumped: Any) -> frozenset[str]:
    """The names that any expression inside uses as a condition of its own."""
    found: set[str] = set()
    for text in _texts(dumped):
        try:
            found |= compiled(text).booleans
        except BadExpression:
            continue
    return frozenset(found)


def _texts(dumped: Any) -> Iterable[str]:
    if isinstance(dumped, str):
        if any(sign in dumped for sign in ("!", "&&", "||", "?")):
            yield dumped
    elif isinstance(dumped, Mapping):
        for inner in dumped.values():
            yield from _texts(inner)
    elif isinstance(dumped, list | tuple):
        for inner in dumped:
            yield from _texts(inner)
