"""What a ticket would be born as, while its form is still being filled: where it leads, what runs, what is still wanted. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from baoxiu.core.engine import rights
from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.course import Course
from baoxiu.core.engine.deciding import unborn
from baoxiu.core.engine.facts import Actor, UnitFacts, Words
from baoxiu.core.engine.forms import read_form
from baoxiu.core.engine.plans import Plan
from baoxiu.core.engine.refusing import FormRefused, both
from baoxiu.core.engine.scripts import said
from baoxiu.core.errors import Refusal, Refused
from baoxiu.core.expressions import Expression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.loaded import LoadedProcedure

Json = Any


@dataclass(frozen=True, slots=True)
class Due:
    """A time limit that would run from the birth on. `within`: from now to its end."""

    name: str
    title: Words
    due_at: datetime
    within: timedelta
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """A command that could end the ticket at once, where it would stand."""

    command: str
    title: Words
    final: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How a ticket would be born by what the form says so far."""

    state: str = ""  # empty: that cannot be said yet
    title: Words | None = None
    holder_role: str = ""
    answers: tuple[Words, ...] = ()  # the answers that decide: urgency, kind of service
    dues: tuple[Due, ...] = ()  # the soonest first
    ends: tuple[End, ...] = ()
    wanted: tuple[Refused, ...] = ()  # what the form lacks or says wrong, each with its field
    refusal: Refused | None = None  # what the procedure would refuse, whatever else is filled in


def foresee(
    procedure: LoadedProcedure, unit: UnitFacts, form: Mapping[str, Json], actor: Actor, at: datetime, *, world: Mapping[str, Json]
) -> Foreseen:
    """Foresee the birth. 1. May this actor at all? 2. What does the form lack? 3. Would a condition refuse it? 4. Where does it lead?

    The same course is run as at the birth itself, over what is answered; nothing is decided by it.
    """
    plan = plan_of(procedure.for_unit(*unit.line))
    course = Course(plan, unborn(plan, unit, at, None, world), actor, at, plan.opening.types)
    if rights.role_for(plan.opening, plan, course.ticket, actor) is None:
        return Foreseen(refusal=rights.refuse_role(plan.opening, plan, course.ticket))
    taken, wanted = _taken(plan, form, course)
    if shut := _shut(plan, course, {fault.field for fault in wanted}):
        return Foreseen(refusal=shut, wanted=wanted)
    try:
        return _led(plan, course, taken, wanted)
    except Refusal:  # an expression that cannot do without what is not answered yet
        return Foreseen(wanted=wanted, answers=tuple(_answers(plan, taken)))


def _taken(plan: Plan, form: Mapping[str, Json], course: Course) -> tuple[dict[str, Json], tuple[Refused, ...]]:
    """The form as far as it can be taken, and every fault of it."""
    asks = plan.opening.asks
    given = {name: value for name, value in form.items() if name in asks}
    try:
        return read_form(asks, given, course.scope), ()
    except FormRefused as lacking:
        faults = lacking.faults
    for name in {fault.field for fault in faults}:
        course.scope.forget(str(name))
    good = {name: value for name, value in given.items() if name not in {fault.field for fault in faults}}
    return read_form(asks, good, course.scope, strict=False), faults


def _shut(plan: Plan, course: Course, lacking: set[str | None]) -> Refused | None:
    """The first condition that refuses and speaks of nothing that is still to be asked."""
    for guard in plan.opening.guards:
        if not guard.that.names & lacking and not guard.that.holds(course.scope):
            clause = guard.clause or next(iter(plan.opening.clauses), None)
            return Refused(both(said(guard.words, course.scope), ""), clause=clause, code="refused_by_procedure")
    return None


def _led(plan: Plan, course: Course, taken: dict[str, Json], wanted: tuple[Refused, ...]) -> Foreseen:
    defaults = {name: field.default for name, field in plan.definition.fields.items() if field.default is not None}
    for name, value in {**defaults, **taken}.items():
        course.scope.write(name, value)
    course.perform(plan.opening, taken)
    decision = course.decision("opened", taken)
    return Foreseen(
        state=decision.to_state,
        title=plan.title_of(decision.to_state),
        holder_role=decision.holder_role or "",
        answers=tuple(_answers(plan, taken)),
        dues=tuple(sorted(_dues(plan, course), key=lambda due: due.due_at)),
        ends=tuple(_ends(plan, course)),
        wanted=wanted,
    )


def _dues(plan: Plan, course: Course) -> Iterator[Due]:
    for change in course.decision("opened", {}).running:
        clock = plan.clocks[change.running.name]
        if change.due_at is not None and not change.is_quota and not clock.follow_up:
            yield Due(clock.name, clock.title, change.due_at, change.due_at - course.scope.at, clock.clauses)


def _answers(plan: Plan, taken: Mapping[str, Json]) -> Iterator[Words]:
    """The choices among what was answered that the procedure's own conditions look at."""
    names = frozenset().union(*(one.names for one in _conditions(plan)))
    for name, ask in plan.opening.asks.items():
        if name in taken and _decides(ask, names, plan):
            yield (ask.options or {}).get(str(taken[name]), ask.label)


def _decides(ask: AskPlan, names: frozenset[str], plan: Plan) -> bool:
    return ask.type == "choice" and (ask.name in names or ask.name == plan.definition.opens.mode)


def _conditions(plan: Plan) -> Iterator[Expression]:
    """What decides of a birth: where it leads, which clocks run and how long."""
    yield from (branch.when for branch in plan.opening.branches if branch.when is not None)
    yield from (clock.unless for clock in plan.clocks.values() if clock.unless is not None)
    yield from (clock.due for clock in plan.clocks.values() if clock.due is not None)
    yield from (trigger.when for triggers in plan.starts.values() for trigger in triggers if trigger.when is not None)
    yield from (limit.by for limit in plan.limits.values())


def _ends(plan: Plan, course: Course) -> Iterator[End]:
    """Commands of this actor that end the ticket where it would stand and say that it was dealt with: done, or sent elsewhere."""
    roles = course.actor.roles_at(course.ticket.unit.path)
    for act in plan.acts.values():
        if act.kind == "command" and act.states and course.state in act.states and act.by & roles:
            finals = {plan.state(branch.state).final for branch in act.branches if branch.state}
            if final := next((one for one in finals if one in {"done", "referred"}), None):
                yield End(act.name, act.title, final)


def questions_left_out(procedure: LoadedProcedure, unit: UnitFacts, form: Mapping[str, Json], actor: Actor, at: datetime) -> frozenset[int]:
    """Which of the desk's questions are not asked by what was answered so far, by their place in the procedure."""
    plan = plan_of(procedure.for_unit(*unit.line))
    questions = plan.definition.intake.questions
    if not any(question.when for question in questions):
        return frozenset()
    course = Course(plan, unborn(plan, unit, at, None, {}), actor, at, plan.opening.types)
    _taken(plan, form, course)
    return frozenset(nth for nth, one in enumerate(questions) if one.when and not compiled(one.when).holds(course.scope))
