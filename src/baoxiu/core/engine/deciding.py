"""Deciding a command and a birth: checks in one order, then the course of what it does. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from baoxiu.core.engine import gates, proofs, records, rights, visiting
from baoxiu.core.engine.charging import priced
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.consequences import recipients
from baoxiu.core.engine.course import Course
from baoxiu.core.engine.facts import Actor, Decision, LinkFacts, Running, Tell, TicketFacts, UnitFacts
from baoxiu.core.engine.forms import read_form
from baoxiu.core.engine.plans import Act, ClockPlan, Plan
from baoxiu.core.engine.refusing import GuardRefused, WrongCode, both, refused
from baoxiu.core.engine.running import blanks, changed, state_of
from baoxiu.core.engine.scripts import said
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.loaded import LoadedProcedure

Json = Any


def decide(
    procedure: LoadedProcedure,
    ticket: TicketFacts,
    name: str,
    form: Mapping[str, Json],
    actor: Actor,
    at: datetime,
    *,
    door: str = "desk",
) -> Decision:
    """What the command `name` does to `ticket`; raises Refused, and then nothing changes.

    1. Is there such a command, may this actor use it, here and now? 2. Is the form whole? 3. Do the conditions hold, in
    order? 4. Are the gates open? 5. Then: what changes, where it leads, which clocks move, what follows.
    Everything is judged at `at`, by our own clock: what an offline phone says of its time is a record, not a reason.
    """
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    act = plan.acts.get(name)
    if act is None:
        raise refused("no_such_command", command=name)
    course = Course(plan, ticket, actor, at, act.types, door)
    role = _may(act, plan, ticket, actor, door)
    taken = priced(act.asks, read_form(act.asks, form, course.scope), course.scope)
    if closed := closed_now(act, course):
        raise closed
    course.perform(act, taken)
    _refuse_wrong_code(act, course, taken, role)
    say_lateness(course)
    return course.decision(name, taken, role)


def _may(act: Act, plan: Plan, ticket: TicketFacts, actor: Actor, door: str) -> str:
    """The role the actor uses, once command, state, role and door fit."""
    if misplaced := rights.wrong_state(act, plan, ticket.state) or rights.wrong_door(act, door):
        raise misplaced
    role = rights.role_for(act, plan, ticket, actor)
    if role is None:
        raise rights.refuse_role(act, plan, ticket)
    return role


def closed_now(act: Act, course: Course) -> Refused | None:
    """The first condition or gate that keeps the command shut."""
    own = records.fault(act, course.plan, course.scope, course.ticket.holder_id)
    own = own or visiting.fault(act, course.scope) or proofs.fault(act, course.scope)
    return _unmet(act, course) or own or gates.shut(act, course.plan, course.scope)


def breach(course: Course, clock: ClockPlan, running: Running, due: datetime | None) -> None:
    """Say that it is overdue, and do what the procedure wants then."""
    course.keep_running(clock.name, replace(running, warned=True, breached=True))
    course.clauses.extend(clock.clauses)
    course.follow(clock.breach, **blanks(clock, due))
    run_system(course, clock.breach_runs)


def run_system(course: Course, command: str | None) -> None:
    """A system command in the same decision, where the ticket stands so that it may.

    A clock that a command stopped late rang, as it were, where the ticket stood before: there a mark that moves nothing may be set, too.
    """
    act = course.plan.acts.get(command or "")
    if act is None:
        return
    stays = all(branch.state is None for branch in act.branches)
    states = {course.state, course.ticket.state} if stays else {course.state}
    if any(rights.wrong_state(act, course.plan, state) is None for state in states if state) and closed_now(act, course) is None:
        course.perform(act, {})


def say_lateness(course: Course) -> None:
    """Breach, once, each clock that stops late in this decision before any timer said so."""
    while (late := next(_stopped_late(course), None)) is not None:
        breach(course, *late)


def _stopped_late(course: Course) -> Iterator[tuple[ClockPlan, Running, datetime | None]]:
    for name, running in course.running.items():
        clock = course.plan.clocks.get(name)
        is_new = running is not course.ticket.running.get(name)
        if clock is None or clock.is_quota or clock.follow_up or running.breached or not is_new or state_of(running) != "stopped":
            continue
        row = changed(clock, running, course.scope)
        if row.running.breached:
            yield clock, running, row.due_at


def _unmet(act: Act, course: Course) -> Refused | None:
    for guard in act.guards:
        if not guard.that.holds(course.scope):
            clause = guard.clause or next(iter(act.clauses), None)
            words = both(said(guard.words, course.scope), "")
            to = recipients(course, guard.tell) if guard.tell else ()
            tells = (Tell(to, words, clause=clause, key=f"refused:{act.name}"),) if to else ()
            return GuardRefused(words, clause=clause, tells=tells)
    return None


def _refuse_wrong_code(act: Act, course: Course, taken: Mapping[str, Json], role: str) -> None:
    """A wrong code is refused; what is written is only that it was tried."""
    said = course.scope.changes.get(records.CODES)
    if not said or said[-1]["right"]:
        return
    only = Course(course.plan, course.ticket, course.actor, course.scope.at, act.types, course.door)
    only.scope.write(records.CODES, said)
    count = records.wrong_codes(only.scope)
    shown = {name: value for name, value in taken.items() if name != "code"}
    fault = refused("wrong_code", clause=next(iter(act.clauses), None), field="code", count=count)
    raise WrongCode(fault, only.decision("verify_code", shown, role))


def decide_opening(  # noqa: PLR0913 - everything a decision depends on is said
    procedure: LoadedProcedure,
    unit: UnitFacts,
    form: Mapping[str, Json],
    actor: Actor,
    at: datetime,
    *,
    by_link: LinkFacts | None = None,
    world: Mapping[str, Json] | None = None,
    door: str = "desk",
) -> Decision:
    """How a ticket of this procedure is born at `unit`. Opened through a link it takes what it is not given from its parent."""
    plan = plan_of(procedure.for_unit(*unit.line))
    ticket = unborn(plan, unit, at, by_link, world or {})
    act = plan.opening
    course = Course(plan, ticket, actor, at, act.types, door)
    role = _may_open(act, plan, ticket, actor, by_link)
    given = {**_inherited(act, by_link), **form} if by_link is not None else form
    taken = priced(act.asks, read_form(act.asks, given, course.scope, strict=by_link is None), course.scope)
    if unmet := _unmet(act, course) if by_link is None else None:
        raise unmet
    defaults = {name: field.default for name, field in plan.definition.fields.items() if field.default is not None}
    for name, value in {**defaults, **taken}.items():
        course.scope.write(name, value)
    _give_code(course)
    course.perform(act, taken)
    mode = taken.get(plan.definition.opens.mode or "mode")
    decision = course.decision("opened", taken, role, dispatch=_dispatch(plan))
    return replace(decision, mode=mode, from_state=None)


def unborn(plan: Plan, unit: UnitFacts, at: datetime, by_link: LinkFacts | None, world: Mapping[str, Json]) -> TicketFacts:
    """The ticket before its birth: no field, no state."""
    definition = plan.definition
    return TicketFacts(
        id="", number="{number}", procedure=definition.procedure, kind=definition.kind, state="", mode=None, version=0, opened_at=at,
        unit=unit, links=(by_link,) if by_link else (), world=world,
    )  # fmt: skip


def _may_open(act: Act, plan: Plan, ticket: TicketFacts, actor: Actor, by_link: LinkFacts | None) -> str:
    if actor.kind == "system" or by_link is not None:
        return "system"
    if not act.by:
        raise refused("opens_by_link", clause=next(iter(act.clauses), None))
    role = rights.role_for(act, plan, ticket, actor)
    if role is None:
        raise rights.refuse_role(act, plan, ticket)
    return role


def _inherited(act: Act, by_link: LinkFacts | None) -> dict[str, Json]:
    if by_link is None:
        return {}
    return {name: by_link.fields[name] for name in act.asks if by_link.fields.get(name) is not None}


def _give_code(course: Course) -> None:
    """The customer's code, from the digits passed in."""
    digits = course.ticket.world.get("code")
    if digits is None:
        return
    for name, field in course.plan.definition.fields.items():
        if field.type == "code" and course.scope.stored(name) is None:
            course.scope.write(name, f"{digits:06d}" if isinstance(digits, int) else str(digits))


def _dispatch(plan: Plan) -> dict[str, Json] | None:
    dispatch = plan.definition.opens.dispatch or plan.definition.dispatch
    return dispatch.model_dump(mode="json", by_alias=True, exclude_defaults=True) if dispatch else None
