"""Lenovo: parts on their way to the station: shipped, arrived in pieces, lost, come too late, sent back unused."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refusal, Refused
from baoxiu.directory import actions as directory
from baoxiu.stock.models import StockMovement
from procedures.parts import PART, line, moved, shelf, sound, write_back
from procedures.stage import Order, Stage


@pytest.fixture
def shipped(lenovo: Stage) -> Order:
    """A part order of two boards and a cable, on its way."""
    order = lenovo.judged(at="2026-03-02 09:00")
    lines = [line(quantity=2), line("CBL-1")]
    order.run("judge", {"fault_kind": "hardware", "needed_parts": lines}, by="coordinator", at="2026-03-02 09:30")
    parts = order.order_parts("2026-03-04 10:00", at="2026-03-02 10:00").child("part-order")
    parts.run("ship", {"courier": "sf", "waybill": "SF100"}, by="parts_desk", at="2026-03-02 15:00")
    return parts


# -- shipment and arrival


@pytest.mark.clause("LCD-12")
def test_a_shipment_says_by_whom_under_which_number_and_when(lenovo: Stage, shipped: Order) -> None:
    assert (shipped.fields["courier"], shipped.fields["waybill"]) == ("sf", "SF100")
    assert shipped.at_of("shipped_at") == "2026-03-02 15:00"

    shipped.run("deliver", by="coordinator", at="2026-03-03 09:00")

    assert shipped.at_of("arrived_at") == "2026-03-03 09:00"
    assert moved(lenovo) == [("delivery", 2, 2)]
    assert shelf(lenovo, "CBL-1") == 1
    assert sound(lenovo)


@pytest.mark.clause("LCD-12")
def test_of_a_delivery_in_two_pieces_each_is_booked_once_and_the_customers_order_goes_on_waiting(lenovo: Stage, shipped: Order) -> None:
    order = Order(lenovo, lenovo.order(shipped.fields["order"]).id)

    shipped.run("deliver_some", {"came": [line()]}, by="coordinator", at="2026-03-03 09:00")
    assert (shipped.state, order.state, shelf(lenovo), shelf(lenovo, "CBL-1")) == ("shipped", "part_requested", 1, 0)
    assert len(shipped.messages("parts_desk", saying="部分到货")) == 1
    shipped.run("deliver", by="coordinator", at="2026-03-03 14:00")

    assert (shipped.state, order.state, shelf(lenovo), shelf(lenovo, "CBL-1")) == ("delivered", "promised", 2, 1)
    assert moved(lenovo) == [("delivery", 1, 1), ("delivery", 1, 2)]


@pytest.mark.clause("LCD-12")
@pytest.mark.parametrize("came", [line("FAN-9"), line(quantity=3)])
def test_what_was_not_ordered_does_not_arrive_with_it(lenovo: Stage, shipped: Order, came: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        shipped.run("deliver_some", {"came": [came]}, by="coordinator", at="2026-03-03 09:00")

    assert refused.value.clause == "LCD-12"
    assert "收货" in refused.value.say("zh")
    assert StockMovement.objects.count() == 0


@pytest.mark.clause("LCD-12")
def test_a_parcel_that_is_lost_is_shipped_again(shipped: Order) -> None:
    shipped.run("report_lost", {"why": "快递确认丢件"}, by="coordinator", at="2026-03-05 09:00")

    assert (shipped.state, shipped.fields["waybill"]) == ("requested", None)
    assert len(shipped.messages("parts_desk", saying="丢失")) == 1
    shipped.run("ship", {"courier": "ems", "waybill": "EM7"}, by="parts_desk", at="2026-03-05 10:00")
    assert shipped.fields["waybill"] == "EM7"


# -- the order is withdrawn meanwhile


def withdraw(lenovo: Stage, order: Order) -> None:
    asked = {"withdrawal_reason": "other", "explanation": "用户已另购新机"}
    order.run("request_withdrawal", asked, by="coordinator", at="2026-03-03 10:00")
    order.child("withdrawal").run("approve", by="region", at="2026-03-03 11:00")
    assert order.state == "withdrawn"


@pytest.mark.clause("LCD-12")
def test_a_part_order_that_was_not_shipped_is_recalled_with_its_order(lenovo: Stage) -> None:
    order = lenovo.judged(at="2026-03-02 09:00", needed=[PART]).order_parts("2026-03-05 10:00", at="2026-03-02 10:00")

    withdraw(lenovo, order)

    parts = order.child("part-order")
    assert (parts.state, parts.final) == ("recalled", "cancelled")
    assert len(parts.messages("parts_desk", saying="无需发货")) == 1


@pytest.mark.clause("LCD-12")
def test_parts_that_come_after_the_withdrawal_lie_on_the_shelf_and_may_be_sent_back(lenovo: Stage, shipped: Order) -> None:
    order = Order(lenovo, lenovo.order(shipped.fields["order"]).id)
    withdraw(lenovo, order)
    assert shipped.state == "shipped"
    assert len(shipped.messages("coordinator", saying="退回")) == 1

    shipped.run("deliver", by="coordinator", at="2026-03-04 09:00")

    assert (order.state, shelf(lenovo)) == ("withdrawn", 2)
    assert len(shipped.messages("coordinator", saying="已入站库存")) == 1
    shipped.run("send_back", {"back": [line(quantity=2)], "why": "用不上"}, by="coordinator", at="2026-03-04 10:00")
    assert moved(lenovo) == [("delivery", 2, 2), ("sent_back", -2, 0)]
    back = shipped.child("part-return")
    assert back.fields["unused"] == [line(quantity=2)]
    back.run("receive", by="parts_desk", at="2026-03-06 10:00")
    assert (back.state, back.fields["received"]) == ("received", [line(quantity=2)])


@pytest.mark.clause("LCD-12")
def test_no_more_is_sent_back_than_came_and_than_lies_there(lenovo: Stage, shipped: Order) -> None:
    shipped.run("deliver", by="coordinator", at="2026-03-04 09:00")
    with pytest.raises(Refused) as refused:
        shipped.run("send_back", {"back": [line(quantity=3)], "why": "多"}, by="coordinator", at="2026-03-04 10:00")
    assert refused.value.clause == "LCD-12"
    shipped.run("send_back", {"back": [line()], "why": "多"}, by="coordinator", at="2026-03-04 10:00")

    with pytest.raises(Refusal) as empty:
        shipped.run("send_back", {"back": [line(quantity=2)], "why": "多"}, by="coordinator", at="2026-03-04 11:00")

    assert (empty.value.code, empty.value.clause, shelf(lenovo)) == ("not_enough_stock", "LCD-12", 1)


# -- lead time by contract


@pytest.mark.clause("LCD-39")
def test_the_promise_offered_is_the_lead_time_of_the_stations_contract(lenovo: Stage) -> None:
    lenovo.units["station"] = directory.change_unit(lenovo.station, settings={"part_lead_time": "5d"}, by=SYSTEM, at=lenovo.began_at)
    order = lenovo.judged(at="2026-03-02 09:00", needed=[PART])

    offered = order.proposed("order_parts", "promised_at", by="coordinator", at="2026-03-02 10:00")

    assert lenovo.wall(offered) == "2026-03-07 10:00"


# -- what came for one order


@pytest.mark.clause("LCD-37")
def test_a_part_that_came_for_one_order_is_not_promised_to_another(lenovo: Stage) -> None:
    first = lenovo.judged(at="2026-03-02 09:00", needed=[PART]).order_parts("2026-03-04 10:00", at="2026-03-02 10:00")
    parts = first.child("part-order")
    parts.run("ship", {"courier": "sf", "waybill": "SF1"}, by="parts_desk", at="2026-03-02 15:00")
    parts.run("deliver", by="coordinator", at="2026-03-03 09:00")
    second = lenovo.judged(at="2026-03-03 09:30", needed=[PART])

    with pytest.raises(Refused) as refused:
        second.promise("2026-03-03 14:00", at="2026-03-03 09:40")
    assert refused.value.clause == "LCD-37"
    second.order_parts("2026-03-06 10:00", at="2026-03-03 09:50")
    assert (second.state, shelf(lenovo)) == ("part_requested", 1)

    first.run("print", by="coordinator", at="2026-03-03 09:55")
    write_back(first.depart(at="2026-03-03 10:00"), line(), at="2026-03-03 11:00")
    assert shelf(lenovo) == 0  # the piece went into the machine it came for


@pytest.mark.clause("LCD-37")
def test_once_the_order_it_came_for_has_ended_the_part_is_free(lenovo: Stage, shipped: Order) -> None:
    order = Order(lenovo, lenovo.order(shipped.fields["order"]).id)
    shipped.run("deliver", by="coordinator", at="2026-03-03 09:00")
    other = lenovo.judged(at="2026-03-03 09:30", needed=[PART])
    with pytest.raises(Refused):
        other.promise("2026-03-03 14:00", at="2026-03-03 09:40")

    withdraw(lenovo, order)

    other.promise("2026-03-03 14:00", at="2026-03-03 11:40")
    assert other.state == "promised"
