"""Tianli: one visit in an owner's home, from the front desk's slip to the copy handed in."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import Refused
from procedures.stage import Order, Stage
from procedures.tianli import DOOR, DRAWN, PREPARED, TIDY, WORK, accepted, at_door, checking, explained, in_work, inside, received, signed


@pytest.fixture
def written(tianli: Stage) -> Order:
    return tianli.report(at="2026-03-02 09:00", by="front_desk")


@pytest.mark.clause("TLW-01", "TLW-02")
def test_the_front_desk_writes_a_slip_of_three_copies_and_keeps_the_first(tianli: Stage, written: Order) -> None:
    assert [written.fields[f"copy_{nth}"] for nth in (1, 2, 3)] == ["front_desk"] * 3
    assert len(written.messages("crew_leader", clause="TLW-02")) == 1
    copies = tianli.printed("repair-slip", written, by="front_desk", at="2026-03-02 09:01")
    assert [copy.copy_of for copy in copies] == ["front_desk", "crew", "customer"]

    received(written)

    assert [written.fields[f"copy_{nth}"] for nth in (1, 2, 3)] == ["front_desk", "crew", "crew"]


@pytest.mark.clause("TLW-03")
@pytest.mark.parametrize("missing", ["crew_signature", "repair_at"])
def test_the_crew_signs_on_receipt_and_sets_the_time(written: Order, missing: str) -> None:
    form = {"crew_signature": DRAWN, "repair_at": written.house.iso("2026-03-02 10:00")}
    with pytest.raises(Refused) as refused:
        written.run("receive", {**form, missing: None}, by="crew_leader", at="2026-03-02 09:05")
    assert (refused.value.clause, refused.value.field) == ("TLW-03", missing)
    with pytest.raises(Refused):
        written.run("receive", form, by="front_desk", at="2026-03-02 09:05")

    received(written)

    assert (written.at_of("received_at"), written.at_of("repair_at")) == ("2026-03-02 09:05", "2026-03-02 10:00")


@pytest.mark.clause("TLW-04")
@pytest.mark.parametrize(("arrived", "share"), [("2026-03-02 10:00", 1), ("2026-03-02 10:01", 0)])
def test_the_set_time_is_measured(tianli: Stage, written: Order, arrived: str, share: int) -> None:
    accepted(received(written), at="2026-03-02 09:50")
    written.run("tick", PREPARED, by="technician", at="2026-03-02 09:52")
    written.run("depart", by="technician", at="2026-03-02 09:53")

    written.run("arrive", by="technician", at=arrived)

    assert written.clock("on_time").kept is (share == 1)
    assert tianli.figure("on_time").share == share


@pytest.mark.clause("TLW-10")
def test_whoever_accepts_sees_the_whole_job(tianli: Stage, written: Order) -> None:
    from django.test import Client

    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import actions as directory

    received(written)
    directory.set_password(tianli.people["technician"], "korrekt-pferd-9", by=SYSTEM, at=tianli.began_at)
    client = Client()
    client.post("/login", {"username": tianli.people["technician"].login, "password": "korrekt-pferd-9"})

    page = client.get(f"/field/jobs/{written.number}/do/accept").content.decode()

    for said in ("厨房漏水", "3 栋 2 单元 1201", "接受任务", "2026-03-02"):
        assert said in page


@pytest.mark.clause("TLW-11", "TLW-12", "TLW-13", "TLW-14")
@pytest.mark.parametrize("left", ["0", "1", "2", "3"])
def test_nobody_leaves_before_clothes_badge_cloth_and_tools_are_checked(written: Order, left: str) -> None:
    accepted(received(written), at="2026-03-02 09:50")
    written.run("tick", {**PREPARED, "items": sorted({"0", "1", "2", "3"} - {left})}, by="technician", at="2026-03-02 09:51")

    with pytest.raises(Refused) as refused:
        written.run("depart", by="technician", at="2026-03-02 09:52")

    assert refused.value.clause == "TLW-11"
    wanted = ("统一着装", "胸牌", "鞋套", "备件")[int(left)]
    assert wanted in refused.value.words["zh"]


@pytest.mark.clause("TLW-15")
@pytest.mark.parametrize(("left", "kept"), [("2026-03-02 09:55", True), ("2026-03-02 09:56", False)])
def test_five_minutes_to_prepare(tianli: Stage, written: Order, left: str, kept: bool) -> None:
    accepted(received(written), at="2026-03-02 09:50")
    written.run("tick", PREPARED, by="technician", at="2026-03-02 09:51")
    written.run("depart", by="technician", at=left)

    assert written.clock("preparation").kept is kept
    assert len(written.messages("crew_leader", clause="TLW-15")) == (0 if kept else 1)
    assert tianli.figure("ready_in_time").share == (1 if kept else 0)


@pytest.mark.clause("TLW-16")
def test_an_emergency_is_reached_within_fifteen_minutes_of_the_call(tianli: Stage) -> None:
    urgent = tianli.report(at="2026-03-02 20:00", by="front_desk", urgency="emergency")
    assert len(urgent.messages("technician", clause="TLW-16")) == 1
    assert urgent.proposed("receive", "repair_at", by="crew_leader", at="2026-03-02 20:01") == "2026-03-02T12:15:00+00:00"
    accepted(received(urgent, at="2026-03-02 20:02", repair_at="2026-03-02 20:15"), at="2026-03-02 20:03")
    urgent.run("tick", PREPARED, by="technician", at="2026-03-02 20:04")
    urgent.run("depart", by="technician", at="2026-03-02 20:05")
    urgent.run("arrive", by="technician", at="2026-03-02 20:15")
    late = tianli.report(at="2026-03-02 21:00", by="front_desk", urgency="emergency")
    tianli.wait("2026-03-02 21:16")

    assert urgent.clock("emergency").kept is True
    assert len(late.messages("supervisor", clause="TLW-16")) == 1
    assert tianli.figure("emergency_in_time").share == 0.5


@pytest.mark.clause("TLW-16")
def test_no_other_job_has_the_emergency_clock(written: Order) -> None:
    assert not written.row.clocks.filter(name="emergency").exists()


@pytest.mark.clause("TLW-17", "TLW-18", "TLW-19")
def test_ringing_knocking_and_the_words_at_the_door(tianli: Stage, written: Order) -> None:
    at_door(written)

    assert "at-the-door" in written.shown(by="technician", at="2026-03-02 10:01")
    said = written.words_shown("at-the-door", by="technician", at="2026-03-02 10:01")
    assert "正对门镜，后退一步" in said["zh"]
    assert "过 5 秒再按一次" in said["zh"]
    assert "右手中指弯曲" in said["zh"]
    assert f"我是天力物业公司的{tianli.name_of('technician')}" in said["zh"]
    assert "厨房漏水" in said["zh"]
    assert "five seconds between groups" in said["en"]
    assert "at-the-door" not in written.shown(by="front_desk", at="2026-03-02 10:01")


@pytest.mark.clause("TLW-19")
def test_the_company_in_the_words_is_the_units_own(tianli: Stage, written: Order) -> None:
    tianli.change("centre", settings={"company_name": "天力花园物业"})
    at_door(written)

    assert "我是天力花园物业的" in written.words_shown("at-the-door", by="technician", at="2026-03-02 10:01")["zh"]


@pytest.mark.clause("TLW-20")
def test_the_slip_is_shown_and_explained_before_going_in(written: Order) -> None:
    at_door(written)
    written.run("agree", {"consent": "entry"}, by="technician", at="2026-03-02 10:01")
    written.run("tick", DOOR, by="technician", at="2026-03-02 10:01")
    with pytest.raises(Refused) as refused:
        written.run("enter", by="technician", at="2026-03-02 10:02")
    assert refused.value.clause == "TLW-20"
    with pytest.raises(Refused) as unsaid:
        written.run("show_slip", by="technician", at="2026-03-02 10:02")
    assert unsaid.value.field == "items_explained"

    written.run("show_slip", {"items_explained": True}, by="technician", at="2026-03-02 10:03")
    written.run("enter", by="technician", at="2026-03-02 10:04")

    assert written.at_of("slip_shown_at") == "2026-03-02 10:03"
    assert written.state == "inside"


@pytest.mark.clause("TLW-21", "TLW-22")
def test_shoe_covers_and_the_owners_consent_before_going_in(written: Order) -> None:
    at_door(written)
    written.run("show_slip", {"items_explained": True}, by="technician", at="2026-03-02 10:01")
    with pytest.raises(Refused) as unasked:
        written.run("enter", by="technician", at="2026-03-02 10:02")
    assert unasked.value.clause == "TLW-22"
    written.run("agree", {"consent": "entry"}, by="customer", at="2026-03-02 10:02")
    with pytest.raises(Refused) as unshod:
        written.run("enter", by="technician", at="2026-03-02 10:02")
    assert unshod.value.clause == "TLW-21"
    assert "鞋套" in unshod.value.words["zh"]

    written.run("tick", DOOR, by="technician", at="2026-03-02 10:02")
    written.run("enter", by="technician", at="2026-03-02 10:03")

    assert written.state == "inside"
    assert written.fields["_consents"][0]["consent"] == "entry"


@pytest.mark.clause("TLW-23", "TLW-24")
@pytest.mark.parametrize("to_move", ["furniture", "risk"])
def test_nothing_is_moved_before_the_owner_agrees(written: Order, to_move: str) -> None:
    inside(written)
    with pytest.raises(Refused) as unsaid:
        explained(written, to_move=to_move)
    assert (unsaid.value.clause, unsaid.value.field) == ("TLW-23", "moving_note")
    explained(written, to_move=to_move, moving_note="橱柜需挪开，墙漆可能受损", photos_before=["files/1"])
    written.run("agree", {"consent": "price"}, by="customer", at="2026-03-02 10:11")

    with pytest.raises(Refused) as refused:
        written.run("start_work", by="technician", at="2026-03-02 10:12")
    assert refused.value.clause == "TLW-23"
    assert "moving-furniture" in {one["words"] for one in written.wanted(by="technician", at="2026-03-02 10:12")}
    written.run("agree", {"consent": "furniture"}, by="customer", at="2026-03-02 10:13")
    written.run("start_work", by="technician", at="2026-03-02 10:14")

    assert written.state == "in_work"
    shown = next(one for one in written.fields["_consents"] if one["consent"] == "furniture")["shown"]
    assert shown["photos_before"] == ["files/1"]
    assert shown["moving_note"] == "橱柜需挪开，墙漆可能受损"


@pytest.mark.clause("TLW-25")
@pytest.mark.parametrize("missing", ["minutes_told", "material_told", "charge_told"])
def test_time_material_and_charge_are_told_and_agreed_before_work(written: Order, missing: str) -> None:
    inside(written)
    lacking: dict[str, Any] = {missing: None}
    with pytest.raises(Refused) as refused:
        explained(written, **lacking)
    assert (refused.value.clause, refused.value.field) == ("TLW-25", missing)
    explained(written)
    with pytest.raises(Refused) as unasked:
        written.run("start_work", by="technician", at="2026-03-02 10:11")
    assert unasked.value.clause == "TLW-25"
    said = written.words_shown("agreeing-the-price", by="technician", at="2026-03-02 10:11")["zh"]
    assert "大约要 40 分钟" in said
    assert "费用约 35.00 元" in said or "费用约 35.0 元" in said

    written.run("agree", {"consent": "price"}, by="customer", at="2026-03-02 10:12")
    written.run("start_work", by="technician", at="2026-03-02 10:13")

    assert written.fields["_consents"][-1]["shown"]["material_told"] == "软管一根"


@pytest.mark.clause("TLW-25")
def test_a_new_estimate_wants_a_new_yes(written: Order) -> None:
    inside(written)
    explained(written)
    written.run("agree", {"consent": "price"}, by="customer", at="2026-03-02 10:11")

    explained(written, at="2026-03-02 10:15", charge_told="80")

    with pytest.raises(Refused) as refused:
        written.run("start_work", by="technician", at="2026-03-02 10:16")
    assert refused.value.clause == "TLW-25"


@pytest.mark.clause("TLW-26", "TLW-27")
def test_an_owner_who_says_no_is_declined_politely(tianli: Stage, written: Order) -> None:
    inside(written)
    explained(written)
    written.run("decline", {"consent": "price"}, by="customer", at="2026-03-02 10:11")
    with pytest.raises(Refused):
        written.run("start_work", by="technician", at="2026-03-02 10:12")
    assert "declining" in written.shown(by="technician", at="2026-03-02 10:12")
    assert "我理解您的考虑" in tianli.guide("declining")["zh"]

    written.run("decline_job", {"ended_why": "觉得贵"}, by="technician", at="2026-03-02 10:13")

    assert (written.state, written.final) == ("declined", "cancelled")
    assert len(written.messages("front_desk", saying="觉得贵")) == 1


@pytest.mark.clause("TLW-28", "TLW-31")
@pytest.mark.parametrize(("ticked", "clause"), [(TIDY, "TLW-28"), (WORK, "TLW-31")])
def test_the_pad_and_the_cloth_gate_the_end_of_the_work(written: Order, ticked: dict[str, object], clause: str) -> None:
    in_work(written)
    written.run("tick", ticked, by="technician", at="2026-03-02 10:40")

    with pytest.raises(Refused) as refused:
        written.run("finish", {"work_done": "更换软管"}, by="technician", at="2026-03-02 10:41")

    assert refused.value.clause == clause


@pytest.mark.clause("TLW-29")
def test_a_trip_back_is_explained_and_its_time_kept_apart_from_the_work(written: Order) -> None:
    in_work(written)
    with pytest.raises(Refused) as unsaid:
        written.run("fetch", {"fetching": "角阀"}, by="technician", at="2026-03-02 10:20")
    assert (unsaid.value.clause, unsaid.value.field) == ("TLW-29", "explained_why")

    written.run("fetch", {"fetching": "角阀", "explained_why": True}, by="technician", at="2026-03-02 10:20")
    written.run("back", by="technician", at="2026-03-02 10:43")

    (trip,) = written.fields["trips"]
    assert (trip["fetched"], trip["minutes_lost"]) == ("角阀", 23)
    assert [span.get("until") is None for span in written.fields["_labour"]] == [False, True]


@pytest.mark.clause("TLW-30", "TLW-37", "TLW-38", "TLW-39", "TLW-40")
def test_conduct_stands_beside_the_work(tianli: Stage, written: Order) -> None:
    in_work(written)

    assert {"conduct", "working"} <= written.shown(by="technician", at="2026-03-02 10:20")
    conduct, working = tianli.guide("conduct"), tianli.guide("working")
    assert "尽量快速、有效" in working["zh"]
    assert "礼貌地商量" in working["zh"]
    for words in ("不东张西望", "不吃、不拿、不卡、不要", "不聊天", "不谈公司内部事务", "不使用业主家的电话"):
        assert words in conduct["zh"]
    assert "Never use the owner's telephone" in conduct["en"]


@pytest.mark.clause("TLW-32")
@pytest.mark.parametrize("missing", ["quality_checked", "use_shown"])
def test_the_owner_checks_and_sees_the_use_before_he_signs(written: Order, missing: str) -> None:
    checking(written)
    with pytest.raises(Refused) as unchecked:
        written.run("sign_off", {"owner_signature": DRAWN}, by="customer", at="2026-03-02 10:46")
    assert unchecked.value.clause == "TLW-32"
    form = {"quality_checked": True, "use_shown": True, missing: None}
    with pytest.raises(Refused) as half:
        written.run("show_result", form, by="technician", at="2026-03-02 10:47")
    assert (half.value.clause, half.value.field) == ("TLW-32", missing)


@pytest.mark.clause("TLW-05", "TLW-33")
def test_the_owner_signs_copies_two_and_three_and_keeps_the_third(written: Order) -> None:
    checking(written)
    written.run("show_result", {"quality_checked": True, "use_shown": True}, by="technician", at="2026-03-02 10:47")
    with pytest.raises(Refused) as unsigned:
        written.run("sign_off", by="technician", at="2026-03-02 10:48")
    assert unsigned.value.field == "owner_signature"

    written.run("sign_off", {"owner_signature": DRAWN}, by="customer", at="2026-03-02 10:48")

    assert (written.fields["copy_2"], written.fields["copy_3"]) == ("crew", "owner")
    (crew, owner) = written.fields["signatures"]
    assert (crew["who"], owner["who"], owner["copies"]) == ("crew", "owner", "2, 3")
    assert written.at_of("signed_at") == "2026-03-02 10:48"


@pytest.mark.clause("TLW-34")
def test_the_words_for_taking_leave_stand_at_the_end(tianli: Stage, written: Order) -> None:
    signed(written)

    assert "taking-leave" in written.shown(by="technician", at="2026-03-02 10:50")
    assert "打扰了，再见" in tianli.guide("taking-leave")["zh"]
    assert "Good-bye" in tianli.guide("taking-leave")["en"]


@pytest.mark.clause("TLW-35", "TLW-05")
def test_copy_two_comes_back_and_what_is_missing_is_listed(tianli: Stage, written: Order) -> None:
    signed(written)
    assert tianli.board("front_desk", at="2026-03-02 17:00")[written.number] == "to_hand_in"
    tianli.wait("2026-03-02 18:01")
    assert len(written.messages("front_desk", clause="TLW-35")) == 1
    with pytest.raises(Refused):
        written.run("hand_in", {"received_copies": True}, by="technician", at="2026-03-03 08:40")
    with pytest.raises(Refused) as unseen:
        written.run("hand_in", by="front_desk", at="2026-03-03 08:40")
    assert unseen.value.clause == "TLW-35"

    written.run("hand_in", {"received_copies": True}, by="front_desk", at="2026-03-03 08:41")

    assert written.fields["copy_2"] == "front_desk"
    assert written.state == "to_ring"
    assert tianli.figure("copies_in_time").share == 0


@pytest.mark.clause("TLW-36")
@pytest.mark.parametrize("missing", ["not_now_why", "told_owner", "repair_at"])
def test_what_cannot_be_solved_now_is_explained_and_booked_again(tianli: Stage, written: Order, missing: str) -> None:
    in_work(written)
    form = {"not_now_why": "需订配件", "told_owner": True, "repair_at": tianli.iso("2026-03-04 15:00")}
    with pytest.raises(Refused) as refused:
        written.run("not_now", {**form, missing: None}, by="technician", at="2026-03-02 10:30")
    assert (refused.value.clause, refused.value.field) == ("TLW-36", missing)

    written.run("not_now", form, by="technician", at="2026-03-02 10:30")

    assert (written.state, written.at_of("repair_at")) == ("set", "2026-03-04 15:00")
    assert written.fields["appointments"][-1]["reason"] == "需订配件"
    assert "需订配件" in written.messages("customer", by="sms")[-1].words["zh"]
    said = tianli.slip_text(written, by="front_desk", at="2026-03-02 10:31")["fields"]
    assert said["repair_at"] == "2026-03-04 15:00"
    assert said["not_now_why"] == "需订配件"


def test_each_visit_is_kept_with_what_was_fetched(tianli: Stage, written: Order) -> None:
    in_work(written)
    written.run("fetch", {"fetching": "角阀", "explained_why": True}, by="technician", at="2026-03-02 10:20")
    written.run("back", by="technician", at="2026-03-02 10:43")

    (visit,) = written.fields["_visits"]
    assert visit["accepted_at"] < visit["departed_at"] < visit["arrived_at"]
    assert [(trip["what"], tianli.wall(trip["back_at"])) for trip in visit["fetched"]] == [("角阀", "2026-03-02 10:43")]


@pytest.mark.clause("TLW-25")
def test_work_is_not_reported_finished_while_the_price_is_no_longer_agreed(written: Order) -> None:
    in_work(written)
    written.run("withdraw_consent", {"consent": "price", "reason": "嫌贵"}, by="customer", at="2026-03-02 10:20")

    with pytest.raises(Refused) as refused:
        written.run("finish", {"work_done": "更换软管"}, by="technician", at="2026-03-02 10:41")

    assert (refused.value.reason, refused.value.clause) == ("withdrawn", "TLW-25")
