"""Lenovo: who does what, in which identity, and who sees whose orders."""

from __future__ import annotations

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotFound, Refusal, Refused
from baoxiu.directory import actions as directory
from baoxiu.intake.actions import file_report
from baoxiu.tickets import queries
from baoxiu.tickets.actions import run_command
from procedures.stage import Order, Stage

PARTS = [{"code": "MB-440", "quantity": 1}]


@pytest.mark.clause("LCD-08")
def test_headquarters_sees_the_orders_and_customers_of_every_station(lenovo: Stage) -> None:
    here = lenovo.report(at="2026-03-02 09:00", customer="王女士")
    there = elsewhere(lenovo, "2026-03-02 09:10")

    assert lenovo.board("headquarters", at="2026-03-02 10:00").keys() == {here.number, there}
    ticket = queries.ticket_on(here.number, seen_by=lenovo.actor("headquarters"))
    shown = queries.shown_fields(ticket, lenovo.actor("headquarters"), lenovo.procedure("work-order"))
    assert (shown["customer"], shown["phone"]) == ("王女士", "+8613800138000")


@pytest.mark.clause("LCD-08", "LCD-15")
def test_a_station_sees_its_own_orders_only(lenovo: Stage) -> None:
    here = lenovo.report(at="2026-03-02 09:00")
    there = elsewhere(lenovo, "2026-03-02 09:10")

    assert lenovo.board("coordinator", at="2026-03-02 10:00").keys() == {here.number}
    assert lenovo.board("coordinator_gz", at="2026-03-02 10:00").keys() == {there}
    with pytest.raises(NotFound):
        queries.ticket_on(there, seen_by=lenovo.actor("coordinator"))
    with pytest.raises(Refusal):
        run_command(there, "download", by=lenovo.actor("coordinator"), at=lenovo.at("2026-03-02 10:00"))


def elsewhere(lenovo: Stage, at: str) -> str:
    """An order of a second station; its number."""
    unit = lenovo.found("GZ01", "station", "region", "广州站")
    lenovo.hire("coordinator", "何协调", login="coordinator_gz", unit=unit)
    return lenovo.report_at(unit, at=at).number


