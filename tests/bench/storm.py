"""Row 3: storm intake. Bulk reports, each with ticket, clocks and event, beside COPY of the same rows."""

from __future__ import annotations

from time import perf_counter

from django.db import connection

from baoxiu.intake.actions import file_reports
from baoxiu.journal import clock
from bench.clocks import Row
from bench.stage import Stage

REPORTS = 10_000
TABLES = ("intake_request", "tickets_ticket", "tickets_ticketclock", "journal_event", "journal_message")


def measure(stage: Stage, _url: str) -> Row:
    """The ratio of reports a second to what COPY takes for the rows they left."""
    list(file_reports((stage.report(n) for n in range(500)), by=stage.by, at=clock.now(), door="bench"))
    before = _marks()
    begun = perf_counter()
    taken = sum(
        1 for one in file_reports((stage.report(n) for n in range(REPORTS)), by=stage.by, at=clock.now(), door="bench") if one.number
    )
    rate = taken / (perf_counter() - begun)
    limit = taken / _copy(before)
    beside = {"reports/s": rate, "COPY reports/s": limit, "goal reports/s": 5000.0}
    return Row(3, "storm intake: bulk reports, of COPY of the same rows", rate / limit, "×", 0.25, beside, more_is_better=True)


def _marks() -> dict[str, int]:
    with connection.cursor() as cursor:
        marks = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            (marks[table],) = cursor.fetchone()
    return marks


def _copy(before: dict[str, int]) -> float:
    """Seconds COPY needs to put the new rows into tables of the same shape, with the same indexes, in one transaction."""
    seconds = 0.0
    with connection.cursor() as cursor:
        for table, rows in before.items():
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            with cursor.copy(f"COPY (SELECT * FROM {table} OFFSET {rows}) TO STDOUT") as copy:
                content = [bytes(piece) for piece in copy]
            begun = perf_counter()
            with cursor.copy(f"COPY bench_{table} FROM STDIN") as copy:
                for piece in content:
                    copy.write(piece)
            seconds += perf_counter() - begun
            cursor.execute(f"DROP TABLE bench_{table}")
    return seconds
