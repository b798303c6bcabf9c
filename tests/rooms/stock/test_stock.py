"""Parts on shelves."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Malformed
from baoxiu.journal import queries as journal
from baoxiu.journal import subject_of
from baoxiu.stock import actions, queries
from baoxiu.stock.actions import NotEnough
from baoxiu.tickets import world
from procedures.house import House

AT = "2026-03-02 09:00"


def test_what_was_counted_is_taken_and_put_back(lenovo: House) -> None:
    by, at, station = lenovo.actor("coordinator"), lenovo.at(AT), lenovo.station
    actions.count_stock(station, "HDD-1", 3, by=by, at=at, title="硬盘")
    actions.take(station, "HDD-1", 2, by=by, at=at, ticket="T1")
    actions.put_back(station, "HDD-1", 1, by=by, at=at)
    actions.put_back(station, "RAM-1", 4, by=by, at=at, title="内存")

    assert [(level.part, level.title, level.quantity) for level in queries.stock_of(station)] == [
        ("HDD-1", "硬盘", 2),
        ("RAM-1", "内存", 4),
    ]
    types = [event.type for event in journal.timeline(subject_of("stock", station.pk))]
    assert types == ["StockCounted", "StockTaken", "StockAdded", "StockAdded"]


def test_nobody_takes_what_is_not_there(lenovo: House) -> None:
    by, at, station = lenovo.actor("coordinator"), lenovo.at(AT), lenovo.station
    actions.count_stock(station, "HDD-1", 1, by=by, at=at)

    for part, wanted in (("HDD-1", 2), ("FAN-9", 1)):
        with pytest.raises(NotEnough) as refused:
            actions.take(station, part, wanted, by=by, at=at)
        assert str(wanted) in refused.value.say("zh")
    assert queries.quantity_of(station, "HDD-1") == 1


@pytest.mark.parametrize("wrong", [0, -1])
def test_quantities_are_positive(lenovo: House, wrong: int) -> None:
    by, at = lenovo.actor("coordinator"), lenovo.at(AT)
    with pytest.raises(Malformed):
        actions.take(lenovo.station, "HDD-1", wrong, by=by, at=at)
    with pytest.raises(Malformed):
        actions.put_back(lenovo.station, "HDD-1", wrong, by=by, at=at)
    with pytest.raises(Malformed):
        actions.count_stock(lenovo.station, "HDD-1", -1, by=by, at=at)


def test_a_decision_knows_the_stock_of_the_unit_that_holds_the_ticket(lenovo: House) -> None:
    by, at = lenovo.actor("coordinator"), lenovo.at(AT)
    actions.count_stock(lenovo.station, "HDD-1", 3, by=by, at=at)
    actions.count_stock(lenovo.root, "HDD-1", 50, by=by, at=at)
    actions.count_stock(lenovo.station, "FAN-1", 0, by=by, at=at)

    found, _ = world.known(["stock"], {"unit": lenovo.station.pk})

    assert found == {"stock": {"HDD-1": 3}}
