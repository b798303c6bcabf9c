"""Several connections at the same instant, with real threads and real commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from baoxiu.core.errors import Refusal
from baoxiu.dispatch import actions as dispatch
from baoxiu.journal import queries as journal
from baoxiu.journal.models import Message
from baoxiu.tickets import actions
from baoxiu.tickets.actions import AlreadyTaken
from baoxiu.tickets.models import Ticket
from procedures.house import House, Order

MORNING = "2026-03-02 09:00"


def at_once(doings: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all at the same instant, each on a connection of its own; what each gave, or how it was refused."""
    together = Barrier(len(doings))

    def run(doing: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            together.wait(timeout=20)
            return doing()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


def is_whole(house: House) -> bool:
    mine = {ticket.pk for ticket in Ticket.objects.filter(organisation=house.root)}
    return not [one for one in journal.find_tampering() if one.subject in mine]


def test_commands_on_one_ticket_all_count_and_none_is_lost(committed_lenovo: House) -> None:
    house = committed_lenovo
    order = house.report(at=MORNING)
    order.run("download", by="coordinator", at="2026-03-02 09:01")
    by, at = house.actor("coordinator"), house.at("2026-03-02 09:05")

    def attempt() -> actions.Outcome:
        return actions.run_command(order.id, "log_attempt", {"outcome": "no_answer"}, by=by, at=at)

    outcomes = at_once([attempt] * 4)

    assert sorted(outcome.version for outcome in outcomes) == [3, 4, 5, 6]
    assert len(order.fields["attempts"]) == 4
    assert [event.seq for event in order.events] == [1, 2, 3, 4, 5, 6]
    assert is_whole(house)


def test_the_same_key_from_several_connections_is_done_once(committed_lenovo: House) -> None:
    house = committed_lenovo
    order = house.report(at=MORNING)
    order.run("download", by="coordinator", at="2026-03-02 09:01")
    by, at = house.actor("coordinator"), house.at("2026-03-02 09:05")

    def attempt() -> actions.Outcome:
        return actions.run_command(order.id, "log_attempt", {"outcome": "no_answer"}, by=by, at=at, key="once")

    outcomes = at_once([attempt] * 4)

    assert len(set(outcomes)) == 1
    assert len(order.fields["attempts"]) == 1


def test_of_two_who_grab_one_job_at_the_same_instant_one_wins_and_the_other_is_told_by_whom(committed_hotline: House) -> None:
    house = committed_hotline
    workers = [house.actor("worker"), house.actor("worker_two")]
    for minute in range(5):
        order = house.report({"premises": "in_home", "category": "plumbing"}, at=f"2026-03-02 09:0{minute}")
        at = house.at(f"2026-03-02 09:0{minute}:30")

        grabs = [partial(dispatch.grab, order.number, by=by, at=at) for by in workers]
        won, lost = sorted(at_once(grabs), key=lambda each: isinstance(each, Refusal))

        assert isinstance(won, actions.Outcome)
        assert isinstance(lost, AlreadyTaken)
        assert order.holder in lost.say("zh")
        assert order.number in lost.say("zh")
        assert [event.data["command"] for event in order.events].count("grab") == 1
    assert is_whole(house)


def test_numbers_have_no_gap_and_no_double_under_load(committed_lenovo: House) -> None:
    house = committed_lenovo
    by, at = house.actor("cc_agent"), house.at(MORNING)
    form = house.form("work-order", by, MORNING)

    def open_ten() -> list[str]:
        return [actions.open_ticket("work-order", house.station, form, by=by, at=at).number for _ in range(10)]

    numbers = [int(number[-4:]) for ten in at_once([open_ten] * 6) for number in ten]

    assert sorted(numbers) == list(range(1, 61))


def test_each_clock_rings_once_though_two_workers_sweep(committed_lenovo: House) -> None:
    house = committed_lenovo
    by, at = house.actor("cc_agent"), house.at(MORNING)
    form = house.form("work-order", by, MORNING)
    for _ in range(60):
        actions.open_ticket("work-order", house.station, form, by=by, at=at)
    due = house.at("2026-03-02 12:30")

    rang = at_once([lambda: actions.sweep(due, many=7)] * 3)

    assert sum(rang) == 60
    told = Counter(Message.objects.filter(clause="LCD-25").values_list("ticket_id", flat=True))
    assert set(told.values()) == {1}
    assert len(told) == 60
    assert is_whole(house)


def test_a_clock_that_rings_while_its_command_runs_neither_doubles_nor_loses_anything(committed_lenovo: House) -> None:
    house = committed_lenovo
    by = house.actor("coordinator")
    due = house.at("2026-03-02 12:30")
    orders = [_reached(house) for _ in range(8)]

    for order in orders:
        judge = partial(actions.run_command, order.id, "judge", {"fault_kind": "other"}, by=by, at=due)
        at_once([judge, partial(actions.sweep, due)])

        order.house.wait(due)
        assert order.clock("first_contact").state == "stopped"
        assert order.fields["fault_kind"] == "other"
        assert [event.type for event in order.events].count("ClockWarned") <= 1
        assert [event.seq for event in order.events] == list(range(1, len(order.events) + 1))
    assert is_whole(house)


def test_a_client_that_says_its_version_loses_to_who_was_faster(committed_lenovo: House) -> None:
    house = committed_lenovo
    order = house.report(at=MORNING)
    by, at = house.actor("coordinator"), house.at("2026-03-02 09:05")

    def download() -> actions.Outcome:
        return actions.run_command(order.id, "download", by=by, at=at, version=1)

    found = at_once([download] * 3)

    assert [each.version for each in found if isinstance(each, actions.Outcome)] == [2]
    assert [each.code for each in found if isinstance(each, Refusal)] == ["stale_version", "stale_version"]


def _reached(house: House) -> Order:
    order = house.report(at=MORNING)
    order.run("download", by="coordinator", at="2026-03-02 09:01")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:02")
    return order


@pytest.mark.parametrize("many", [1, 500])
def test_a_sweep_of_nothing_rings_nothing(committed_lenovo: House, many: int) -> None:
    assert actions.sweep(committed_lenovo.at(MORNING), many=many) == 0
