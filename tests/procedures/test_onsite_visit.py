"""The default on-site visit in seven steps, clause by clause."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.engine import FormRefused
from baoxiu.core.errors import Refused
from procedures.stage import Order, Stage

TOOLS = {"checklist": "tools_and_parts", "items": ["0", "1", "2", "3"]}
TIDY = {"checklist": "tidy", "items": ["0", "1"]}
SHOWN = {"result_explained": True, "demonstrated": True, "use_shown": True, "checked_result": "good"}


def agreement(order: Order, **other: Any) -> dict[str, Any]:
    wished = order.house.iso("2026-03-02 14:00")
    form = {
        "details": "接头渗水",
        "tools_needed": "管钳",
        "parts_needed": "生料带",
        "wished_at": wished,
        "appointment_at": wished,
        "customer_agreed": True,
    }
    return {**form, **other}


def plan(**other: Any) -> dict[str, Any]:
    return {"address_right": True, "needs": "厨房接头", "solution": "更换接头", "minutes_told": 30, "told": True, **other}


@pytest.fixture
def reported(onsite: Stage) -> Order:
    return onsite.report(at="2026-03-02 09:00")


@pytest.fixture
def contacting(reported: Order) -> Order:
    reported.run("take_on", {"enough_time": True}, by="technician", at="2026-03-02 09:05")
    return reported


@pytest.fixture
def preparing(contacting: Order) -> Order:
    contacting.run("agree_visit", agreement(contacting), by="technician", at="2026-03-02 09:20")
    return contacting


@pytest.fixture
def on_the_way(preparing: Order) -> Order:
    preparing.run("tick", TOOLS, by="technician", at="2026-03-02 13:20")
    preparing.run("depart", {"expected_at": preparing.house.iso("2026-03-02 13:55")}, by="technician", at="2026-03-02 13:30")
    return preparing


@pytest.fixture
def at_site(on_the_way: Order) -> Order:
    on_the_way.run("arrive", by="technician", at="2026-03-02 14:00")
    return on_the_way


@pytest.fixture
def explained(at_site: Order) -> Order:
    at_site.run("check_needs", plan(), by="technician", at="2026-03-02 14:10")
    return at_site


@pytest.fixture
def in_work(explained: Order) -> Order:
    explained.run("agree", {"consent": "problem"}, by="customer", at="2026-03-02 14:12")
    explained.run("start_work", by="technician", at="2026-03-02 14:15")
    return explained


@pytest.fixture
def showing(in_work: Order) -> Order:
    in_work.run("work_done", by="technician", at="2026-03-02 14:45")
    return in_work


@pytest.fixture
def leaving(showing: Order) -> Order:
    showing.run("show", SHOWN, by="technician", at="2026-03-02 14:50")
    return showing


@pytest.fixture
def to_report(leaving: Order) -> Order:
    leaving.run("agree", {"consent": "satisfaction"}, by="customer", at="2026-03-02 14:52")
    leaving.run("tick", TIDY, by="technician", at="2026-03-02 14:53")
    leaving.run("leave", by="technician", at="2026-03-02 14:55")
    return leaving


def closed(order: Order, *, satisfied: int = 5, kind: str = "wear", at: str = "2026-03-02 15:10") -> Order:
    order.run("report", {"report": "更换接头", "fault_kind": kind, "feedback": "很及时", "satisfied": satisfied}, by="technician", at=at)
    return order


@pytest.mark.clause("OST-01")
def test_the_speed_of_the_answer_is_measured_and_a_slow_one_told(onsite: Stage, contacting: Order) -> None:
    onsite.wait("2026-03-02 09:30")
    assert contacting.messages("desk", saying="超过 30 分钟") == []
    onsite.wait("2026-03-02 09:31")
    assert len(contacting.messages("desk", saying="超过 30 分钟")) == 1
    contacting.run("agree_visit", agreement(contacting), by="technician", at="2026-03-02 09:40")

    assert onsite.figure("answered_in_time").share == 0
    assert onsite.figure("minutes_to_answer").sum == 40


@pytest.mark.clause("OST-02")
@pytest.mark.parametrize("missing", ["details", "tools_needed", "parts_needed"])
def test_the_call_asks_for_details_tools_and_parts(contacting: Order, missing: str) -> None:
    assert "first-call" in contacting.shown(by="technician", at="2026-03-02 09:10")

    with pytest.raises(Refused) as refused:
        contacting.run("agree_visit", agreement(contacting, **{missing: None}), by="technician", at="2026-03-02 09:20")

    assert (refused.value.clause, refused.value.field) == ("OST-02", missing)


@pytest.mark.clause("OST-03")
def test_whoever_takes_it_on_has_the_skill(reported: Order) -> None:
    with pytest.raises(Refused) as refused:
        reported.run("take_on", {"enough_time": True}, by="other", at="2026-03-02 09:05")

    assert refused.value.clause == "OST-03"
    assert reported.state == "reported"


@pytest.mark.clause("OST-03")
def test_whoever_takes_it_on_says_there_is_time_and_holds_no_six_jobs_already(onsite: Stage) -> None:
    jobs = [onsite.report(at="2026-03-02 09:00") for _ in range(7)]
    with pytest.raises(Refused) as unsaid:
        jobs[0].run("take_on", by="technician", at="2026-03-02 09:05")
    assert unsaid.value.clause == "OST-03"
    for job in jobs[:6]:
        job.run("take_on", {"enough_time": True}, by="technician", at="2026-03-02 09:05")

    with pytest.raises(Refused) as full:
        jobs[6].run("take_on", {"enough_time": True}, by="technician", at="2026-03-02 09:06")

    assert full.value.clause == "OST-03"


@pytest.mark.clause("OST-04")
def test_the_time_is_agreed_in_the_same_call_as_the_details(onsite: Stage, contacting: Order) -> None:
    with pytest.raises(FormRefused) as refused:
        contacting.run("agree_visit", agreement(contacting, appointment_at=None), by="technician", at="2026-03-02 09:20")
    assert ("OST-04", "appointment_at") in {(fault.clause, fault.field) for fault in refused.value.faults}

    contacting.run("agree_visit", agreement(contacting), by="technician", at="2026-03-02 09:20")

    event = contacting.events[-1]
    assert event.data["form"].keys() >= {"details", "appointment_at"}
    assert contacting.at_of("appointment_at") == "2026-03-02 14:00"


@pytest.mark.clause("OST-05")
def test_another_time_than_the_one_wished_is_offered_and_agreed(onsite: Stage, contacting: Order) -> None:
    other = {"appointment_at": onsite.iso("2026-03-02 16:00")}
    for form in (agreement(contacting, **other), agreement(contacting, **other, alternatives="16:00 或明天上午", customer_agreed=None)):
        with pytest.raises(Refused) as refused:
            contacting.run("agree_visit", form, by="technician", at="2026-03-02 09:20")
        assert refused.value.clause == "OST-05"

    contacting.run("agree_visit", agreement(contacting, **other, alternatives="16:00 或明天上午"), by="technician", at="2026-03-02 09:20")

    assert (contacting.at_of("wished_at"), contacting.at_of("appointment_at")) == ("2026-03-02 14:00", "2026-03-02 16:00")
    assert contacting.fields["alternatives"] == "16:00 或明天上午"


@pytest.mark.clause("OST-06")
def test_tools_and_parts_are_checked_before_leaving(preparing: Order) -> None:
    form = {"expected_at": preparing.house.iso("2026-03-02 13:55")}
    preparing.run("tick", {**TOOLS, "items": ["0", "1"]}, by="technician", at="2026-03-02 13:20")

    with pytest.raises(Refused) as refused:
        preparing.run("depart", form, by="technician", at="2026-03-02 13:30")

    assert refused.value.clause == "OST-06"
    preparing.run("tick", TOOLS, by="technician", at="2026-03-02 13:31")
    preparing.run("depart", form, by="technician", at="2026-03-02 13:32")
    assert preparing.state == "on_the_way"


@pytest.mark.clause("OST-07")
def test_the_article_for_the_kind_of_fault_is_offered_before_leaving(onsite: Stage, preparing: Order) -> None:
    shown = preparing.shown(by="technician", at="2026-03-02 13:00")

    assert "know-plumbing" in shown
    assert not shown & {"know-computer", "know-appliance", "know-electric"}
    assert len(onsite.guide("know-plumbing")["zh"]) > 40


@pytest.mark.clause("OST-08")
def test_the_customer_is_told_the_expected_arrival(preparing: Order) -> None:
    preparing.run("tick", TOOLS, by="technician", at="2026-03-02 13:20")
    with pytest.raises(Refused) as refused:
        preparing.run("depart", by="technician", at="2026-03-02 13:30")
    assert (refused.value.clause, refused.value.field) == ("OST-08", "expected_at")

    preparing.run("depart", {"expected_at": preparing.house.iso("2026-03-02 13:55")}, by="technician", at="2026-03-02 13:30")

    (sms,) = preparing.messages("customer", clause="OST-08", by="sms")
    assert "13:55" in sms.words["zh"]


@pytest.mark.clause("OST-09")
@pytest.mark.parametrize(("arrived", "share"), [("2026-03-02 14:00", 1), ("2026-03-02 14:01", 0)])
def test_arrival_is_compared_with_the_agreed_time(onsite: Stage, on_the_way: Order, arrived: str, share: int) -> None:
    on_the_way.run("arrive", by="technician", at=arrived)

    assert on_the_way.at_of("arrived_at") == arrived
    assert onsite.wall(on_the_way.fields["arrivals"][0]["agreed_at"]) == "2026-03-02 14:00"
    assert onsite.figure("arrived_in_time").share == share


@pytest.mark.clause("OST-10", "OST-13")
def test_greeting_and_listening_stand_as_advice_on_arrival(onsite: Stage, on_the_way: Order) -> None:
    on_the_way.run("arrive", by="technician", at="2026-03-02 14:00")

    assert "at-the-door" in on_the_way.shown(by="technician", at="2026-03-02 14:01")
    words = onsite.guide("at-the-door")
    assert "您好" in words["zh"]
    assert "先听客户说完，不打断" in words["zh"]
    assert "Let the customer finish" in words["en"]


@pytest.mark.clause("OST-11")
@pytest.mark.parametrize("missing", ["address_right", "needs"])
def test_needs_and_address_are_checked_on_arrival(at_site: Order, missing: str) -> None:
    with pytest.raises(Refused) as refused:
        at_site.run("check_needs", plan(**{missing: None}), by="technician", at="2026-03-02 14:10")

    assert (refused.value.clause, refused.value.field) == ("OST-11", missing)


@pytest.mark.clause("OST-12")
def test_solution_and_expected_time_are_told_and_kept(at_site: Order) -> None:
    for missing in ("solution", "minutes_told", "told"):
        with pytest.raises(Refused) as refused:
            at_site.run("check_needs", plan(**{missing: None}), by="technician", at="2026-03-02 14:10")
        assert (refused.value.clause, refused.value.field) == ("OST-12", missing)

    at_site.run("check_needs", plan(), by="technician", at="2026-03-02 14:10")

    assert (at_site.fields["solution"], at_site.fields["minutes_told"]) == ("更换接头", 30)


@pytest.mark.clause("OST-14")
def test_work_starts_once_the_customer_confirmed_the_problem_again(explained: Order) -> None:
    with pytest.raises(Refused) as refused:
        explained.run("start_work", by="technician", at="2026-03-02 14:12")
    assert refused.value.clause == "OST-14"
    assert "confirm-problem" in explained.shown(by="technician", at="2026-03-02 14:12")

    explained.run("agree", {"consent": "problem"}, by="customer", at="2026-03-02 14:13")
    explained.run("start_work", by="technician", at="2026-03-02 14:15")

    assert explained.state == "in_work"
    assert explained.fields["_consents"][0]["shown"]["solution"] == "更换接头"


@pytest.mark.clause("OST-15", "OST-16")
def test_safe_work_and_advice_on_care_stand_beside_the_work(onsite: Stage, in_work: Order) -> None:
    assert "working" in in_work.shown(by="technician", at="2026-03-02 14:20")
    words = onsite.guide("working")
    assert "断电、关阀、验电" in words["zh"]
    assert "零件按顺序放好" in words["zh"]
    assert "怎样使用和保养能用得更久" in words["zh"]
    assert "how it lasts longer" in words["en"]


@pytest.mark.clause("OST-17")
@pytest.mark.parametrize("missing", ["result_explained", "demonstrated", "use_shown"])
def test_the_result_is_explained_demonstrated_and_its_use_shown(showing: Order, missing: str) -> None:
    with pytest.raises(Refused) as refused:
        showing.run("show", {**SHOWN, missing: None}, by="technician", at="2026-03-02 14:50")
    assert (refused.value.clause, refused.value.field) == ("OST-17", missing)

    showing.run("show", SHOWN, by="technician", at="2026-03-02 14:51")

    (kept,) = showing.fields["demonstrations"]
    assert (kept["explained"], kept["demonstrated"], kept["use_shown"]) == (True, True, True)


@pytest.mark.clause("OST-18")
def test_the_result_is_checked_together_and_what_is_not_good_goes_back_to_work(showing: Order) -> None:
    with pytest.raises(Refused) as refused:
        showing.run("show", {**SHOWN, "checked_result": None}, by="technician", at="2026-03-02 14:50")
    assert refused.value.clause == "OST-18"

    showing.run("show", {**SHOWN, "checked_result": "not_good"}, by="technician", at="2026-03-02 14:50")

    assert showing.state == "in_work"


@pytest.mark.clause("OST-19")
def test_nobody_leaves_before_the_customer_is_satisfied(leaving: Order) -> None:
    leaving.run("tick", TIDY, by="technician", at="2026-03-02 14:52")
    with pytest.raises(Refused) as unasked:
        leaving.run("leave", by="technician", at="2026-03-02 14:53")
    assert unasked.value.clause == "OST-19"
    leaving.run("decline", {"consent": "satisfaction"}, by="customer", at="2026-03-02 14:54")
    with pytest.raises(Refused) as refused:
        leaving.run("leave", by="technician", at="2026-03-02 14:55")
    assert refused.value.clause == "OST-19"

    leaving.run("back_to_work", by="technician", at="2026-03-02 14:56")
    assert leaving.state == "in_work"


@pytest.mark.clause("OST-20")
def test_the_place_is_tidied_before_leaving(leaving: Order) -> None:
    leaving.run("agree", {"consent": "satisfaction"}, by="customer", at="2026-03-02 14:52")

    with pytest.raises(Refused) as refused:
        leaving.run("leave", by="technician", at="2026-03-02 14:53")

    assert refused.value.clause == "OST-20"
    leaving.run("tick", TIDY, by="technician", at="2026-03-02 14:54")
    leaving.run("leave", by="technician", at="2026-03-02 14:55")
    assert leaving.state == "to_report"


@pytest.mark.clause("OST-21")
def test_a_repair_report_follows_promptly(onsite: Stage, to_report: Order) -> None:
    onsite.wait("2026-03-02 16:55")
    assert to_report.messages("desk", clause="OST-21") == []
    onsite.wait("2026-03-02 16:56")
    assert len(to_report.messages("desk", clause="OST-21")) == 1
    with pytest.raises(Refused):
        to_report.run("report", {"fault_kind": "wear", "feedback": "好", "satisfied": 5}, by="technician", at="2026-03-02 17:00")

    closed(to_report, at="2026-03-02 17:00")

    assert (to_report.state, to_report.fields["report"]) == ("closed", "更换接头")
    assert onsite.figure("reported_in_time").share == 0


@pytest.mark.clause("OST-22")
@pytest.mark.parametrize("missing", ["fault_kind", "feedback", "satisfied"])
def test_fault_and_feedback_are_registered(to_report: Order, missing: str) -> None:
    form = {"report": "更换接头", "fault_kind": "wear", "feedback": "很及时", "satisfied": 5}

    with pytest.raises(Refused) as refused:
        to_report.run("report", {**form, missing: None}, by="technician", at="2026-03-02 15:10")

    assert (refused.value.clause, refused.value.field) == ("OST-22", missing)
    closed(to_report)
    assert to_report.fields["feedback"] == "很及时"


@pytest.mark.clause("OST-23")
def test_faults_are_reported_by_kind_and_feedback_by_category(onsite: Stage, to_report: Order) -> None:
    closed(to_report, satisfied=3, kind="installation")

    faults = onsite.groups("faults_by_kind")
    assert {group: count.counted for group, count in faults.items()} == {("plumbing", "installation"): 1}
    trend = onsite.groups("feedback_trend")
    assert (trend[("plumbing",)].counted, trend[("plumbing",)].good) == (1, 0)


@pytest.mark.clause("OST-24")
def test_satisfaction_is_shown_with_and_without_the_flow_kept(onsite: Stage, to_report: Order) -> None:
    closed(to_report, satisfied=5)

    effect = onsite.groups("effect_of_flow")

    assert to_report.fields["flow_kept"] is True
    assert {group: (count.counted, count.good) for group, count in effect.items()} == {("True",): (1, 1)}
