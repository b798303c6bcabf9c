"""Reports filed at the same instant over several connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from django.db import connection

from baoxiu.directory.models import Contact
from baoxiu.intake import actions
from baoxiu.intake.models import Request
from baoxiu.tickets.models import Ticket
from procedures.house import House

AT = "2026-03-02 09:00"


def at_once(many: int, doing: Callable[[], Any]) -> list[Any]:
    """Run it so often at the same instant, each on a connection of its own."""
    together = Barrier(many)

    def run(_: int) -> Any:
        try:
            connection.ensure_connection()
            together.wait(timeout=20)
            return doing()
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(run, range(many)))


def test_the_same_key_files_one_report(committed_lenovo: House) -> None:
    house = committed_lenovo
    report = {"unit": house.station, "text": "厨房水管爆裂", "reporter_name": "王女士", "reporter_phone": "13800138000"}
    file = partial(actions.file_report, report, by=house.actor("cc_agent"), at=house.at(AT), key="r1")

    filed = at_once(4, file)

    assert len(set(filed)) == 1
    assert Request.objects.count() == Ticket.objects.count() == 1


def test_a_new_caller_who_rings_twice_becomes_one_customer(committed_lenovo: House) -> None:
    house = committed_lenovo
    report = {"unit": house.station, "text": "厨房水管爆裂", "reporter_name": "赵先生", "reporter_phone": "13900139000"}

    filed = at_once(4, partial(actions.file_report, report, by=house.actor("cc_agent"), at=house.at(AT)))

    assert len({one.number for one in filed}) == 4
    assert Contact.objects.filter(number="+8613900139000").count() == 1
    assert Ticket.objects.values("customer").distinct().count() == 1


def test_two_imports_of_one_file_take_every_report_once(committed_lenovo: House) -> None:
    house = committed_lenovo
    by, at = house.actor("cc_agent"), house.at(AT)
    rows = [
        {
            "unit": house.station,
            "text": f"灯不亮 {n}",
            "reporter_phone": "13800138000",
            "source_key": f"s{n}",
            "answers": {"customer": "李"},
        }
        for n in range(40)
    ]

    taken = at_once(3, lambda: list(actions.file_reports(rows, by=by, at=at, many=10)))

    assert sorted(one.line for each in taken for one in each if one.number) == list(range(1, 41))
    assert Request.objects.count() == Ticket.objects.count() == 40
