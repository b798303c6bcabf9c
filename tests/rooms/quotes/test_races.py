"""Two at once: the same money is taken once, and receipts have no gaps and no doubles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refusal
from baoxiu.quotes import actions, queries
from baoxiu.quotes.models import Payment, PriceList
from baoxiu.tickets import actions as tickets
from procedures.house import House
from rooms.quotes.jobs import DAY, done, row

PACK = Path(__file__).parents[2] / "core" / "packs" / "paid"


@pytest.fixture
def house(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The house that charges, with real commits."""
    from baoxiu.catalogue.queries import shipped
    from baoxiu.journal import live

    monkeypatch.setattr(shipped, "shipped_packs", lambda: {"paid": PACK})
    yield House("paid")
    live.close()


def at_once(*tries: Callable[[], object]) -> list[str]:
    """Each in a thread and connection of its own; what came of it."""

    def one(attempt: Callable[[], object]) -> str:
        try:
            attempt()
        except Refusal as refusal:
            return str(getattr(refusal, "reason", refusal.code))
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(tries)) as pool:
        return sorted(pool.map(one, tries))


def pay(order: Any, amount: str) -> Callable[[], object]:
    by, at = order.house.actor("technician"), order.house.at(f"{DAY} 13:00")
    form = {"method": "cash", "amount": amount}
    return lambda: tickets.run_command(order.id, "take_payment", form, by=by, at=at)


def test_the_same_money_is_taken_once(house: House) -> None:
    order = done(house)

    assert at_once(pay(order, "55"), pay(order, "55")) == ["done", "too_much"]
    assert [str(one.amount) for one in queries.payments_of(order.id)] == ["55.00"]


def test_receipts_of_many_tills_have_no_gaps_and_no_doubles(house: House) -> None:
    orders = [done(house, at=hour) for hour in ("09", "10", "11", "12")]

    at_once(*(pay(order, "5") for order in orders))
    at_once(*(pay(order, "6") for order in orders))

    assert sorted(Payment.objects.values_list("number", flat=True)) == [f"SJ26-{nth:06d}" for nth in range(1, 9)]


def test_of_two_lists_for_the_same_days_one_is_laid(house: House) -> None:
    def lay(version: str) -> Callable[[], object]:
        at = house.at(f"{DAY} 08:00")
        return lambda: actions.lay_list(house.root, version, [row()], from_on=at.date(), by=SYSTEM, at=at)

    assert at_once(lay("a"), lay("b")) == ["done", "price_lists_meet"]
    assert PriceList.objects.count() == 1
