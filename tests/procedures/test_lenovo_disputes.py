"""Disputes over the lines of a month's statement, their answers, and the closing."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import NotFound, Refusal
from baoxiu.quotes import actions, queries
from baoxiu.quotes.actions import Answer
from baoxiu.quotes.models import Statement, StatementLine
from baoxiu.tickets.models import Ticket
from procedures.settling import APRIL, MARCH, closed, drawn, line_of, rung, said, solved
from procedures.stage import Stage


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
