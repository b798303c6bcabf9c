"""Yuehao: typhoon and rainstorm. Declared, worked through by duties, every order gathered, ended with a summary."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import Refused
from baoxiu.directory import actions as directory
from baoxiu.tickets import queries
from procedures.stage import Order, Stage

DECLARED = {"event": "typhoon", "area": "悦豪花园", "warning": "橙色预警"}


@pytest.fixture
def storm(yuehao: Stage) -> Order:
    return declared(yuehao)


def declared(stage: Stage, *, at: str = "2026-09-10 08:00", by: str = "engineering_head") -> Order:
    return stage.report(DECLARED, at=at, by=by, procedure="storm", customer=None, address=None, fault=None, category=None)


def surge(stage: Stage, place: str, *, at: str, **answers: Any) -> Order:
    said = {"place": place, "fault": "积水", "customer": None, "address": None, "category": None, **answers}
    return stage.report(at=at, by="desk", procedure="surge", **said)


def gathered(stage: Stage, storm: Order, who: str = "desk") -> list[str]:
    return [ticket.number for ticket in queries.gathered_in(storm.row, stage.actor(who))]


@pytest.mark.clause("YHT-17")
def test_only_the_authorised_declare_and_everybody_is_called(yuehao: Stage) -> None:
    for other in ("repairer", "desk", "supervisor"):
        with pytest.raises(Refused):
            declared(yuehao, by=other)
    with pytest.raises(Refused) as unnamed:
        yuehao.report(
            {**DECLARED, "event": None},
            at="2026-09-10 08:00",
            by="manager",
            procedure="storm",
            customer=None,
            address=None,
            fault=None,
            category=None,
        )
    assert unnamed.value.field == "event"

    storm = declared(yuehao, by="manager")

    assert (storm.state, storm.at_of("declared_at")) == ("before", "2026-09-10 08:00")
    for role in ("engineering_head", "supervisor", "repairer", "desk"):
        assert len(storm.messages(role, clause="YHT-17")) == 1
    ticks = {
        one["name"]
        for one in queries.standing_on(storm.id, yuehao.actor("engineering_head"), yuehao.at("2026-09-10 08:01")).waiting["checklists"]
    }
    assert {"equipment", "outside", "materials"} <= ticks


@pytest.mark.clause("YHT-17")
def test_call_list_and_stock_are_kept_and_no_count_is_negative(storm: Order) -> None:
    storm.run("log_call", {"who": "水泵班 老赵", "telephone": "13900139000"}, by="desk", at="2026-09-10 08:05")
    with pytest.raises(Refused):
        storm.run("log_stock", {"item": "沙袋", "quantity": -1}, by="repairer", at="2026-09-10 08:06")
    storm.run("log_stock", {"item": "沙袋", "quantity": 200, "kept_at": "地库入口"}, by="repairer", at="2026-09-10 08:06")

    assert storm.fields["calls"][0]["who"] == "水泵班 老赵"
    assert (storm.fields["stock"][0]["item"], storm.fields["stock"][0]["quantity"]) == ("沙袋", 200)


@pytest.mark.clause("YHT-18")
def test_the_company_convenes_notifies_owners_and_asks_them_to_help(yuehao: Stage, storm: Order) -> None:
    assert storm.fields["convener"] == "悦豪物业"
    (first,) = storm.messages(by="mail")
    assert "抢险救灾召集人" in first.words["zh"]
    assert first.to == "contact:owners"

    storm.run("notify_owners", {"notice": "地库今晚封闭"}, by="desk", at="2026-09-10 09:00")
    storm.run("ask_help", {"help_wanted": "搬运沙袋", "help_place": "地库入口"}, by="desk", at="2026-09-10 09:10")

    assert "悦豪物业：地库今晚封闭" in storm.messages(by="mail")[1].words["zh"]
    task = storm.child("help")
    task.run("volunteer", {"who": "5-802 赵先生"}, by="desk", at="2026-09-10 09:20")
    task.run("finish", by="desk", at="2026-09-10 10:00")
    assert (task.fields["wanted"], task.fields["volunteers"][0]["who"], task.final) == ("搬运沙袋", "5-802 赵先生", "done")


@pytest.mark.clause("YHT-19", "YHT-20")
@pytest.mark.parametrize(("checklist", "words"), [("equipment", ["设备房", "电梯", "潜水泵"]), ("outside", ["围墙", "广告牌"])])
def test_the_head_of_engineering_has_his_lists_and_ticks_them(yuehao: Stage, storm: Order, checklist: str, words: list[str]) -> None:
    assert "head-of-engineering" in storm.shown(by="engineering_head", at="2026-09-10 08:10")
    lists = queries.standing_on(storm.id, yuehao.actor("engineering_head"), yuehao.at("2026-09-10 08:10")).waiting["checklists"]
    items = next(one for one in lists if one["name"] == checklist)["items"]
    for word, item in zip(words, items, strict=True):
        assert word in item["title"]["zh"]
        assert item["ticked"] is False

    storm.run("tick", {"checklist": checklist, "items": ["0"]}, by="engineering_head", at="2026-09-10 08:20")

    again = queries.standing_on(storm.id, yuehao.actor("engineering_head"), yuehao.at("2026-09-10 08:21")).waiting["checklists"]
    assert [item["ticked"] for item in next(one for one in again if one["name"] == checklist)["items"]] == [True] + [False] * (
        len(words) - 1
    )


@pytest.mark.clause("YHT-21")
def test_supply_is_logged_and_a_disturbance_is_a_task(yuehao: Stage, storm: Order) -> None:
    storm.run("log_supply", {"water": "normal", "power": "normal"}, by="engineering_head", at="2026-09-10 09:00")
    assert [one for one in storm.messages("engineering_head", clause="YHT-21") if one.task] == []
    with pytest.raises(Refused):
        storm.run("log_supply", {"water": "normal", "power": "cut"}, by="repairer", at="2026-09-10 09:30")

    storm.run(
        "log_supply", {"water": "normal", "power": "cut", "supply_note": "发电机已启动"}, by="engineering_head", at="2026-09-10 09:30"
    )

    assert [one["power"] for one in storm.fields["supplies"]] == ["normal", "cut"]
    assert len([one for one in storm.messages("engineering_head", clause="YHT-21") if one.task]) == 1
    yuehao.wait("2026-09-10 11:31")
    assert len(storm.messages("engineering_head", saying="两小时未登记")) == 1


@pytest.mark.clause("YHT-22")
@pytest.mark.parametrize("missing", ["supplier", "matter", "spoke_with", "content"])
def test_reports_to_suppliers_and_work_with_them_are_logged(storm: Order, missing: str) -> None:
    form = {"supplier": "power", "matter": "report", "spoke_with": "95598 值班员", "content": "1 号配电房进水，申请停电"}
    with pytest.raises(Refused) as refused:
        storm.run("report_supplier", {**form, missing: None}, by="engineering_head", at="2026-09-10 10:00")
    assert (refused.value.clause, refused.value.field) == ("YHT-22", missing)

    storm.run("report_supplier", form, by="engineering_head", at="2026-09-10 10:00")
    storm.run(
        "report_supplier", {**form, "matter": "cooperation", "content": "协助抢修人员进场"}, by="engineering_head", at="2026-09-10 11:00"
    )

    assert [(one["matter"], one["supplier"]) for one in storm.fields["reports"]] == [("report", "power"), ("cooperation", "power")]


@pytest.mark.clause("YHT-23")
def test_further_duties_are_added_by_the_authorised_for_any_team_and_phase(yuehao: Stage, storm: Order) -> None:
    duty = {"duty": "疏通路面雨水口", "phase": "during", "whose": "保洁班"}
    with pytest.raises(Refused):
        storm.run("assign_duty", duty, by="repairer", at="2026-09-10 08:30")
    storm.run("assign_duty", duty, by="engineering_head", at="2026-09-10 08:30")
    with pytest.raises(Refused) as twice:
        storm.run("assign_duty", duty, by="manager", at="2026-09-10 08:31")
    assert twice.value.clause == "YHT-23"
    with pytest.raises(Refused):
        storm.run("finish_duty", {"duty": "没有这项"}, by="repairer", at="2026-09-10 12:00")

    storm.run("finish_duty", {"duty": "疏通路面雨水口"}, by="repairer", at="2026-09-10 12:00")

    assert (storm.fields["duties"][0]["phase"], storm.fields["duties"][0]["whose"]) == ("during", "保洁班")
    assert storm.fields["duties_done"][0]["duty"] == "疏通路面雨水口"


@pytest.mark.clause("YHT-23")
def test_an_estate_has_duties_of_its_own(yuehao: Stage) -> None:
    yuehao.change("estate", settings={"further_duties": ["通知独居老人", "检查天台排水"]})
    storm = declared(yuehao)

    lists = queries.standing_on(storm.id, yuehao.actor("engineering_head"), yuehao.at("2026-09-10 08:10")).waiting["checklists"]

    assert [item["title"]["zh"] for item in next(one for one in lists if one["name"] == "further")["items"]] == [
        "通知独居老人",
        "检查天台排水",
    ]


@pytest.mark.clause("YHT-24")
def test_every_order_raised_in_the_event_is_linked_and_no_other(yuehao: Stage) -> None:
    before = yuehao.report(at="2026-09-10 07:00", by="desk")
    storm = declared(yuehao)
    elsewhere = yuehao.found("YH2", "estate", "company", "别的小区")
    yuehao.hire("desk", "别处客服", login="desk_elsewhere", unit=elsewhere)
    visit = yuehao.report(at="2026-09-10 09:00", by="desk")
    flood = surge(yuehao, "地库", at="2026-09-10 09:30", danger="people")
    yuehao.report_at(elsewhere, at="2026-09-10 09:40", by="desk_elsewhere")

    assert set(gathered(yuehao, storm)) == {visit.number, flood.number}
    assert gathered(yuehao, storm)[0] == flood.number
    assert visit.fields["_gathered"] == [{"id": storm.id, "number": storm.number}]
    assert "_gathered" not in before.fields


@pytest.mark.clause("YHT-24")
def test_the_end_sums_up_and_gathers_no_more(yuehao: Stage, storm: Order) -> None:
    flood, lift = surge(yuehao, "地库", at="2026-09-10 09:30"), surge(yuehao, "2 栋电梯", at="2026-09-10 09:40")
    flood.run("add_caller", {"caller": "1-302"}, by="desk", at="2026-09-10 09:35")
    flood.run("solve", {"result": "已抽干"}, by="repairer", at="2026-09-10 11:00")
    for duty in ("封堵地库", "巡查天台"):
        storm.run("assign_duty", {"duty": duty, "phase": "before", "whose": "工程部"}, by="engineering_head", at="2026-09-10 08:30")
    storm.run("finish_duty", {"duty": "封堵地库"}, by="repairer", at="2026-09-10 09:00")
    storm.run("next_phase", by="manager", at="2026-09-10 12:00")
    with pytest.raises(Refused) as unsaid:
        storm.run("end", by="manager", at="2026-09-11 08:00")
    assert unsaid.value.clause == "YHT-24"

    storm.run("end", {"lessons": "沙袋不足，下次备 400 个"}, by="manager", at="2026-09-11 08:00")

    said = storm.fields
    assert (said["orders_all"], said["orders_solved"], said["orders_open"], said["duties_left"]) == (2, 1, 1, 1)
    assert "工单 2 件，已解决 1 件，未了结 1 件，未完成任务 1 项" in storm.messages("manager", clause="YHT-24")[-1].words["zh"]
    later = surge(yuehao, "北门", at="2026-09-11 09:00")
    assert "_gathered" not in later.fields
    assert lift.state == "open"


@pytest.mark.clause("YHT-24")
def test_what_reports_bring_in_is_linked_too(yuehao: Stage, storm: Order) -> None:
    from baoxiu.intake import actions as intake
    from baoxiu.intake.actions import Report

    report = Report(
        unit=yuehao.station, procedure="visit", text="阳台进水", reporter_name="赵先生", reporter_phone="13900139000", place="5 栋 802"
    )
    filed = intake.file_report(report, by=yuehao.actor("desk"), at=yuehao.at("2026-09-10 10:00"))

    assert filed.number in gathered(yuehao, storm)


@pytest.mark.clause("YHT-24")
def test_an_event_of_another_organisation_gathers_nothing_here(yuehao: Stage) -> None:
    storm = declared(yuehao)
    stranger = directory.create_unit(None, level="company", code="XX01", title="别家物业", by=yuehao.actor("system"), at=yuehao.began_at)

    assert stranger.pk != yuehao.root.pk
    assert gathered(yuehao, storm) == []
