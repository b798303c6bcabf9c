"""How often a command over the API goes to the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from baoxiu.journal import live
from procedures.house import House
from web.api.caller import Program
from wire import round_trips

HOT = {"run": 3, "repeat": 2, "stranger": 1}


@pytest.fixture
def committed(transactional_db: None, house: House) -> Iterator[House]:
    """The house with real commits: inside a test's transaction a write has a savepoint more."""
    yield house
    live.close()


def test_a_command_asks_who_reads_once_and_writes_once(committed: House) -> None:
    program = Program(committed, committed.people["coordinator"])
    number = committed.report(at="2026-03-02 11:00").number

    program.run(number, "download", Idempotency_Key="first")  # what is asked is prepared from now on
    again = committed.report(at="2026-03-02 11:00").number

    ran = round_trips(lambda: program.run(again, "download", Idempotency_Key="a"))
    repeated = round_trips(lambda: program.run(again, "download", Idempotency_Key="a"))
    refused = round_trips(lambda: program.get("/tickets", Authorization="Bearer nobody"))

    assert {"run": ran, "repeat": repeated, "stranger": refused} == HOT
