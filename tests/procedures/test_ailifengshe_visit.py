"""Ailifengshe: the appointment, the code at the door, and the call-back."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.stage import Order, Stage

PLACE = {"latitude": 22.54, "longitude": 113.95}


@pytest.fixture
def accepted(hotline: Stage) -> Order:
    order = hotline.report(at="2026-03-02 09:00", appointment_at=hotline.iso("2026-03-02 10:00"))
    order.run("grab", by="worker", at="2026-03-02 09:02", door="field")
    return order


@pytest.mark.clause("ALF-10")
def test_a_missed_appointment_makes_the_supervisor_agree_a_new_one(hotline: Stage, accepted: Order) -> None:
    hotline.wait("2026-03-02 10:00")
    assert accepted.messages("engineering_supervisor", clause="ALF-10") == []
    hotline.wait("2026-03-02 10:01")
    assert len(accepted.messages("engineering_supervisor", clause="ALF-10")) >= 1

    with pytest.raises(Refused) as silent:
        accepted.run(
            "rebook",
            {"appointment_at": hotline.iso("2026-03-02 15:00"), "why": "上一单未完"},
            by="engineering_supervisor",
            at="2026-03-02 10:05",
        )
    assert (silent.value.clause, silent.value.field) == ("ALF-10", "agreed_with_customer")
    form = {"appointment_at": hotline.iso("2026-03-02 15:00"), "why": "上一单未完", "agreed_with_customer": True}
    for other in ("worker", "hotline"):
        with pytest.raises(Refused) as refused:
            accepted.run("rebook", form, by=other, at="2026-03-02 10:05")
        assert refused.value.clause == "ALF-10"

    accepted.run("rebook", form, by="engineering_supervisor", at="2026-03-02 10:05")

    assert accepted.at_of("appointment_at") == "2026-03-02 15:00"
    assert hotline.wall(accepted.clock("appointment").due_at) == "2026-03-02 15:00"
    assert "15:00" in accepted.messages("customer", by="sms")[-1].words["zh"]


@pytest.mark.clause("ALF-10")
def test_a_worker_who_cannot_keep_the_time_gives_the_supervisor_the_task(accepted: Order) -> None:
    accepted.run("cannot_keep_time", {"why": "上一单未完"}, by="worker", at="2026-03-02 09:40", door="field")

    (task,) = accepted.messages("engineering_supervisor", saying="重新约定")
    assert task.task


@pytest.mark.clause("ALF-14")
def test_the_right_code_opens_the_visit_and_keeps_match_time_and_place(hotline: Stage, accepted: Order) -> None:
    accepted.run("arrive", {"code": accepted.fields["visit_code"], "place": PLACE}, by="worker", at="2026-03-02 09:55", door="field")

    assert accepted.state == "in_work"
    (visit,) = accepted.fields["visits_made"]
    assert (visit["proof"], visit["place"], hotline.wall(visit["at"])) == ("code", PLACE, "2026-03-02 09:55")
    (checked,) = accepted.fields["_codes"]
    assert checked["right"] is True
    assert accepted.clock("appointment").kept is True


@pytest.mark.clause("ALF-14")
def test_a_wrong_code_keeps_the_door_shut_and_the_try_is_recorded(accepted: Order) -> None:
    right = accepted.fields["visit_code"]
    wrong = "000000" if right != "000000" else "111111"

    with pytest.raises(Refused) as refused:
        accepted.run("arrive", {"code": wrong, "place": PLACE}, by="worker", at="2026-03-02 09:55", door="field")

    assert refused.value.clause == "ALF-14"
    assert accepted.state == "accepted"
    assert [entry["right"] for entry in accepted.fields["_codes"]] == [False]
    assert wrong not in str(accepted.events[-1].data)


@pytest.mark.clause("ALF-14")
def test_no_visit_without_saying_a_code(accepted: Order) -> None:
    with pytest.raises(Refused):
        accepted.run("arrive", {"place": PLACE}, by="worker", at="2026-03-02 09:55", door="field")

    assert accepted.state == "accepted"


@pytest.mark.clause("ALF-15")
def test_without_a_code_only_after_the_hotline_recorded_identity_and_reason(hotline: Stage, accepted: Order) -> None:
    with pytest.raises(Refused) as refused:
        accepted.run("arrive_without_code", {"place": PLACE}, by="worker", at="2026-03-02 09:50", door="field")
    assert refused.value.clause == "ALF-15"
    for form in ({"asked": "姓名、房号"}, {"why": "手机没电"}):
        with pytest.raises(Refused) as incomplete:
            accepted.run("record_identity", form, by="hotline", at="2026-03-02 09:52")
        assert incomplete.value.clause == "ALF-15"
    with pytest.raises(Refused):
        accepted.run("record_identity", {"asked": "姓名、房号", "why": "手机没电"}, by="worker", at="2026-03-02 09:52")

    accepted.run("record_identity", {"asked": "姓名、房号", "why": "手机没电"}, by="hotline", at="2026-03-02 09:53")
    accepted.run("arrive_without_code", {"place": PLACE}, by="worker", at="2026-03-02 09:54", door="field")

    assert accepted.state == "in_work"
    (check,) = accepted.fields["identity_checks"]
    assert (check["asked"], check["why"], check["by_name"]) == ("姓名、房号", "手机没电", hotline.name_of("hotline"))
    assert accepted.fields["visits_made"][0]["proof"] == "telephone"


@pytest.mark.clause("ALF-15")
def test_visits_without_a_code_show_in_the_figures(hotline: Stage, accepted: Order) -> None:
    accepted.run("record_identity", {"asked": "姓名、房号", "why": "手机没电"}, by="hotline", at="2026-03-02 09:53")
    accepted.run("arrive_without_code", by="worker", at="2026-03-02 09:54", door="field")

    count = hotline.figure("visits_with_code")

    assert (count.counted, count.good) == (1, 0)


@pytest.mark.clause("ALF-18")
def test_every_finished_job_is_to_be_rung_back(hotline: Stage, accepted: Order) -> None:
    accepted.run("arrive", {"code": accepted.fields["visit_code"]}, by="worker", at="2026-03-02 09:55", door="field")
    accepted.run("finish", {"result": "更换垫圈"}, by="worker", at="2026-03-02 10:30", door="field")

    assert accepted.state == "done"
    call = accepted.child("call-back")
    assert call.row.holder_role == "hotline"
    assert hotline.figure("rung", procedure="call-back").share == 0
    call.run("record", {"outcome": "solved", "satisfied": 5}, by="hotline", at="2026-03-02 11:00")
    assert hotline.figure("rung", procedure="call-back").share == 1
