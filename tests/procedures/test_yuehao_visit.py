"""Yuehao: what is worn, laid out and said on a visit; who is responsible and who pays; a way on instead of a no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from baoxiu.core import engine
from baoxiu.core.errors import Refused
from baoxiu.tickets import queries
from procedures.stage import Order, Stage

ALL = {"prepare": 5, "lay_out": 2, "protect": 1}


@pytest.fixture
def reported(yuehao: Stage) -> Order:
    return yuehao.report(at="2026-03-02 09:00", by="desk", appointment_at=yuehao.iso("2026-03-02 10:00"))


def tick(order: Order, checklist: str, *, at: str, without: int | None = None, by: str = "repairer") -> None:
    items = [str(nth) for nth in range(ALL[checklist]) if nth != without]
    if items:
        order.run("tick", {"checklist": checklist, "items": items}, by=by, at=at)


def at_door(order: Order, *, at: str = "2026-03-02 09:58") -> Order:
    order.run("take_on", by="repairer", at="2026-03-02 09:30")
    tick(order, "prepare", at="2026-03-02 09:31")
    order.run("arrive", by="repairer", at=at)
    return order


def inside(order: Order) -> Order:
    at_door(order).run("enter", by="repairer", at="2026-03-02 10:01")
    return order


def judged(order: Order, rule: str = "public", *, at: str = "2026-03-02 10:05") -> Order:
    inside(order)
    tick(order, "lay_out", at="2026-03-02 10:02")
    order.run("judge", {"asked": "水龙头滴水", "rule": rule}, by="repairer", at=at)
    return order


def phrases(order: Order, *, at: str) -> set[str]:
    """The phrases warned against at this step, on the worker's screen."""
    standing = queries.standing_on(order.id, order.house.actor("repairer"), order.house.at(at))
    known = engine.knowledge(standing.procedure, standing.facts, order.house.actor("repairer"))
    return {phrase.forbidden["zh"] for phrase in known.phrases}


@pytest.mark.clause("YHT-01")
@pytest.mark.parametrize("left", range(5))
def test_nobody_rings_without_uniform_card_pad_covers_and_tools(reported: Order, left: int) -> None:
    reported.run("take_on", by="repairer", at="2026-03-02 09:30")
    tick(reported, "prepare", at="2026-03-02 09:31", without=left)

    with pytest.raises(Refused) as refused:
        reported.run("arrive", by="repairer", at="2026-03-02 09:58")

    assert refused.value.clause == "YHT-01"
    assert ("着装", "工作卡", "垫布", "鞋套", "工具")[left] in refused.value.words["zh"]


@pytest.mark.clause("YHT-02")
@pytest.mark.parametrize("left", range(2))
def test_covers_on_and_the_pad_laid_before_anything_is_judged(reported: Order, left: int) -> None:
    inside(reported)
    tick(reported, "lay_out", at="2026-03-02 10:02", without=left)

    with pytest.raises(Refused) as refused:
        reported.run("judge", {"asked": "滴水", "rule": "public"}, by="repairer", at="2026-03-02 10:03")

    assert refused.value.clause == "YHT-02"


@pytest.mark.clause("YHT-03")
def test_the_repair_spot_is_protected(reported: Order) -> None:
    judged(reported).run("start_work", by="repairer", at="2026-03-02 10:06")
    with pytest.raises(Refused) as refused:
        reported.run("finish", {"work_done": "更换阀芯"}, by="repairer", at="2026-03-02 10:30")
    assert refused.value.clause == "YHT-03"
    assert "报纸" in refused.value.words["zh"]

    tick(reported, "protect", at="2026-03-02 10:31")
    reported.run("finish", {"work_done": "更换阀芯"}, by="repairer", at="2026-03-02 10:32")

    assert reported.final == "done"


@pytest.mark.clause("YHT-04", "YHT-06")
def test_the_standard_is_in_sight_at_every_step_of_the_visit(yuehao: Stage, reported: Order) -> None:
    steps: list[tuple[Callable[[Order], Any], str]] = [
        (at_door, "2026-03-02 09:59"),
        (lambda o: o.run("enter", by="repairer", at="2026-03-02 10:01"), "2026-03-02 10:01"),
    ]
    for step, at in steps:
        step(reported)
        assert "standard" in reported.shown(by="repairer", at=at)
    words = yuehao.guide("standard")
    assert "请严格执行" in words["zh"]
    assert "语言规范、礼貌、流利，耐心回答，不说脏话" in words["zh"]
    assert "no foul word" in words["en"]


@pytest.mark.clause("YHT-05", "YHT-07")
def test_name_and_company_are_given_at_the_door(yuehao: Stage, reported: Order) -> None:
    at_door(reported)

    said = reported.words_shown("at-the-door", by="repairer", at="2026-03-02 09:59")

    assert f"您好，我是悦豪物业的维修人员{yuehao.name_of('repairer')}" in said["zh"]
    assert "不等业主询问，先通报姓名" in said["zh"]
    yuehao.change("estate", settings={"company_name": "悦豪花园物业"})
    assert "悦豪花园物业" in reported.words_shown("at-the-door", by="repairer", at="2026-03-02 09:59")["zh"]


@pytest.mark.clause("YHT-08")
def test_the_apology_stands_there_when_late_or_when_the_owner_complains(yuehao: Stage, reported: Order) -> None:
    late = yuehao.report(at="2026-03-02 09:00", by="desk", appointment_at=yuehao.iso("2026-03-02 10:00"))
    at_door(late, at="2026-03-02 10:20")
    at_door(reported)
    assert "apology" in late.shown(by="repairer", at="2026-03-02 10:21")
    assert "apology" not in reported.shown(by="repairer", at="2026-03-02 10:21")

    reported.run("owner_complains", {"complaining": "报了两天才来"}, by="repairer", at="2026-03-02 10:22")

    assert "apology" in reported.shown(by="repairer", at="2026-03-02 10:23")
    assert "非常抱歉，让您久等了" in yuehao.guide("apology")["zh"]


