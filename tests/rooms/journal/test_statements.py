"""Statements of the hot paths: prepared, on a line that is looked at instead of asked; sets worked off in lanes."""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from baoxiu.journal.side_by_side import in_lanes
from baoxiu.journal.statements import row
from wire import round_trips

PID = "SELECT pg_backend_pid()"


def pid() -> int:
    found = row(PID, [])
    assert found is not None
    return int(found[0])


def request_begins() -> None:
    """What Django does between two requests."""
    connection.close_if_unusable_or_obsolete()


def end(backend: int) -> None:
    """The server hangs up on `backend`, and the news arrives."""
    given = {
        name: value for name, value in connection.get_connection_params().items() if name in ("dbname", "user", "password", "host", "port")
    }
    with psycopg.connect(**given, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    time.sleep(0.05)


def test_a_healthy_line_is_not_asked_whether_it_is(transactional_db: None) -> None:
    pid()
    request_begins()

    line: Any = connection
    assert line.health_check_enabled and not line.health_check_done
    assert round_trips(pid) == 1


def test_where_the_server_hung_up_between_requests_the_next_one_connects_anew(transactional_db: None) -> None:
    before = pid()
    request_begins()
    end(before)

    assert pid() != before


def test_a_line_lost_on_the_way_is_an_error_once(transactional_db: None) -> None:
    before = pid()
    end(before)
    with pytest.raises(OperationalError):
        pid()
    request_begins()

    assert pid() != before


def test_a_fault_of_the_database_is_djangos_kind_and_a_broken_transaction_stays_broken(transactional_db: None) -> None:
    with pytest.raises(DatabaseError) as fault:
        row("SELECT 1 / %s::int", [0])
    assert getattr(fault.value.__cause__, "sqlstate", None) == "22012"

    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            row("SELECT 1", [])


def backends() -> int:
    found = row("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", [])
    assert found is not None
    return int(found[0])


def test_lanes_keep_the_order_each_on_a_line_of_its_own_and_leave_none_open(transactional_db: None) -> None:
    own, before = pid(), backends()

    second = threading.Event()

    def slow_first(piece: int) -> tuple[int, int]:
        if piece:
            second.set()
        assert second.wait(20)  # the first is done after the second
        return piece, pid()

    done = list(in_lanes(slow_first, range(6)))

    assert [piece for piece, _ in done] == list(range(6))
    assert own not in {line for _, line in done} and len({line for _, line in done}) == 2
    wait = time.monotonic() + 30
    while backends() > before and time.monotonic() < wait:
        time.sleep(0.02)
    assert backends() == before


def test_a_single_piece_and_a_transaction_stay_on_their_own_line(transactional_db: None) -> None:
    own = pid()

    assert set(in_lanes(lambda _: pid(), [1])) == {own}
    with transaction.atomic():
        assert set(in_lanes(lambda _: pid(), range(5))) == {own}


def test_what_fails_in_a_lane_is_told_and_nothing_further_is_begun(transactional_db: None) -> None:
    begun: list[int] = []

    def fails(piece: int) -> int:
        begun.append(piece)
        if piece == 1:
            raise ArithmeticError
        return piece

    with pytest.raises(ArithmeticError):
        list(in_lanes(fails, range(100)))

    assert len(begun) < 10
