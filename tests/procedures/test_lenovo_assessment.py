"""Lenovo: what a station's assessment and its settlement rest on."""

from __future__ import annotations

import pytest

from procedures.stage import Order, Stage

USED = [{"code": "MB-440", "quantity": 1}]


def solved(lenovo: Stage, *, used: bool = False, returned: bool = True) -> Order:
    order = lenovo.in_service(at="2026-03-02 09:00")
    lenovo.has_parts("station", "MB-440", 1)
    order.run("write_back", {"repair_note": "完成", "used_parts": USED if used else None}, by="engineer", at="2026-03-03 15:00")
    if used and returned:
        order.run("return_parts", {"returned_parts": USED}, by="engineer", at="2026-03-03 15:05")
    order.sign(at="2026-03-03 15:10")
    order.run("solve", by="engineer", at="2026-03-03 15:20")
    return order


def confirmed(order: Order, *, repaired: str = "yes", satisfied: int = 5) -> Order:
    order.child("call-back").run("record", {"repaired": repaired, "satisfied": satisfied}, by="cc_agent", at="2026-03-04 10:00")
    return order


@pytest.mark.clause("LCD-14")
def test_contact_on_time_is_counted_from_the_clock(lenovo: Stage) -> None:
    lenovo.judged(at="2026-03-02 09:00")
    late = lenovo.downloaded(at="2026-03-02 09:00")
    late.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 14:00")
    late.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 14:05")

    count = lenovo.figure("contact_on_time", unit=lenovo.units["station"])

    assert (count.counted, count.good, count.share) == (2, 1, 0.5)
    assert count.numbers == [late.number]


@pytest.mark.clause("LCD-14")
def test_withdrawn_orders_are_left_out_of_the_contact_figure(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "wrong_number"}, by="coordinator", at="2026-03-02 09:20")
    order.child("withdrawal").run("approve", by="region", at="2026-03-02 09:40")

    count = lenovo.figure("contact_on_time")

    assert (count.counted, count.left_out, count.share) == (0, 1, None)


@pytest.mark.clause("LCD-14")
def test_an_order_is_paid_for_once_parts_are_back_information_is_in_and_the_customer_confirmed(lenovo: Stage) -> None:
    unconfirmed = solved(lenovo, used=True)
    assert lenovo.figure("settled").good == 0

    confirmed(unconfirmed)

    assert lenovo.figure("settled").good == 1
    assert lenovo.figure("parts_returned").share == 1


@pytest.mark.clause("LCD-14", "LCD-49")
def test_a_customer_who_says_it_is_not_repaired_keeps_the_order_from_being_paid(lenovo: Stage) -> None:
    order = confirmed(solved(lenovo), repaired="no", satisfied=1)

    assert lenovo.figure("settled").good == 0
    assert lenovo.figure("settled").numbers == [order.number]
    assert len(order.child("call-back").messages("region", saying="未修好")) == 1


@pytest.mark.clause("LCD-49")
def test_call_backs_count_for_the_station_whose_orders_they_are(lenovo: Stage) -> None:
    confirmed(solved(lenovo))
    confirmed(solved(lenovo), repaired="no", satisfied=2)
    station, other = lenovo.units["station"], lenovo.found("GZ01", "station", "region", "广州站")

    assert lenovo.figure("confirmed", procedure="call-back", unit=station).share == 0.5
    assert lenovo.figure("satisfied", procedure="call-back", unit=station).share == 0.5
    with pytest.raises(KeyError):
        lenovo.figure("confirmed", procedure="call-back", unit=other)


@pytest.mark.clause("LCD-49")
def test_parts_that_came_back_short_show_in_the_assessment(lenovo: Stage) -> None:
    whole, short = solved(lenovo, used=True), solved(lenovo, used=True)
    whole.child("part-return").run("receive", by="parts_desk", at="2026-03-05 10:00")
    short.child("part-return").run("report_short", {"missing": "少一块"}, by="parts_desk", at="2026-03-05 10:00")

    count = lenovo.figure("returns_complete", procedure="part-return", unit=lenovo.units["station"])

    assert (count.counted, count.good) == (2, 1)


@pytest.mark.clause("LCD-49")
def test_watching_the_service_shows_broken_promises_and_second_visits(lenovo: Stage) -> None:
    solved(lenovo)
    again = lenovo.in_service(at="2026-03-02 09:00")
    again.run("not_repaired", {"found": "缺件", "promised_at": lenovo.iso("2026-03-04 10:00")}, by="engineer", at="2026-03-03 15:00")
    again.depart(at="2026-03-04 10:30")
    again.run("write_back", {"repair_note": "完成"}, by="engineer", at="2026-03-04 12:00")
    again.sign(at="2026-03-04 12:10")
    again.run("solve", by="engineer", at="2026-03-04 12:20")

    promises, first = lenovo.figure("promise_kept"), lenovo.figure("first_visit_fix")

    assert (promises.counted, promises.good) == (3, 2)
    assert (first.counted, first.good) == (2, 1)
