"""Clocks and quotas of one ticket while a decision is made: started, paused, resumed, stopped, and when they ring next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from baoxiu.core import quotas
from baoxiu.core.calendars import Calendar
from baoxiu.core.clocks import Clock, Mark, due, next_ring, read, runs
from baoxiu.core.engine.facts import Running, RunningChange
from baoxiu.core.engine.plans import ClockPlan, LimitPlan
from baoxiu.core.engine.refusing import said
from baoxiu.core.spans import Span

if TYPE_CHECKING:
    from baoxiu.core.engine.scope import DecisionScope

State = Literal["running", "paused", "stopped"]
Ring = Literal["warn", "breach", "escalate", "check"]
_START_AND_STOP = 2
_STATES: dict[str, State] = {"start": "running", "resume": "running", "target": "running", "pause": "paused", "stop": "stopped"}


def state_of(running: Running) -> State:
    """Whether it runs, stands still or has stopped."""
    last = running.marks[-1].kind
    if last == "target":
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
    until = plan.due.run(scope) if plan.due is not None else None
    return Running(plan.name, marks, until=until) if isinstance(until, datetime) else None


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
    """With one more mark; a mark reported late is made no earlier than the last one.

    The course asks only for what the clock allows: it pauses what runs, resumes what is paused, stops what has not stopped.
    """
    return _with(running, marks=(*running.marks, Mark(kind, max(at, running.marks[-1].at))))


def _with(running: Running, *, marks: tuple[Mark, ...] | None = None, breached: bool = False, acts: tuple[datetime, ...] = ()) -> Running:
    """The clock with other marks, breached too, with more acts counted; written out because it is made for every command."""
    return Running(
        running.name, running.marks if marks is None else marks, running.target_seconds, running.until, running.warned,
        running.breached or breached, running.counted + acts, running.escalated,
    )  # fmt: skip


def changed(plan: ClockPlan, running: Running, scope: DecisionScope) -> RunningChange:
    """The clock as a row: due time, what rings next and when."""
    if plan.is_quota:
        return _quota_row(plan, running, scope)
    state = state_of(running)
    if state == "stopped":
        return _stopped_row(plan, running, scope)
    calendar = scope.calendar(plan.calendar)
    due_at = _due_at(running, calendar)
    ring_at, ring = _next(plan, running, calendar, due_at)
    return RunningChange(running, state, due_at if state == "running" else None, ring_at, ring)


def _stopped_row(plan: ClockPlan, running: Running, scope: DecisionScope) -> RunningChange:
    due_at = _due_at(running, scope.calendar(plan.calendar))
    last = running.marks[-1].at if len(running.marks) == _START_AND_STOP else runs(running.marks)[-1].end
    late = due_at is not None and last is not None and last > due_at
    kept = _with(running, breached=True) if late and not running.breached else running
    return RunningChange(kept, "stopped", due_at, None, None, kept=not late)


def _due_at(running: Running, calendar: Calendar) -> datetime | None:
    """When it is due. One that never paused is due its target after its start, which needs no reading of its runs."""
    marks = running.marks
    if len(marks) == 1 or (len(marks) == _START_AND_STOP and marks[1].kind == "stop"):
        return running.until or calendar.add(marks[0].at, timedelta(seconds=running.target_seconds or 0))
    return due(_clock(running), marks, calendar)


def _next(plan: ClockPlan, running: Running, calendar: Calendar, due_at: datetime | None) -> tuple[datetime | None, Ring | None]:
    if not running.breached:
        warned, before = running.warned, _warned_before(plan, running, calendar)
        found = next_ring(_clock(running), running.marks, calendar, warn_before=before, warned=warned, breached=False, due_at=due_at)
        return found or (None, None)
    if running.escalated < len(plan.chain) and due_at is not None:
        return plan.chain[running.escalated].after.end(due_at, calendar), "escalate"
    return None, None


def _warned_before(plan: ClockPlan, running: Running, calendar: Calendar) -> timedelta | None:
    """How much working time before the due time it warns; a working day is as long as that of its start."""
    span = plan.warn_before
    if span is None or span.length:
        return span.length if span else None
    half = calendar.half_working_day(running.marks[0].at)
    return half if span.half_day else half * 2 * span.working_days


def _clock(running: Running) -> Clock:
    if running.until is not None:
        return Clock(running.name, until=running.until)
    return Clock(running.name, target=timedelta(seconds=running.target_seconds or 0))


def blanks(clock: ClockPlan, due: datetime | None) -> dict[str, object]:
    """What the words of a ring may name beside the ticket's own."""
    return {"clock_title": said(clock.title, "zh"), "clock_title_en": said(clock.title, "en"), "due": due}


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
    ring = min((at for at in quota_moments(plan, running, reading)), default=check) if check else None
    kept = not reading.short if stopped or reading.finished else None
    state: State = "stopped" if stopped or reading.finished else "running"
    return RunningChange(running, state, check, ring, "check" if ring else None, is_quota=True, kept=kept)


def quota_moments(plan: ClockPlan, running: Running, reading: quotas.QuotaReading) -> list[datetime]:
    """When a quota speaks of the period at hand: at its beginning, before it ends with too few, at its end. Each once: `until`
    is the instant up to which it has spoken."""
    period, seen = reading.periods[-1], running.until
    moments = [period.end, *([period.start] if plan.begins else []), *([reminded_at(plan, period)] if plan.warn and period.missing else [])]
    return [at for at in moments if seen is None or at > seen]


def reminded_at(plan: ClockPlan, period: quotas.Period) -> datetime:
    """When somebody is reminded of a period that lacks something: so long before its end, but not before it begins."""
    before = plan.warn_before.length if plan.warn_before else timedelta()
    return max(period.start, period.end - before)


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
    return _with(running, acts=(at.astimezone(UTC),))
