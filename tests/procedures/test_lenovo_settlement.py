"""Lenovo: what a station is paid for a month and why; corrections of closed months, and the proof from the events."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotYours, Refusal
from baoxiu.core.settlement import Month
from baoxiu.dispatch import actions as dispatch
from baoxiu.quotes import queries
from baoxiu.quotes.models import Statement
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
