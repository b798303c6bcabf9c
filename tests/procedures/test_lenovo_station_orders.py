"""Lenovo: orders a station makes itself, and callers it guides to the free number (LSG-01 … LSG-18)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refused
from baoxiu.directory import actions as directory
from procedures.network import NANSHAN, YUEHAI, Network
from procedures.stage import Order, Stage

PARTS = [{"code": "MB-440", "quantity": 1}]
RECEIPT = {"serial_number": "NA123456", "accessories": "电源线", "appearance": "左上角划痕", "backup_noticed": True}


def carried(lenovo: Stage, *, at: str = "2026-03-02 09:00", **answers: Any) -> Order:
    """A carry-in order the coordinator makes at the counter."""
    said = {"service_mode": "carry_in", "reported_by": "counter", "in_onsite_term": "no", **answers}
    return lenovo.report(at=at, by="coordinator", **said)


def called(lenovo: Stage, *, bought_on: str, by: str = "coordinator", at: str = "2026-03-02 09:00", **answers: Any) -> Order:
    """A call the station takes."""
    return lenovo.report(at=at, by=by, procedure="station-call", bought_on=bought_on, **answers)


def taken_in(order: Order, *, day: str = "2026-03-02") -> Order:
    """Received, judged by the engineer, both slips printed, handed to him."""
    order.run("receive_machine", RECEIPT, by="engineer", at=f"{day} 09:05")
    order.run("judge", {"fault_kind": "hardware", "needed_parts": PARTS}, by="engineer", at=f"{day} 09:30")
    for slip in ("carry-in-receipt", "work-order"):
        order.run("print", {"slip": slip}, by="coordinator", at=f"{day} 09:40")
    order.run("take_in", {"engineer": order.house.id_of("engineer")}, by="coordinator", at=f"{day} 09:45")
    return order


def solved(order: Order, *, day: str = "2026-03-03") -> Order:
    """Repaired, parts returned, signed, solved by the engineer."""
    taken_in(order).house.has_parts("station", "MB-440", 1)
    order.run("write_back", {"repair_note": "更换主板", "used_parts": PARTS}, by="engineer", at=f"{day} 10:00")
    order.run("return_parts", {"returned_parts": PARTS}, by="engineer", at=f"{day} 10:10")
    order.sign(at=f"{day} 10:20")
    order.run("solve", by="engineer", at=f"{day} 10:30")
    return order


@pytest.mark.clause("LSG-01")
def test_it_is_a_part_of_the_same_procedure_for_the_same_departments_and_stations(lenovo: Stage) -> None:
    pack = lenovo.pack.pack

    part = pack.parts["station-generated"]
    assert (part.procedure, part.version, part.named_only) == ("work-order", "3.0", False)
    assert pack.scope is not None
    assert list(pack.scope["access"]) == ["CC-WEB"]
    assert carried(lenovo).row.procedure_key == lenovo.report(at="2026-03-02 09:10").row.procedure_key


@pytest.mark.clause("LSG-02")
def test_a_station_enters_an_order_itself_and_its_source_is_the_station(lenovo: Stage) -> None:
    order = carried(lenovo, customer="李先生", fault="不开机")

    assert (order.fields["source"], order.state, order.unit, order.events[0].role) == ("station", "contacting", "station", "coordinator")
    assert lenovo.report(at="2026-03-02 09:10", by="cc_agent").fields["source"] == "cc"
    assert lenovo.report(at="2026-03-02 09:10", by="region").fields["source"] == "region"
    with pytest.raises(Refused):
        lenovo.report(at="2026-03-02 09:20", by="coordinator", source="cc")


@pytest.mark.clause("LSG-03", "LSG-10")
def test_the_engineer_receives_the_machine_tests_it_and_writes_back(lenovo: Stage) -> None:
    order = taken_in(carried(lenovo))

    order.run("write_back", {"repair_note": "检测主板"}, by="engineer", at="2026-03-02 11:00")
    with pytest.raises(Refused) as refused:
        order.run("write_back", {"repair_note": "x"}, by="coordinator", at="2026-03-02 11:10")

    assert refused.value.clause == "LCD-16"
    done = [event.data["command"] for event in order.events[1:] if event.role == "engineer"]
    assert done == ["receive_machine", "judge", "write_back"]
    assert (order.holder, order.state) == (lenovo.name_of("engineer"), "in_service")


@pytest.mark.clause("LSG-04")
def test_solved_wants_the_signature_and_the_engineer_identity(lenovo: Stage) -> None:
    order = taken_in(carried(lenovo))
    order.run("write_back", {"repair_note": "完成"}, by="engineer", at="2026-03-02 12:00")

    with pytest.raises(Refused) as unsigned:
        order.run("solve", by="engineer", at="2026-03-02 12:10")
    order.sign(at="2026-03-02 12:20")
    with pytest.raises(Refused) as coordinator:
        order.run("solve", by="coordinator", at="2026-03-02 12:30")
    order.run("solve", by="engineer", at="2026-03-02 12:30")

    assert (unsigned.value.clause, coordinator.value.clause, order.state) == ("LCD-47", "LCD-47", "solved")


@pytest.mark.clause("LSG-05", "LSG-06", "LSG-07")
def test_t2_is_the_collection_notice_and_three_agreed_collections_are_kept(lenovo: Stage) -> None:
    order = taken_in(carried(lenovo))
    assert "t2" not in order.fields

    for day in (4, 5, 6):
        wished = lenovo.iso(f"2026-03-0{day} 15:00")
        order.run("notify_collection", {"promised_at": wished}, by="coordinator", at=f"2026-03-0{day - 1} 10:00")

    assert order.at_of("t2") == "2026-03-03 10:00"
    assert [lenovo.wall(one["at"]) for one in order.fields["promises"]] == [f"2026-03-0{day} 15:00" for day in (4, 5, 6)]
    with pytest.raises(Refused) as fourth:
        order.run("notify_collection", {"promised_at": lenovo.iso("2026-03-07 15:00")}, by="coordinator", at="2026-03-06 10:00")
    assert fourth.value.clause == "LCD-45"
    mode = lenovo.procedure("work-order").modes[order.mode]
    assert mode.t2 is not None
    assert mode.t3 is not None
    assert (mode.t2["zh"], mode.t3["zh"]) == ("通知取机时间", "约定取机时间")


@pytest.mark.clause("LSG-08")
def test_the_coordinator_makes_the_carry_in_order_hands_it_to_an_engineer_and_keeps_it_up_to_date(lenovo: Stage) -> None:
    order = carried(lenovo)
    order.run("edit_order", {"product": "M4000"}, by="coordinator", at="2026-03-02 09:02")
    taken_in(order)

    assert (order.mode, order.fields["product"], order.holder) == ("carry_in", "M4000", lenovo.name_of("engineer"))
    with pytest.raises(Refused):
        lenovo.report(at="2026-03-02 10:00", by="engineer", service_mode="carry_in", in_onsite_term="no")


@pytest.mark.clause("LSG-09")
def test_a_coordinator_who_is_an_engineer_too_writes_back_and_closes_and_the_identity_is_kept(lenovo: Stage) -> None:
    directory.give_post(lenovo.people["coordinator"], lenovo.units["station"], "engineer", by=SYSTEM, at=lenovo.began_at)
    order = taken_in(carried(lenovo))

    order.run("write_back", {"repair_note": "完成"}, by="coordinator", at="2026-03-02 12:00")
    order.sign(at="2026-03-02 12:10")
    order.run("solve", by="coordinator", at="2026-03-02 12:20")

    closing = order.events[-1]
    assert (order.state, closing.role, closing.actor_id) == ("solved", "engineer", lenovo.id_of("coordinator"))


@pytest.mark.clause("LSG-11")
def test_it_is_called_back_like_any_other(lenovo: Stage) -> None:
    order = solved(carried(lenovo, customer="李先生"))

    call = order.child("call-back")
    assert (call.state, call.fields["order"], call.fields["customer"]) == ("due", order.number, "李先生")
    call.run("record", {"repaired": "yes", "satisfied": 5}, by="cc_agent", at="2026-03-04 10:00")
    assert lenovo.figure("confirmed", procedure="call-back").share == 1


@pytest.mark.clause("LSG-12")
def test_parts_are_ordered_shipped_returned_and_settled_for_it_too(lenovo: Stage) -> None:
    order = carried(lenovo)
    order.run("judge", {"fault_kind": "hardware", "needed_parts": PARTS}, by="engineer", at="2026-03-02 09:30")
    order.order_parts("2026-03-04 10:00", at="2026-03-02 09:35")
    parts = order.child("part-order")
    parts.run("ship", {"courier": "sf", "waybill": "SF100"}, by="parts_desk", at="2026-03-02 11:00")
    parts.run("deliver", by="coordinator", at="2026-03-03 09:00")
    assert order.state == "promised"

    whole = solved(carried(lenovo))
    returned = whole.child("part-return")
    returned.run("receive", by="parts_desk", at="2026-03-05 10:00")
    whole.child("call-back").run("record", {"repaired": "yes", "satisfied": 5}, by="cc_agent", at="2026-03-04 10:00")

    assert returned.state == "received"
    assert lenovo.figure("settled").good == 1
    assert whole.number in lenovo.board("parts_desk", at="2026-03-02 12:00") or whole.final == "done"


@pytest.mark.clause("LSG-13")
@pytest.mark.parametrize(("bought_on", "term"), [("2025-03-02", "yes"), ("2025-03-01", "no"), ("2026-03-02", "yes")])
def test_a_caller_is_judged_by_the_date_of_purchase(lenovo: Stage, bought_on: str, term: str) -> None:
    assert called(lenovo, bought_on=bought_on).fields["in_term"] == term


@pytest.mark.clause("LSG-13")
def test_the_term_is_a_setting_and_a_machine_is_not_bought_tomorrow(lenovo: Stage) -> None:
    lenovo.change("station", settings={"onsite_term": 3})
    assert called(lenovo, bought_on="2023-06-01").fields["in_term"] == "yes"

    with pytest.raises(Refused) as refused:
        called(lenovo, bought_on="2026-03-03")
    assert refused.value.clause == "LSG-13"


@pytest.mark.clause("LSG-14")
def test_an_in_term_caller_hears_the_script_is_guided_to_the_free_number_and_that_is_logged(lenovo: Stage) -> None:
    call = called(lenovo, bought_on="2025-09-01")

    words = call.words_shown("refer-to-free-number", by="coordinator", at="2026-03-02 09:01")
    assert "800-810-8888" in words["zh"]
    assert "800-810-8888" in words["en"]
    with pytest.raises(Refused) as refused:
        call.run("make_carry_in", by="coordinator", at="2026-03-02 09:02")
    call.run("refer", {"script_said": True}, by="coordinator", at="2026-03-02 09:05")

    assert refused.value.clause == "LSG-14"
    assert (call.state, call.final) == ("referred", "referred")
    (kept,) = call.fields["referrals"]
    assert (kept["to_number"], kept["by_name"], lenovo.wall(kept["at"])) == (
        "800-810-8888",
        lenovo.name_of("coordinator"),
        "2026-03-02 09:05",
    )
    assert lenovo.every("work-order") == []
    assert lenovo.figure("referred", procedure="station-call").share == 1


@pytest.mark.clause("LSG-14")
def test_entered_directly_an_in_term_call_is_refused_with_what_to_do_instead(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        carried(lenovo, reported_by="phone", in_onsite_term="yes")

    assert refused.value.clause == "LSG-14"
    assert "免费电话" in refused.value.say("zh")


@pytest.mark.clause("LSG-15")
def test_outside_the_term_the_call_becomes_a_carry_in_order(lenovo: Stage) -> None:
    call = called(lenovo, bought_on="2020-01-01", customer="李先生", fault="黑屏")

    call.run("make_carry_in", by="coordinator", at="2026-03-02 09:05")

    order = call.child("work-order")
    assert (call.state, order.mode, order.fields["source"], order.fields["station_call"]) == (
        "order_made",
        "carry_in",
        "station",
        call.number,
    )
    assert (order.fields["customer"], order.fields["fault"], order.state) == ("李先生", "黑屏", "contacting")


@pytest.mark.clause("LSG-15")
def test_on_site_in_an_area_on_the_register_is_the_stations_own(lenovo: Stage) -> None:
    from baoxiu.tickets.actions import open_ticket

    network = Network(lenovo)
    by, at = lenovo.actor("coordinator_N"), lenovo.at("2026-03-02 08:00")
    said = {"area": NANSHAN, "phone": "0755-26001000", "from_on": "2026-03-02"}
    Order(lenovo, open_ticket("no-800-area", network.north, said, by=by, at=at).id).run("approve", by="region", at="2026-03-02 08:30")
    form = {"customer": "李先生", "phone": "13800138000", "fault": "黑屏", "bought_on": "2025-12-01"}
    call = Order(
        lenovo, open_ticket("station-call", network.north, form, by=by, at=lenovo.at("2026-03-02 09:00"), belongs={"area": YUEHAI}).id
    )

    call.run("make_onsite", by="coordinator_N", at="2026-03-02 09:05")

    order = call.child("work-order")
    assert (order.mode, order.fields["source"], order.row.unit.code) == ("onsite", "station", "N")


@pytest.mark.clause("LSG-15", "LSG-16")
def test_elsewhere_the_call_makes_no_on_site_order(lenovo: Stage) -> None:
    call = called(lenovo, bought_on="2025-12-01")

    with pytest.raises(Refused) as refused:
        call.run("make_onsite", by="coordinator", at="2026-03-02 09:05")

    assert refused.value.clause == "LSG-15"
    assert call.state == "answering"


@pytest.mark.clause("LSG-16")
def test_an_on_site_order_of_a_station_is_refused_where_the_number_is_open(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        lenovo.report(at="2026-03-02 09:00", by="coordinator", service_mode="onsite", reported_by="counter", in_onsite_term="yes")

    assert refused.value.clause == "LSG-16"


@pytest.mark.clause("LSG-16")
def test_the_region_may_agree_to_one_and_the_order_is_still_the_stations(lenovo: Stage) -> None:
    call = called(lenovo, bought_on="2025-12-01")
    call.run("ask_region", {"why": "用户为站旁单位，已两次未修好"}, by="coordinator", at="2026-03-02 09:05")
    assert len(call.messages("region", clause="LSG-16")) == 1
    with pytest.raises(Refused):
        call.run("approve", by="coordinator", at="2026-03-02 09:10")

    call.run("approve", by="region", at="2026-03-02 09:30")

    order = call.child("work-order")
    assert (order.mode, order.fields["source"], order.unit, order.state) == ("onsite", "station", "station", "contacting")


@pytest.mark.clause("LSG-16")
def test_where_the_region_does_not_agree_the_caller_is_guided(lenovo: Stage) -> None:
    call = called(lenovo, bought_on="2025-12-01")
    call.run("ask_region", {"why": "站旁单位"}, by="coordinator", at="2026-03-02 09:05")

    call.run("refuse", {"opinion": "当地已开通"}, by="region", at="2026-03-02 09:30")

    assert call.state == "answering"
    assert len(call.messages("coordinator", saying="当地已开通")) == 1
    assert call.opened("work-order") == []


@pytest.mark.clause("LSG-17")
@pytest.mark.parametrize("missing", ["serial_number", "accessories", "appearance", "backup_noticed"])
def test_the_receipt_wants_everything_that_is_handed_over(lenovo: Stage, missing: str) -> None:
    order = carried(lenovo)

    with pytest.raises(Refused) as refused:
        order.run("receive_machine", {**RECEIPT, missing: None}, by="coordinator", at="2026-03-02 09:05")

    assert refused.value.field == missing
    assert refused.value.clause == "LSG-17"


@pytest.mark.clause("LSG-17")
def test_the_machine_is_not_worked_on_before_its_receipt_is_printed(lenovo: Stage) -> None:
    order = carried(lenovo)
    order.run("judge", {"fault_kind": "other"}, by="engineer", at="2026-03-02 09:10")
    order.run("print", {"slip": "work-order"}, by="coordinator", at="2026-03-02 09:11")
    engineer = {"engineer": lenovo.id_of("engineer")}

    with pytest.raises(Refused) as unreceived:
        order.run("take_in", engineer, by="coordinator", at="2026-03-02 09:12")
    order.run("receive_machine", RECEIPT, by="coordinator", at="2026-03-02 09:13")
    with pytest.raises(Refused) as unprinted:
        order.run("take_in", engineer, by="coordinator", at="2026-03-02 09:14")
    order.run("print", {"slip": "carry-in-receipt"}, by="coordinator", at="2026-03-02 09:15")
    order.run("take_in", engineer, by="coordinator", at="2026-03-02 09:16")

    assert (unreceived.value.clause, unprinted.value.clause, order.state) == ("LSG-17", "LSG-17", "in_service")


@pytest.mark.clause("LSG-17")
def test_the_printed_receipt_says_it_all(lenovo: Stage) -> None:
    order = carried(lenovo, customer="李先生", fault="不开机，有异味")
    order.run("receive_machine", RECEIPT, by="coordinator", at="2026-03-02 09:05")

    customer, station = lenovo.printed("carry-in-receipt", order, by="coordinator", at="2026-03-02 09:10")

    said = PdfReader(io.BytesIO(customer.pdf)).pages[0].extract_text()
    for words in ("送修收机单", "李先生", "NA123456", "电源线", "左上角划痕", "不开机，有异味", "备份"):
        assert words in said
    assert station.pdf.startswith(b"%PDF")


@pytest.mark.clause("LSG-18")
def test_what_stations_make_is_counted_apart(lenovo: Stage) -> None:
    carried(lenovo)
    for _ in range(3):
        lenovo.report(at="2026-03-02 09:10", by="cc_agent")

    count, groups = lenovo.figure("station_made"), lenovo.groups("station_made")

    assert (count.counted, count.good, count.share) == (4, 1, 0.25)
    assert {key: one.counted for key, one in groups.items()} == {("station",): 1, ("cc",): 3}
