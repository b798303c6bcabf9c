"""What a killed worker had in hand is done again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psycopg
import pytest
from procrastinate import App, PsycopgConnector

from baoxiu.project import home
from baoxiu.project.jobs import retry_stalled
from baoxiu.project.postgres.server import running
from starting.installation import installation

STALLED = """
with dead as (insert into procrastinate_workers (last_heartbeat) values (now() - interval '5 minutes') returning id)
insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status, worker_id)
select 'nobody-listens', 'test.task', null, %s, '{}', 'doing', id from dead returning id"""
WAITING = """
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args, status)
values ('nobody-listens', 'test.task', %s, '{}', 'todo') returning id"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database with its tables, on which no worker runs."""
    with installation() as one:
        place = home.make(one.home)
        with place.locked(), running(place, is_lasting=False) as address:
            one.variables["DATABASE_URL"] = address
            assert one.command("migrate").returncode == 0
            yield address


def retry(address: str) -> int:
    async def once() -> int:
        async with App(connector=PsycopgConnector(conninfo=address)).open_async() as app:
            return await retry_stalled(app.job_manager)

    return asyncio.run(once())


def status_of(connection: psycopg.Connection, job: object) -> object:
    row = connection.execute("select status::text from procrastinate_jobs where id = %s", [job]).fetchone()
    return row and row[0]


def test_a_job_of_a_dead_worker_waits_again(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        (job,) = connection.execute(STALLED, ["one"]).fetchone() or ()

        assert retry(address) == 1

        assert status_of(connection, job) == "todo"
        assert retry(address) == 0


def test_where_the_same_job_waits_already_it_is_not_doubled(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        (job,) = connection.execute(STALLED, ["two"]).fetchone() or ()
        (waiting,) = connection.execute(WAITING, ["two"]).fetchone() or ()

        assert retry(address) == 1

        assert (status_of(connection, job), status_of(connection, waiting)) == (None, "todo")
