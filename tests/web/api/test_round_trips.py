"""How often a command over the API goes to the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baoxiu.journal import live
from procedures.house import House
from web.api.caller import Program

HOT = {"run": 3, "repeat": 2, "stranger": 1}


@pytest.fixture
def committed(transactional_db: None, house: House) -> Iterator[House]:
    """The house with real commits: inside a test's transaction a write has a savepoint more."""
    yield house
    live.close()


def test_a_command_asks_who_reads_once_and_writes_once(committed: House) -> None:
    program = Program(committed, committed.people["coordinator"])
    number = committed.report(at="2026-03-02 11:00").number

    with CaptureQueriesContext(connection) as ran:
        assert program.run(number, "download", Idempotency_Key="a").status == 200
    with CaptureQueriesContext(connection) as repeated:
        assert program.run(number, "download", Idempotency_Key="a").status == 200
    with CaptureQueriesContext(connection) as refused:
        assert program.get("/tickets", Authorization="Bearer nobody").status == 401

    assert {"run": len(ran), "repeat": len(repeated), "stranger": len(refused)} == HOT, [each["sql"] for each in ran]
