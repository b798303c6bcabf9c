"""Row 16: many waiting orders dispatched at once, each explained, no day overfilled; beside one UPDATE of as many tickets."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from time import perf_counter, process_time
from typing import Any

from django.db import connection

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as people
from baoxiu.directory.actions.areas import ensure_areas
from baoxiu.directory.models import Area, Unit
from baoxiu.dispatch import actions as dispatch
from baoxiu.intake.actions import file_reports
from baoxiu.journal import clock
from baoxiu.project import founding
from bench.clocks import Row
from bench.stage import Stage

ORDERS, STATIONS, DISTRICTS, CAPACITY = 10_000, 120, 600, 80
COVERED_BY = 3  # stations a district
UNIT_OF = """
SELECT u.code, count(*), count(e.data -> 'dispatch')
  FROM tickets_ticket t JOIN directory_unit u ON u.id = t.unit_id
  LEFT JOIN journal_event e ON e.ticket_id = t.id AND e.seq = t.seq AND e.data ? 'dispatch'
 WHERE t.organisation_id = %s GROUP BY u.code
"""
LIMIT = "UPDATE tickets_ticket SET state = state, version = version WHERE organisation_id = %s"


def measure(_stage: Stage, _url: str) -> Row:
    """Seconds to match, explain and write ten thousand; beside it what was sent, and whether any day was overfilled."""
    ensure_areas()
    at = clock.now()
    root = founding.found("NETWORK", "Network", "lenovo-unified-repair", zone="Asia/Shanghai", at=at)
    agent = _agent(root, at)
    dice, districts = (
        Random(16),
        list(Area.objects.filter(code__regex=r"^\d{6}$").order_by("code").values_list("code", flat=True)[:DISTRICTS]),
    )
    said = (_report(root, dice.choice(districts), nth) for nth in range(ORDERS))
    waiting = sum(1 for one in file_reports(said, by=agent, at=at, door="bench") if one.number)
    _stations(root, districts, dice, at)
    begun, worked = perf_counter(), process_time()
    done = dispatch.dispatch_waiting(root, by=agent, at=at + timedelta(minutes=1))
    seconds, worked = perf_counter() - begun, process_time() - worked
    went, explained = _result(root)
    beside = {
        "waited": waiting,
        "sent": done.sent,
        "left": done.left,
        "orders/s": done.sent / seconds,
        "processor s here": worked,
        "explained": explained,
        "days overfilled": sum(many > CAPACITY for many in went.values()),
        "times one UPDATE": seconds / _limit(root),
    }
    return Row(16, "dispatch of 10,000 waiting orders by coverage and capacity", seconds, "s", 10.0, beside)


def _agent(root: Unit, at: datetime) -> Actor:
    person = directory.create_person(root, login="network-agent", name="Agent", by=SYSTEM, at=at)
    directory.give_post(person, root, "cc_agent", by=SYSTEM, at=at)
    return people.actor_of(person)


def _report(root: Unit, area: str, nth: int) -> dict[str, Any]:
    answers = {"service_mode": "onsite", "product_line": "desktop", "customer": "王女士", "phone": "+8613800138000"}
    return {"unit": root, "procedure": "work-order", "text": f"不开机 {nth}", "area": area, "answers": answers}


def _stations(root: Unit, districts: list[str], dice: Random, at: datetime) -> None:
    """Each district is covered by a few stations; not all do on-site work, and there is not quite room for all."""
    made = [
        directory.create_unit(root, level="station", code=f"S{nth:03d}", title=f"Station {nth}", by=SYSTEM, at=at)
        for nth in range(STATIONS)
    ]
    for nth, unit in enumerate(made):
        modes = ["carry_in"] if nth % 20 == 0 else []
        dispatch.set_terms(unit, by=SYSTEM, at=at, capacity=CAPACITY, modes=modes, products=["desktop", "notebook"])
    for area in districts:
        for order, unit in enumerate(dice.sample(made, COVERED_BY), start=1):
            dispatch.cover(unit, area=area, by=SYSTEM, at=at, order=min(order, 2))


def _result(root: Unit) -> tuple[Counter[str], int]:
    """How many orders each station has, and how many of them keep why."""
    with connection.cursor() as cursor:
        cursor.execute(UNIT_OF, [root.pk])
        rows = [row for row in cursor.fetchall() if row[0] != root.code]
    return Counter({code: many for code, many, _ in rows}), sum(explained for _, _, explained in rows)


def _limit(root: Unit) -> float:
    begun = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(LIMIT, [root.pk])
    return perf_counter() - begun
