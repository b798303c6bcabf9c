"""Lenovo: service modes, time points and promises."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.stage import Order, Stage


@pytest.fixture
def judged(lenovo: Stage) -> Order:
    return lenovo.judged(at="2026-03-02 09:00")


@pytest.mark.clause("LCD-19")
def test_each_write_back_is_kept_with_who_and_when(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")

    order.run("write_back", {"repair_note": "检测主板"}, by="engineer", at="2026-03-03 10:10")
    order.run("write_back", {"repair_note": "更换电源", "fault_kind": "hardware"}, by="engineer", at="2026-03-03 11:20")

    assert [(entry["note"], lenovo.wall(entry["at"])) for entry in order.fields["write_backs"]] == [
        ("检测主板", "2026-03-03 10:10"),
        ("更换电源", "2026-03-03 11:20"),
    ]
    written = [event for event in order.events if event.data.get("command") == "write_back"]
    assert [event.data["form"]["repair_note"] for event in written] == ["检测主板", "更换电源"]
    assert {event.actor_name for event in written} == {lenovo.name_of("engineer")}
    assert order.fields["repair_note"] == "更换电源"
    assert order.fields["fault_kind"] == "hardware"


@pytest.mark.clause("LCD-20")
@pytest.mark.parametrize("mode", ["onsite", "carry_in"])
def test_an_order_is_on_site_or_carry_in(lenovo: Stage, mode: str) -> None:
    assert lenovo.report(at="2026-03-02 09:00", service_mode=mode).mode == mode


@pytest.mark.clause("LCD-20")
def test_a_third_mode_is_refused(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        lenovo.report(at="2026-03-02 09:00", service_mode="by_mail")

    assert refused.value.clause == "LCD-20"


@pytest.mark.clause("LCD-20")
def test_a_carried_in_machine_is_taken_in_and_an_on_site_order_is_not(lenovo: Stage) -> None:
    carried = lenovo.judged(at="2026-03-02 09:00", service_mode="carry_in")
    carried.run("print", by="coordinator", at="2026-03-02 10:00")
    carried.run("take_in", {"engineer": lenovo.id_of("engineer")}, by="coordinator", at="2026-03-02 10:05")
    assert carried.state == "in_service"

    onsite = lenovo.judged(at="2026-03-02 09:00")
    onsite.run("print", by="coordinator", at="2026-03-02 10:00")
    with pytest.raises(Refused) as refused:
        onsite.run("take_in", {"engineer": lenovo.id_of("engineer")}, by="coordinator", at="2026-03-02 10:05")
    assert refused.value.clause == "LCD-20"


@pytest.mark.clause("LCD-21")
def test_t2_is_the_contact_time_on_site_and_the_collection_notice_for_carry_in(lenovo: Stage) -> None:
    modes = lenovo.procedure("work-order").modes
    assert modes["onsite"].t2 == {"zh": "与用户联系时间", "en": "Contact time"}
    assert modes["carry_in"].t2 == {"zh": "通知取机时间", "en": "Collection notified"}

    carried = lenovo.judged(at="2026-03-02 09:00", service_mode="carry_in")
    carried.run("print", by="coordinator", at="2026-03-02 10:00")
    carried.run("take_in", {"engineer": lenovo.id_of("engineer")}, by="coordinator", at="2026-03-02 10:05")
    assert "t2" not in carried.fields
    carried.run("notify_collection", {"promised_at": lenovo.iso("2026-03-04 09:00")}, by="coordinator", at="2026-03-03 15:00")
    assert carried.at_of("t2") == "2026-03-03 15:00"


@pytest.mark.clause("LCD-22")
def test_t3_is_the_promised_service_on_site_and_the_agreed_collection_for_carry_in(lenovo: Stage, judged: Order) -> None:
    modes = lenovo.procedure("work-order").modes
    assert modes["onsite"].t3 == {"zh": "承诺服务时间", "en": "Promised service time"}
    assert modes["carry_in"].t3 == {"zh": "约定取机时间", "en": "Agreed collection time"}

    judged.promise("2026-03-03 14:00", at="2026-03-02 10:00")
    assert lenovo.wall(judged.fields["promises"][0]["at"]) == "2026-03-03 14:00"


@pytest.mark.clause("LCD-22")
def test_an_on_site_order_has_no_collection_to_agree(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")

    with pytest.raises(Refused) as refused:
        order.run("notify_collection", {"promised_at": lenovo.iso("2026-03-04 09:00")}, by="coordinator", at="2026-03-03 15:00")

    assert refused.value.clause == "LCD-22"


@pytest.mark.clause("LCD-23")
def test_three_promises_are_kept_side_by_side(lenovo: Stage, judged: Order) -> None:
    for day, kind in ((3, "within_promise"), (4, "user_reason"), (5, "user_reason")):
        judged.promise(f"2026-03-0{day} 14:00", at=f"2026-03-0{day - 1} 10:00", promise_type=kind)

    kept = judged.fields["promises"]
    assert [lenovo.wall(one["at"]) for one in kept] == ["2026-03-03 14:00", "2026-03-04 14:00", "2026-03-05 14:00"]
    assert [one["type"] for one in kept] == ["within_promise", "user_reason", "user_reason"]
    assert [lenovo.wall(one["made_at"]) for one in kept] == ["2026-03-02 10:00", "2026-03-03 10:00", "2026-03-04 10:00"]


@pytest.mark.clause("LCD-23", "LCD-45")
def test_a_fourth_promise_is_refused_and_the_region_is_told(lenovo: Stage, judged: Order) -> None:
    for day in (3, 4, 5):
        judged.promise(f"2026-03-0{day} 14:00", at=f"2026-03-0{day - 1} 10:00", promise_type="user_reason")
    version = judged.version

    with pytest.raises(Refused) as refused:
        judged.promise("2026-03-06 14:00", at="2026-03-05 10:00", promise_type="user_reason")

    assert refused.value.clause == "LCD-45"
    assert len(judged.fields["promises"]) == 3
    assert judged.version == version
    assert len(judged.messages("region", clause="LCD-45")) == 1


@pytest.mark.clause("LCD-45")
def test_the_region_then_says_how_to_go_on(judged: Order) -> None:
    for day in (3, 4, 5):
        judged.promise(f"2026-03-0{day} 14:00", at=f"2026-03-0{day - 1} 10:00", promise_type="user_reason")
    with pytest.raises(Refused):
        judged.run("instruct", {"instruction": "先上门"}, by="coordinator", at="2026-03-05 11:00")

    judged.run("instruct", {"instruction": "今日由 T33 上门，大区跟进"}, by="region", at="2026-03-05 11:00")

    (told,) = judged.messages("coordinator", saying="大区意见")
    assert "今日由 T33 上门" in told.words["zh"]


@pytest.mark.clause("LCD-45")
def test_a_visit_that_failed_after_the_third_promise_is_refused_a_fourth_as_well(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")
    for day in (4, 5):
        order.run(
            "not_repaired",
            {"found": "还差配件", "promised_at": lenovo.iso(f"2026-03-0{day} 14:00")},
            by="engineer",
            at=f"2026-03-0{day - 1} 15:00",
        )
        order.depart(at=f"2026-03-0{day} 13:00")

    with pytest.raises(Refused) as refused:
        order.run(
            "not_repaired", {"found": "仍未修好", "promised_at": lenovo.iso("2026-03-06 14:00")}, by="engineer", at="2026-03-05 15:00"
        )

    assert refused.value.clause == "LCD-45"
    assert order.state == "in_service"
    assert len(order.messages("region", clause="LCD-45")) == 1


@pytest.mark.clause("LCD-24")
def test_t2_is_written_when_the_first_promise_is_saved_and_never_again(judged: Order) -> None:
    assert "t2" not in judged.fields

    judged.promise("2026-03-03 14:00", at="2026-03-02 10:17")
    assert judged.at_of("t2") == "2026-03-02 10:17"
    judged.promise("2026-03-04 14:00", at="2026-03-03 09:00", promise_type="user_reason")
    assert judged.at_of("t2") == "2026-03-02 10:17"


@pytest.mark.clause("LCD-24")
def test_nobody_types_t2(lenovo: Stage, judged: Order) -> None:
    for command, by in (("edit_order", "coordinator"), ("write_back", "engineer")):
        with pytest.raises(Refused) as refused:
            judged.run(command, {"t2": lenovo.iso("2026-03-02 09:10"), "repair_note": "x"}, by=by, at="2026-03-02 10:00")
        assert refused.value.field in {"t2", "repair_note"}
    with pytest.raises(Refused) as typed:
        judged.promise("2026-03-03 14:00", at="2026-03-02 10:17", t2=lenovo.iso("2026-03-02 09:10"))
    assert typed.value.field == "t2"
    assert "t2" not in judged.fields


@pytest.mark.clause("LCD-39")
def test_t31_is_proposed_from_the_lead_time_of_the_stations_contract(lenovo: Stage) -> None:
    lenovo.change("station", settings={"part_lead_time": "2d"})
    order = lenovo.judged(at="2026-03-02 09:00", needed=["MB-440"])

    proposed = order.proposed("order_parts", "promised_at", by="coordinator", at="2026-03-02 10:00")

    assert lenovo.wall(proposed) == "2026-03-04 10:00"


@pytest.mark.clause("LCD-39")
def test_another_contract_proposes_another_time_and_the_person_may_change_it(lenovo: Stage) -> None:
    lenovo.change("station", settings={"part_lead_time": "5d"})
    order = lenovo.judged(at="2026-03-02 09:00", needed=["MB-440"])
    assert lenovo.wall(order.proposed("order_parts", "promised_at", by="coordinator", at="2026-03-02 10:00")) == "2026-03-07 10:00"

    order.order_parts("2026-03-08 10:00", at="2026-03-02 10:00")

    assert lenovo.wall(order.fields["promises"][0]["at"]) == "2026-03-08 10:00"
