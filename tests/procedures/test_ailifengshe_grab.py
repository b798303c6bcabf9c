"""Ailifengshe: open jobs are taken by workers; nobody in five minutes, and the supervisor assigns."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.stage import Order, Stage


@pytest.fixture
def waiting(hotline: Stage) -> Order:
    return hotline.report(at="2026-03-02 09:00")


@pytest.mark.clause("ALF-04")
def test_an_order_says_public_area_or_in_home(hotline: Stage) -> None:
    with pytest.raises(Refused) as refused:
        hotline.report(at="2026-03-02 09:00", premises=None)

    assert (refused.value.clause, refused.value.field) == ("ALF-04", "premises")


@pytest.mark.clause("ALF-05")
def test_the_customer_gets_a_code_by_sms_when_the_order_is_made(waiting: Order) -> None:
    code = waiting.fields["visit_code"]

    (sms,) = waiting.messages("customer", by="sms")
    assert len(code) == 6
    assert code.isdigit()
    assert code in sms.words["zh"]
    assert waiting.number in sms.words["zh"]
    assert sms.address == "13800138000"


@pytest.mark.clause("ALF-06")
def test_the_script_at_intake_tells_of_the_code(hotline: Stage) -> None:
    script = hotline.guide("intake")

    assert hotline.procedure("repair").opens.guide == "intake"
    assert "短信验证码" in script["zh"]
    assert "code by SMS" in script["en"]


@pytest.mark.clause("ALF-07")
def test_an_eligible_worker_takes_an_open_job_and_holds_it(hotline: Stage, waiting: Order) -> None:
    waiting.run("grab", by="worker", at="2026-03-02 09:02", door="field")

    assert waiting.state == "accepted"
    assert waiting.row.holder_id == hotline.id_of("worker")
    assert waiting.at_of("accepted_at") == "2026-03-02 09:02"
    assert waiting.clock("grab").kept is True


@pytest.mark.clause("ALF-07")
def test_the_first_confirmed_grab_wins(hotline: Stage, waiting: Order) -> None:
    waiting.run("grab", by="worker", at="2026-03-02 09:02", door="field")

    with pytest.raises(Refused) as refused:
        waiting.run("grab", by="worker_two", at="2026-03-02 09:02", door="field")

    assert refused.value.clause == "ALF-07"
    assert waiting.row.holder_id == hotline.id_of("worker")


@pytest.mark.clause("ALF-07")
@pytest.mark.parametrize("who", ["electrician", "off_shift"])
def test_without_the_skill_or_off_shift_nobody_takes_it(waiting: Order, who: str) -> None:
    assert not waiting.choice("grab", by=who, at="2026-03-02 09:01", door="field").open

    with pytest.raises(Refused) as refused:
        waiting.run("grab", by=who, at="2026-03-02 09:01", door="field")

    assert refused.value.clause == "ALF-07"
    assert waiting.row.holder_id is None


@pytest.mark.clause("ALF-07")
def test_with_five_jobs_at_hand_a_worker_takes_no_sixth(hotline: Stage) -> None:
    jobs = [hotline.report(at="2026-03-02 09:00") for _ in range(6)]
    for job in jobs[:5]:
        job.run("grab", by="worker", at="2026-03-02 09:01", door="field")

    with pytest.raises(Refused) as refused:
        jobs[5].run("grab", by="worker", at="2026-03-02 09:02", door="field")

    assert refused.value.clause == "ALF-07"


@pytest.mark.clause("ALF-08")
def test_the_hotline_sees_every_change_of_state_and_a_worker_of_another_project_none(hotline: Stage, waiting: Order) -> None:
    assert hotline.board("hotline", at="2026-03-02 09:01") == {waiting.number: "waiting"}
    waiting.run("grab", by="worker", at="2026-03-02 09:02", door="field")
    assert hotline.board("hotline", at="2026-03-02 09:02") == {waiting.number: "accepted"}
    waiting.run("arrive", {"code": waiting.fields["visit_code"]}, by="worker", at="2026-03-02 09:30", door="field")
    assert hotline.board("hotline", at="2026-03-02 09:30") == {waiting.number: "in_work"}
    assert hotline.board("worker_elsewhere", at="2026-03-02 09:30") == {}


@pytest.mark.clause("ALF-09")
def test_nobody_in_five_minutes_is_told_to_the_hotline_with_a_task_to_chase(hotline: Stage, waiting: Order) -> None:
    hotline.wait("2026-03-02 09:05")
    assert waiting.messages("hotline", clause="ALF-09") == []

    hotline.wait("2026-03-02 09:06")

    told = waiting.messages("hotline")
    assert any("5 分钟内无人抢单" in one.words["zh"] for one in told)
    assert [one.words["zh"] for one in told if one.task] == [f"跟催工程主管派工：{waiting.number}"]


@pytest.mark.clause("ALF-09")
def test_the_hotline_chases_and_then_the_supervisor_assigns(hotline: Stage, waiting: Order) -> None:
    with pytest.raises(Refused) as early:
        waiting.run("assign", {"worker": hotline.id_of("worker")}, by="engineering_supervisor", at="2026-03-02 09:05")
    assert early.value.clause == "ALF-09"

    waiting.run("chase", by="hotline", at="2026-03-02 09:06")
    assert len(waiting.messages("engineering_supervisor", saying="请立即派工")) == 1
    with pytest.raises(Refused):
        waiting.run("assign", {"worker": hotline.id_of("worker")}, by="hotline", at="2026-03-02 09:07")
    waiting.run("assign", {"worker": hotline.id_of("worker")}, by="engineering_supervisor", at="2026-03-02 09:07")

    assert waiting.state == "assigned"
    assert waiting.row.holder_id == hotline.id_of("worker")
    assert hotline.wall(waiting.fields["chases"][0]["at"]) == "2026-03-02 09:06"


@pytest.mark.clause("ALF-11")
def test_an_assigned_worker_accepts_on_the_phone_and_the_time_is_kept(hotline: Stage, waiting: Order) -> None:
    hotline.wait("2026-03-02 09:06")
    waiting.run("assign", {"worker": hotline.id_of("worker")}, by="engineering_supervisor", at="2026-03-02 09:07")
    assert len(waiting.messages(f"person:{hotline.id_of('worker')}", saying="请立即接单")) == 1
    with pytest.raises(Refused):
        waiting.run("accept", by="worker", at="2026-03-02 09:08", door="desk")
    with pytest.raises(Refused) as other:
        waiting.run("accept", by="worker_two", at="2026-03-02 09:08", door="field")
    assert other.value.clause == "ALF-11"

    waiting.run("accept", by="worker", at="2026-03-02 09:08", door="field")

    assert waiting.state == "accepted"
    assert waiting.at_of("accepted_at") == "2026-03-02 09:08"


@pytest.mark.clause("ALF-11")
def test_whoever_does_not_accept_at_once_is_reported(hotline: Stage, waiting: Order) -> None:
    hotline.wait("2026-03-02 09:06")
    waiting.run("assign", {"worker": hotline.id_of("worker")}, by="engineering_supervisor", at="2026-03-02 09:07")

    hotline.wait("2026-03-02 09:10")
    assert waiting.messages("engineering_supervisor", clause="ALF-11") == []
    hotline.wait("2026-03-02 09:11")

    assert len(waiting.messages("engineering_supervisor", clause="ALF-11")) == 1
    assert len(waiting.messages("hotline", clause="ALF-11")) == 1


@pytest.mark.clause("ALF-12")
def test_a_worker_the_customer_asks_for_gets_the_order_directly(hotline: Stage) -> None:
    order = hotline.report(at="2026-03-02 09:00", named_worker=hotline.id_of("electrician"))

    assert order.state == "assigned"
    assert order.row.holder_id == hotline.id_of("electrician")
    assert len(order.messages(f"person:{hotline.id_of('electrician')}", saying="指定您上门")) == 1
    hotline.wait("2026-03-02 09:06")
    assert order.messages("hotline", clause="ALF-09") == []


@pytest.mark.clause("ALF-13")
def test_a_named_worker_who_is_busy_tells_the_customer_about_when(hotline: Stage) -> None:
    order = hotline.report(at="2026-03-02 09:00", named_worker=hotline.id_of("worker"))
    for form in (
        {},
        {"busy": "busy"},
        {"busy": "busy", "approx_at": hotline.iso("2026-03-02 11:00")},
        {"busy": "busy", "told_customer": True},
    ):
        with pytest.raises(Refused) as refused:
            order.run("accept", form, by="worker", at="2026-03-02 09:01", door="field")
        assert refused.value.clause == "ALF-13"

    form = {"busy": "busy", "approx_at": hotline.iso("2026-03-02 11:00"), "told_customer": True}
    order.run("accept", form, by="worker", at="2026-03-02 09:02", door="field")

    assert order.at_of("approx_at") == "2026-03-02 11:00"
    assert order.events[-1].data["form"]["told_customer"] is True
    assert "11:00" in order.messages("hotline", clause="ALF-13")[0].words["zh"]


@pytest.mark.clause("ALF-13")
def test_a_named_worker_who_can_come_in_time_just_says_so(hotline: Stage) -> None:
    order = hotline.report(at="2026-03-02 09:00", named_worker=hotline.id_of("worker"))

    order.run("accept", {"busy": "free"}, by="worker", at="2026-03-02 09:01", door="field")

    assert order.state == "accepted"
