"""Lenovo: parts, the print before the visit, and outages."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.stage import Order, Stage

PART = "MB-440"


@pytest.fixture
def lacking(lenovo: Stage) -> Order:
    return lenovo.judged(at="2026-03-02 09:00", needed=[PART])


@pytest.fixture
def requested(lacking: Order) -> Order:
    lacking.order_parts("2026-03-04 10:00", at="2026-03-02 10:00")
    return lacking


@pytest.fixture
def late(lenovo: Stage, requested: Order) -> Order:
    requested.child("part-order").run("ship", {"courier": "sf", "waybill": "SF100"}, by="parts_desk", at="2026-03-02 15:00")
    lenovo.wait("2026-03-04 10:01")
    return requested


def reason_for(order: Order, code: str = PART) -> str:
    return f"由于{order.child('part-order').number}订单{code}编码的备件未按时配送"


@pytest.mark.clause("LCD-37")
def test_a_hardware_fault_names_the_part_it_needs(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:30")

    with pytest.raises(Refused) as refused:
        order.run("judge", {"fault_kind": "hardware"}, by="coordinator", at="2026-03-02 09:40")

    assert refused.value.clause == "LCD-37"


@pytest.mark.clause("LCD-37")
def test_with_the_part_in_the_station_a_visit_is_agreed_and_no_part_ordered(lenovo: Stage, lacking: Order) -> None:
    lenovo.has_parts("station", PART, 1)

    with pytest.raises(Refused) as refused:
        lacking.order_parts("2026-03-04 10:00", at="2026-03-02 10:00")
    assert refused.value.clause == "LCD-37"
    lacking.promise("2026-03-03 14:00", at="2026-03-02 10:00")
    assert lacking.state == "promised"


@pytest.mark.clause("LCD-37")
def test_without_the_part_no_visit_is_agreed_and_another_stations_stock_is_no_help(lenovo: Stage, lacking: Order) -> None:
    lenovo.found("GZ", "station", "region", "广州站")
    lenovo.has_parts("GZ", PART, 5)

    with pytest.raises(Refused) as refused:
        lacking.promise("2026-03-03 14:00", at="2026-03-02 10:00")

    assert refused.value.clause == "LCD-37"
    assert lacking.state == "contacted"


@pytest.mark.clause("LCD-38")
def test_a_part_order_needs_the_customer_told_why_nobody_comes_yet(lacking: Order) -> None:
    with pytest.raises(Refused) as refused:
        lacking.order_parts("2026-03-04 10:00", at="2026-03-02 10:00", explained=False)

    assert refused.value.clause == "LCD-38"
    assert refused.value.field == "explained_to_user"


@pytest.mark.clause("LCD-38")
def test_the_part_order_goes_to_customer_service_support_and_the_order_waits(lenovo: Stage, requested: Order) -> None:
    assert requested.state == "part_requested"
    assert lenovo.procedure("work-order").states["part_requested"].title["zh"] == "备件申领中"
    assert requested.at_of("t2") == "2026-03-02 10:00"
    ordered = requested.child("part-order")
    assert ordered.fields["lines"] == [{"code": PART, "quantity": 1}]
    assert ordered.fields["order"] == requested.number
    assert len(ordered.messages("parts_desk")) == 1


@pytest.mark.clause("LCD-40")
def test_the_order_is_printed_once_the_part_arrived_and_before_the_visit(lenovo: Stage, requested: Order) -> None:
    with pytest.raises(Refused) as early:
        requested.run("print", by="coordinator", at="2026-03-02 11:00")
    assert early.value.clause == "LCD-40"
    ordered = requested.child("part-order")
    ordered.run("ship", {"courier": "sf", "waybill": "SF100"}, by="parts_desk", at="2026-03-02 15:00")
    ordered.run("deliver", by="coordinator", at="2026-03-03 09:00")
    assert requested.state == "promised"

    with pytest.raises(Refused) as refused:
        requested.depart(at="2026-03-03 10:00")
    assert refused.value.clause == "LCD-40"

    requested.run("print", by="coordinator", at="2026-03-03 10:01")
    requested.depart(at="2026-03-03 10:02")
    assert requested.state == "in_service"
    (printed,) = requested.fields["printed"]
    assert (lenovo.wall(printed["at"]), printed["by_name"]) == ("2026-03-03 10:01", lenovo.name_of("coordinator"))


@pytest.mark.clause("LCD-40")
def test_an_engineer_does_not_print(lenovo: Stage) -> None:
    order = lenovo.promised(at="2026-03-02 09:00")

    with pytest.raises(Refused) as refused:
        order.run("print", by="engineer", at="2026-03-03 10:01")

    assert refused.value.clause == "LCD-40"


@pytest.mark.clause("LCD-40")
def test_during_a_recorded_outage_the_engineer_goes_without_the_print(lenovo: Stage) -> None:
    order = lenovo.promised(at="2026-03-02 09:00")
    lenovo.outage("2026-03-03 08:00", "2026-03-03 12:00")

    with pytest.raises(Refused):
        order.depart(at="2026-03-03 12:01")
    order.depart(at="2026-03-03 12:00")

    assert order.state == "in_service"


@pytest.mark.clause("LCD-41")
def test_an_order_is_not_written_after_the_visit(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        lenovo.report(at="2026-03-02 15:00", by="coordinator", at_customer_site=True, served_at=lenovo.iso("2026-03-02 14:00"))

    assert refused.value.clause == "LCD-41"
    assert lenovo.every("work-order") == []


@pytest.mark.clause("LCD-41")
def test_a_late_entry_says_when_the_visit_was(lenovo: Stage) -> None:
    lenovo.outage("2026-03-02 13:00", "2026-03-02 15:00")

    with pytest.raises(Refused) as refused:
        lenovo.report(at="2026-03-02 15:00", by="coordinator", at_customer_site=True)

    assert (refused.value.clause, refused.value.field) == ("LCD-41", "served_at")


@pytest.mark.clause("LCD-41")
def test_a_late_entry_is_taken_where_an_outage_covers_it_marked_and_reported(lenovo: Stage) -> None:
    lenovo.outage("2026-03-02 13:00", "2026-03-02 15:00")

    order = lenovo.report(at="2026-03-02 15:30", by="coordinator", at_customer_site=True, served_at=lenovo.iso("2026-03-02 14:00"))

    assert "late_entry" in order.flags
    assert len(order.messages("region", clause="LCD-41")) == 1
    assert len(order.messages("headquarters", clause="LCD-41")) == 1
    with pytest.raises(Refused):
        lenovo.report(at="2026-03-02 15:30", by="coordinator", at_customer_site=True, served_at=lenovo.iso("2026-03-02 15:01"))


@pytest.mark.clause("LCD-42")
def test_a_late_part_is_told_to_station_and_support(late: Order) -> None:
    ordered = late.child("part-order")

    assert ordered.fields["late"] is True
    assert len(ordered.messages("coordinator", clause="LCD-42")) == 1
    assert len(ordered.messages("parts_desk", clause="LCD-42")) == 1


@pytest.mark.clause("LCD-42")
@pytest.mark.parametrize(
    "wrong",
    [
        {"promise_type": "within_promise"},
        {"explained_to_user": None},
        {"reason": None},
        {"reason": "备件没到"},
        {"reason": "由于{number}订单备件未按时配送"},
        {"reason": "由于MB-440编码的备件未按时配送"},
    ],
)
def test_t32_for_a_late_part_wants_type_explanation_order_number_and_part_code(late: Order, wrong: dict[str, str | None]) -> None:
    form: dict[str, object] = {"promise_type": "part_reason", "explained_to_user": True, "reason": reason_for(late), **wrong}
    if isinstance(form["reason"], str):
        form["reason"] = form["reason"].replace("{number}", late.child("part-order").number)

    with pytest.raises(Refused) as refused:
        late.promise("2026-03-05 14:00", at="2026-03-04 10:10", **form)

    assert refused.value.clause == "LCD-42"
    assert len(late.fields["promises"]) == 1


@pytest.mark.clause("LCD-42")
def test_t32_for_a_late_part_keeps_type_and_text_beside_t31(late: Order) -> None:
    text = reason_for(late)

    late.promise("2026-03-05 14:00", at="2026-03-04 10:10", promise_type="part_reason", explained_to_user=True, reason=text)

    first, second = late.fields["promises"]
    assert first["type"] == "within_promise"
    assert (second["type"], second["reason"]) == ("part_reason", text)
    assert late.state == "part_requested"


@pytest.mark.clause("LCD-42")
def test_the_text_is_offered_ready_written(late: Order) -> None:
    offered = late.proposed("promise_visit", "reason", by="coordinator", at="2026-03-04 10:10")

    assert offered == reason_for(late)


@pytest.mark.clause("LCD-42")
def test_the_part_reason_is_no_excuse_while_no_part_is_late(lenovo: Stage, requested: Order) -> None:
    with pytest.raises(Refused) as refused:
        requested.promise(
            "2026-03-05 14:00", at="2026-03-03 10:10", promise_type="part_reason", explained_to_user=True, reason=reason_for(requested)
        )

    assert refused.value.clause == "LCD-42"


@pytest.mark.clause("LCD-40")
def test_the_printed_order_has_two_copies_with_the_customer_and_the_time_points(lenovo: Stage) -> None:
    order = lenovo.promised(at="2026-03-02 09:00")
    order.run("print", by="coordinator", at="2026-03-03 10:00")

    first, second = lenovo.printed("work-order", order, by="coordinator", at="2026-03-03 10:00")

    assert (first.name, second.name) == (f"{order.number}-1", f"{order.number}-2")
    assert first.pdf.startswith(b"%PDF")
    said = lenovo.slip_text(order, by="coordinator", at="2026-03-03 10:00")
    assert said["words"] == {"t2": "与用户联系时间", "t3": "承诺服务时间"}
    assert (said["fields"]["promises"], said["fields"]["t1"]) == ("2026-03-03 14:00", "2026-03-02 09:00")
    assert (said["printed_at"], said["printed_by"]) == ("2026-03-03 10:00", lenovo.name_of("coordinator"))


@pytest.mark.clause("LCD-42")
def test_a_part_that_arrives_late_is_marked_late_even_where_the_timer_was_slow(requested: Order) -> None:
    ordered = requested.child("part-order")
    ordered.run("ship", {"courier": "sf", "waybill": "SF100"}, by="parts_desk", at="2026-03-02 15:00")

    ordered.run("deliver", by="coordinator", at="2026-03-04 10:30")

    assert (ordered.state, ordered.fields["late"]) == ("delivered", True)
    told = ordered.messages(saying="未按时配送")
    assert sorted(message.to for message in told) == ["role:coordinator", "role:parts_desk"]