@pytest.mark.clause("YHT-09")
def test_the_words_for_asking_stand_inside_and_the_answer_is_kept(reported: Order) -> None:
    inside(reported)
    assert "请问您家的厨房水龙头漏水" in reported.words_shown("asking", by="repairer", at="2026-03-02 10:02")["zh"]
    tick(reported, "lay_out", at="2026-03-02 10:02")
    with pytest.raises(Refused) as refused:
        reported.run("judge", {"rule": "public"}, by="repairer", at="2026-03-02 10:03")
    assert (refused.value.clause, refused.value.field) == ("YHT-09", "asked")


RULES = [
    ("public", "物业公司", "物业费", False),
    ("warranty", "开发商", "开发商", False),
    ("own_part", "业主", "业主", True),
    ("beyond", "业主", "业主", True),
]


@pytest.mark.clause("YHT-10", "YHT-11", "YHT-12", "YHT-13")
@pytest.mark.parametrize(("rule", "party", "payer", "charged"), RULES)
def test_the_rule_says_who_is_responsible_who_pays_and_what_is_said(
    reported: Order, rule: str, party: str, payer: str, charged: bool
) -> None:
    judged(reported, rule)

    assert (reported.fields["party"], reported.fields["payer"], reported.fields["is_charged"]) == (party, payer, charged)
    shown = reported.shown(by="repairer", at="2026-03-02 10:06")
    assert ("explain-charged" in shown, "explain-in-scope" in shown) == (charged, not charged)
    said = reported.words_shown("explain-charged" if charged else "explain-in-scope", by="repairer", at="2026-03-02 10:06")["zh"]
    assert ("已超出维修服务的范围" in said) if charged else (f"这属于{party}的责任，费用由{payer}承担" in said)


@pytest.mark.clause("YHT-12")
def test_the_rule_is_chosen_and_each_estate_has_its_own(yuehao: Stage, reported: Order) -> None:
    inside(reported)
    tick(reported, "lay_out", at="2026-03-02 10:02")
    for wrong in (None, "whoever"):
        with pytest.raises(Refused) as refused:
            reported.run("judge", {"asked": "滴水", "rule": wrong}, by="repairer", at="2026-03-02 10:03")
        assert refused.value.field == "rule"
    rules: dict[str, Any] = {
        **yuehao.pack.pack.settings["scope_rules"],
        "public": {"party": "业委会", "payer": "维修基金", "charged": False},
    }
    yuehao.change("estate", settings={"scope_rules": rules})

    reported.run("judge", {"asked": "滴水", "rule": "public"}, by="repairer", at="2026-03-02 10:04")

    assert (reported.fields["party"], reported.fields["payer"]) == ("业委会", "维修基金")


@pytest.mark.clause("YHT-13")
def test_a_charged_job_starts_once_the_owner_agreed(reported: Order) -> None:
    judged(reported, "beyond")
    with pytest.raises(Refused) as refused:
        reported.run("start_work", by="repairer", at="2026-03-02 10:06")
    assert refused.value.clause == "YHT-13"

    reported.run("agree", {"consent": "charge"}, by="customer", at="2026-03-02 10:07")
    reported.run("start_work", by="repairer", at="2026-03-02 10:08")

    assert reported.fields["_consents"][0]["shown"]["payer"] == "业主"


@pytest.mark.clause("YHT-14", "YHT-15")
@pytest.mark.parametrize("phrase", ["我们不管", "跟我们没关系", "没办法解决"])
def test_forbidden_phrases_are_warned_against_at_the_step(reported: Order, phrase: str) -> None:
    assert phrase not in phrases(reported, at="2026-03-02 09:10")
    inside(reported)

    assert phrase in phrases(reported, at="2026-03-02 10:02")


@pytest.mark.clause("YHT-16")
@pytest.mark.parametrize("missing", ["why", "way", "told_owner"])
def test_instead_of_a_no_there_is_a_way_on(yuehao: Stage, reported: Order, missing: str) -> None:
    inside(reported)
    form = {"why": "beyond_my_skill", "way": "specialist", "told_owner": True}
    with pytest.raises(Refused) as refused:
        reported.run("hand_on", {**form, missing: None}, by="repairer", at="2026-03-02 10:03")
    assert refused.value.field == missing
    assert "instead-of-no" in reported.shown(by="repairer", at="2026-03-02 10:03")

    reported.run("hand_on", form, by="repairer", at="2026-03-02 10:04")
    assert reported.state == "escalated"
    reported.run("send_specialist", {"specialist": yuehao.id_of("second")}, by="supervisor", at="2026-03-02 10:10")

    assert (reported.state, reported.holder) == ("preparing", "老赵")
    assert reported.fields["hand_ons"][0]["way"] == "specialist"


@pytest.mark.clause("YHT-16")
def test_what_belongs_to_others_is_referred_and_the_owner_told_to_whom(reported: Order) -> None:
    inside(reported)
    form = {"why": "out_of_scope", "way": "refer", "told_owner": True}
    with pytest.raises(Refused) as refused:
        reported.run("hand_on", form, by="repairer", at="2026-03-02 10:03")
    assert refused.value.field == "whom"

    reported.run("hand_on", {**form, "whom": "供水公司 96968"}, by="repairer", at="2026-03-02 10:04")

    assert (reported.state, reported.final) == ("referred", "referred")
    assert "供水公司 96968" in reported.messages("customer", by="sms")[-1].words["zh"]
