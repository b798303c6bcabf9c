"""On time, at the door, in the owner's home: appointments, proof, entry, survey, what stands beside each step."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.longfor import DAY, PREPARED, Estate


@pytest.mark.clause("LFR-32")
@pytest.mark.parametrize(("arrived", "kept"), [("09:57", True), ("09:58", False)])
def test_arrival_three_minutes_early_is_measured(longfor: Estate, arrived: str, kept: bool) -> None:
    slip = longfor.slip().accepted().planned(when=f"{DAY} 10:00").packed().departed()

    assert longfor.wall(slip.clock("arrive_early").due_at) == f"{DAY} 09:57"
    slip.arrived(at=f"{DAY} {arrived}")

    assert slip.clock("arrive_early").kept is kept
    assert longfor.figure("early", procedure="in-home").share == float(kept)
    assert bool(slip.told("crew_leader", clause="LFR-32")) is not kept


@pytest.mark.clause("LFR-33")
def test_no_appointment_is_needed_where_arrival_within_fifteen_minutes_is_sure(longfor: Estate) -> None:
    slip = longfor.slip().accepted()
    with pytest.raises(Refused) as refused:
        slip.packed().run("depart", PREPARED, by="technician", at=f"{DAY} 09:31")
    assert refused.value.clause == "LFR-33"

    slip.run("plan_visit", {"way": "at_once"}, by="technician", at=f"{DAY} 09:32")
    assert longfor.wall(slip.clock("within_15").due_at) == f"{DAY} 09:47"
    slip.departed(at=f"{DAY} 09:33").arrived(at=f"{DAY} 09:40")

    assert (slip.state, slip.clock("within_15").kept, slip.fields.get("appointment_at")) == ("at_door", True, None)


@pytest.mark.clause("LFR-33", "LFR-34")
def test_fifteen_minutes_that_were_not_kept_call_for_the_telephone(longfor: Estate) -> None:
    slip = longfor.slip().accepted()
    slip.run("plan_visit", {"way": "at_once"}, by="technician", at=f"{DAY} 09:10")

    longfor.wait(f"{DAY} 09:26")

    assert slip.told("technician", clause="LFR-33")[0] == f"{slip.number} 15 分钟内未到达，请电话改约"


@pytest.mark.clause("LFR-34")
@pytest.mark.parametrize("missing", ["appointment_at", "agreed_by_phone"])
def test_any_other_time_is_agreed_by_telephone(longfor: Estate, missing: str) -> None:
    slip = longfor.slip().accepted()
    form = {"way": "appointed", "appointment_at": longfor.iso(f"{DAY} 10:00"), "agreed_by_phone": True, missing: None}

    with pytest.raises(Refused) as refused:
        slip.run("plan_visit", form, by="technician", at=f"{DAY} 09:10")

    assert (refused.value.clause, refused.value.field) == ("LFR-34", missing)


@pytest.mark.clause("LFR-34")
def test_a_time_that_passed_is_agreed_anew_before_anybody_leaves(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned(when=f"{DAY} 10:00").packed()
    with pytest.raises(Refused) as refused:
        slip.run("depart", PREPARED, by="technician", at=f"{DAY} 10:05")
    assert refused.value.clause == "LFR-34"
    assert "请先致电业主改约" in refused.value.words["zh"]

    form = {"why": "前一单未完", "new_at": longfor.iso(f"{DAY} 11:00"), "owner_agrees": "yes"}
    slip.run("change_time", form, by="technician", at=f"{DAY} 10:06")
    slip.departed(at=f"{DAY} 10:30")

    assert (slip.at_of("appointment_at"), longfor.wall(slip.clock("arrive_early").due_at)) == (f"{DAY} 11:00", f"{DAY} 10:57")


@pytest.mark.clause("LFR-35")
def test_the_words_for_coming_later_stand_beside_the_command(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned()

    assert "cannot-come" in slip.shown(by="technician", at=f"{DAY} 09:20")
    words = longfor.guide("cannot-come")["zh"]
    assert "实在对不起，因为○○，不能马上来为您处理" in words
    assert "您看可以吗？" in words
    assert words.index("我是工程部") < words.index("实在对不起")


@pytest.mark.clause("LFR-36")
def test_an_owner_who_refuses_the_new_time_is_handed_to_the_crew_leader_or_the_call_centre(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned()
    form = {"why": "抢修水管", "new_at": longfor.iso(f"{DAY} 15:00"), "owner_agrees": "no"}
    slip.run("change_time", form, by="technician", at=f"{DAY} 09:40")

    assert (slip.state, slip.row.holder_role, slip.at_of("appointment_at")) == ("handed_over", "crew_leader", f"{DAY} 10:00")
    for role in ("crew_leader", "call_centre"):
        assert slip.told(role, clause="LFR-36")
    with pytest.raises(Refused):
        slip.run("plan_visit", {"way": "at_once"}, by="technician", at=f"{DAY} 09:45")

    agreed = {"appointment_at": longfor.iso(f"{DAY} 12:00"), "worker": longfor.id_of("second")}
    slip.run("agree_new_time", agreed, by="call_centre", at=f"{DAY} 09:50")
    assert (slip.state, slip.holder, slip.at_of("appointment_at")) == ("preparing", "老赵", f"{DAY} 12:00")


@pytest.mark.clause("LFR-37", "LFR-42")
def test_words_and_manners_at_the_door_stand_there(longfor: Estate) -> None:
    slip = longfor.slip().to_door()

    assert "at-the-door" in slip.shown(by="technician", at=f"{DAY} 09:56")
    words = longfor.guide("at-the-door")
    assert "您好，我是工程部的，因为○○，公司安排我来给您处理，可以进来吗？" in words["zh"]
    assert "力度适中，有节奏；关门轻" in words["zh"]
    assert "May I come in?" in words["en"]


@pytest.mark.clause("LFR-43")
def test_the_owners_consent_to_entry_is_kept_and_shoe_covers_come_first(longfor: Estate) -> None:
    slip = longfor.slip().to_door()
    with pytest.raises(Refused) as unasked:
        slip.run("enter", {"shoe_covers": True}, by="technician", at=f"{DAY} 09:58")
    assert unasked.value.clause == "LFR-43"
    slip.run("agree", {"consent": "entry"}, by="customer", at=f"{DAY} 09:59")
    with pytest.raises(Refused) as bare:
        slip.run("enter", {}, by="technician", at=f"{DAY} 10:00")
    assert (bare.value.clause, bare.value.field) == ("LFR-43", "shoe_covers")

    slip.run("enter", {"shoe_covers": True}, by="technician", at=f"{DAY} 10:00")

    (consent,) = slip.fields["_consents"]
    assert (slip.state, consent["consent"], consent["agreed"]) == ("surveying", "entry", True)


@pytest.mark.clause("LFR-43")
def test_who_is_not_let_in_leaves_it_to_the_crew_leader(longfor: Estate) -> None:
    slip = longfor.slip().to_door()
    slip.run("decline", {"consent": "entry"}, by="customer", at=f"{DAY} 09:58")

    slip.run("not_let_in", {"why": "业主不方便"}, by="technician", at=f"{DAY} 09:59")

    assert slip.told("crew_leader", clause="LFR-43") == [f"{slip.number} 业主未同意进门：业主不方便"]
    assert slip.state == "handed_over"


@pytest.mark.clause("LFR-07", "LFR-28", "LFR-38", "LFR-39", "LFR-40", "LFR-41")
@pytest.mark.parametrize(
    ("said", "said_en"),
    [
        ("不喝用户的水，不抽用户的烟，不吃用户的饭，不收用户的礼", "not their gifts"),
        ("文明用语不离口，声音自然、亲切，不讲粗话", "Polite words in a natural, friendly voice; no coarse ones"),
        ("面带微笑，看着对方，点头回应", "Smile, look at the customer, nod"),
        ("站直，双手不插兜、不背手、不抱胸", "no hands in pockets, behind the back or crossed"),
        ("不使用客户的卫生间和电话；不抽烟、不喝水、不吃东西", "toilet or telephone; do not smoke, drink or eat"),
    ],
)
def test_conduct_in_the_home_is_shown_while_he_is_there_and_not_enforced(longfor: Estate, said: str, said_en: str) -> None:
    slip = longfor.slip().to_survey()
    for step, at in ((slip.surveyed, "10:06"), (slip.started, "10:11")):
        assert "manners" in slip.shown(by="technician", at=f"{DAY} {at}")
        step()

    assert "manners" in slip.shown(by="technician", at=f"{DAY} 10:12")
    assert "manners" not in slip.shown(by="crew_leader", at=f"{DAY} 10:12")
    assert said in longfor.guide("manners")["zh"]
    assert said_en in longfor.guide("manners")["en"]


@pytest.mark.clause("LFR-121")
def test_the_site_is_surveyed_after_entering_and_before_the_preparation(longfor: Estate) -> None:
    slip = longfor.slip().to_survey()
    with pytest.raises(Refused):
        slip.run("start_work", by="technician", at=f"{DAY} 10:02")
    with pytest.raises(Refused) as refused:
        slip.run("survey", {"charging": "free"}, by="technician", at=f"{DAY} 10:03")
    assert (refused.value.clause, refused.value.field) == ("LFR-121", "found")

    slip.surveyed(found="接头处渗水，墙面干燥")

    assert (slip.state, slip.fields["found"]) == ("getting_ready", "接头处渗水，墙面干燥")


@pytest.mark.clause("LFR-02", "LFR-03", "LFR-45", "LFR-49")
@pytest.mark.parametrize(
    "item", ["已出示统一收费标准，按标准收费", "已出示派工单", "整改区域已铺垫布，工具放在垫布上", "检查和施工区域已做成品保护"]
)
def test_standard_slip_pad_and_protection_come_before_the_work(longfor: Estate, item: str) -> None:
    slip = longfor.slip().to_survey().surveyed()
    items = slip.items("before_work", at=f"{DAY} 10:06")
    assert item in items
    slip.run(
        "tick",
        {"checklist": "before_work", "items": [str(n) for n, one in enumerate(items) if one != item]},
        by="technician",
        at=f"{DAY} 10:07",
    )

    with pytest.raises(Refused) as refused:
        slip.run("start_work", by="technician", at=f"{DAY} 10:08")

    assert refused.value.clause == "LFR-02"
    assert item in refused.value.words["zh"]
    assert slip.started().state == "in_work"


@pytest.mark.clause("LFR-45")
def test_protection_and_pad_are_ticked_while_working(longfor: Estate) -> None:
    slip = longfor.slip().to_work()
    assert slip.items("protection", at=f"{DAY} 10:20") == ["成品保护完好，未损坏客户物品", "工具只放垫布，不直接放在客户家里"]

    with pytest.raises(Refused) as refused:
        slip.run("work_done", {"result": "好"}, by="technician", at=f"{DAY} 10:30")

    assert refused.value.clause == "LFR-45"


def test_nobody_home_leaves_a_note_and_a_new_time(longfor: Estate) -> None:
    slip = longfor.slip().to_door()

    form = {"note": {"left_at": "门把手", "words": "15 点再来"}, "appointment_at": longfor.iso(f"{DAY} 15:00")}
    slip.run("nobody_home", form, by="technician", at=f"{DAY} 10:05")

    assert (slip.state, slip.fields["_visits"][0]["outcome"]) == ("preparing", "absent")
    assert "15:00" in slip.told("customer", by="sms")[-1]
    assert longfor.wall(slip.clock("arrive_early").due_at) == f"{DAY} 14:57"
