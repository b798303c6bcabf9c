"""Lenovo: what a station is paid for a month and why; disputes, corrections of closed months, and the proof from the events."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotFound, NotYours, Refusal
from baoxiu.core.settlement import Month
from baoxiu.dispatch import actions as dispatch
from baoxiu.quotes import actions, queries
from baoxiu.quotes.actions import Answer
from baoxiu.quotes.models import Statement, StatementLine
from baoxiu.tickets.models import Ticket
from procedures.settling import APRIL, MARCH, MAY, USED, closed, deductions, drawn, line_of, rung, said, solved, stocked
from procedures.stage import Stage


@pytest.mark.clause("LCD-14", "LNG-31")
def test_a_station_is_paid_by_the_times_it_wrote_back(lenovo: Stage) -> None:
    in_time, late = rung(solved(lenovo, at="13:30")), rung(solved(lenovo))

    statement = drawn(lenovo)

    assert said(statement) == [("order", "onsite_first", "95.00"), ("order", "onsite_second", "88.00")]
    assert [line.ticket_id for line in queries.lines_of(statement)] == [in_time.row.pk, late.row.pk]
    assert queries.total_of(statement) == 183
    assert queries.find_differences() == []


@pytest.mark.clause("LCD-14", "LCD-49")
@pytest.mark.parametrize(
    ("repaired", "satisfied", "tier", "amount", "taken"),
    [
        ("yes", 5, "onsite_first", "95.00", []),
        ("yes", 2, "onsite_first", "85.00", [("unhappy", "-10.00")]),
        ("no", 1, "not_confirmed", "0.00", []),
    ],
)
def test_the_call_back_decides(lenovo: Stage, repaired: str, satisfied: int, tier: str, amount: str, taken: Any) -> None:
    order = rung(solved(lenovo, at="13:30"), repaired=repaired, satisfied=satisfied)

    line = line_of(drawn(lenovo), order)

    assert (line.tier, str(line.amount), deductions(line)) == (tier, amount, taken)


@pytest.mark.clause("LCD-12", "LCD-14", "LSG-12")
def test_parts_that_came_back_short_are_deducted_by_clause(lenovo: Stage) -> None:
    order = rung(solved(lenovo, at="13:30", parts=True))
    order.child("part-return").run("report_short", {"missing": "少一块"}, by="parts_desk", at="2026-03-06 10:00")

    line = line_of(drawn(lenovo), order)

    assert deductions(line) == [("returns_short", "-20.00")]
    assert line.items[1]["clauses"] == ["LCD-12", "LCD-14"]


@pytest.mark.clause("LCD-33")
def test_an_order_solved_by_phone_has_a_fee_of_its_own(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:30")
    form = {"fault_kind": "software", "promise_type": "within_promise", "promise_reason": "software"}
    order.run("solve_by_phone", form, by="coordinator", at="2026-03-02 09:40")
    rung(order)

    assert said(drawn(lenovo)) == [("order", "by_phone", "20.00")]


@pytest.mark.clause("LNG-08", "LCD-31")
def test_withdrawn_orders_stand_on_the_statement_with_their_own_lines(lenovo: Stage) -> None:
    wrong = lenovo.downloaded(at="2026-03-02 09:00")
    wrong.run("log_attempt", {"outcome": "wrong_number"}, by="coordinator", at="2026-03-02 09:20")
    wrong.child("withdrawal").run("approve", by="region", at="2026-03-02 09:40")
    away = lenovo.downloaded(at="2026-03-02 09:00")
    away.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")
    away.run("mark_unreachable", by="coordinator", at="2026-03-02 12:30")
    away.run("ask_withdrawal", by="coordinator", at="2026-03-10 12:30")
    away.child("withdrawal").run("approve", by="region", at="2026-03-10 14:00")

    assert said(drawn(lenovo)) == [("order", "withdrawn_for_nothing", "0.00"), ("order", "withdrawn", "10.00")]


@pytest.mark.clause("LCD-25", "LNG-31")
def test_a_contact_after_four_hours_is_deducted(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 13:30")
    form = {"fault_kind": "software", "promise_type": "within_promise", "promise_reason": "software"}
    order.run("solve_by_phone", form, by="coordinator", at="2026-03-02 13:40")
    rung(order)

    assert deductions(line_of(drawn(lenovo), order)) == [("late_contact", "-5.00")]


@pytest.mark.clause("LSP-13", "LSP-14")
@pytest.mark.parametrize(("form", "tier", "amount"), [({}, "by_rule", "40.00"), ({"fee": 60, "why": "路远"}, "by_region", "60.00")])
def test_a_commission_is_paid_as_it_was_agreed(lenovo: Stage, form: dict[str, Any], tier: str, amount: str) -> None:
    special = lenovo.report(at="2026-03-02 09:00", special_kind="ministry", special_note="部委机房", product_line="desktop", by="cc_agent")
    notice = special.child("urge-notice")
    notice.run("inform_region", {"situation": "已联系"}, by="coordinator", at="2026-03-02 10:00")
    notice.run("commission", {"task": "加派一次上门", **form}, by="region", at="2026-03-02 11:00")
    commission = notice.child("commission-order")
    commission.run("accept", by="coordinator", at="2026-03-02 12:00")
    commission.run("finish", {"report": "已完成"}, by="coordinator", at="2026-03-03 12:00")

    line = line_of(drawn(lenovo), commission)

    assert (line.tier, str(line.amount)) == (tier, amount)
    assert line.shown["proposed_fee"] == "40.00"


# -- late news


@pytest.mark.clause("LCD-14", "LCD-49")
def test_a_call_back_after_closing_is_corrected_in_the_next_month_and_names_the_closed_one(lenovo: Stage) -> None:
    order = solved(lenovo, at="13:30")
    march = closed(lenovo, drawn(lenovo))
    before = said(march)
    rung(order, at="2026-04-20 10:00")

    april = drawn(lenovo, APRIL, at="2026-05-03 10:00")

    assert before == said(march) == [("order", "no_call_back", "0.00")]
    assert said(april) == [("correction", "onsite_first", "95.00")]
    assert queries.lines_of(april)[0].about == "2026-03"
    assert queries.find_differences() == []


@pytest.mark.clause("LCD-12")
def test_a_return_after_closing_is_corrected_too(lenovo: Stage) -> None:
    stocked(lenovo)
    order = lenovo.in_service(at="2026-03-02 09:00")
    two = [*USED, {"code": "HD-1", "quantity": 1}]
    order.run("write_back", {"repair_note": "完成", "used_parts": two}, by="engineer", at="2026-03-03 13:10")
    order.run("return_parts", {"returned_parts": USED}, by="engineer", at="2026-03-03 13:15")
    order.sign(at="2026-03-03 13:20")
    order.run("solve", by="engineer", at="2026-03-03 13:30")
    march = closed(lenovo, drawn(lenovo, at="2026-04-03 10:00"))
    rung(order, at="2026-04-13 10:00")
    april = closed(lenovo, drawn(lenovo, APRIL, at="2026-05-03 10:00"), at="2026-05-12 09:00")
    order.run("return_rest", {"further_parts": [{"code": "HD-1", "quantity": 1}]}, by="engineer", at="2026-05-20 10:00")
    may = drawn(lenovo, MAY, at="2026-06-03 10:00")

    assert said(march) == [("order", "no_call_back", "0.00")]
    assert said(april) == []  # still held, for the parts: nothing differs, so nothing is said
    assert said(may) == [("correction", "onsite_first", "95.00")]
    assert queries.find_differences() == []


def test_what_is_recorded_today_is_not_counted_before_tomorrow(lenovo: Stage) -> None:
    order = solved(lenovo, at="13:30")
    rung(order, at="2026-04-03 09:00")

    assert said(drawn(lenovo, at="2026-04-03 10:00")) == [("order", "no_call_back", "0.00")]


def test_a_month_without_news_has_an_empty_statement(lenovo: Stage) -> None:
    rung(solved(lenovo))
    closed(lenovo, drawn(lenovo))

    april = closed(lenovo, drawn(lenovo, APRIL, at="2026-05-03 10:00"), at="2026-05-12 09:00")

    assert said(april) == []
    assert str(april.total) == "0.00"


# -- out of turn


@pytest.mark.parametrize(
    ("month", "at", "code"),
    [
        (MARCH, "2026-03-31 23:59", "month_not_over"),
        (APRIL, "2026-04-03 10:00", "month_not_over"),
        (MARCH, "2026-04-04 10:00", "statement_drawn"),
        (APRIL, "2026-05-03 10:00", "statement_before_open"),
        (MAY, "2026-06-03 10:00", "statement_out_of_turn"),
    ],
)
def test_months_come_one_after_another(lenovo: Stage, month: Month, at: str, code: str) -> None:
    rung(solved(lenovo))
    if code != "month_not_over":
        drawn(lenovo)

    with pytest.raises(Refusal) as refused:
        drawn(lenovo, month, at=at)

    assert refused.value.code == code


def test_only_who_settles_draws_statements_up(lenovo: Stage) -> None:
    with pytest.raises(NotYours):
        drawn(lenovo, by="coordinator")


@pytest.mark.clause("LSP-13")
def test_a_grade_without_a_tariff_keeps_the_statement_from_being_drawn(lenovo: Stage) -> None:
    rung(solved(lenovo))
    lenovo.change("station", settings={"settlement_grade": "D"})

    with pytest.raises(Refusal) as refused:
        drawn(lenovo)

    assert refused.value.code == "tariff_missing"
    assert "第二台阶" in refused.value.say("zh")
    assert Statement.objects.count() == 0


@pytest.mark.clause("LSP-13")
def test_a_grade_that_changes_later_leaves_what_was_settled(lenovo: Stage) -> None:
    rung(solved(lenovo, at="13:30"))
    closed(lenovo, drawn(lenovo))
    lenovo.change("station", settings={"settlement_grade": "A"})
    later = rung(solved(lenovo, day="2026-04-06", at="13:30"), at="2026-04-08 10:00")

    april = drawn(lenovo, APRIL, at="2026-05-03 10:00")

    assert [(str(line.ticket_id), str(line.amount)) for line in queries.lines_of(april)] == [(later.id, "110.00")]
    assert queries.find_differences() == []


@pytest.mark.clause("LSP-13")
def test_the_contracts_grade_holds_from_its_day_on_and_goes_before_the_setting(lenovo: Stage) -> None:
    lenovo.change("station", settings={"settlement_grade": "B"})
    dispatch.set_terms(lenovo.station, by=SYSTEM, at=lenovo.at("2026-03-01 08:00"), grade="C")
    dispatch.set_terms(lenovo.station, by=SYSTEM, at=lenovo.at("2026-03-02 08:00"), since=lenovo.at("2026-03-16 00:00"), grade="A")
    before, after = (rung(solved(lenovo, day=day, at="13:30"), at="2026-03-25 10:00") for day in ("2026-03-09", "2026-03-17"))

    march = drawn(lenovo)

    assert {str(line.ticket_id): str(line.amount) for line in queries.lines_of(march)} == {before.id: "80.00", after.id: "110.00"}
    dispatch.set_terms(lenovo.station, by=SYSTEM, at=lenovo.at("2026-04-05 08:00"), grade="B")
    assert queries.find_differences() == []  # what was settled stays, by the contract as it was


@pytest.mark.clause("LCD-14")
def test_an_order_brought_in_after_its_month_was_closed_is_settled_in_the_next_and_names_that_month(lenovo: Stage) -> None:
    rung(solved(lenovo, at="13:30"))
    march = closed(lenovo, drawn(lenovo))
    late = rung(solved(lenovo, day="2026-03-09", at="13:30"), at="2026-03-12 10:00")  # as an import with past dates brings it
    assert [one.what for one in queries.find_differences()] == ["missing"]

    draft = queries.told_draft(queries.draft_of(lenovo.station, APRIL, by=lenovo.actor("parts_desk"), at=lenovo.at("2026-05-03 10:00")))
    april = drawn(lenovo, APRIL, at="2026-05-03 10:00")

    (line,) = queries.lines_of(april)
    assert (line.entry, line.about, str(line.ticket_id), str(line.amount)) == ("order", "2026-03", late.id, "95.00")
    assert [(one.entry, one.about, str(one.amount)) for one in draft] == [("order", "2026-03", "95.00")]
    assert Statement.objects.get(pk=march.pk).total == 95  # the closed month stays as it is
    assert queries.find_differences() == []
    closed(lenovo, april, at="2026-05-15 09:00")
    assert queries.lines_of(drawn(lenovo, MAY, at="2026-06-03 10:00")) == []  # and once only


# -- disputes


def dispute(
    lenovo: Stage, line: StatementLine, reason: str = "用户已确认修好", *, by: str = "coordinator", at: str = "2026-04-05 09:00"
) -> Any:
    return actions.dispute_line(line.pk, reason, by=lenovo.actor(by), at=lenovo.at(at))


def answer(lenovo: Stage, line: StatementLine, said: Answer, *, by: str = "region", at: str = "2026-04-06 09:00") -> Any:
    return actions.answer_dispute(line.pk, said, by=lenovo.actor(by), at=lenovo.at(at))


@pytest.mark.clause("LCD-14")
def test_an_accepted_dispute_is_a_line_of_its_own_and_is_not_paid_twice_later(lenovo: Stage) -> None:
    order = solved(lenovo, at="13:30")
    march = drawn(lenovo)
    line = line_of(march, order)
    dispute(lenovo, line)
    answer(lenovo, line, Answer(True, "已向用户核实", tier="onsite_first"))
    closed(lenovo, march)
    rung(order, at="2026-04-20 10:00")
    april = drawn(lenovo, APRIL, at="2026-05-03 10:00")

    assert said(march) == [("order", "no_call_back", "0.00"), ("ruling", "onsite_first", "95.00")]
    assert said(april) == []
    assert queries.find_differences() == []


def test_a_deduction_that_was_let_go_stays_so(lenovo: Stage) -> None:
    order = rung(solved(lenovo, at="13:30"), satisfied=1)
    march = drawn(lenovo)
    line = line_of(march, order)
    dispute(lenovo, line, "评分有误")
    answer(lenovo, line, Answer(True, "已核实", waives=("unhappy",)))

    assert said(march) == [("order", "onsite_first", "85.00"), ("ruling", "onsite_first", "10.00")]
    assert Statement.objects.get(pk=march.pk).state == "open"
    assert closed(lenovo, march).total == 95
    assert queries.find_differences() == []


def test_a_rejected_dispute_changes_nothing_and_keeps_both_words(lenovo: Stage) -> None:
    order = rung(solved(lenovo))
    march = drawn(lenovo)
    dispute(lenovo, line_of(march, order), "备件原因")
    answer(lenovo, line_of(march, order), Answer(False, "承诺类型不是备件原因"))

    kept = line_of(march, order).dispute
    assert said(march) == [("order", "onsite_second", "88.00")]
    assert (kept.reason, kept.answer, kept.words) == ("备件原因", "rejected", "承诺类型不是备件原因")
    assert _messages(lenovo, "role:coordinator", "不同意") == 1


def _messages(lenovo: Stage, to: str, saying: str) -> int:
    from baoxiu.journal.models import Message

    return sum(saying in row.words["zh"] for row in Message.objects.filter(to=to, organisation_id=lenovo.root.pk))


@pytest.mark.parametrize(
    ("by", "at", "reason", "code"),
    [
        ("coordinator", "2026-04-11 00:00", "有误", "disputes_over"),
        ("coordinator", "2026-04-10 23:59", " ", "malformed"),
        ("region", "2026-04-05 09:00", "有误", "not_yours"),
        ("engineer", "2026-04-05 09:00", "有误", "not_found"),
    ],
)
def test_a_dispute_that_cannot_be_is_refused(lenovo: Stage, by: str, at: str, reason: str, code: str) -> None:
    line = only(drawn(lenovo_with_order(lenovo)))

    with pytest.raises(Refusal) as refused:
        dispute(lenovo, line, reason, by=by, at=at)

    assert refused.value.code == code


def lenovo_with_order(lenovo: Stage) -> Stage:
    rung(solved(lenovo))
    return lenovo


def only(statement: Statement) -> StatementLine:
    """The one order's own line."""
    return queries.lines_of(statement)[0]


