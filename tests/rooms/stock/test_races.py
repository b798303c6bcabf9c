"""Two at once: the last piece is used once, a serial number stands on one job, a movement is reversed once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refusal
from baoxiu.stock import actions, queries
from baoxiu.stock.models import StockMovement
from baoxiu.tickets import actions as tickets
from procedures.house import House, Order

DAY = "2026-03-02"


def at_once(*tries: Callable[[], object]) -> list[str]:
    """Each in a thread and connection of its own, all from the same moment; what came of it."""
    start = Barrier(len(tries))

    def one(attempt: Callable[[], object]) -> str:
        try:
            start.wait()
            attempt()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(tries)) as pool:
        return sorted(pool.map(one, tries))


def order(house: House) -> Order:
    found = house.report(at=f"{DAY} 09:00")
    found.run("download", by="coordinator", at=f"{DAY} 09:05")
    return found


def uses(job: Order, **line: object) -> Callable[[], object]:
    """An engineer writes back a part, deciding at the same time as another."""
    by, at = job.house.actor("engineer"), job.house.at(f"{DAY} 10:00")
    form = {"repair_note": "更换主板", "used_parts": [{"code": "MB-440", "quantity": 1, **line}]}
    return lambda: tickets.run_command(job.id, "write_back", form, by=by, at=at)


def has(house: House, quantity: int, part: str = "MB-440") -> None:
    actions.count_stock(house.station, part, quantity, by=SYSTEM, at=house.began_at)


def test_of_two_engineers_who_take_the_last_part_one_is_refused(committed_lenovo: House) -> None:
    has(committed_lenovo, 1)
    first, second = order(committed_lenovo), order(committed_lenovo)

    assert at_once(uses(first), uses(second)) == ["done", "not_enough_stock"]
    assert queries.quantity_of(committed_lenovo.station, "MB-440") == 0
    assert [len(job.fields.get("used_parts") or ()) for job in sorted((first, second), key=lambda job: job.row.version)] == [0, 1]
    assert queries.discrepancies([committed_lenovo.station]) == []


def test_of_many_who_want_three_pieces_three_get_one(committed_lenovo: House) -> None:
    has(committed_lenovo, 3)
    jobs = [order(committed_lenovo) for _ in range(6)]

    assert at_once(*(uses(job) for job in jobs)) == [*["done"] * 3, *["not_enough_stock"] * 3]
    assert [row.balance for row in StockMovement.objects.order_by("pk")] == [3, 2, 1, 0]
    assert queries.discrepancies([committed_lenovo.station]) == []


def test_the_same_serial_number_on_two_jobs_stands_on_one(committed_lenovo: House) -> None:
    has(committed_lenovo, 5)
    first, second = order(committed_lenovo), order(committed_lenovo)

    assert at_once(uses(first, serial="N-1"), uses(second, serial="N-1")) == ["done", "serial_twice"]
    assert queries.quantity_of(committed_lenovo.station, "MB-440") == 4


def test_a_movement_is_reversed_by_one_of_two(committed_lenovo: House) -> None:
    house = committed_lenovo
    by, at = house.actor("coordinator"), house.at(f"{DAY} 10:00")
    row = actions.receive(house.station, "MB-440", 4, by=by, at=at)
    has(house, 9)

    def back() -> object:
        return actions.reverse(row.pk, "录错", by=by, at=at)

    assert at_once(back, back) == ["done", "reversed_already"]
    assert queries.quantity_of(house.station, "MB-440") == 5


def test_two_deliveries_of_the_same_parts_in_another_order_wait_for_each_other_and_never_for_ever(committed_lenovo: House) -> None:
    house = committed_lenovo
    at = house.at(f"{DAY} 10:00")

    def take(codes: list[str]) -> Callable[[], object]:
        rows = [{"code": code, "quantity": 3} for code in codes]
        return lambda: actions.import_stock(rows, unit=house.station, by=SYSTEM, at=at)

    assert at_once(take(["A", "B", "C"]), take(["C", "B", "A"])) == ["done", "done"]
    assert queries.discrepancies([house.station]) == []
    assert {level.quantity for level in queries.stock_of(house.station)} == {3}
