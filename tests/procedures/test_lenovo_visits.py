"""Lenovo: the plan refused, further visits, closing, and the call-back."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import NotFound, Refused
from procedures.stage import Order, Stage

USED = [{"code": "MB-440", "quantity": 1}]


@pytest.fixture
def in_service(lenovo: Stage) -> Order:
    return lenovo.in_service(at="2026-03-02 09:00")


def written_back(order: Order, **more: object) -> Order:
    order.house.has_parts("station", "MB-440", 1)
    order.run("write_back", {"repair_note": "更换电源线", **more}, by="engineer", at="2026-03-03 15:00")
    return order


@pytest.mark.clause("LCD-43")
def test_a_refused_plan_wants_a_special_case_statement_to_the_region(in_service: Order) -> None:
    with pytest.raises(Refused) as refused:
        in_service.run("refuse_plan", {"plan": "保外换屏 800 元"}, by="engineer", at="2026-03-03 15:00")
    assert (refused.value.clause, refused.value.field) == ("LCD-43", "why")

    in_service.run("refuse_plan", {"plan": "保外换屏 800 元", "why": "用户认为价高"}, by="engineer", at="2026-03-03 15:00")

    assert in_service.state == "plan_refused"
    case = in_service.child("special-case")
    assert (case.unit, case.fields["statement"], case.fields["plan"]) == ("region", "用户认为价高", "保外换屏 800 元")
    assert len(in_service.messages("region", clause="LCD-43")) == 1


@pytest.mark.clause("LCD-43")
def test_it_is_withdrawn_by_the_withdrawal_flow_only_after_the_region_agrees(lenovo: Stage, in_service: Order) -> None:
    in_service.run("refuse_plan", {"plan": "换屏", "why": "价高"}, by="engineer", at="2026-03-03 15:00")
    assert lenovo.every("withdrawal") == []

    in_service.child("special-case").run("agree", by="region", at="2026-03-03 16:00")
    assert in_service.state == "withdrawing"
    in_service.child("withdrawal").run("approve", by="region", at="2026-03-03 16:10")

    assert in_service.state == "withdrawn"


@pytest.mark.clause("LCD-43")
def test_where_the_region_does_not_agree_the_station_finds_another_plan(lenovo: Stage, in_service: Order) -> None:
    in_service.run("refuse_plan", {"plan": "换屏", "why": "价高"}, by="engineer", at="2026-03-03 15:00")

    in_service.child("special-case").run("refuse", {"opinion": "可改用翻新屏"}, by="region", at="2026-03-03 16:00")

    assert in_service.state == "multiple_visits"
    assert lenovo.every("withdrawal") == []


@pytest.mark.clause("LCD-43")
def test_with_the_plan_accepted_the_service_goes_ahead(in_service: Order) -> None:
    in_service.run("accept_plan", {"plan": "更换主板"}, by="engineer", at="2026-03-03 14:30")

    assert in_service.state == "in_service"
    assert in_service.fields["plan_accepted"] is True


@pytest.mark.clause("LCD-44")
def test_a_visit_that_did_not_repair_it_agrees_t32_and_shows_further_visits(lenovo: Stage, in_service: Order) -> None:
    with pytest.raises(Refused) as refused:
        in_service.run("not_repaired", {"found": "内存也坏"}, by="engineer", at="2026-03-03 15:00")
    assert (refused.value.clause, refused.value.field) == ("LCD-44", "promised_at")

    in_service.run(
        "not_repaired", {"found": "内存也坏", "promised_at": lenovo.iso("2026-03-05 10:00")}, by="engineer", at="2026-03-03 15:00"
    )

    assert in_service.state == "multiple_visits"
    assert lenovo.procedure("work-order").states["multiple_visits"].title["zh"] == "多次维修中"
    assert [lenovo.wall(one["at"]) for one in in_service.fields["promises"]] == ["2026-03-03 14:00", "2026-03-05 10:00"]
    assert in_service.fields["write_backs"][-1]["note"] == "内存也坏"


@pytest.mark.clause("LCD-44")
def test_with_t32_used_the_next_time_is_t33(lenovo: Stage, in_service: Order) -> None:
    for made, wished in (("2026-03-03 15:00", "2026-03-04 10:00"), ("2026-03-04 11:00", "2026-03-05 10:00")):
        in_service.run("not_repaired", {"found": "未好", "promised_at": lenovo.iso(wished)}, by="engineer", at=made)
        in_service.depart(at=wished)

    assert len(in_service.fields["promises"]) == 3
    assert len(in_service.fields["departures"]) == 3


@pytest.mark.clause("LCD-46")
def test_replaced_parts_are_returned_before_the_order_is_closed(in_service: Order) -> None:
    written_back(in_service, used_parts=USED).sign(at="2026-03-03 15:10")

    with pytest.raises(Refused) as refused:
        in_service.run("solve", by="engineer", at="2026-03-03 15:20")
    assert refused.value.clause == "LCD-46"

    in_service.run("return_parts", {"returned_parts": USED}, by="engineer", at="2026-03-03 15:30")
    assert len(in_service.messages("coordinator", saying="备件已返还")) == 1
    returned = in_service.child("part-return")
    assert returned.fields["lines"] == USED
    in_service.run("solve", by="engineer", at="2026-03-03 15:40")
    assert in_service.state == "solved"


@pytest.mark.clause("LCD-46")
def test_it_is_written_back_before_it_is_closed(in_service: Order) -> None:
    in_service.sign(at="2026-03-03 15:10")

    with pytest.raises(Refused) as refused:
        in_service.run("solve", by="engineer", at="2026-03-03 15:20")

    assert refused.value.clause == "LCD-46"


@pytest.mark.clause("LCD-46")
def test_a_repaired_order_not_closed_within_a_day_is_told_to_the_coordinator(lenovo: Stage, in_service: Order) -> None:
    written_back(in_service, used_parts=USED)
    in_service.run("return_parts", {"returned_parts": USED}, by="engineer", at="2026-03-03 15:30")

    lenovo.wait("2026-03-04 15:30")
    assert in_service.messages("coordinator", saying="尽快回写并关闭") == []
    lenovo.wait("2026-03-04 15:31")
    assert len(in_service.messages("coordinator", saying="尽快回写并关闭")) == 1


@pytest.mark.clause("LCD-47")
def test_solved_needs_the_customers_signature(in_service: Order) -> None:
    written_back(in_service)

    with pytest.raises(Refused) as refused:
        in_service.run("solve", by="engineer", at="2026-03-03 15:20")

    assert refused.value.clause == "LCD-47"
    in_service.sign(at="2026-03-03 15:25")
    in_service.run("solve", by="engineer", at="2026-03-03 15:26")
    assert in_service.state == "solved"


@pytest.mark.clause("LCD-47")
def test_a_coordinator_does_not_set_solved(in_service: Order) -> None:
    written_back(in_service).sign(at="2026-03-03 15:10")

    with pytest.raises(Refused) as refused:
        in_service.run("solve", by="coordinator", at="2026-03-03 15:20")

    assert refused.value.clause == "LCD-47"
    assert in_service.state == "in_service"


@pytest.mark.clause("LCD-48")
def test_every_solved_order_gets_a_call_back_for_customer_information_support(lenovo: Stage, in_service: Order) -> None:
    written_back(in_service).sign(at="2026-03-03 15:10")
    in_service.run("solve", by="engineer", at="2026-03-03 15:20")

    call = in_service.child("call-back")
    assert (call.unit, call.row.holder_role, call.fields["order"]) == ("headquarters", "cc_agent", in_service.number)
    with pytest.raises(NotFound):  # a station does not see what lies with headquarters
        call.run("record", {"repaired": "yes", "satisfied": 5}, by="coordinator", at="2026-03-04 10:00")
    call.run("record", {"repaired": "yes", "satisfied": 5}, by="cc_agent", at="2026-03-04 10:00")
    assert call.state == "confirmed"


@pytest.mark.clause("LCD-48")
def test_an_order_solved_by_phone_is_rung_back_too(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:30")
    order.run("solve_by_phone", {"fault_kind": "software", "promise_reason": "software"}, by="coordinator", at="2026-03-02 09:50")

    assert order.child("call-back").fields["solved_how"] == "phone"


@pytest.mark.clause("LCD-48")
def test_a_call_back_is_given_up_only_after_three_calls(lenovo: Stage, in_service: Order) -> None:
    written_back(in_service).sign(at="2026-03-03 15:10")
    in_service.run("solve", by="engineer", at="2026-03-03 15:20")
    call = in_service.child("call-back")
    for hour in ("09", "10"):
        call.run("no_answer", by="cc_agent", at=f"2026-03-04 {hour}:00")

    with pytest.raises(Refused):
        call.run("give_up", by="cc_agent", at="2026-03-04 10:30")
    call.run("no_answer", by="cc_agent", at="2026-03-04 11:00")
    call.run("give_up", by="cc_agent", at="2026-03-04 11:30")
    assert call.state == "not_reached"