def test_a_line_of_another_station_is_not_there(lenovo: Stage) -> None:
    march = drawn(lenovo_with_order(lenovo))
    other = lenovo.found("GZ01", "station", "region", "广州站")
    lenovo.hire("coordinator", "广州协调员", login="coordinator_gz", unit=other)

    with pytest.raises(NotFound):
        dispute(lenovo, only(march), by="coordinator_gz")
    with pytest.raises(NotFound):
        queries.statement_on(lenovo.units["station"].code, MARCH, by=lenovo.actor("coordinator_gz"), at=lenovo.at("2026-04-05 09:00"))


def test_a_line_is_disputed_once_and_answered_once(lenovo: Stage) -> None:
    march = drawn(lenovo_with_order(lenovo))
    line = only(march)
    dispute(lenovo, line)
    answer(lenovo, line, Answer(False, "不符"))

    with pytest.raises(Refusal) as disputed:
        dispute(lenovo, line)
    with pytest.raises(Refusal) as answered:
        answer(lenovo, line, Answer(False, "不符"))

    assert (disputed.value.code, answered.value.code) == ("already_disputed", "not_disputed")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Answer(True, "同意"), "ruling_changes_nothing"),
        (Answer(True, "同意", tier="onsite_second"), "ruling_changes_nothing"),
        (Answer(True, "同意", tier="gold"), "malformed"),
        (Answer(False, ""), "malformed"),
    ],
)
def test_an_answer_says_something(lenovo: Stage, given: Answer, code: str) -> None:
    march = drawn(lenovo_with_order(lenovo))
    line = only(march)
    dispute(lenovo, line)

    with pytest.raises(Refusal) as refused:
        answer(lenovo, line, given)

    assert refused.value.code == code
    assert only(march).dispute.answer == ""


