"""The work done: three in place, five ones, the general check and its findings, cautions, further wishes, the goodbye."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.longfor import DAY, TOLD, Estate, Slip


def almost(slip: Slip, *, but: str) -> Slip:
    """Everything at the end done but one item."""
    slip.run("check_home", {"general_check": "fine"}, by="technician", at=f"{DAY} 10:45")
    for one in slip.waiting(by="technician", at=f"{DAY} 10:45")["checklists"]:
        titles = [str(item["title"]["zh"]) for item in one["items"]]
        ticked = [str(place) for place, title in enumerate(titles) if title != but]
        if one["step"] == "showing" and ticked:
            slip.run("tick", {"checklist": one["name"], "items": ticked}, by="technician", at=f"{DAY} 10:46")
    return slip


@pytest.mark.clause("LFR-04", "LFR-05", "LFR-06", "LFR-08", "LFR-09", "LFR-47", "LFR-54")
@pytest.mark.parametrize(
    ("item", "clause"),
    [
        ("工作区域已清理，现场清扫干净", "LFR-03"),
        ("已检测并当面演示", "LFR-03"),
        ("已向用户讲解使用知识", "LFR-03"),
        ("工具已清点", "LFR-03"),
        ("佩戴一个工号牌", "LFR-08"),
        ("穿一副鞋套", "LFR-08"),
        ("自带一块垫布", "LFR-08"),
        ("自带一块抹布", "LFR-08"),
        ("提供一站式通检", "LFR-08"),
    ],
)
def test_a_visit_is_not_complete_before_every_item_of_12345_is_ticked(longfor: Estate, item: str, clause: str) -> None:
    slip = almost(longfor.slip().to_show(), but=item)

    with pytest.raises(Refused) as refused:
        slip.run("complete", TOLD, by="technician", at=f"{DAY} 10:48")
    assert refused.value.clause == clause
    assert item in refused.value.words["zh"]

    for checklist in ("three_in_place", "five_ones"):
        slip.tick_all(checklist, at=f"{DAY} 10:49")
    slip.run("complete", TOLD, by="technician", at=f"{DAY} 10:50")
    assert slip.state == "to_sign"


@pytest.mark.clause("LFR-94")
def test_after_dredging_the_tools_are_wrapped(longfor: Estate) -> None:
    drain, water = longfor.slip(category="drainage").to_show(), longfor.slip().to_show()
    almost(drain, but="疏通工具已套好，污水不滴在户内")

    with pytest.raises(Refused) as refused:
        drain.run("complete", TOLD, by="technician", at=f"{DAY} 10:48")

    assert refused.value.clause == "LFR-94"
    drain.tick_all("drain_tools", at=f"{DAY} 10:49")
    drain.run("complete", TOLD, by="technician", at=f"{DAY} 10:50")
    assert (drain.state, water.items("drain_tools", at=f"{DAY} 10:45")) == ("to_sign", [])


@pytest.mark.clause("LFR-08", "LFR-10")
def test_each_visit_ends_with_a_general_check(longfor: Estate) -> None:
    slip = longfor.slip().to_show()
    for checklist in ("three_in_place", "five_ones"):
        slip.tick_all(checklist, at=f"{DAY} 10:45")
    with pytest.raises(Refused) as refused:
        slip.run("complete", TOLD, by="technician", at=f"{DAY} 10:48")
    assert refused.value.clause == "LFR-10"
    with pytest.raises(Refused) as empty:
        slip.run("check_home", {"general_check": "found"}, by="technician", at=f"{DAY} 10:49")
    assert empty.value.field == "findings"

    findings = [{"what": "阳台地漏返味", "where": "阳台", "category": "drainage"}, {"what": "客厅插座松动", "where": "客厅"}]
    slip.run("check_home", {"general_check": "found", "findings": findings}, by="technician", at=f"{DAY} 10:50")

    opened = slip.opened("in-home")
    assert [(one.fields["fault"], one.fields["category"]) for one in opened] == [("阳台地漏返味", "drainage"), ("客厅插座松动", "plumbing")]
    assert {(one.fields["customer"], one.fields["found_at"], one.state) for one in opened} == {("王女士", slip.number, "issued")}


@pytest.mark.clause("LFR-52")
def test_what_may_be_told_while_working_stands_beside_the_work(longfor: Estate) -> None:
    slip = longfor.slip().to_work()

    assert "while-working" in slip.shown(by="technician", at=f"{DAY} 10:15")
    assert "公共区域的维护、小区的专业系统、特约服务项目" in longfor.guide("while-working")["zh"]
    assert "public-area care" in longfor.guide("while-working")["en"]


@pytest.mark.clause("LFR-53")
def test_a_further_wish_becomes_a_lead_or_a_new_order(longfor: Estate) -> None:
    slip = longfor.slip().to_work()
    slip.run("record_wish", {"wanted": [{"what": "想约锅炉清洗"}], "as_what": "lead"}, by="technician", at=f"{DAY} 10:20")
    lamp = [{"what": "次卧灯换灯泡", "category": "lighting"}]
    slip.run("record_wish", {"wanted": lamp, "as_what": "order"}, by="technician", at=f"{DAY} 10:21")

    (lead,), (order,) = slip.opened("service-wish"), slip.opened("in-home")
    assert (lead.fields["matter"], lead.row.holder_role) == ("想约锅炉清洗", "customer_centre")
    assert (order.fields["fault"], order.fields["category"], order.fields["address"]) == ("次卧灯换灯泡", "lighting", "3 栋 2 单元 1201")
    assert [wish["what"] for wish in slip.fields["wishes"]] == [["想约锅炉清洗"], ["次卧灯换灯泡"]]

    lead.run("answer", {"answer": "周六清洗", "orders": "yes"}, by="customer_centre", at=f"{DAY} 14:00")
    assert (lead.state, lead.opened("in-home")[0].fields["fault"]) == ("ordered", "想约锅炉清洗")


@pytest.mark.clause("LFR-55")
def test_the_words_that_ask_the_owner_to_check(longfor: Estate) -> None:
    slip = longfor.slip().to_show()

    assert "please-check" in slip.shown(by="technician", at=f"{DAY} 10:42")
    assert "您的问题处理完毕，请验收" in longfor.guide("please-check")["zh"]
    assert "Your problem is handled, please check" in longfor.guide("please-check")["en"]


@pytest.mark.clause("LFR-56", "LFR-102")
@pytest.mark.parametrize(("missing", "clause"), [("cautions", "LFR-56"), ("further_asked", "LFR-102")])
def test_cautions_are_recorded_and_further_matters_asked_for(longfor: Estate, missing: str, clause: str) -> None:
    slip = almost(longfor.slip().to_show(), but="")

    with pytest.raises(Refused) as refused:
        slip.run("complete", {**TOLD, missing: None}, by="technician", at=f"{DAY} 10:48")

    assert (refused.value.clause, refused.value.field) == (clause, missing)
    slip.run("complete", TOLD, by="technician", at=f"{DAY} 10:49")
    assert slip.fields["cautions"] == TOLD["cautions"]
    assert "还有没有其他需要我们一起处理的" in longfor.guide("please-check")["zh"]


@pytest.mark.clause("LFR-58")
def test_the_words_of_the_goodbye(longfor: Estate) -> None:
    slip = longfor.slip().to_sign()

    assert "taking-leave" in slip.shown(by="technician", at=f"{DAY} 10:46")
    assert "如需帮助请及时与我们联系，再见" in longfor.guide("taking-leave")["zh"]
    assert "please contact us. Goodbye" in longfor.guide("taking-leave")["en"]


def test_what_the_owner_does_not_accept_goes_back_to_work(longfor: Estate) -> None:
    slip = longfor.slip().to_sign()

    slip.run("not_right_yet", {"why": "还在滴水"}, by="technician", at=f"{DAY} 10:50")
    slip.done(at=f"{DAY} 11:10")

    assert slip.state == "showing"
    assert len(slip.fields["_labour"]) == 2
