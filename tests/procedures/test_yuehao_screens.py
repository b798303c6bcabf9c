"""Yuehao on screens: the board of a storm, its orders and duties; the roster; a hand-over at the desk and on the phone."""

from __future__ import annotations

import pytest
from django.test import Client

from baoxiu.dispatch import queries as dispatch
from procedures.stage import Order, Stage
from procedures.test_yuehao_storm import declared, surge


def client(stage: Stage, who: str) -> Client:
    found = Client(headers={"Accept-Language": "zh-CN"})
    found.force_login(stage.people[who])
    return found


@pytest.mark.clause("YHT-17", "YHT-23", "YHT-24")
def test_the_board_of_a_storm_shows_orders_by_priority_duties_and_stock(yuehao: Stage) -> None:
    storm = declared(yuehao)
    low, high = surge(yuehao, "北门", at="2026-09-10 09:00"), surge(yuehao, "地库", at="2026-09-10 09:30", danger="people")
    storm.run("tick", {"checklist": "equipment", "items": ["0"]}, by="engineering_head", at="2026-09-10 08:20")
    storm.run("assign_duty", {"duty": "疏通雨水口", "phase": "during", "whose": "保洁班"}, by="manager", at="2026-09-10 08:30")
    storm.run("log_stock", {"item": "沙袋", "quantity": 200, "kept_at": "地库入口"}, by="repairer", at="2026-09-10 08:40")
    desk = client(yuehao, "desk")

    listed = desk.get("/desk/emergencies").content.decode()
    page = desk.get(f"/desk/emergencies/{storm.number}").content.decode()

    assert storm.number in listed
    assert page.index(high.number) < page.index(low.number)
    assert "工单 2 件，已解决 0 件，未了结 2 件" in page
    for said in ("设备房、电梯、潜水泵", "1/3", "疏通雨水口", "保洁班", "沙袋", "围墙、广告牌"):
        assert said in page
    assert desk.get(f"/desk/emergencies/{low.number}").status_code == 404


@pytest.mark.clause("YHT-17")
def test_only_who_may_declare_is_offered_it(yuehao: Stage) -> None:
    assert "启动应急" in client(yuehao, "engineering_head").get("/desk/emergencies").content.decode()
    assert "启动应急" not in client(yuehao, "desk").get("/desk/emergencies").content.decode()


def roster_form(stage: Stage, **wrong: str) -> dict[str, str]:
    given = {"person": str(stage.id_of("repairer")), "unit": str(stage.station.pk), "shift": "早班"}
    return {**given, "since": "2030-03-02T08:00", "until": "2030-03-02T16:00", **wrong}


def test_the_office_lays_the_roster_and_nobody_is_on_duty_twice(yuehao: Stage) -> None:
    desk = client(yuehao, "desk")

    assert desk.post("/desk/shifts/duties", roster_form(yuehao)).status_code == 302
    again = desk.post("/desk/shifts/duties", roster_form(yuehao, since="2030-03-02T15:00", until="2030-03-02T20:00"))
    backwards = desk.post("/desk/shifts/duties", roster_form(yuehao, since="2030-03-03T16:00", until="2030-03-03T08:00"))

    assert min(again.status_code, backwards.status_code) >= 400
    (duty,) = dispatch.duties_of(yuehao.root, since=yuehao.at("2030-03-01 00:00"), until=yuehao.at("2030-03-05 00:00"))
    assert (duty.person_id, duty.shift) == (yuehao.id_of("repairer"), "早班")
    assert client(yuehao, "repairer").post("/desk/shifts/duties", roster_form(yuehao, since="2030-03-04T08:00")).status_code >= 400


@pytest.fixture
def job(yuehao: Stage) -> Order:
    order = yuehao.report(at="2026-03-02 09:00", by="desk")
    order.run("take_on", by="repairer", at="2026-03-02 09:30")
    return order


@pytest.mark.clause("LFR-62")
def test_the_desk_hands_over_and_the_other_takes_over_on_his_phone(yuehao: Stage, job: Order) -> None:
    form = {"person": yuehao.id_of("repairer"), "to_person": yuehao.id_of("second"), "why": "请病假", "key": "k1"}

    page = client(yuehao, "desk").post("/desk/shifts/hand-over", form).content.decode()

    assert job.number in page
    assert "待接收" in page
    phone = client(yuehao, "second")
    today = phone.get("/field/").content.decode()
    assert job.number in today
    assert "移交给我的单据" in today
    assert phone.post("/field/take-over", {"key": "k2"}).status_code == 302
    assert job.holder == "老赵"
    assert job.fields["_hand_overs"][0]["why"] == "请病假"


@pytest.mark.clause("LFR-62")
def test_a_worker_hands_over_his_whole_day_on_the_phone(yuehao: Stage, job: Order) -> None:
    phone = client(yuehao, "repairer")
    assert "1 张单" in phone.get("/field/hand-over").content.decode()

    page = phone.post("/field/hand-over", {"to_person": yuehao.id_of("second"), "why": "下班", "key": "k"}).content.decode()

    assert job.number in page
    assert job.row.holder_id == yuehao.id_of("repairer")
    assert job.fields["_handing"]["to"] == yuehao.id_of("second")


def filed(stage: Stage, who: str, form: dict[str, str]) -> tuple[int, str]:
    page = client(stage, who)
    key = page.get("/desk/report").content.decode().split('name="key" value="')[1].split('"')[0]
    answer = page.post("/desk/report/file", {"key": key, "tab": "1", "unit": str(stage.station.pk), **form}, follow=True)
    return answer.status_code, answer.content.decode()


@pytest.mark.clause("YHT-17")
def test_a_storm_is_declared_and_calls_are_taken_on_the_report_page(yuehao: Stage) -> None:
    status, said = filed(yuehao, "engineering_head", {"procedure": "storm", "text": "台风橙色预警", "event": "typhoon", "area": "悦豪花园"})
    assert status == 200, said
    (storm,) = yuehao.every("storm")
    assert (storm.state, storm.fields["event"]) == ("before", "typhoon")

    status, said = filed(
        yuehao, "desk", {"procedure": "surge", "text": "地库积水", "place": "地库入口", "danger": "people", "reporter_phone": "13900139000"}
    )

    assert status == 200, said
    (flood,) = yuehao.every("surge")
    assert (flood.fields["place"], flood.fields["fault"], flood.fields["danger"]) == ("地库入口", "地库积水", "people")
    assert flood.fields["_gathered"][0]["number"] == storm.number
