"""Laws of the ledger, whatever people do: never below zero, the shelf is the sum, all of it can be made again from the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refusal
from baoxiu.stock import actions, queries
from baoxiu.stock.actions.arriving import arrive, send_back
from baoxiu.stock.actions.lines import Piece, difference
from baoxiu.stock.actions.using import use
from baoxiu.stock.models import ReplacedPart, StockLevel, StockMovement
from procedures.house import House

PARTS = ("A", "B", "C")
SERIALS = st.sampled_from(["", "", "S1", "S2", "S3"])


def _line(code: str, quantity: int, serial: str, old: str) -> dict[str, Any]:
    """A serial number belongs to one piece."""
    return {"code": code, "quantity": 1 if serial or old else quantity, "serial": serial, "old_serial": old}


lines = st.lists(st.builds(_line, st.sampled_from(PARTS), st.integers(1, 3), SERIALS, SERIALS), max_size=3)
jobs = st.integers(0, 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("count"), st.sampled_from(PARTS), st.integers(-1, 4)),
        st.tuples(st.sampled_from(["receive", "write_off", "give", "take"]), st.sampled_from(PARTS), st.integers(0, 4)),
        st.tuples(st.just("reverse"), st.integers(0, 8), st.none()),
        st.tuples(st.sampled_from(["use", "arrive", "send_back"]), jobs, lines),
    ),
    max_size=10,
)


@dataclass
class Keeper:
    """Somebody who does whatever comes to his mind."""

    house: House
    orders: list[UUID]
    refused: int = 0
    done: list[str] = field(default_factory=list)

    def does(self, step: tuple[str, Any, Any]) -> None:
        try:
            with transaction.atomic():
                getattr(self, step[0])(*step[1:])
            self.done.append(step[0])
        except Refusal:
            self.refused += 1

    def count(self, part: str, quantity: int) -> None:
        actions.count_stock(self.house.station, part, quantity, by=SYSTEM, at=self.house.began_at)

    def receive(self, part: str, quantity: int) -> None:
        actions.receive(self.house.station, part, quantity, by=SYSTEM, at=self.house.began_at)

    def write_off(self, part: str, quantity: int) -> None:
        actions.write_off(self.house.station, part, quantity, reason="报废", by=SYSTEM, at=self.house.began_at)

    def give(self, part: str, quantity: int) -> None:
        actions.transfer(self.house.station, self.house.root, part, quantity, reason="调拨", by=SYSTEM, at=self.house.began_at)

    def take(self, part: str, quantity: int) -> None:
        actions.transfer(self.house.root, self.house.station, part, quantity, reason="调回", by=SYSTEM, at=self.house.began_at)

    def reverse(self, nth: int, _: None) -> None:
        rows = list(StockMovement.objects.order_by("pk").values_list("pk", flat=True))
        actions.reverse(rows[nth % len(rows)] if rows else 0, "错", by=SYSTEM, at=self.house.began_at)

    def use(self, job: int, said: list[dict[str, Any]]) -> None:
        use(self.house.station, said, by=SYSTEM, at=self.house.began_at, cause=actions.Cause(self.orders[job], "W"))

    def arrive(self, job: int, said: list[dict[str, Any]]) -> None:
        arrive(self.house.station, said, by=SYSTEM, at=self.house.began_at, cause=actions.Cause(self.orders[job], "B"))

    def send_back(self, job: int, said: list[dict[str, Any]]) -> None:
        send_back(self.house.station, said, by=SYSTEM, at=self.house.began_at, cause=actions.Cause(self.orders[job], "F"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_is_done_the_ledger_holds(lenovo: House, what: list[tuple[str, Any, Any]]) -> None:
    with transaction.atomic():
        keeper = Keeper(lenovo, [UUID(lenovo.report(at="2026-03-02 09:00").id) for _ in range(2)])
        for step in what:
            keeper.does(step)

        held = {(unit, part): quantity for unit, part, quantity in StockLevel.objects.values_list("unit", "part", "quantity")}
        rows = StockMovement.objects.values_list("unit", "part").annotate(Sum("quantity"))
        summed = {(unit, part): total for unit, part, total in rows}
        assert all(quantity >= 0 for quantity in held.values())
        assert {part: quantity for part, quantity in held.items() if quantity} == {part: total for part, total in summed.items() if total}
        assert queries.discrepancies([lenovo.station, lenovo.root]) == []  # the same again from what the journal recorded
        _each_row_continues_the_one_before()
        _what_is_used_is_what_is_gone()
        transaction.set_rollback(True)


def _each_row_continues_the_one_before() -> None:
    left: dict[tuple[int, str], int] = {}
    for row in StockMovement.objects.order_by("pk"):
        key = row.unit_id, row.part
        left[key] = left.get(key, 0) + row.quantity
        assert row.balance == left[key] >= 0
    moved = StockMovement.objects.filter(kind="transfer").aggregate(n=Sum("quantity"))["n"]
    assert not moved  # what left one shelf lies on another


def _what_is_used_is_what_is_gone() -> None:
    """The pieces on jobs are the ledger's uses less their reversals, and no serial number is in two places."""
    live = ReplacedPart.objects.filter(struck_at=None)
    used = StockMovement.objects.filter(kind="use").aggregate(n=Sum("quantity"))["n"] or 0
    back = StockMovement.objects.filter(kind="reversal", reverses__kind="use").aggregate(n=Sum("quantity"))["n"] or 0
    assert live.count() == -(used + back)
    put_in = list(live.filter(out_by=None).exclude(new_serial="").values_list("new_serial", flat=True))
    assert len(put_in) == len(set(put_in))


pieces = st.lists(st.builds(Piece, st.sampled_from(PARTS), st.just(""), SERIALS, SERIALS), max_size=8)


@given(pieces, pieces)
def test_a_difference_turns_one_list_into_the_other(before: list[Piece], after: list[Piece]) -> None:
    gone, new = difference(before, after)

    kept = [piece for place, piece in enumerate(before) if place not in gone]
    assert sorted(piece.key for piece in [*kept, *new]) == sorted(piece.key for piece in after)
    assert not {before[place].key for place in gone} & {piece.key for piece in new}
