"""How often the hot paths go to the database, counted on the wire."""

from __future__ import annotations

import pytest
from django.db import connection

from baoxiu.tickets import actions
from procedures.house import House, Order
from wire import round_trips

MORNING = "2026-03-02 09:00"


def test_the_trace_counts_round_trips(transactional_db: None) -> None:
    def twice() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.execute("SELECT %s", [2])

    assert round_trips(twice) == 2


@pytest.mark.parametrize("key", [None, "a"])
def test_a_command_takes_two_round_trips(committed_lenovo: House, key: str | None) -> None:
    number = committed_lenovo.report(at=MORNING).number
    by, at = committed_lenovo.actor("coordinator"), committed_lenovo.at("2026-03-02 09:05")

    assert round_trips(lambda: actions.run_command(number, "download", by=by, at=at, key=key)) == 2


def test_a_command_that_opens_a_ticket_and_needs_what_other_rooms_know_takes_three(committed_lenovo: House) -> None:
    house = committed_lenovo
    by, at = house.actor("coordinator"), house.at("2026-03-02 09:08")
    form = {"explained_to_user": True, "promised_at": house.at("2026-03-05 10:00").isoformat()}
    first, second = _judged(house), _judged(house)
    actions.run_command(first.id, "order_parts", form, by=by, at=at)  # the procedure it opens is in memory from now on

    assert round_trips(lambda: actions.run_command(second.id, "order_parts", form, by=by, at=at)) == 3


def test_where_a_later_room_reacts_its_statements_join_the_transaction(committed_lenovo: House) -> None:
    """Shipping moves no part and pays nothing; an arrival adds begin and commit, and nine round trips that book it."""
    house = committed_lenovo
    order = _judged(house)
    form = {"explained_to_user": True, "promised_at": house.at("2026-03-05 10:00").isoformat()}
    order.run("order_parts", form, by="coordinator", at="2026-03-02 09:08")
    (parts,) = order.opened("part-order")
    at, desk, keeper = house.at("2026-03-02 10:00"), house.actor("parts_desk"), house.actor("coordinator")

    assert round_trips(lambda: actions.run_command(parts.id, "ship", {"courier": "sf", "waybill": "SF1"}, by=desk, at=at)) == 3
    assert round_trips(lambda: actions.run_command(parts.id, "deliver", {}, by=keeper, at=at)) == 3 + 2 + 9


def _judged(house: House) -> Order:
    order = house.report(at=MORNING)
    order.run("download", by="coordinator", at="2026-03-02 09:05")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:06")
    parts = [{"code": "HDD-1", "quantity": 1}]
    order.run("judge", {"fault_kind": "hardware", "needed_parts": parts}, by="coordinator", at="2026-03-02 09:07")
    return order


def test_a_repeated_key_takes_one(committed_lenovo: House) -> None:
    order = committed_lenovo.report(at=MORNING)
    by, at = committed_lenovo.actor("coordinator"), committed_lenovo.at("2026-03-02 09:05")
    actions.run_command(order.id, "download", by=by, at=at, key="a")

    assert round_trips(lambda: actions.run_command(order.id, "download", by=by, at=at, key="a")) == 1


def test_opening_a_ticket_takes_three(committed_lenovo: House) -> None:
    by, at = committed_lenovo.actor("cc_agent"), committed_lenovo.at(MORNING)
    form = committed_lenovo.form("work-order", by, MORNING)

    assert round_trips(lambda: actions.open_ticket("work-order", committed_lenovo.station, form, by=by, at=at)) == 3
