"""The course of one decision: what it has changed so far. Every way to decide (command, opening, ring, answer) runs over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from baoxiu.core.engine import consequences, followups, proofs, records, visiting
from baoxiu.core.engine.facts import Actor, Decision, Effect, Running, RunningChange, TicketFacts
from baoxiu.core.engine.plans import Act, AnswerPlan, BranchPlan, Plan, TriggerPlan
from baoxiu.core.engine.refusing import refused
from baoxiu.core.engine.running import changed, counted, marked, started, state_of
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.engine.values import EffectPlan, Value
from baoxiu.core.expressions.values import json_of
from baoxiu.core.money import Money

Json = Any


_WORK = frozenset({"agree", "decline", "withdraw_consent"})


class Course:
    """What one decision does, gathered step by step; `decision()` is the sum."""

    __slots__ = (
        "_touched", "actor", "clauses", "door", "effects", "flags", "follow_ups", "grants", "holder_id", "moves_to", "performed", "plan",
        "running", "scope", "state", "ticket",
    )  # fmt: skip

    def __init__(self, plan: Plan, ticket: TicketFacts, actor: Actor, at: datetime, types: Mapping[str, str], door: str = "desk") -> None:
        """Nothing has happened yet."""
        self.plan = plan
        self.ticket = ticket
        self.actor = actor
        self.door = door
        self.scope = DecisionScope(plan, ticket, actor, at, types)
        self.state = ticket.state
        self.running: dict[str, Running] = dict(ticket.running)
        self.scope.running = self.running
        self.effects: list[Effect] = []
        self.grants: dict[str, Sequence[str]] | None = None
        self.holder_id = ticket.holder_id
        self.moves_to: str | None = None
        self.flags: list[str] = []
        self.follow_ups: list[str] = []
        self.clauses: list[str] = []
        self.performed: list[str] = []
        self._touched: dict[str, None] = {}

    # -- the whole of an act

    def perform(self, act: Act, form: Mapping[str, Json]) -> None:
        """Do what an act says, in this order: keep the form, write, lead on, assign, move clocks, then the consequences."""
        scope = self.scope
        self.performed.append(act.name)
        self.clauses.extend(act.clauses)
        for name, ask in act.asks.items():
            if ask.kept and name in form and form[name] != self.ticket.fields.get(name):
                scope.write(name, form[name])
        records.record(act, scope, self.plan.definition, self.door)
        proofs.check_code(act, scope, self.plan.definition, self.door)
        self._pause_work(act)
        if labour := visiting.record(act, scope, labouring=self._labouring):
            self._labour(labour)
        self._write(act)
        branch = self._branch(act.branches)
        before = self.state if act.kind != "opening" else ""  # a birth enters its first state too
        if branch is not None:
            self.write_all(branch.sets)
            self.clauses.extend(branch.clauses)
            self.state = branch.state or self.state
        self._assign(act, before)
        self.move_clocks(act.name, before)
        self.follow(act.effects)
        if branch is not None:
            self.follow(branch.effects)

    def answer(self, plan: AnswerPlan) -> None:
        """Do what a linked ticket's answer says, beside the command it may run."""
        before = self.state
        self.clauses.extend(plan.clauses)
        self.write_all(plan.sets)
        if plan.to is not None:
            self.state = plan.to
        self.move_clocks(plan.key, before)
        self.follow(plan.effects)

    # -- fields

    def _write(self, act: Act) -> None:
        scope = self.scope
        if act.labour:
            self._labour(act.labour)
        self.write_all(act.sets)
        for name, given in act.sets_once:
            if scope.stored(name) is None:
                scope.write(name, self.fitted(name, given.of(scope)))
        for name, entry in act.adds:
            self.add(name, entry, act)
        for name in act.removes:
            scope.write(name, None)

    def write_all(self, sets: Iterable[tuple[str, Value]]) -> None:
        """Write fields, each over what the earlier ones left."""
        for name, given in sets:
            self.scope.write(name, self.fitted(name, given.of(self.scope)))

    def fitted(self, name: str, found: Any) -> Json:
        """A value as its field keeps it; money from an expression is rounded to the cent."""
        if isinstance(found, float) and self.plan.types.get(name) == "money":
            return str(Money.of(repr(found)).rounded())
        return json_of(found)

    def add(self, name: str, entry: Iterable[tuple[str, Value]], act: Act) -> None:
        """One more entry of a list, with when and by whom; quotas that count the list count it."""
        scope = self.scope
        kept = list(scope.stored(name) or ())
        field = self.plan.definition.fields.get(name)
        if field is not None and field.most is not None and len(kept) >= field.most:
            clause = next(iter(field.clause), None) or next(iter(act.clauses), None)
            raise refused("too_many", field=name, clause=clause, label=field.label or {"zh": name, "en": name}, most=field.most)
        who = {"at": scope.at_text, "by": self.actor.id, "by_name": self.actor.name}
        given = {key: json_of(value.of(scope)) for key, value in entry}
        if "at" in given:
            who["made_at"] = who.pop("at")
        scope.write(name, [*kept, {**who, **{key: value for key, value in given.items() if value is not None}}])
        self._count(name)

    def _count(self, name: str) -> None:
        for clock in self.plan.counting.get(name, ()):
            running = self.running.get(clock)
            if running is not None and state_of(running) == "running":
                self.keep_running(clock, counted(running, self.scope.at))

    def _pause_work(self, act: Act) -> None:
        """A consent that holds up the work: it stands still while the customer says no, and goes on with the yes."""
        consent = self.plan.definition.consents.get(self.scope.form.get("consent", "")) if act.about in _WORK else None
        holds_up = consent is not None and (consent.pauses_work or act.about == "withdraw_consent" or self._was_withdrawn)
        spans = self.scope.stored(records.LABOUR) if holds_up else None
        if not spans or act.about is None:
            return
        if act.about != "agree" and "until" not in spans[-1]:
            self._labour("end")
            self.scope.write(records.LABOUR, [*spans[:-1], {**self.scope.stored(records.LABOUR)[-1], "held_up": True}])
        elif act.about == "agree" and spans[-1].get("held_up"):
            self._labour("start")

    @property
    def _was_withdrawn(self) -> bool:
        """Whether the consent in hand had been taken back before."""
        said = [one for one in self.ticket.fields.get(records.CONSENTS) or () if one["consent"] == self.scope.form.get("consent")]
        return bool(said) and bool(said[-1].get("withdrawn"))

    @property
    def _labouring(self) -> bool:
        """Whether the labour time is running."""
        spans = self.scope.stored(records.LABOUR)
        return bool(spans) and "until" not in spans[-1]

    def _labour(self, way: Literal["start", "end"]) -> None:
        spans = [dict(span) for span in self.scope.stored(records.LABOUR) or ()]
        open_span = bool(spans) and "until" not in spans[-1]
        if way == "start" and not open_span:
            nth = {"visit": visits} if (visits := len(self.scope.stored("_visits") or ())) else {}
            spans.append({"at": self.scope.at_text, "by": self.actor.id, "by_name": self.actor.name, **nth})
        elif way == "end" and open_span:
            spans[-1]["until"] = self.scope.at_text
        self.scope.write(records.LABOUR, spans)

    # -- where it leads, who holds it

    def _branch(self, branches: tuple[BranchPlan, ...]) -> BranchPlan | None:
        for branch in branches:
            if branch.when is None or branch.when.holds(self.scope):
                return branch
        return None

    def _assign(self, act: Act, before: str) -> None:
        if act.moves_to is not None:
            code = act.moves_to.run(self.scope)
            self.moves_to = code.get("code") if isinstance(code, dict) else code
        if act.assigns is not None:
            self.holder_id = _person(act.assigns.run(self.scope))
        elif act.unassigns or self.moves_to is not None or self._passes_on(before):
            self.holder_id = None

    def _passes_on(self, before: str) -> bool:
        """The next state is held by another role, one that the holder acting now does not have."""
        states = self.plan.definition.states
        old, new = states.get(before), states[self.state]
        if self.holder_id is None or old is None or old.holder == new.holder or new.final is not None:
            return False
        return not (self.actor.id == self.holder_id and new.holder in self.actor.roles_at(self.ticket.unit.path))

    # -- clocks

    def move_clocks(self, command: str, before: str) -> None:
        """Stop, start, pause and resume what the command and the state it led to say; an ended ticket keeps none running."""
        entered = f"state:{self.state}" if self.state != before else ""
        if self.plan.state(self.state).final is not None:
            self.stop_all()
            return
        for trigger in (*self.plan.stops.get(command, ()), *self.plan.stops.get(entered, ())):
            self._stop(trigger)
        for trigger in (*self.plan.starts.get(command, ()), *self.plan.starts.get(entered, ())):
            self._start(trigger)
        if entered and self.plan.pauses:
            self._pause_and_resume()

    def stop_all(self) -> None:
        """Stop every clock and quota that has not stopped, but for those that have somebody rung afterwards."""
        for name, running in list(self.running.items()):
            if name in self.plan.clocks and not self.plan.clocks[name].follow_up and state_of(running) != "stopped":
                self.keep_running(name, marked(running, "stop", self.scope.at))

    def _stop(self, trigger: TriggerPlan) -> None:
        running = self.running.get(trigger.clock)
        if running is None or state_of(running) == "stopped" or (trigger.when is not None and not trigger.when.holds(self.scope)):
            return
        self.keep_running(trigger.clock, marked(running, "stop", self.scope.at))

    def _start(self, trigger: TriggerPlan) -> None:
        plan = self.plan.clocks[trigger.clock]
        running = self.running.get(trigger.clock)
        if running is not None and not plan.restarts and state_of(running) != "stopped":
            return
        if trigger.when is not None and not trigger.when.holds(self.scope):
            return
        begun = started(plan, self.scope)
        if begun is not None:
            self.keep_running(trigger.clock, begun)

    def _pause_and_resume(self) -> None:
        for name, running in list(self.running.items()):
            plan = self.plan.clocks.get(name)
            if plan is None or plan.is_quota:
                continue
            state = state_of(running)
            if state == "running" and self.state in plan.pauses_in:
                self.keep_running(name, marked(running, "pause", self.scope.at))
            elif state == "paused" and self.state not in plan.pauses_in:
                self.keep_running(name, marked(running, "resume", self.scope.at))

    def keep_running(self, name: str, running: Running) -> None:
        """A clock as the decision leaves it."""
        self.running[name] = running
        self._touched[name] = None

    # -- consequences

    def follow(self, effects: Iterable[EffectPlan], **blanks: Any) -> None:
        """Resolve consequences, each under its condition."""
        for effect in effects:
            if effect.when is None or effect.when.holds(self.scope):
                consequences.add(self, effect, blanks)

    # -- the sum

    def decision(
        self, command: str, form: Mapping[str, Json], role: str | None = None, dispatch: Mapping[str, Json] | None = None
    ) -> Decision:
        """All of it as one decision."""
        followups.settle(self)
        state = self.plan.state(self.state)
        fields = self.ticket.fields
        rows = tuple(self._rows())
        return Decision(
            command=command,
            from_state=self.ticket.state or None,
            to_state=self.state,
            final=state.final,
            changes={name: value for name, value in self.scope.changes.items() if name not in fields or fields[name] != value},
            form=form,
            running=rows,
            effects=tuple(self.effects),
            grants=self.grants,
            holder_role=state.holder,
            holder_id=self.holder_id,
            mode=self.ticket.mode,
            role=role,
            clauses=tuple(dict.fromkeys(self.clauses)),
            flags=tuple(self.flags),
            dispatch=dispatch,
            moves_to=self.moves_to,
            follow_ups=tuple(self.follow_ups),
        )

    def _rows(self) -> Iterable[RunningChange]:
        for name in self._touched:
            clock, running = self.plan.clocks[name], self.running[name]
            yield changed(clock, running, self.scope)


def _person(found: Any) -> int | None:
    if isinstance(found, dict):
        found = found.get("id")
    return int(found) if isinstance(found, int | str) and str(found).isdigit() else None