@pytest.mark.clause("LCD-09")
def test_the_coordinator_carries_an_order_from_the_download_to_the_visit(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")
    order.run("edit_order", {"product": "M4000 / NA1234"}, by="coordinator", at="2026-03-03 13:30")

    done = [(event.data["command"], event.role) for event in order.events if event.data.get("command")]
    mine = [command for command, role in done if role == "coordinator"]
    assert mine == ["download", "log_attempt", "judge", "promise_visit", "print", "depart", "edit_order"]
    assert order.fields["product"] == "M4000 / NA1234"


@pytest.mark.clause("LCD-09")
def test_nobody_else_hands_the_order_to_the_engineer(lenovo: Stage) -> None:
    order = lenovo.promised(at="2026-03-02 09:00")
    order.run("print", by="coordinator", at="2026-03-03 12:00")

    for other in ("engineer", "cc_agent", "region", "parts_desk"):
        with pytest.raises(Refused) as refused:
            order.run("depart", {"engineer": lenovo.id_of("engineer")}, by=other, at="2026-03-03 13:00")
        assert refused.value.clause in {"LCD-36", "LCD-09"}


@pytest.mark.clause("LCD-10")
def test_the_engineer_carries_out_the_service_and_holds_the_order_meanwhile(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")

    assert order.holder == lenovo.name_of("engineer")
    open_to = {choice.command for choice in queries.allowed_on(order.id, lenovo.actor("engineer"), lenovo.at("2026-03-03 14:00"))}
    assert {"write_back", "accept_plan", "refuse_plan", "not_repaired", "return_parts", "sign", "solve"} <= open_to


@pytest.mark.clause("LCD-11")
def test_the_call_centre_takes_the_report_and_dispatches_and_a_station_does_not(lenovo: Stage) -> None:
    order = lenovo.report(at="2026-03-02 09:00", by="cc_agent")
    assert (order.state, order.unit) == ("dispatched", "station")
    assert len(order.messages("coordinator", saying="新派单")) == 1

    with pytest.raises(Refused) as refused:
        lenovo.report(at="2026-03-02 09:00", by="coordinator")
    assert refused.value.clause == "LCD-11"
    with pytest.raises(Refused):
        lenovo.report(at="2026-03-02 09:00", by="engineer")


@pytest.mark.clause("LCD-12")
def test_support_ships_a_reasonable_part_order_and_turns_down_another(lenovo: Stage) -> None:
    order = lenovo.judged(at="2026-03-02 09:00", needed=["MB-440"]).order_parts("2026-03-04 10:00", at="2026-03-02 10:00")
    parts = order.child("part-order")
    with pytest.raises(Refused) as refused:
        parts.run("ship", {"courier": "sf", "waybill": "SF100"}, by="coordinator", at="2026-03-02 11:00")
    assert refused.value.clause == "LCD-12"
    parts.run("ship", {"courier": "sf", "waybill": "SF100"}, by="parts_desk", at="2026-03-02 11:00")
    assert parts.state == "shipped"

    other = lenovo.judged(at="2026-03-02 09:00", needed=["LCD-15"]).order_parts("2026-03-04 10:00", at="2026-03-02 10:00")
    other.child("part-order").run("turn_down", {"why": "机型与备件不符"}, by="parts_desk", at="2026-03-02 11:00")
    assert other.state == "contacting"
    assert len(other.messages("coordinator", saying="未通过")) == 1


@pytest.mark.clause("LCD-12")
def test_support_receives_returned_parts_and_reports_what_is_missing(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")
    lenovo.has_parts("station", "MB-440", 1)
    order.run("write_back", {"repair_note": "完成", "used_parts": PARTS}, by="engineer", at="2026-03-03 14:50")
    order.run("return_parts", {"returned_parts": PARTS}, by="engineer", at="2026-03-03 15:00")
    returned = order.child("part-return")
    with pytest.raises(Refused):
        returned.run("receive", by="coordinator", at="2026-03-05 10:00")

    returned.run("report_short", {"missing": "缺螺丝包"}, by="parts_desk", at="2026-03-05 10:00")

    assert returned.state == "short"
    assert "缺螺丝包" in returned.messages("coordinator")[0].words["zh"]


@pytest.mark.clause("LCD-12")
def test_support_watches_the_service_of_every_station(lenovo: Stage) -> None:
    here = lenovo.report(at="2026-03-02 09:00")
    there = elsewhere(lenovo, "2026-03-02 09:10")

    assert lenovo.board("parts_desk", at="2026-03-02 10:00").keys() == {here.number, there}


@pytest.mark.clause("LCD-13")
def test_the_region_dispatches_to_a_station_as_well(lenovo: Stage) -> None:
    order = lenovo.report(at="2026-03-02 09:00", by="region")

    assert (order.state, order.unit, order.events[0].role) == ("dispatched", "station", "region")


@pytest.mark.clause("LCD-13")
def test_special_cases_and_withdrawals_are_the_regions_and_headquarters_is_informed(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")
    order.run("refuse_plan", {"plan": "换屏", "why": "价高"}, by="engineer", at="2026-03-03 15:00")
    with pytest.raises(Refused) as refused:
        order.child("special-case").run("agree", by="cc_agent", at="2026-03-03 16:00")
    assert refused.value.clause == "LCD-13"
    for other in ("coordinator", "engineer"):  # a station does not see what lies with the region
        with pytest.raises(NotFound):
            order.child("special-case").run("agree", by=other, at="2026-03-03 16:00")

    order.child("special-case").run("agree", by="region", at="2026-03-03 16:00")
    order.child("withdrawal").run("approve", by="region", at="2026-03-03 16:10")

    assert len(order.child("withdrawal").messages("contact:headquarters_contact", by="mail")) == 1


@pytest.mark.clause("LCD-13")
def test_the_region_above_another_station_decides_nothing_here(lenovo: Stage) -> None:
    lenovo.found("N", "region", "headquarters", "华北大区")
    lenovo.hire("region", "冯经理", login="region_north", unit=lenovo.units["N"])
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "wrong_number"}, by="coordinator", at="2026-03-02 09:20")

    with pytest.raises(Refusal):
        order.child("withdrawal").run("approve", by="region_north", at="2026-03-02 09:40")

    assert order.state == "withdrawing"


@pytest.mark.clause("LCD-16")
def test_the_coordinator_identity_downloads_and_the_engineer_identity_writes_back_and_closes(lenovo: Stage) -> None:
    order = lenovo.report(at="2026-03-02 09:00")
    with pytest.raises(Refused) as download:
        order.run("download", by="engineer", at="2026-03-02 09:10")
    assert download.value.clause == "LCD-16"
    order.run("download", by="coordinator", at="2026-03-02 09:10")

    with pytest.raises(Refused) as write_back:
        order.run("write_back", {"repair_note": "x"}, by="coordinator", at="2026-03-02 09:20")
    assert write_back.value.clause == "LCD-16"
    order.run("write_back", {"repair_note": "x"}, by="engineer", at="2026-03-02 09:20")


@pytest.mark.clause("LCD-16")
def test_one_person_may_hold_both_and_each_step_keeps_the_identity_used(lenovo: Stage) -> None:
    both = lenovo.people["coordinator"]
    directory.give_post(both, lenovo.units["station"], "engineer", by=SYSTEM, at=lenovo.began_at)
    order = lenovo.downloaded(at="2026-03-02 09:00")

    order.run("write_back", {"repair_note": "电话核对"}, by="coordinator", at="2026-03-02 09:20")

    assert [(event.data["command"], event.role) for event in order.events[1:]] == [("download", "coordinator"), ("write_back", "engineer")]
    assert {event.actor_id for event in order.events[1:]} == {both.pk}
    assert lenovo.pack.pack.roles["coordinator"].identity
    assert lenovo.pack.pack.roles["engineer"].identity


@pytest.mark.clause("LCD-17")
@pytest.mark.parametrize("who", ["cc_agent", "region"])
def test_what_a_service_point_covers_is_dispatched_to_its_head_station(lenovo: Stage, who: str) -> None:
    place = directory.add_site(lenovo.root, level="room", code="NS-1", title="南山 1 号", unit=lenovo.units["point"])
    lenovo.found("GZ01", "station", "region", "广州站")

    order = lenovo.report_at(lenovo.root, at="2026-03-02 09:00", by=who, belongs={"site": place.pk})

    assert order.row.unit == lenovo.units["station"]


@pytest.mark.clause("LCD-17")
def test_the_head_station_passes_an_order_to_its_service_point(lenovo: Stage) -> None:
    lenovo.hire("coordinator", "分站协调", login="coordinator_point", unit=lenovo.units["point"])
    order = lenovo.report(at="2026-03-02 09:00")
    assert order.unit == "station"
    assert lenovo.board("coordinator_point", at="2026-03-02 09:05") == {}

    order.run("reassign", {"point": lenovo.units["point"].code}, by="coordinator", at="2026-03-02 09:10")

    assert order.unit == "point"
    assert lenovo.board("coordinator_point", at="2026-03-02 09:15").keys() == {order.number}
    order.run("download", by="coordinator_point", at="2026-03-02 09:20")
    assert order.state == "contacting"


@pytest.mark.clause("LCD-18")
def test_every_download_is_kept_with_who_and_when(lenovo: Stage) -> None:
    first, second = lenovo.report(at="2026-03-02 09:00"), lenovo.report(at="2026-03-02 09:01")

    first.run("download", by="coordinator", at="2026-03-02 09:30")
    first.run("download", by="coordinator", at="2026-03-02 11:00")

    assert [(lenovo.wall(one["at"]), one["by_name"]) for one in first.fields["downloads"]] == [
        ("2026-03-02 09:30", lenovo.name_of("coordinator")),
        ("2026-03-02 11:00", lenovo.name_of("coordinator")),
    ]
    assert lenovo.board("coordinator", at="2026-03-02 12:00") == {first.number: "contacting", second.number: "dispatched"}
    assert "downloads" not in second.fields


@pytest.mark.clause("LCD-18")
def test_a_station_downloads_only_what_was_dispatched_to_it(lenovo: Stage) -> None:
    there = elsewhere(lenovo, "2026-03-02 09:10")

    with pytest.raises(Refusal):
        run_command(there, "download", by=lenovo.actor("coordinator"), at=lenovo.at("2026-03-02 10:00"))

    assert Order(lenovo, lenovo.order(there).id).state == "dispatched"


@pytest.mark.clause("LCD-11", "LCD-17")
def test_a_call_taken_at_headquarters_becomes_an_order_of_the_head_station(lenovo: Stage) -> None:
    place = directory.add_site(lenovo.root, level="room", code="NS-1", title="南山 1 号", unit=lenovo.units["point"])
    report = {
        "unit": lenovo.root,
        "procedure": "work-order",
        "text": "不开机",
        "reporter_name": "王女士",
        "reporter_phone": "138 0013 8000",
        "site": place.pk,
        "answers": {"service_mode": "onsite"},
    }

    filed = file_report(report, by=lenovo.actor("cc_agent"), at=lenovo.at("2026-03-02 09:00"))

    order = Order(lenovo, lenovo.order(filed.number).id)
    assert (order.unit, order.state, order.mode) == ("station", "dispatched", "onsite")
    assert (order.fields["customer"], order.fields["phone"], order.fields["address"]) == ("王女士", "+8613800138000", "南山 1 号")
    assert len(order.messages("coordinator", saying=order.number)) == 1