# -- closing


def test_a_statement_is_closed_after_the_window_and_when_everything_is_answered(lenovo: Stage) -> None:
    march = drawn(lenovo_with_order(lenovo))
    dispute(lenovo, only(march))

    codes = []
    for at in ("2026-04-10 23:59", "2026-04-12 09:00"):
        with pytest.raises(Refusal) as refused:
            closed(lenovo, march, at=at)
        codes.append(refused.value.code)

    assert codes == ["statement_still_disputable", "disputes_waiting"]
    answer(lenovo, only(march), Answer(False, "不符"), at="2026-04-12 08:00")
    assert closed(lenovo, march).state == "closed"
    with pytest.raises(Refusal) as twice:
        closed(lenovo, march)
    assert twice.value.code == "statement_closed"


def test_statements_close_by_themselves_once_nobody_may_dispute(lenovo: Stage) -> None:
    march = drawn(lenovo_with_order(lenovo))

    assert actions.close_due(lenovo.at("2026-04-10 23:00")) == []
    assert actions.close_due(lenovo.at("2026-04-11 00:07")) == [march]


def test_the_statements_of_all_stations_are_drawn_in_one_go(lenovo: Stage) -> None:
    rung(solved(lenovo))
    other = lenovo.found("GZ01", "station", "region", "广州站")
    order = lenovo.report_at(other, at="2026-03-02 09:00", by="cc_agent")
    Ticket.objects.filter(pk=order.id).update(unit=other)

    made = actions.draw_all(MARCH, by=lenovo.actor("headquarters"), at=lenovo.at("2026-04-03 10:00"))

    assert [one.unit for one in made.drawn] == [lenovo.units["station"]]  # nothing ended at the other
    assert made.refused == []
