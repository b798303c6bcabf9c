"""Clocks and quotas that ring: a worker takes what is due, many at a time; a second worker passes those by."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from itertools import takewhile

import structlog
from django.db import transaction

from baoxiu.core import engine
from baoxiu.core.engine.afterwards import WAITS
from baoxiu.core.engine.facts import SYSTEM, Decision, Running, RunningChange, Tell
from baoxiu.core.errors import Refusal
from baoxiu.journal.side_by_side import LANES, in_lanes
from baoxiu.tickets import world
from baoxiu.tickets.actions import calls, rows
from baoxiu.tickets.actions.batch import Batch, merged
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.actions.running import again, look_around, safely
from baoxiu.tickets.events import CLOCK_BREACHED, CLOCK_ESCALATED, CLOCK_WARNED, FOLLOW_UP_DUE, QUOTA_CHECKED
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.sheets import Sheet, sheet_of

BATCH = 500
LATER = timedelta(minutes=10)  # when a ring that cannot be decided is tried again
UNDECIDABLE = (Refusal, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
log = structlog.get_logger(__name__)


def sweep(at: datetime, *, many: int = BATCH, rounds: int = sys.maxsize) -> int:
    """Ring everything that is due by `at`; how many clocks rang. Each rings once, whoever else sweeps.

    Where the first batch is full, lanes share the rest, each at most so many rounds.
    """
    rang = sweep_once(at, many=many)
    lanes = range(LANES if rang >= many else 1)
    return rang + sum(in_lanes(lambda _lane: _sweep_on(at, many, rounds), lanes))


def _sweep_on(at: datetime, many: int, rounds: int) -> int:
    return sum(takewhile(bool, (sweep_once(at, many=many) for _ in range(rounds))))


def sweep_once(at: datetime, *, many: int = BATCH) -> int:
    """Ring what is due, at most `many` clocks.

    1. Take the tickets, locked, leaving those another worker has. 2. Decide each ring. 3. Write all that only tell in one
    call. 4. Rings that do more are run one by one, so that none holds up the others.
    """
    origin = Origin(SYSTEM, at, "clock")
    with transaction.atomic():
        sheets = [sheet_of(said) for said in calls.due(at, many)]
        batch = Batch(origin, sheets)
        further = [(sheet.facts.id, name) for sheet in sheets for name in sheet.rings(at) if not _ring_plainly(batch, sheet, name)]
        rang = len(batch.steps)
        if batch.steps:
            batch.steps = merged(batch.steps)
            batch.write()
    for ticket_id, name in further:
        ring(ticket_id, name, at=at)
    return rang + len(further)


def ring(ticket_id: str, name: str, *, at: datetime) -> bool:
    """Ring one clock of one ticket if it is due; whether it was."""

    def attempt() -> bool:
        found = reading.facts([ticket_id])
        sheet = sheet_of(found[0]) if found else None
        if sheet is None or name not in sheet.rings(at):
            return False
        batch = Batch(Origin(SYSTEM, at, "clock"), [sheet])
        try:
            facts = look_around(batch, sheet, f"clock:{name}")
            _settle(batch, sheet, name, engine.ring(sheet.procedure, facts, name, at))
        except UNDECIDABLE as fault:
            batch = _put_off(Batch(batch.origin), sheet, name, fault)
        with safely():
            batch.write()
        return True

    return again(attempt, name=ticket_id)


def _ring_plainly(batch: Batch, sheet: Sheet, name: str) -> bool:
    """Decide a ring and take it into the batch, where all it does is on this ticket and telling; else leave it."""
    at = batch.origin.at
    if world.asked(engine.needed_world(sheet.procedure, f"clock:{name}")):
        return False
    try:
        decision = engine.ring(sheet.procedure, sheet.facts, name, at)
    except UNDECIDABLE:
        return False
    if decision.to_state != sheet.facts.state or any(not isinstance(effect, Tell) for effect in decision.effects):
        return False
    _settle(batch, sheet, name, decision)
    return True


def _settle(batch: Batch, sheet: Sheet, name: str, decision: Decision) -> None:
    """Take what rang; a clock that only learns its next ring writes no event."""
    before = sheet.facts.running[name]
    after = next((change.running for change in decision.running if change.running.name == name), before)
    event = event_of(before, after, is_quota=sheet.timing[name].is_quota)
    if event is None and not decision.effects and not decision.changes:
        sheet.wind(decision)
        batch.steps.append({"clocks": [rows.clock_row(sheet.facts.id, change) for change in decision.running]})
    else:
        batch.settle(sheet, decision, batch.origin, event or CLOCK_WARNED)


def event_of(before: Running, after: Running, *, is_quota: bool) -> str | None:
    """What rang, by what is new on the clock."""
    if is_quota:
        return QUOTA_CHECKED if after.escalated > before.escalated or after.until != before.until else None
    if after.escalated > before.escalated and before.breached:
        return CLOCK_ESCALATED
    if after.breached and not before.breached:
        return CLOCK_BREACHED
    if after.warned and not before.warned:
        return CLOCK_WARNED
    return FOLLOW_UP_DUE if before.name.startswith(WAITS) and len(after.marks) > len(before.marks) else None


def _put_off(batch: Batch, sheet: Sheet, name: str, fault: Exception) -> Batch:
    """A ring that cannot be decided waits a while; the others go on."""
    log.error("ring cannot be decided", ticket=sheet.facts.number, clock=name, fault=repr(fault))
    timing = sheet.timing[name]
    change = RunningChange(
        sheet.facts.running[name],
        "running",
        timing.due_at,
        batch.origin.at + LATER,
        "check" if timing.is_quota else "breach",
        timing.is_quota,
    )
    batch.steps.append({"clocks": [rows.clock_row(sheet.facts.id, change)]})
    return batch
