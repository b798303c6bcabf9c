"""Lenovo: taking an order back, by six reasons, each with its evidence (LNG-01 … LNG-09)."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import NotFound, Refused
from baoxiu.tickets.models import Ticket
from procedures.stage import Order, Stage

NOON = "2026-03-02 12:00"


def asked(order: Order, reason: str, *, at: str = NOON, **form: Any) -> Order:
    """The station asks; the withdrawal that comes of it."""
    order.run("request_withdrawal", {"withdrawal_reason": reason, "explanation": "用户来电说明", **form}, by="coordinator", at=at)
    return order.child("withdrawal")


def unreachable(lenovo: Stage) -> Order:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")
    order.run("mark_unreachable", by="coordinator", at="2026-03-02 12:30")
    return order


EVIDENCE: dict[str, dict[str, Any]] = {
    "wrong_number": {"failure_text": "您拨打的号码不存在"},
    "plan_refused": {"handling": "撤单", "refusal_signature": "M10 80C40 10 65 10 95 80"},
    "duplicate": {"duplicate_of": "ST032603020009"},
    "wrong_area": {},
    "other": {},
}


@pytest.mark.clause("LNG-01")
@pytest.mark.parametrize("reason", EVIDENCE)
def test_a_station_asks_with_a_reason_code_and_its_evidence(lenovo: Stage, reason: str) -> None:
    order = lenovo.judged(at="2026-03-02 09:00")

    withdrawal = asked(order, reason, **EVIDENCE[reason])

    assert (order.state, withdrawal.state, withdrawal.unit) == ("withdrawing", "requested", "region")
    assert (withdrawal.fields["reason"], withdrawal.fields["order"]) == (reason, order.number)
    withdrawal.run("approve", by="region", at="2026-03-02 13:00")
    assert (order.state, order.final) == ("withdrawn", "cancelled")


@pytest.mark.clause("LNG-01")
def test_five_working_days_without_reaching_anybody_is_a_reason_too_and_a_whim_is_none(lenovo: Stage) -> None:
    order = unreachable(lenovo)

    with pytest.raises(Refused):
        asked(order, "busy", at="2026-03-09 13:00")

    assert asked(order, "unreachable", at="2026-03-09 13:00").fields["reason"] == "unreachable"


@pytest.mark.clause("LNG-02")
def test_only_the_region_withdraws(lenovo: Stage) -> None:
    order = lenovo.judged(at="2026-03-02 09:00")
    withdrawal = asked(order, "other")

    for who in ("coordinator", "engineer"):  # a station does not even see what lies with the region
        with pytest.raises(NotFound):
            withdrawal.run("approve", by=who, at="2026-03-02 12:30")
        with pytest.raises(Refused):
            order.run("withdraw", by=who, at="2026-03-02 12:30")
    for who in ("cc_agent", "parts_desk", "headquarters"):
        with pytest.raises(Refused):
            withdrawal.run("approve", by=who, at="2026-03-02 12:30")

    assert order.state == "withdrawing"


@pytest.mark.clause("LNG-03")
def test_a_refused_plan_wants_the_statement_with_user_order_facts_and_handling(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")
    with pytest.raises(Refused) as refused:
        order.run("refuse_plan", {"plan": "换屏 800 元"}, by="engineer", at="2026-03-03 15:00")
    assert refused.value.clause == "LCD-43"

    order.run("refuse_plan", {"plan": "换屏 800 元", "why": "嫌贵", "handling": "withdraw"}, by="engineer", at="2026-03-03 15:00")

    said = order.child("special-case").fields
    assert (said["customer"], said["order"], said["statement"], said["handling"]) == (
        order.fields["customer"],
        order.number,
        "嫌贵",
        "withdraw",
    )
    sheets = lenovo.printed("special-case", order.child("special-case"), by="region", at="2026-03-03 16:00")
    assert all(sheet.pdf.startswith(b"%PDF") for sheet in sheets)


@pytest.mark.clause("LNG-03", "LNG-07")
@pytest.mark.parametrize("missing", ["handling", "refusal_signature"])
def test_asked_for_at_once_a_refused_plan_wants_handling_and_signature(lenovo: Stage, missing: str) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")

    with pytest.raises(Refused) as refused:
        asked(order, "plan_refused", at="2026-03-03 15:00", **{**EVIDENCE["plan_refused"], missing: None})

    assert refused.value.field == missing
    assert order.state == "in_service"


@pytest.mark.clause("LNG-04")
def test_returned_for_more_the_station_adds_and_the_order_stays_open(lenovo: Stage) -> None:
    order = lenovo.judged(at="2026-03-02 09:00")
    withdrawal = asked(order, "other")
    with pytest.raises(Refused) as early:
        order.run("add_evidence", {"more": "x"}, by="coordinator", at="2026-03-02 12:10")

    withdrawal.run("return_for_more", {"opinion": "请附用户原话"}, by="region", at="2026-03-02 13:00")
    assert (withdrawal.state, order.state, order.final) == ("returned", "withdrawing", "")
    assert len(order.messages("coordinator", clause="LNG-04")) == 1
    order.run("add_evidence", {"more": "用户说已自行送修"}, by="coordinator", at="2026-03-02 14:00")

    assert early.value.clause == "LNG-04"
    assert (withdrawal.state, withdrawal.fields["more"], withdrawal.fields["opinion"]) == ("requested", "用户说已自行送修", "请附用户原话")
    withdrawal.run("refuse", {"opinion": "请继续服务"}, by="region", at="2026-03-02 15:00")
    assert order.state == "contacted"
    assert withdrawal.fields["opinion"] == "请继续服务"


@pytest.mark.clause("LNG-04")
def test_refusing_and_returning_want_a_comment_and_the_order_goes_back_where_it_was(lenovo: Stage) -> None:
    order = lenovo.promised(at="2026-03-02 09:00")
    withdrawal = asked(order, "other")
    for command in ("refuse", "return_for_more"):
        with pytest.raises(Refused):
            withdrawal.run(command, by="region", at="2026-03-02 13:00")

    withdrawal.run("refuse", {"opinion": "按约上门"}, by="region", at="2026-03-02 13:00")

    assert order.state == "promised"


@pytest.mark.clause("LNG-05")
def test_headquarters_gets_a_mail_with_order_user_reason_and_attempts(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00", customer="李先生")
    for hour in (10, 11):
        order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at=f"2026-03-02 {hour}:00")
    withdrawal = asked(order, "wrong_area")
    assert withdrawal.messages(by="mail") == []

    withdrawal.run("approve", by="region", at="2026-03-02 13:00")

    (mail,) = withdrawal.messages("contact:headquarters_contact", by="mail")
    for words in (order.number, "李先生", "区域错误", "已联系 2 次"):
        assert words in mail.words["zh"]
    for words in (order.number, "李先生", "wrong area", "2 attempts"):
        assert words in mail.words["en"]


@pytest.mark.clause("LNG-06")
def test_what_is_solved_by_phone_signed_or_closed_is_not_withdrawn(lenovo: Stage) -> None:
    phoned = lenovo.downloaded(at="2026-03-02 09:00")
    phoned.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:10")
    phoned.run("solve_by_phone", {"fault_kind": "software", "promise_reason": "software"}, by="coordinator", at="2026-03-02 09:20")
    signed = lenovo.in_service(at="2026-03-02 09:00")
    signed.run("write_back", {"repair_note": "完成"}, by="engineer", at="2026-03-03 15:00")
    signed.sign(at="2026-03-03 15:10")

    with pytest.raises(Refused) as by_phone:
        asked(phoned, "other")
    with pytest.raises(Refused) as after_signing:
        asked(signed, "other", at="2026-03-03 15:20")
    signed.run("solve", by="engineer", at="2026-03-03 15:30")
    with pytest.raises(Refused):
        asked(signed, "other", at="2026-03-03 15:40")

    assert (phoned.state, after_signing.value.clause, signed.state) == ("phone_solved", "LNG-06", "solved")
    assert by_phone.value.clause == "LNG-01"
    assert lenovo.every("withdrawal") == []


@pytest.mark.clause("LNG-07")
@pytest.mark.parametrize(("reason", "missing"), [("wrong_number", "failure_text"), ("duplicate", "duplicate_of")])
def test_without_its_evidence_it_is_not_even_asked_for(lenovo: Stage, reason: str, missing: str) -> None:
    order = lenovo.judged(at="2026-03-02 09:00")

    with pytest.raises(Refused) as refused:
        asked(order, reason)

    assert (refused.value.field, refused.value.clause) == (missing, "LNG-07")


@pytest.mark.clause("LNG-07")
def test_attempts_are_counted_before_an_unreachable_customer_is_withdrawn(lenovo: Stage) -> None:
    order = unreachable(lenovo)
    with pytest.raises(Refused) as early:
        asked(order, "unreachable", at="2026-03-09 12:29")
    unrung = lenovo.downloaded(at="2026-03-02 09:00")
    with pytest.raises(Refused) as silent:
        asked(unrung, "wrong_number", **EVIDENCE["wrong_number"])

    assert (early.value.clause, silent.value.clause) == ("LNG-07", "LNG-07")
    assert asked(order, "unreachable", at="2026-03-09 12:30").fields["attempts_made"] == 1


@pytest.mark.clause("LNG-08")
def test_a_withdrawn_order_stays_and_is_reopened_as_a_new_linked_one(lenovo: Stage) -> None:
    order = lenovo.judged(at="2026-03-02 09:00", customer="李先生", fault="黑屏")
    asked(order, "other").run("approve", by="region", at="2026-03-02 13:00")

    with pytest.raises(Refused):
        order.run("reopen", {"why": "用户再次来电"}, by="coordinator", at="2026-03-03 09:00")
    order.run("reopen", {"why": "用户再次来电"}, by="region", at="2026-03-03 09:00")

    again = order.child("work-order")
    assert (order.state, order.fields["customer"]) == ("withdrawn", "李先生")
    assert (again.state, again.fields["reopened_from"], again.fields["fault"], again.fields["source"]) == (
        "dispatched",
        order.number,
        "黑屏",
        "cc",
    )
    assert again.number != order.number
    with pytest.raises(Refused) as twice:
        order.run("reopen", {"why": "x"}, by="region", at="2026-03-03 09:10")
    assert twice.value.clause == "LNG-08"
    assert Ticket.objects.filter(number=order.number).count() == 1


@pytest.mark.clause("LNG-09")
def test_withdrawals_are_counted_by_station_region_and_reason(lenovo: Stage) -> None:
    station, region = lenovo.units["station"].title, lenovo.units["region"].title
    for reason in ("other", "other", "duplicate"):
        asked(lenovo.judged(at="2026-03-02 09:00"), reason, **EVIDENCE[reason]).run("approve", by="region", at="2026-03-02 13:00")
    asked(lenovo.judged(at="2026-03-02 09:00"), "wrong_area").run("refuse", {"opinion": "本站区域"}, by="region", at="2026-03-02 13:00")

    from datetime import UTC

    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.insight import queries as insight

    at = lenovo.at("2026-04-01 09:00").astimezone(UTC)
    found = insight.figure_of(lenovo.root, "withdrawal", "withdrawals", since=lenovo.began_at, until=at, at=at, by=SYSTEM)

    assert {key: (one.counted, one.good) for key, one in found.items()} == {
        (station, region, "other"): (2, 2), (station, region, "duplicate"): (1, 1), (station, region, "wrong_area"): (1, 0),
    }  # fmt: skip
