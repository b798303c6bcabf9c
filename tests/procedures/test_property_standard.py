"""The property's on-site standard: dispatch with a notice, the visit, the result told, complaints."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refused
from baoxiu.directory import actions as directory
from baoxiu.dispatch import actions as dispatch
from procedures.estate import PASSWORD, TOLD, in_work, portal, sent, ticked, to_tell
from procedures.stage import Order, Stage


@pytest.fixture
def taken(estate: Stage) -> Order:
    return estate.report(at="2026-03-02 09:00", by="customer")


@pytest.mark.clause("PRS-06")
@pytest.mark.parametrize(("urgency", "due"), [("emergency", "09:10"), ("urgent", "09:30"), ("normal", "11:00")])
def test_the_more_urgent_the_sooner_it_is_dispatched(estate: Stage, urgency: str, due: str) -> None:
    order = estate.report(at="2026-03-02 09:00", by="customer", urgency=urgency)

    assert estate.wall(order.clock("dispatching").due_at) == f"2026-03-02 {due}"


@pytest.mark.clause("PRS-06")
def test_the_board_has_the_most_urgent_first(estate: Stage) -> None:
    normal = estate.report(at="2026-03-02 09:00", by="customer")
    urgent = estate.report(at="2026-03-02 09:01", by="customer", urgency="urgent")
    emergency = estate.report(at="2026-03-02 09:02", by="customer", urgency="emergency")

    assert list(estate.board("desk", at="2026-03-02 09:03")) == [emergency.number, urgent.number, normal.number]


@pytest.mark.clause("PRS-06")
def test_nobody_off_duty_by_the_roster_is_sent(estate: Stage, taken: Order) -> None:
    day: dict[str, Any] = {"since": estate.at("2026-03-02 08:00"), "until": estate.at("2026-03-02 12:00")}
    late: dict[str, Any] = {"since": estate.at("2026-03-02 12:00"), "until": estate.at("2026-03-02 20:00")}
    on: dict[str, Any] = {"by": estate.actor("supervisor"), "at": estate.at("2026-03-01 18:00")}
    dispatch.set_duty(estate.station, estate.people["repairer"], "早班", **day, **on)
    dispatch.set_duty(estate.station, estate.people["second"], "中班", **late, **on)

    with pytest.raises(Refused) as refused:
        sent(taken)
    assert refused.value.clause == "PRS-06"
    sent(taken, repairer=estate.id_of("second"))

    assert taken.holder == "老赵"


@pytest.mark.clause("PRS-07", "PRS-08", "PRS-24")
@pytest.mark.parametrize(("missing", "clause"), [("expected_at", "PRS-07"), ("to_bring", "PRS-08"), ("repairer", "PRS-24")])
def test_a_named_repairer_is_sent_and_the_owner_told_when_and_with_what(estate: Stage, taken: Order, missing: str, clause: str) -> None:
    lacking: dict[str, Any] = {missing: None}
    with pytest.raises(Refused) as refused:
        sent(taken, **lacking)
    assert (refused.value.clause, refused.value.field) == (clause, missing)
    assert taken.proposed("dispatch", "to_bring", by="desk", at="2026-03-02 09:10") == "管钳、试电笔、软管、开关"

    sent(taken)

    told = taken.messages("customer", by="sms")[-1].words
    assert "14:00" in told["zh"]
    assert "管钳、软管" in told["zh"]
    assert taken.row.holder_id == estate.id_of("repairer")


@pytest.mark.clause("PRS-09")
@pytest.mark.parametrize(("arrived", "share"), [("2026-03-02 14:00", 1), ("2026-03-02 14:01", 0)])
def test_the_repairer_has_time_and_place_and_is_measured_by_them(estate: Stage, taken: Order, arrived: str, share: int) -> None:
    sent(taken)
    (told,) = [one for one in taken.messages(clause="PRS-09") if "派给您" in one.words["zh"]]
    assert "14:00，3 栋 2 单元 1201" in told.words["zh"]
    ticked(taken, "bring", at="2026-03-02 13:30")
    taken.run("depart", by="repairer", at="2026-03-02 13:40")
    with pytest.raises(Refused) as unchecked:
        taken.run("arrive", by="repairer", at=arrived)
    assert unchecked.value.clause == "PRS-09"

    taken.run("arrive", {"right_place": True}, by="repairer", at=arrived)

    assert estate.figure("visited_in_time").share == share


@pytest.mark.clause("PRS-10")
def test_the_problem_is_read_and_everything_packed_before_leaving(estate: Stage, taken: Order) -> None:
    sent(taken)
    directory.set_password(estate.people["repairer"], PASSWORD, by=SYSTEM, at=estate.began_at)
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.post("/login", {"username": estate.people["repairer"].login, "password": PASSWORD})
    page = client.get(f"/field/jobs/{taken.number}").content.decode()
    for said in ("厨房水龙头漏水", "管钳、软管", "水电维修", "已看清问题描述和照片"):
        assert said in page

    with pytest.raises(Refused) as refused:
        taken.run("depart", by="repairer", at="2026-03-02 13:40")

    assert refused.value.clause == "PRS-10"
    assert "工具" in refused.value.words["zh"]


@pytest.mark.clause("PRS-11")
def test_safety_is_ticked_before_the_work_ends(taken: Order) -> None:
    in_work(taken)
    assert "working" in taken.shown(by="repairer", at="2026-03-02 14:00")

    with pytest.raises(Refused) as refused:
        taken.run("finish", by="repairer", at="2026-03-02 14:30")

    assert refused.value.clause == "PRS-11"
    assert "断电" in refused.value.words["zh"]


@pytest.mark.clause("PRS-12")
def test_what_is_talked_over_during_the_work_is_kept(taken: Order) -> None:
    in_work(taken)
    with pytest.raises(Refused) as refused:
        taken.run("talk", by="repairer", at="2026-03-02 14:10")
    assert refused.value.clause == "PRS-12"

    taken.run("talk", {"question": "是否同时换角阀？", "answered": "同意更换"}, by="repairer", at="2026-03-02 14:10")

    (kept,) = taken.fields["talks"]
    assert (kept["question"], kept["answered"]) == ("是否同时换角阀？", "同意更换")


@pytest.mark.clause("PRS-13", "PRS-14")
@pytest.mark.parametrize(
    ("missing", "clause"), [("result", "PRS-13"), ("explained", "PRS-13"), ("method", "PRS-14"), ("material", "PRS-14")]
)
def test_result_method_and_material_are_told_before_it_can_close(estate: Stage, taken: Order, missing: str, clause: str) -> None:
    to_tell(taken)
    with pytest.raises(Refused):
        taken.run("confirm", by="customer", at="2026-03-02 14:35")
    with pytest.raises(Refused) as refused:
        taken.run("tell_result", {**TOLD, missing: None}, by="repairer", at="2026-03-02 14:35")
    assert (refused.value.clause, refused.value.field) == (clause, missing)

    taken.run("tell_result", TOLD, by="repairer", at="2026-03-02 14:36")

    told = taken.messages("customer", by="sms")[-1].words["zh"]
    assert "更换阀芯" in told
    assert "阀芯一个" in told
    page = portal(estate, taken, "2026-03-02 14:40")
    assert "更换阀芯" in page
    assert "阀芯一个" in page


@pytest.mark.clause("PRS-13")
def test_an_owner_who_says_nothing_for_a_week_lets_it_close(estate: Stage, taken: Order) -> None:
    to_tell(taken).run("tell_result", TOLD, by="repairer", at="2026-03-02 14:36")

    estate.wait("2026-03-09 14:35")
    assert taken.state == "told"
    estate.wait("2026-03-09 14:37")

    assert taken.state == "closed"


@pytest.mark.clause("PRS-15")
@pytest.mark.parametrize("matter", ["complaint", "suggestion"])
def test_the_owner_complains_or_suggests_from_the_order(estate: Stage, taken: Order, matter: str) -> None:
    to_tell(taken).run("tell_result", TOLD, by="repairer", at="2026-03-02 14:36")
    assert "投诉或建议" in portal(estate, taken, "2026-03-02 14:40")

    taken.run("complain", {"matter": matter, "words": "来晚了"}, by="customer", at="2026-03-02 15:00")

    raised = taken.child("complaint")
    assert (raised.fields["order"], raised.fields["matter"], raised.fields["words"]) == (taken.number, matter, "来晚了")
    assert len(raised.messages("supervisor", clause="PRS-15")) == 1
    raised.run("give_answer", {"answer": "致歉并改进"}, by="supervisor", at="2026-03-02 16:00")
    assert raised.final == "done"


@pytest.mark.clause("PRS-20")
def test_before_the_visit_the_owner_is_reminded_of_his_valuables(estate: Stage, taken: Order) -> None:
    assert "贵重物品" not in portal(estate, taken, "2026-03-02 09:01")
    sent(taken)

    assert "贵重物品" in taken.messages("customer", by="sms")[-1].words["zh"]
    assert "必要时封存或移到别处" in portal(estate, taken, "2026-03-02 09:40")


@pytest.mark.clause("PRS-21")
def test_during_the_work_the_owner_is_asked_to_cooperate(estate: Stage, taken: Order) -> None:
    in_work(taken)

    assert "请按维修人员的操作要求配合" in portal(estate, taken, "2026-03-02 14:00")
    assert "必要时封存" not in portal(estate, taken, "2026-03-02 14:00")
