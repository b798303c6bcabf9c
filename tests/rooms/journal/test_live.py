"""The live line: what changed is told once, together, and never from inside a command's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, connection
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from baoxiu.journal import live, tasks

CHANGES = st.builds(live.Change, st.integers(1, 10**9), st.text("/0123456789", max_size=60), st.text(max_size=60), st.integers(1, 10**6))


class Gone:
    """A connection to a database that is away."""

    def cursor(self) -> None:
        raise OperationalError("gone")

    def close(self) -> None:
        return


@pytest.fixture
def listening(transactional_db: None) -> Iterator[psycopg.Connection]:
    given = connection.get_connection_params()
    where = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
    with psycopg.connect(**where, autocommit=True) as line:
        line.execute(f"LISTEN {live.CHANNEL}")
        yield line
    live.close()


def test_changes_of_a_moment_arrive_together_each_ticket_once(listening: psycopg.Connection) -> None:
    for version in range(1, 6):
        live.announce(1, "/1/4/", "SZ01-1", version)
    live.announce(1, "/1/4/", "SZ01-2", 1)
    live.close()

    (notice,) = listening.notifies(timeout=2, stop_after=1)

    assert live.changes(notice.payload) == [live.Change(1, "/1/4/", "SZ01-1", 5), live.Change(1, "/1/4/", "SZ01-2", 1)]
    assert list(listening.notifies(timeout=0.2)) == []


def test_it_tells_again_after_it_was_closed(listening: psycopg.Connection) -> None:
    for version in (1, 2):
        live.announce(1, "/1/", "SZ01-1", version)
        live.close()

    assert [live.changes(n.payload)[0].version for n in listening.notifies(timeout=2, stop_after=2)] == [1, 2]


def test_rows_in_the_outbox_wake_one_worker(listening: psycopg.Connection) -> None:
    live.announce(1, "/1/", "SZ01-1", 1, has_messages=True)
    live.wake_sender()
    live.close()

    jobs = ProcrastinateJob.objects.filter(task_name=tasks.drain_messages.name, status="todo")
    assert jobs.count() == 1


def test_a_database_that_is_away_costs_a_hint_and_nothing_else(
    listening: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(live, "connection", Gone())
        live.announce(1, "/1/", "SZ01-1", 1)
        live.close()
    live.announce(1, "/1/", "SZ01-1", 2)
    live.close()

    (notice,) = listening.notifies(timeout=2, stop_after=1)
    assert live.changes(notice.payload)[0].version == 2
    assert "gone" in caplog.text


@given(st.lists(CHANGES, max_size=300))
def test_payloads_fit_and_lose_nothing(changes: list[live.Change]) -> None:
    payloads = list(live.payloads(changes))

    assert all(len(payload.encode()) < 8000 for payload in payloads)
    assert [one for payload in payloads for one in live.changes(payload)] == changes
    assert all(json.loads(payload) for payload in payloads)


@pytest.mark.django_db
def test_jobs_do_what_they_say() -> None:
    tasks.drain_messages()
    tasks.keep_journal()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'journal_event'::regclass")
        assert cursor.fetchone()[0] >= 13
