"""Clocks and quotas of one ticket while a decision is made: started, paused, resumed, stopped, and when they ring next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from baoxiu.core import quotas
from baoxiu.core.calendars import Calendar
from baoxiu.core.clocks import Clock, Mark, mark, next_ring, read
from baoxiu.core.engine.facts import Running, RunningChange
from baoxiu.core.engine.plans import ClockPlan, LimitPlan
from baoxiu.core.spans import Span

if TYPE_CHECKING:
    from baoxiu.core.engine.scope import DecisionScope

State = Literal["running", "paused", "stopped"]
Ring = Literal["warn", "breach", "escalate", "check"]
_STATES: dict[str, State] = {"start": "running", "resume": "running", "target": "running", "pause": "paused", "stop": "stopped"}


def state_of(running: Running) -> State:
    """Whether it runs, stands still or has stopped."""
    last = next((one.kind for one in reversed(running.marks) if one.kind != "target"), "stop")
    return _STATES[last]


def started(plan: ClockPlan, scope: DecisionScope) -> Running | None:
    """The clock at its start; None where it has nothing to count to, or its exception holds."""
    if plan.unless is not None and plan.unless.holds(scope):
        return None
    at = scope.at
    marks = (Mark("start", at),)
    if plan.is_quota:
        return Running(plan.name, marks)
    calendar = scope.calendar(plan.calendar)
    if plan.limit:
        return _by_limit(scope.plan.limits[plan.limit], plan, marks, scope, calendar)
    if plan.within is not None:
        return _within(plan.name, plan.within, marks, at, calendar)
    due = plan.due.run(scope) if plan.due is not None else None
    return Running(plan.name, marks, until=due) if isinstance(due, datetime) else None


def _within(name: str, span: Span, marks: tuple[Mark, ...], since: datetime, calendar: Calendar) -> Running:
    target = span.target(since, calendar)
    if target is None:
        return Running(name, marks, until=span.end(since, calendar))
    return Running(name, marks, target_seconds=target.total_seconds())


def _by_limit(limit: LimitPlan, plan: ClockPlan, marks: tuple[Mark, ...], scope: DecisionScope, calendar: Calendar) -> Running | None:
    """The row the fact names; counted from the opening or from now, as the table says."""
    span = limit.rows.get(str(limit.by.run(scope))) or limit.rows.get("else") or limit.rows.get("otherwise")
    if span is None:
        return None
    since = scope.value("t1") if limit.from_ == "opened" else scope.value(limit.from_)
    if not isinstance(since, datetime) or since >= scope.at:
        return _within(plan.name, span, marks, scope.at, calendar)
    return Running(plan.name, marks, until=span.end(since, calendar))


def marked(running: Running, kind: Literal["pause", "resume", "stop"], at: datetime) -> Running:
    """With one more mark; a mark reported late is made no earlier than the last one."""
    last = running.marks[-1].at
    return replace(running, marks=mark(running.marks, kind, at=max(at, last)))


def changed(plan: ClockPlan, running: Running, scope: DecisionScope) -> RunningChange:
    """The clock as a row: due time, what rings next and when."""
    if plan.is_quota:
        return _quota_row(plan, running, scope)
    state = state_of(running)
    if state == "stopped":
        return _stopped_row(plan, running, scope)
    calendar = scope.calendar(plan.calendar)
    clock = _clock(running)
    due = read(clock, running.marks, calendar, at=max(scope.at, running.marks[-1].at)).due_at
    ring_at, ring = _next(plan, clock, running, calendar)
    return RunningChange(running, state, due, ring_at, ring)


def _stopped_row(plan: ClockPlan, running: Running, scope: DecisionScope) -> RunningChange:
    reading = read(_clock(running), running.marks, scope.calendar(plan.calendar), at=running.marks[-1].at)
    missed = reading.breached and not running.breached
    return RunningChange(replace(running, breached=running.breached or missed), "stopped", reading.due_at, None, None, kept=reading.kept)


def _next(plan: ClockPlan, clock: Clock, running: Running, calendar: Calendar) -> tuple[datetime | None, Ring | None]:
    found = next_ring(clock, running.marks, calendar, warn_before=plan.warn_before, warned=running.warned, breached=running.breached)
    if found is not None:
        return found
    if running.breached and running.escalated < len(plan.chain):
        return escalates_at(plan, running, calendar), "escalate"
    return None, None


def escalates_at(plan: ClockPlan, running: Running, calendar: Calendar) -> datetime | None:
    """When the next step of the escalation rings: so long after the due time."""
    reading = read(_clock(running), running.marks, calendar, at=running.marks[-1].at)
    return plan.chain[running.escalated].after.end(reading.due_at, calendar) if reading.due_at else None


def _clock(running: Running) -> Clock:
    if running.until is not None:
        return Clock(running.name, until=running.until)
    return Clock(running.name, target=timedelta(seconds=running.target_seconds or 0))


def quota_reading(plan: ClockPlan, running: Running, scope: DecisionScope, at: datetime) -> quotas.QuotaReading:
    """A quota's periods at `at`."""
    first, last = running.marks[0], running.marks[-1]
    stopped = last.at if last.kind == "stop" else None
    if plan.quota is None:
        raise TypeError(plan.name)
    return quotas.read(plan.quota, running.counted, first.at, scope.calendar(plan.calendar), at=at, stopped_at=stopped)


def _quota_row(plan: ClockPlan, running: Running, scope: DecisionScope) -> RunningChange:
    reading = quota_reading(plan, running, scope, scope.at)
    stopped = state_of(running) == "stopped"
    check = None if stopped else reading.next_check_at
    kept = not reading.short if stopped or reading.finished else None
    state: State = "stopped" if stopped or reading.finished else "running"
    return RunningChange(running, state, check, check, "check" if check else None, is_quota=True, kept=kept)


def reading_of(scope: DecisionScope, name: str) -> dict[str, Any]:
    """What `clock("name")` shows an expression."""
    running, plan = scope.running.get(name), scope.plan.clocks.get(name)
    if running is None or plan is None:
        return {"running": False, "breached": False, "kept": None, "due": None, "left": None, "spent": None, "stopped": False}
    if plan.is_quota:
        quota = quota_reading(plan, running, scope, scope.at)
        return {"running": not quota.finished, "breached": bool(quota.short), "kept": not quota.short, "stopped": quota.finished,
                "due": quota.next_check_at, "left": None, "spent": None}  # fmt: skip
    reading = read(_clock(running), running.marks, scope.calendar(plan.calendar), at=scope.at)
    return {
        "running": not reading.stopped and not reading.paused, "breached": reading.breached, "kept": reading.kept,
        "due": reading.due_at, "left": reading.left, "spent": reading.spent, "stopped": reading.stopped,
    }  # fmt: skip


def counted(running: Running, at: datetime) -> Running:
    """A quota with one more act counted."""
    return replace(running, counted=(*running.counted, at.astimezone(UTC)))
