"""What people do to a shelf beside tickets: count, receive, reverse, bring in what lay there at first."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Malformed, NotFound, Refusal
from baoxiu.directory import actions as directory
from baoxiu.journal import queries as journal
from baoxiu.journal import subject_of
from baoxiu.project.command import verify
from baoxiu.stock import actions, queries
from baoxiu.stock.models import StockLevel, StockMovement
from baoxiu.tickets import world
from procedures.house import House

AT = "2026-03-02 09:00"


def count(house: House, quantity: Any, *, part: str = "HDD-1", reason: str = "", who: str = "coordinator") -> StockLevel:
    return actions.count_stock(house.station, part, quantity, by=house.actor(who), at=house.at(AT), reason=reason)


def receive(house: House, quantity: int, *, part: str = "HDD-1", who: str = "coordinator") -> StockMovement:
    return actions.receive(house.station, part, quantity, by=house.actor(who), at=house.at(AT), title="硬盘", paper="采购 7")


def moved(house: House) -> list[tuple[str, str, int, int]]:
    return [(row.part, row.kind, row.quantity, row.balance) for row in StockMovement.objects.filter(unit=house.station).order_by("pk")]


def test_the_first_count_opens_a_part_and_later_ones_book_what_differs(lenovo: House) -> None:
    count(lenovo, 3)
    count(lenovo, 3)
    count(lenovo, 1, reason="两件受潮报废")

    assert moved(lenovo) == [("HDD-1", "opening", 3, 3), ("HDD-1", "count", 0, 3), ("HDD-1", "count", -2, 1)]
    last = queries.ledger(lenovo.station, "HDD-1")[0]
    assert (last.reason, last.by_name) == ("两件受潮报废", lenovo.people["coordinator"].name)
    assert queries.quantity_of(lenovo.station, "HDD-1") == 1


def test_a_count_that_differs_says_why(lenovo: House) -> None:
    count(lenovo, 3)

    with pytest.raises(Refusal) as refused:
        count(lenovo, 2)

    assert (refused.value.code, refused.value.field) == ("reason_wanted", "reason")
    assert "-1" in refused.value.say("zh")
    assert queries.quantity_of(lenovo.station, "HDD-1") == 3


@pytest.mark.parametrize("wrong", [-1, -100, 1.5, True])
def test_no_count_is_below_zero_or_a_fraction(lenovo: House, wrong: Any) -> None:
    with pytest.raises(Refusal) as refused:
        count(lenovo, wrong)

    assert refused.value.code == "below_zero"
    assert StockMovement.objects.count() == 0


@pytest.mark.parametrize("part", ["", "   ", "X" * 61])
def test_a_part_has_a_code(lenovo: House, part: str) -> None:
    with pytest.raises(Malformed):
        count(lenovo, 1, part=part)


@pytest.mark.parametrize("wrong", [0, -1, 2.5])
def test_what_is_received_is_whole_and_more_than_nothing(lenovo: House, wrong: Any) -> None:
    with pytest.raises(Refusal) as refused:
        receive(lenovo, wrong)
    assert refused.value.code == "not_whole"


def test_a_movement_is_reversed_once_and_never_changed(lenovo: House) -> None:
    row = receive(lenovo, 4)
    by, at = lenovo.actor("coordinator"), lenovo.at(AT)

    back = actions.reverse(row.pk, "录错型号", by=by, at=at)

    assert moved(lenovo) == [("HDD-1", "receipt", 4, 4), ("HDD-1", "reversal", -4, 0)]
    assert (back.reverses_id, back.reason) == (row.pk, "录错型号")
    assert list(queries.ledger(lenovo.station).values_list("kind", "undone")) == [("reversal", None), ("receipt", back.pk)]  # type: ignore[misc]
    for wrong in (row.pk, back.pk):
        with pytest.raises(Refusal) as refused:
            actions.reverse(wrong, "再来", by=by, at=at)
        assert refused.value.code == "reversed_already"


def test_a_reversal_says_why_and_leaves_nothing_below_zero(lenovo: House) -> None:
    row = receive(lenovo, 4)
    by, at = lenovo.actor("coordinator"), lenovo.at(AT)
    with pytest.raises(Refusal) as silent:
        actions.reverse(row.pk, " ", by=by, at=at)
    assert silent.value.code == "reason_wanted"
    count(lenovo, 1, reason="丢失")

    with pytest.raises(Refusal) as refused:
        actions.reverse(row.pk, "录错", by=by, at=at)

    assert refused.value.code == "not_enough_stock"
    assert queries.quantity_of(lenovo.station, "HDD-1") == 1


@pytest.mark.parametrize("wrong", ["UPDATE stock_stockmovement SET quantity = 9", "DELETE FROM stock_stockmovement"])
def test_the_database_changes_no_movement(lenovo: House, wrong: str) -> None:
    receive(lenovo, 4)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(wrong)


# -- off the shelf without a job


def test_what_is_broken_is_written_off_with_its_reason_and_may_be_reversed(lenovo: House) -> None:
    receive(lenovo, 4)
    by, at = lenovo.actor("coordinator"), lenovo.at(AT)

    row = actions.write_off(lenovo.station, "HDD-1", 3, reason="受潮报废", by=by, at=at)
    actions.reverse(row.pk, "盘点时找回", by=by, at=at)

    assert moved(lenovo) == [("HDD-1", "receipt", 4, 4), ("HDD-1", "write_off", -3, 1), ("HDD-1", "reversal", 3, 4)]
    assert (row.reason, row.by_name) == ("受潮报废", lenovo.people["coordinator"].name)
    assert queries.discrepancies([lenovo.station]) == []


def test_nothing_is_written_off_without_a_reason_nor_more_than_lies_there(lenovo: House) -> None:
    receive(lenovo, 1)
    by, at = lenovo.actor("coordinator"), lenovo.at(AT)

    for quantity, reason, code in ((1, " ", "why_wanted"), (2, "丢失", "not_enough_stock"), (0, "丢失", "not_whole")):
        with pytest.raises(Refusal) as refused:
            actions.write_off(lenovo.station, "HDD-1", quantity, reason=reason, by=by, at=at)
        assert refused.value.code == code
    with pytest.raises(Refusal) as engineer:
        actions.write_off(lenovo.station, "HDD-1", 1, reason="丢失", by=lenovo.actor("engineer"), at=at)
    assert engineer.value.code == "not_keeper"
    assert queries.quantity_of(lenovo.station, "HDD-1") == 1


def other_station(house: House) -> Any:
    return directory.create_unit(house.units["region"], level="station", code="GZ", title="广州站", by=SYSTEM, at=house.at(AT))


def test_parts_moved_to_another_station_stand_in_both_ledgers(lenovo: House) -> None:
    receive(lenovo, 4)
    other, by, at = other_station(lenovo), lenovo.actor("parts_desk"), lenovo.at(AT)

    actions.transfer(lenovo.station, other, "HDD-1", 3, reason="广州急用", by=by, at=at)

    here, there = queries.ledger(lenovo.station)[0], queries.ledger(other)[0]
    assert (here.kind, here.quantity, here.balance, here.number, here.reason) == ("transfer", -3, 1, "GZ", "广州急用")
    assert (there.kind, there.quantity, there.balance, there.number) == ("transfer", 3, 3, lenovo.station.code)
    assert [(level.title, level.quantity) for level in queries.stock_of(other)] == [("硬盘", 3)]
    assert queries.discrepancies([lenovo.station, other]) == []


def test_both_sides_are_moved_or_none_by_whoever_keeps_both(lenovo: House) -> None:
    receive(lenovo, 2)
    other, at = other_station(lenovo), lenovo.at(AT)
    keeper, coordinator = lenovo.actor("parts_desk"), lenovo.actor("coordinator")

    with pytest.raises(NotFound):  # he does not see the other station
        actions.transfer(lenovo.station, other, "HDD-1", 1, reason="急用", by=coordinator, at=at)
    for giver, quantity, reason, code in (
        (lenovo.station, 3, "急用", "not_enough_stock"),
        (lenovo.station, 1, "", "why_wanted"),
        (other, 1, "急用", "same_shelf"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.transfer(giver, other, "HDD-1", quantity, reason=reason, by=keeper, at=at)
        assert refused.value.code == code
    assert moved(lenovo) == [("HDD-1", "receipt", 2, 2)]
    assert queries.quantity_of(other, "HDD-1") == 0


def test_one_side_of_a_move_is_not_reversed_alone(lenovo: House) -> None:
    receive(lenovo, 2)
    other, by, at = other_station(lenovo), lenovo.actor("parts_desk"), lenovo.at(AT)
    row = actions.transfer(lenovo.station, other, "HDD-1", 2, reason="急用", by=by, at=at)

    with pytest.raises(Refusal) as refused:
        actions.reverse(row.pk, "录错", by=by, at=at)

    assert refused.value.code == "moved_together"
    actions.transfer(other, lenovo.station, "HDD-1", 2, reason="退回", by=by, at=at)
    assert (queries.quantity_of(lenovo.station, "HDD-1"), queries.quantity_of(other, "HDD-1")) == (2, 0)


# -- who


def test_who_keeps_the_shelf_is_named_by_the_pack(lenovo: House) -> None:
    with pytest.raises(Refusal) as refused:
        receive(lenovo, 1, who="engineer")

    assert refused.value.code == "not_keeper"
    assert "维修站协调员" in refused.value.say("zh")
    receive(lenovo, 1, who="parts_desk")


def test_another_stations_shelf_is_not_there(lenovo: House) -> None:
    at = lenovo.at(AT)
    other = directory.create_unit(lenovo.units["region"], level="station", code="GZ", title="广州站", by=SYSTEM, at=at)
    row = actions.receive(other, "HDD-1", 2, by=SYSTEM, at=at)
    by = lenovo.actor("coordinator")

    for attempt in (
        lambda: actions.count_stock(other, "HDD-1", 1, by=by, at=at),
        lambda: actions.reverse(row.pk, "不是我的", by=by, at=at),
        lambda: queries.shelf_on(by, "GZ"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert list(queries.shelves(by)) == []


# -- what the shelf is asked


def test_a_decision_knows_the_stock_of_the_unit_that_holds_the_ticket(lenovo: House) -> None:
    by, at = lenovo.actor("parts_desk"), lenovo.at(AT)
    for unit, part, quantity in ((lenovo.station, "HDD-1", 3), (lenovo.root, "HDD-1", 50), (lenovo.station, "FAN-1", 0)):
        actions.count_stock(unit, part, quantity, by=by, at=at)

    found, _ = world.known(["stock"], {"unit": lenovo.station.pk})

    assert found == {"stock": {"HDD-1": 3}}


def test_shelves_are_found_by_code_and_title(lenovo: House) -> None:
    receive(lenovo, 2)
    receive(lenovo, 1, part="RAM-1")
    by = lenovo.actor("parts_desk")

    assert [level.part for level in queries.shelves(by, text="硬盘")] == ["HDD-1", "RAM-1"]
    assert [level.part for level in queries.shelves(by, text="ram")] == ["RAM-1"]
    assert queries.parts_held([lenovo.station, lenovo.root]) == {lenovo.station.pk: 2}


def test_every_movement_is_recorded_in_the_stations_chain(lenovo: House) -> None:
    receive(lenovo, 2)
    count(lenovo, 5, reason="盘盈")

    events = journal.timeline(subject_of("stock", lenovo.station.pk))

    assert [event.type for event in events] == ["StockMoved", "StockMoved"]
    assert journal.find_tampering() == []
    assert queries.discrepancies([lenovo.station]) == []


def test_a_shelf_changed_behind_the_ledger_is_found(lenovo: House) -> None:
    receive(lenovo, 2)
    StockLevel.objects.filter(unit=lenovo.station).update(quantity=3)

    (found,) = queries.discrepancies([lenovo.station])

    assert (found.part, found.level, found.ledger, found.recorded) == ("HDD-1", 3, 2, 2)


# -- opening stock out of a table


def test_opening_stock_comes_out_of_a_table_and_the_same_table_changes_nothing(lenovo: House) -> None:
    rows = [{"part": "HDD-1", "title": "硬盘", "quantity": 3}, {"part": "RAM-1", "title": "内存", "quantity": 0}]
    by, at = lenovo.actor("coordinator"), lenovo.at(AT)

    first = actions.import_stock(rows, unit=lenovo.station, by=by, at=at)
    again = actions.import_stock(rows, unit=lenovo.station, by=by, at=at)

    assert ((first.parts, first.changed), (again.parts, again.changed)) == ((2, 1), (2, 0))
    assert [(level.part, level.title, level.quantity) for level in queries.stock_of(lenovo.station)] == [
        ("HDD-1", "硬盘", 3),
        ("RAM-1", "内存", 0),
    ]


def test_of_a_table_all_rows_are_taken_or_none(lenovo: House) -> None:
    by, at = lenovo.actor("coordinator"), lenovo.at(AT)

    for wrong in ([{"code": "A", "quantity": 1}, {"code": "B", "quantity": -1}], [{"code": "A", "quantity": 1}] * 2):
        with pytest.raises(Refusal):
            actions.import_stock(wrong, unit=lenovo.station, by=by, at=at)

    assert StockMovement.objects.count() == 0


def test_verify_names_a_shelf_that_was_changed_by_hand(lenovo: House, capsys: pytest.CaptureFixture[str]) -> None:
    receive(lenovo, 2)
    assert verify.check() == 0
    StockLevel.objects.filter(unit=lenovo.station).update(quantity=3)

    assert verify.check() == 1
    assert f"{lenovo.station.code} HDD-1: 3 / 2 / 2" in "".join(capsys.readouterr())
