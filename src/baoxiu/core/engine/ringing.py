"""What happens when a clock rings, and what a linked ticket brings back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from baoxiu.core.engine import followups
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.course import Course
from baoxiu.core.engine.deciding import breach, closed_now, run_system, say_lateness
from baoxiu.core.engine.facts import SYSTEM, Decision, LinkFacts, Running, TicketFacts
from baoxiu.core.engine.plans import AnswerPlan, ClockPlan, Plan
from baoxiu.core.engine.rights import wrong_state
from baoxiu.core.engine.running import blanks, changed, quota_moments, quota_reading, reminded_at, state_of
from baoxiu.core.procedure.loaded import LoadedProcedure


def ring(procedure: LoadedProcedure, ticket: TicketFacts, clock_name: str, at: datetime) -> Decision:
    """What the clock does that is due by `at`: warn, breach, the steps of its escalation, the check of a quota.

    A ring that came too late (the clock was stopped or moved meanwhile) changes nothing but the clock's own row.
    """
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    course = Course(plan, ticket, SYSTEM, at, plan.types, "system")
    clock, running = plan.clocks.get(clock_name), ticket.running.get(clock_name)
    if clock is not None and running is not None:
        course.keep_running(clock_name, running)
        if state_of(running) != "stopped":
            _ring_all(course, clock)
    say_lateness(course)
    return course.decision(f"clock:{clock_name}", {}, "system")


def _ring_all(course: Course, clock: ClockPlan) -> None:
    if clock.is_quota or clock.follow_up:
        (_check if clock.is_quota else followups.ring_due)(course, clock)
        return
    for _ in range(2 + len(clock.chain)):
        running = course.running[clock.name]
        row = changed(clock, running, course.scope)
        if row.next_ring_at is None or row.next_ring_at > course.scope.at or row.state == "stopped":
            return
        if row.next_ring == "warn":
            _warn(course, clock, running, row.due_at)
        elif row.next_ring == "breach":
            breach(course, clock, running, row.due_at)
        else:
            _escalate(course, clock, running, row.due_at)


def _warn(course: Course, clock: ClockPlan, running: Running, due: datetime | None) -> None:
    """Warn, unless it is overdue already: then the breach speaks."""
    course.keep_running(clock.name, replace(running, warned=True))
    if due is None or course.scope.at <= due:
        course.follow(clock.warn, **blanks(clock, due))


def _escalate(course: Course, clock: ClockPlan, running: Running, due: datetime | None) -> None:
    step = clock.chain[running.escalated]
    course.keep_running(clock.name, replace(running, escalated=running.escalated + 1))
    course.follow(step.effects, **blanks(clock, due))


def _check(course: Course, clock: ClockPlan) -> None:
    """Judge each period that has ended since the last check; `escalated` counts the judged ones."""
    running = course.running[clock.name]
    ended = [period for period in quota_reading(clock, running, course.scope, course.scope.at).periods if period.ended]
    fresh = ended[running.escalated :]
    short = [period for period in fresh if period.short]
    breached = running.breached or bool(short)
    course.keep_running(clock.name, replace(running, escalated=max(len(ended), running.escalated), breached=breached))
    for period in short:
        course.follow(clock.breach, missing=period.missing, **blanks(clock, period.end))
    if short:
        course.clauses.extend(clock.clauses)
        run_system(course, clock.breach_runs)
    _speak(course, clock)


def _speak(course: Course, clock: ClockPlan) -> None:
    """Of the period at hand: what follows when it begins, and a reminder where it lacks something. Each once."""
    running, at = course.running[clock.name], course.scope.at
    reading = quota_reading(clock, running, course.scope, at)
    if not (clock.begins or clock.warn) or reading.finished:
        return
    period, due = reading.periods[-1], quota_moments(clock, running, reading)
    told = {"missing": period.missing, **blanks(clock, period.end)}
    if clock.begins and period.start <= at and period.start in due:
        course.follow(clock.begins, **told)
    if clock.warn and period.missing and reminded_at(clock, period) <= at and reminded_at(clock, period) in due:
        course.follow(clock.warn, **told)
    course.keep_running(clock.name, replace(running, until=at))


def answer(procedure: LoadedProcedure, ticket: TicketFacts, link: LinkFacts, at: datetime) -> Decision | None:
    """What it means for `ticket` that the linked ticket reached its state; None where it means nothing here and now."""
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    found = plan.answers.get(f"{link.procedure}.{link.state}") or plan.answers.get(f"{link.procedure}.{link.final}")
    if found is None or plan.state(ticket.state).final is not None:
        return None
    seen = replace(ticket, links=_with(ticket.links, link))
    course = Course(plan, seen, SYSTEM, at, plan.types, "system")
    if found.when is not None and not found.when.holds(course.scope):
        return None
    return _answered(course, plan, found)


def _answered(course: Course, plan: Plan, found: AnswerPlan) -> Decision | None:
    if found.run is not None:
        act = plan.acts.get(found.run)
        if act is None or wrong_state(act, plan, course.state) is not None or closed_now(act, course) is not None:
            return None
        course.perform(act, {})
    course.answer(found)
    say_lateness(course)
    return course.decision(found.run or found.key, {}, "system")


def _with(links: tuple[LinkFacts, ...], link: LinkFacts) -> tuple[LinkFacts, ...]:
    return (*(one for one in links if one.ticket_id != link.ticket_id), link)
