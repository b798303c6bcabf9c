"""Row 7: the clock sweep. Many running clocks, a tenth of them due in one minute, beside one UPDATE … RETURNING of as many rows."""

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

RUNNING, DUE = 100_000, 10_000  # a tenth of the full figure (1 M running, 100 k due): the shape, in a run of minutes
FILLING = """
INSERT INTO tickets_ticketclock (
  ticket_id, name, is_quota, state, marks, target_seconds, counted, warned, breached, escalated, due_at, next_ring_at, next_ring)
SELECT t.id, 'filler' || n, false, 'running', k.marks, k.target_seconds, '[]', true, false, 0, %s, %s, 'breach'
FROM (SELECT id FROM tickets_ticket ORDER BY opened_at DESC LIMIT %s) AS t
JOIN tickets_ticketclock k ON k.ticket_id = t.id AND k.name = 'first_call' CROSS JOIN generate_series(1, %s) AS n
"""
TOGETHER = "UPDATE tickets_ticketclock SET next_ring_at = %s, due_at = %s, warned = true WHERE name = 'first_call' AND state = 'running'"
LIMIT = "UPDATE bench_clock SET breached = true, next_ring_at = NULL WHERE next_ring_at <= %s RETURNING ticket_id"


def measure(stage: Stage, _url: str) -> Row:
    """Clocks rung a second to rows the UPDATE returns a second; beside it what a command takes meanwhile."""
    tickets = stage.tickets(DUE)
    at = clock.now() + timedelta(hours=30)
    _fill(at)
    limit = _limit(at)
    alone = median(_commands(stage, [tickets[n][0] for n in range(40)]))
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [at - timedelta(seconds=30), at - timedelta(seconds=31)])
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


def _fill(at: datetime) -> None:
    far = clock.now() + timedelta(days=400)
    with connection.cursor() as cursor:
        cursor.execute(FILLING, [far, far, DUE, RUNNING // DUE - 1])
        cursor.execute("ANALYZE tickets_ticketclock")


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
