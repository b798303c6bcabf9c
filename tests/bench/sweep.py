"""Row 7: the clock sweep. A million running clocks, a tenth of them due in one minute, beside one UPDATE … RETURNING of as many rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from threading import Event, Thread
from time import perf_counter

from django.db import connection

from baoxiu.journal import clock
from baoxiu.tickets.actions import run_command, sweep
from bench.clocks import Row
from bench.stage import Stage

RUNNING, DUE = 1_000_000, 100_000
CLOCKS = 4  # of each ticket that stands by
COPIED = """
INSERT INTO tickets_ticket (
  id, organisation_id, unit_id, number, procedure_id, procedure_key, kind, title, state, final, mode, version, fields, grants, flags,
  holder_role, category, opened_at, state_since, due_at, due_clock, breached, seq, last_hash)
SELECT gen_random_uuid(), t.organisation_id, t.unit_id, 'bench-' || n, t.procedure_id, t.procedure_key, t.kind, t.title, t.state, '', '', 1,
  t.fields, t.grants, t.flags, t.holder_role, t.category, t.opened_at, t.state_since, %s, 'filler1', false, 1, t.last_hash
FROM generate_series(1, %s) AS n CROSS JOIN (SELECT * FROM tickets_ticket WHERE id = %s) AS t
"""
FILLING = """
INSERT INTO tickets_ticketclock (
  ticket_id, name, is_quota, state, marks, target_seconds, counted, warned, breached, escalated, due_at, next_ring_at, next_ring)
SELECT t.id, 'filler' || n, false, 'running', k.marks, k.target_seconds, '[]', true, false, 0, t.due_at, t.due_at, 'breach'
FROM tickets_ticket t CROSS JOIN generate_series(1, %s) AS n
CROSS JOIN (SELECT * FROM tickets_ticketclock WHERE name = 'first_call' LIMIT 1) AS k WHERE t.number LIKE 'bench-%%'
"""
TOGETHER = """
UPDATE tickets_ticketclock SET next_ring_at = %s - random() * interval '1 minute', due_at = %s, warned = true
WHERE name = 'first_call' AND state = 'running'
"""
LIMIT = "UPDATE bench_clock SET breached = true, next_ring_at = NULL WHERE next_ring_at <= %s RETURNING ticket_id"


def measure(stage: Stage, _url: str) -> Row:
    """Clocks rung a second to rows the UPDATE returns a second; beside it what a command takes meanwhile."""
    tickets = stage.tickets(DUE)
    at = clock.now() + timedelta(hours=30)
    _fill(tickets[0][0])
    limit = _limit(at)
    alone = median(_commands(stage, [tickets[n][0] for n in range(40)]))
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [at, at - timedelta(minutes=1)])
        cursor.execute("VACUUM ANALYZE tickets_ticketclock")
    rest = [id_ for id_, _ in tickets[40:]]
    stop = Event()
    took: list[float] = []
    worker = Thread(target=_meanwhile, args=(stage, rest[-400:], stop, took))
    worker.start()
    begun = perf_counter()
    rang = sweep(at)
    seconds = perf_counter() - begun
    stop.set()
    worker.join()
    beside = {
        "rings/s": rang / seconds,
        "UPDATE rows/s": limit,
        "clocks rung": rang,
        "clocks running": RUNNING,
        "a command meanwhile, times alone": median(took) / alone,
    }
    return Row(7, "clock sweep, of one UPDATE … RETURNING of as many rows", rang / seconds / limit, "×", 0.2, beside, more_is_better=True)


def _fill(like: str) -> None:
    """Tickets that stand by, copies of one, so that the clocks that ring are a tenth of those that run."""
    with connection.cursor() as cursor:
        cursor.execute(COPIED, [clock.now() + timedelta(days=400), (RUNNING - DUE) // CLOCKS, like])
        cursor.execute(FILLING, [CLOCKS])
        cursor.execute("VACUUM ANALYZE tickets_ticket, tickets_ticketclock")


def _limit(at: datetime) -> float:
    """Rows a second of the plain UPDATE on a copy of the table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_clock (LIKE tickets_ticketclock INCLUDING ALL)")
        cursor.execute("INSERT INTO bench_clock SELECT * FROM tickets_ticketclock")
        cursor.execute("UPDATE bench_clock SET next_ring_at = %s WHERE name = 'first_call' AND state = 'running'", [at])
        cursor.execute("ANALYZE bench_clock")
        begun = perf_counter()
        cursor.execute(LIMIT, [at])
        rows = len(cursor.fetchall())
        seconds = perf_counter() - begun
        cursor.execute("DROP TABLE bench_clock")
    return rows / seconds


def _commands(stage: Stage, ids: list[str]) -> list[float]:
    took = []
    for id_ in ids:
        begun = perf_counter()
        run_command(id_, "fix_time", {"appointment_at": (clock.now() + timedelta(days=2)).isoformat()}, by=stage.by, at=clock.now())
        took.append(perf_counter() - begun)
    return took


def _meanwhile(stage: Stage, ids: list[str], stop: Event, took: list[float]) -> None:
    for id_ in ids:
        if stop.is_set() and took:
            break
        took += _commands(stage, [id_])
    connection.close()
