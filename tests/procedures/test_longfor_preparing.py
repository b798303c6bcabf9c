"""Before the technician leaves: who rings how, what he answers, wears and packs, who was there before."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.longfor import DAY, PREPARED, Estate

BADGE, CLEAN, LOOKS, BREATH = (
    "工号牌端正佩戴在左胸",
    "身体、面部、手部清洁，着装整洁无异味",
    "无夸张饰物，指甲、头发合规，无头屑",
    "口气清新，无烟味、蒜味",
)


@pytest.mark.clause("LFR-01", "LFR-24", "LFR-25", "LFR-26", "LFR-27")
@pytest.mark.parametrize("item", [BADGE, CLEAN, LOOKS, BREATH])
def test_badge_and_appearance_are_ticked_before_anybody_leaves(longfor: Estate, item: str) -> None:
    slip = longfor.slip().accepted().planned().packed()
    bare = longfor.slip().accepted().planned()
    assert item in bare.items("person")
    others = [str(place) for place, one in enumerate(bare.items("person")) if one != item]
    for checklist in ("kit", "equipment"):
        bare.tick_all(checklist, at=f"{DAY} 09:30")
    bare.run("tick", {"checklist": "person", "items": others}, by="technician", at=f"{DAY} 09:30")

    with pytest.raises(Refused) as refused:
        bare.run("depart", PREPARED, by="technician", at=f"{DAY} 09:31")

    assert refused.value.clause == "LFR-01"
    assert item in refused.value.words["zh"]
    assert slip.departed().state == "on_the_way"


@pytest.mark.clause("LFR-15")
def test_unsure_who_answers_staff_have_their_opening(longfor: Estate) -> None:
    slip = longfor.slip().accepted()

    assert "who-is-it" in slip.shown(by="technician", at=f"{DAY} 09:06")
    assert "请问是○老师家吗？" in longfor.guide("who-is-it")["zh"]
    assert "Is this the home of" in longfor.guide("who-is-it")["en"]


@pytest.mark.clause("LFR-17")
def test_the_first_call_has_its_words(longfor: Estate) -> None:
    slip = longfor.slip().accepted()

    assert "first-call" in slip.shown(by="technician", at=f"{DAY} 09:06")
    words = longfor.guide("first-call")["zh"]
    assert "您好，我是工程部，打扰您一下" in words
    assert words.index("确认是所找的人后") < words.index("核对一下您的报事内容")


@pytest.mark.clause("LFR-16")
def test_a_dead_number_is_dialled_once_more_with_a_zero_and_both_tries_are_kept(longfor: Estate) -> None:
    slip = longfor.slip(phone="13800138000").accepted()
    first = slip.proposed("call", "dialled", by="technician", at=f"{DAY} 09:06")
    slip.run("call", {"dialled": first, "outcome": "dead"}, by="technician", at=f"{DAY} 09:06")
    second = slip.proposed("call", "dialled", by="technician", at=f"{DAY} 09:07")
    slip.run("call", {"dialled": second, "outcome": "no_answer"}, by="technician", at=f"{DAY} 09:07")

    assert (first, second) == ("13800138000", "013800138000")
    assert [(call["dialled"], call["outcome"]) for call in slip.fields["calls"]] == [(first, "dead"), (second, "no_answer")]
    assert slip.proposed("call", "dialled", by="technician", at=f"{DAY} 09:08") == "13800138000"


@pytest.mark.clause("LFR-18")
def test_the_report_is_checked_with_consent_and_that_is_kept(longfor: Estate) -> None:
    slip = longfor.slip().accepted()
    form = {"dialled": "13800138000", "outcome": "reached", "may_check": True, "checked": "水槽下软管，昨晚开始"}
    for missing in ("may_check", "checked"):
        with pytest.raises(Refused) as refused:
            slip.run("call", {**form, missing: None}, by="technician", at=f"{DAY} 09:06")
        assert (refused.value.clause, refused.value.field) == ("LFR-18", missing)

    slip.run("call", form, by="technician", at=f"{DAY} 09:06")

    (call,) = slip.fields["calls"]
    assert (call["may_check"], call["checked"], call["by_name"]) == (True, "水槽下软管，昨晚开始", longfor.name_of("technician"))


@pytest.mark.clause("LFR-19", "LFR-20", "LFR-21", "LFR-22")
@pytest.mark.parametrize(
    ("missing", "clause"), [("alone", "LFR-19"), ("tools", "LFR-20"), ("parts", "LFR-21"), ("minutes_needed", "LFR-22")]
)
def test_what_he_answers_before_leaving(longfor: Estate, missing: str, clause: str) -> None:
    slip = longfor.slip().accepted().planned().packed()

    with pytest.raises(Refused) as refused:
        slip.run("depart", {**PREPARED, missing: None}, by="technician", at=f"{DAY} 09:31")

    assert (refused.value.clause, refused.value.field) == (clause, missing)
    slip.departed()
    assert slip.fields[missing] == PREPARED[missing]


@pytest.mark.clause("LFR-20", "LFR-21", "LFR-30")
def test_tools_and_material_are_proposed_by_the_kind_of_fault(longfor: Estate) -> None:
    water, drain = (longfor.slip(category=kind).accepted().planned() for kind in ("plumbing", "drainage"))

    assert water.proposed("depart", "tools", by="technician", at=f"{DAY} 09:20") == ["管钳", "活动扳手", "生料带"]
    assert water.proposed("depart", "parts", by="technician", at=f"{DAY} 09:20") == ["软管", "角阀"]
    assert drain.proposed("depart", "tools", by="technician", at=f"{DAY} 09:20") == ["疏通机", "皮碗", "应急灯", "工具套"]


@pytest.mark.clause("LFR-23")
def test_who_cannot_do_it_alone_says_whom_he_needs_and_they_are_asked_for(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned().packed()
    with pytest.raises(Refused) as refused:
        slip.run("depart", {**PREPARED, "alone": "no"}, by="technician", at=f"{DAY} 09:31")
    assert (refused.value.clause, refused.value.field) == ("LFR-23", "help_from")

    slip.departed(alone="no", help_from="秩序部协助搬运")

    assert slip.told("crew_leader", clause="LFR-23") == [f"{slip.number} 需要配合：秩序部协助搬运"]


@pytest.mark.clause("LFR-29", "LFR-30")
def test_equipment_is_listed_by_the_fault_and_packed_before_leaving(longfor: Estate) -> None:
    slip = longfor.slip(category="drainage").accepted().planned()
    assert slip.items("equipment") == ["疏通机", "皮碗", "应急灯", "工具套", "密封圈"]
    assert slip.items("kit") == ["统一收费标准表", "派工单", "鞋套", "垫布", "抹布"]
    for checklist in ("person", "kit"):
        slip.tick_all(checklist, at=f"{DAY} 09:30")

    with pytest.raises(Refused) as refused:
        slip.run("depart", PREPARED, by="technician", at=f"{DAY} 09:31")

    assert refused.value.clause == "LFR-29"
    assert slip.packed().departed().state == "on_the_way"
    lamp = longfor.slip(category="lighting").accepted()
    assert "人字梯" in lamp.items("equipment")


@pytest.mark.clause("LFR-31")
def test_earlier_visits_are_shown_and_whoever_was_there_is_asked_first(longfor: Estate) -> None:
    site = {"id": longfor.site.pk, "code": longfor.site.code, "title": longfor.site.title}
    before = longfor.slip(at="2026-02-20 09:00", site=site)
    before.accepted(at="2026-02-20 09:05").planned(at="2026-02-20 09:06", when="2026-02-20 10:00").packed(at="2026-02-20 09:30")
    before.departed(at="2026-02-20 09:31").arrived(at="2026-02-20 09:50")
    slip = longfor.slip(site=site)

    assert slip.earlier(by="technician", at=f"{DAY} 09:04") == [(before.number, longfor.name_of("technician"))]
    with pytest.raises(Refused) as refused:
        slip.run("accept", by="technician", at=f"{DAY} 09:05")
    assert (refused.value.clause, refused.value.field) == ("LFR-31", "asked_colleagues")

    slip.accepted(asked_colleagues="上次换过角阀，接头老化")
    assert slip.events[-1].data["form"]["asked_colleagues"] == "上次换过角阀，接头老化"
    fresh = longfor.slip()
    assert fresh.accepted().state == "preparing"
