"""What the owner agrees to before it is done; what happens when he does not, when a part does not fit, when he wants another worker."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.longfor import DAY, DRAWN, FREE, PAID, Estate, Slip

INSTALL = {"found": "挂热水器", "charging": "free", "hidden_lines": "none", "load": "enough"}
DRILL = {"found": "客厅墙面打孔", "charging": "free", "hidden_lines": "unknown", "load": "enough", "plan_provided": "no"}


@pytest.mark.clause("LFR-44")
def test_paid_work_starts_once_standard_and_price_are_agreed(longfor: Estate) -> None:
    slip = longfor.slip().to_survey()
    with pytest.raises(Refused) as unplanned:
        slip.run("survey", {"found": "软管老化", "charging": "paid"}, by="technician", at=f"{DAY} 10:04")
    assert (unplanned.value.clause, unplanned.value.field) == ("LFR-44", "planned_works")
    slip.surveyed(PAID)

    with pytest.raises(Refused) as refused:
        slip.started()
    assert refused.value.clause == "LFR-44"
    slip.agreed("price").started(at=f"{DAY} 10:12")

    consent = slip.fields["_consents"][-1]
    assert (slip.state, consent["consent"]) == ("in_work", "price")
    assert str(consent["shown"]["estimate"]) == "40.00"
    assert consent["shown"]["price_list"]


@pytest.mark.clause("LFR-44")
def test_free_work_asks_for_no_price(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(FREE)

    assert [one["name"] for one in slip.waiting(by="technician", at=f"{DAY} 10:06")["consents"] if one["before"] == "start_work"] == []
    assert slip.started().state == "in_work"


@pytest.mark.clause("LFR-44")
def test_a_price_that_grows_stops_the_work_until_it_is_agreed_again(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(PAID).agreed("price").started()
    more = {"planned_works": [{"code": "L-WATER", "minutes": 90}]}
    slip.run("revise_plan", more, by="technician", at=f"{DAY} 10:20")

    with pytest.raises(Refused) as refused:
        slip.run("go_on", by="technician", at=f"{DAY} 10:22")
    assert (slip.state, refused.value.clause) == ("asking", "LFR-44")
    slip.agreed("price", at=f"{DAY} 10:25")
    slip.run("go_on", by="technician", at=f"{DAY} 10:26")

    assert slip.state == "in_work"
    assert [str(one["shown"]["estimate"]) for one in slip.fields["_consents"] if one["consent"] == "price"] == ["40.00", "90.00"]


@pytest.mark.clause("LFR-95", "LFR-100")
def test_a_price_that_is_not_accepted_is_declined_with_another_way_to_help(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(PAID)
    slip.run("decline", {"consent": "price"}, by="customer", at=f"{DAY} 10:08")
    with pytest.raises(Refused) as refused:
        slip.run("price_refused", {"ended_why": "嫌贵"}, by="technician", at=f"{DAY} 10:09")
    assert (refused.value.clause, refused.value.field) == ("LFR-95", "help_offered")

    slip.run("price_refused", {"ended_why": "嫌贵", "help_offered": "介绍小区合作商"}, by="technician", at=f"{DAY} 10:10")
    with pytest.raises(Refused) as unfollowed:
        slip.run("help_done", {"help_result": "已修好", "goes_on": "no"}, by="technician", at=f"{DAY} 10:20")
    assert unfollowed.value.clause == "LFR-95"
    slip.run("log_help", {"what": "联系合作商，下午上门"}, by="technician", at=f"{DAY} 10:30")
    slip.run("help_done", {"help_result": "合作商已修好", "goes_on": "no"}, by="technician", at=f"{DAY} 16:00")

    assert (slip.state, slip.final, slip.fields["help_result"]) == ("declined", "cancelled", "合作商已修好")


@pytest.mark.clause("LFR-95")
def test_nothing_is_flatly_refused_for_lack_of_skill_or_resources(longfor: Estate) -> None:
    slip = longfor.slip().to_survey()
    with pytest.raises(Refused) as refused:
        slip.run("cannot_do", {"ended_why": "需要焊接"}, by="technician", at=f"{DAY} 10:05")
    assert (refused.value.clause, refused.value.field) == ("LFR-95", "help_offered")

    slip.run("cannot_do", {"ended_why": "需要焊接", "help_offered": "请维保厂家下午来"}, by="technician", at=f"{DAY} 10:06")
    assert "cannot-now" in slip.shown(by="technician", at=f"{DAY} 10:07")
    assert "不直接回绝" in longfor.guide("cannot-now")["zh"]
    slip.run("log_help", {"what": "厂家确认 14 点到"}, by="crew_leader", at=f"{DAY} 11:00")
    slip.run("help_done", {"help_result": "厂家焊好，由我们装回", "goes_on": "yes"}, by="technician", at=f"{DAY} 15:00")

    assert (slip.state, [entry["what"] for entry in slip.fields["help_log"]]) == ("preparing", ["厂家确认 14 点到"])


@pytest.mark.clause("LFR-46")
def test_foreseen_damage_is_told_and_agreed_before_the_work_goes_on(longfor: Estate) -> None:
    slip = longfor.slip().to_work()
    slip.run("foresee_damage", {"damage": "拆卸可能碰裂墙砖"}, by="technician", at=f"{DAY} 10:15")
    for wrong in ("go_on", "work_done"):
        with pytest.raises(Refused):
            slip.run(wrong, {"result": "好"} if wrong == "work_done" else {}, by="technician", at=f"{DAY} 10:16")
    assert (slip.state, slip.at_of("damage_told_at")) == ("asking", f"{DAY} 10:15")

    slip.agreed("damage", at=f"{DAY} 10:18")
    slip.run("go_on", by="technician", at=f"{DAY} 10:19")

    consent = slip.fields["_consents"][-1]
    assert (slip.state, consent["shown"]["damage"], longfor.wall(consent["at"])) == ("in_work", "拆卸可能碰裂墙砖", f"{DAY} 10:18")


@pytest.mark.clause("LFR-46")
def test_each_damage_foreseen_is_agreed_for_itself(longfor: Estate) -> None:
    slip = longfor.slip().to_work()
    for nth, what in enumerate(("墙砖", "橱柜门")):
        slip.run("foresee_damage", {"damage": what}, by="technician", at=f"{DAY} 10:{20 + nth * 10}")
        with pytest.raises(Refused) as refused:
            slip.run("go_on", by="technician", at=f"{DAY} 10:{21 + nth * 10}")
        assert refused.value.clause == "LFR-46"
        slip.agreed("damage", at=f"{DAY} 10:{22 + nth * 10}")
        slip.run("go_on", by="technician", at=f"{DAY} 10:{23 + nth * 10}")

    assert [one["shown"]["damage"] for one in slip.fields["_consents"] if one["consent"] == "damage"] == ["墙砖", "橱柜门"]


@pytest.mark.clause("LFR-50")
@pytest.mark.parametrize("missing", ["hidden_lines", "load"])
def test_installation_asks_about_hidden_lines_and_load(longfor: Estate, missing: str) -> None:
    slip = longfor.slip(category="installation").to_survey()

    with pytest.raises(Refused) as refused:
        slip.run("survey", {**INSTALL, missing: None}, by="technician", at=f"{DAY} 10:05")

    assert (refused.value.clause, refused.value.field) == ("LFR-50", missing)


@pytest.mark.clause("LFR-50")
def test_installation_waits_for_the_owners_consent_and_a_spot_that_bears_it(longfor: Estate) -> None:
    slip = longfor.slip(category="installation").to_survey().surveyed(INSTALL)
    with pytest.raises(Refused) as unasked:
        slip.started()
    assert unasked.value.clause == "LFR-50"
    slip.agreed("hidden_lines").started(at=f"{DAY} 10:12")
    assert (slip.state, slip.fields["_consents"][-1]["shown"]["hidden_lines"]) == ("in_work", "none")

    weak = longfor.slip(category="installation").to_survey().surveyed({**INSTALL, "load": "not_enough"}).agreed("hidden_lines")
    with pytest.raises(Refused) as refused:
        weak.started(at=f"{DAY} 10:12")
    assert (refused.value.clause, refused.value.words["zh"]) == ("LFR-50", "承载不足，不能安装")


@pytest.mark.clause("LFR-51")
def test_a_heavy_thing_needs_the_building_material_checked(longfor: Estate) -> None:
    slip = longfor.slip(category="installation").to_survey()
    with pytest.raises(Refused) as refused:
        slip.run("survey", {**INSTALL, "heavy": True}, by="technician", at=f"{DAY} 10:05")
    assert (refused.value.clause, refused.value.field) == ("LFR-51", "material_bears")

    slip.surveyed({**INSTALL, "heavy": True, "material_bears": "混凝土剪力墙，承载满足"}).agreed("hidden_lines")

    assert slip.fields["_consents"][-1]["shown"]["material_bears"] == "混凝土剪力墙，承载满足"


@pytest.mark.clause("LFR-107", "LFR-108")
def test_before_drilling_it_is_recorded_whether_a_plan_was_provided(longfor: Estate) -> None:
    slip = longfor.slip(category="drilling").to_survey()
    with pytest.raises(Refused) as refused:
        slip.run("survey", {**DRILL, "plan_provided": None}, by="technician", at=f"{DAY} 10:05")
    assert (refused.value.clause, refused.value.field) == ("LFR-108", "plan_provided")

    slip.surveyed({**DRILL, "plan_provided": "yes", "hidden_lines": "known"}).agreed("hidden_lines", "drilling")

    assert slip.started(at=f"{DAY} 10:12").state == "in_work"
    assert slip.fields["_consents"][-1]["shown"]["plan_provided"] == "yes"


@pytest.mark.clause("LFR-108")
def test_without_a_plan_an_owner_who_insists_signs_for_the_repair_cost(longfor: Estate) -> None:
    slip = longfor.slip(category="drilling").to_survey().surveyed(DRILL).agreed("hidden_lines", "drilling")
    with pytest.raises(Refused) as refused:
        slip.started(at=f"{DAY} 10:12")
    assert refused.value.clause == "LFR-108"
    assert "须业主签字承担修复费用" in refused.value.words["zh"]
    with pytest.raises(Refused) as unread:
        slip.run("sign_risk", {"risk_signature": DRAWN}, by="customer", at=f"{DAY} 10:13")
    assert unread.value.field == "risk_read"

    slip.run("sign_risk", {"risk_read": True, "risk_signature": DRAWN}, by="customer", at=f"{DAY} 10:14")

    assert slip.started(at=f"{DAY} 10:15").state == "in_work"
    assert slip.fields["risk_signature"] == DRAWN


@pytest.mark.parametrize(("asked", "consent"), [("furniture", "furniture"), ("utilities", "utilities")])
def test_furniture_is_moved_and_water_cut_with_a_yes_only(longfor: Estate, asked: str, consent: str) -> None:
    slip = longfor.slip().to_survey().surveyed(FREE, **{asked: "橱柜 / 总阀"})
    with pytest.raises(Refused):
        slip.started()

    slip.agreed(consent)

    assert slip.started(at=f"{DAY} 10:12").state == "in_work"
    assert slip.fields["_consents"][-1]["shown"][asked] == "橱柜 / 总阀"


def test_a_thing_is_taken_away_with_consent_and_brought_back(longfor: Estate) -> None:
    slip = longfor.slip().to_work()
    form = {"taken_away": "水泵", "taken_until_at": longfor.iso(f"{DAY} 18:00")}
    slip.run("propose_take_away", form, by="technician", at=f"{DAY} 10:20")
    with pytest.raises(Refused):
        slip.run("take_away", by="technician", at=f"{DAY} 10:21")
    slip.agreed("take_away", at=f"{DAY} 10:22")
    slip.run("take_away", by="technician", at=f"{DAY} 10:23")
    assert slip.state == "taken_away"

    slip.run("bring_back", {"appointment_at": longfor.iso(f"{DAY} 17:00")}, by="technician", at=f"{DAY} 15:00")
    assert (slip.state, slip.at_of("appointment_at")) == ("preparing", f"{DAY} 17:00")


@pytest.mark.clause("LFR-105", "LFR-106")
@pytest.mark.parametrize("bought_by", ["owner", "us"])
def test_a_part_that_does_not_fit_is_named_and_the_owner_chooses_who_buys_it(longfor: Estate, bought_by: str) -> None:
    slip = longfor.slip().to_work()
    for missing in ("part_model", "bought_by"):
        with pytest.raises(Refused) as refused:
            slip.run("part_missing", {"part_model": "DN20 角阀", "bought_by": bought_by, missing: None}, by="technician", at=f"{DAY} 10:20")
        assert (refused.value.clause, refused.value.field) == ("LFR-106", missing)

    slip.run("part_missing", {"part_model": "DN20 角阀", "bought_by": bought_by}, by="technician", at=f"{DAY} 10:21")

    assert (slip.state, slip.fields["bought_by"]) == ("part_missing", bought_by)
    assert "DN20 角阀" in slip.told("customer", by="sms")[-1]
    assert bool(slip.told("crew_leader", clause="LFR-106")) is (bought_by == "us")
    slip.run("part_here", {"appointment_at": longfor.iso(f"{DAY} 16:00")}, by="technician", at=f"{DAY} 13:00")
    assert slip.state == "preparing"


@pytest.mark.clause("LFR-112")
@pytest.mark.parametrize("by", ["customer", "technician", "call_centre"])
def test_the_owner_may_ask_for_another_worker(longfor: Estate, by: str) -> None:
    slip: Slip = longfor.slip().to_door()
    slip.run("ask_other_worker", {"why": "想换经验丰富的师傅"}, by=by, at=f"{DAY} 09:58")
    assert (slip.state, slip.holder) == ("issued", "")
    assert slip.told("crew_leader", clause="LFR-112") == [f"{slip.number} 业主要求换人：想换经验丰富的师傅"]

    with pytest.raises(Refused) as refused:
        slip.accepted(at=f"{DAY} 10:00", asked_colleagues="已问")
    assert refused.value.clause == "LFR-112"
    slip.accepted(at=f"{DAY} 10:01", by="second", asked_colleagues="已问")
    assert slip.holder == "老赵"


@pytest.mark.clause("LFR-103", "LFR-104")
def test_a_colleague_said_to_have_charged_nothing_is_checked_and_the_owner_answered(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(PAID)
    with pytest.raises(Refused) as refused:
        slip.run("check_colleague", {"said": "上次没收费"}, by="technician", at=f"{DAY} 10:07")
    assert (refused.value.clause, refused.value.field) == ("LFR-104", "colleague")
    slip.run("check_colleague", {"colleague": "张师傅", "said": "上次没收费"}, by="technician", at=f"{DAY} 10:07")

    (check,) = slip.opened("fee-check")
    assert (check.row.holder_role, check.fields["colleague"]) == ("crew_leader", "张师傅")
    with pytest.raises(Refused):
        check.run("answer_owner", {"answer": "按标准收费", "told": True}, by="crew_leader", at=f"{DAY} 14:00")
    check.run("find", {"finding": "上次为保修期内免费"}, by="crew_leader", at=f"{DAY} 14:00")
    with pytest.raises(Refused) as untold:
        check.run("answer_owner", {"answer": "上次在保修期内"}, by="crew_leader", at=f"{DAY} 15:00")
    assert untold.value.field == "told"
    check.run("answer_owner", {"answer": "上次在保修期内，本次已过期", "told": True}, by="crew_leader", at=f"{DAY} 15:00")

    assert (check.final, check.told("customer", by="sms")[-1]) == ("done", f"关于 {slip.number} 的收费：上次在保修期内，本次已过期")


def test_an_answer_keeps_who_gave_it_and_the_signature_that_shows_it(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(PAID)
    answer = {"consent": "price", "agreed_by": "王女士", "signature": DRAWN}
    slip.run("agree", answer, by="technician", at=f"{DAY} 10:08")

    consent = slip.fields["_consents"][-1]
    assert (consent["agreed_by"], consent["signature"]) == ("王女士", DRAWN)
    assert "by_code" not in consent
    slip.run("agree", {"consent": "entry"}, by="technician", at=f"{DAY} 10:09")
    assert "agreed_by" not in slip.fields["_consents"][-1]


def test_a_code_said_with_the_answer_must_be_the_one_that_was_sent(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(PAID)
    with pytest.raises(Refused) as wrong:
        slip.run("agree", {"consent": "price", "code": "not it"}, by="technician", at=f"{DAY} 10:08")

    assert wrong.value.field == "code"
    assert not [one for one in slip.fields.get("_consents", ()) if one["consent"] == "price"]
    slip.run("agree", {"consent": "price", "code": slip.fields["visit_code"]}, by="technician", at=f"{DAY} 10:09")
    assert slip.fields["_consents"][-1]["by_code"] is True
