"""Lenovo: what the telephone solves."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import Refused
from procedures.stage import Order, Stage

SOFTWARE: dict[str, Any] = {"fault_kind": "software", "promise_type": "within_promise", "promise_reason": "software"}


@pytest.fixture
def reached(lenovo: Stage) -> Order:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:30")
    return order


@pytest.mark.clause("LCD-33")
def test_a_software_fault_is_solved_by_phone_marked_and_closed(reached: Order) -> None:
    reached.run("solve_by_phone", SOFTWARE, by="coordinator", at="2026-03-02 09:50")

    assert reached.state == "phone_solved"
    assert reached.final == "done"
    assert reached.fields["no_promise"] == "phone_resolved"
    assert reached.at_of("t2") == "2026-03-02 09:50"


@pytest.mark.clause("LCD-33")
def test_a_fault_that_needs_no_visit_is_solved_by_phone_as_well(reached: Order) -> None:
    reached.run("solve_by_phone", {"fault_kind": "other", "promise_reason": "other"}, by="coordinator", at="2026-03-02 09:50")

    assert reached.fields["promise_reason"] == "other"
    assert reached.fields.get("promises", []) == []


@pytest.mark.clause("LCD-33")
def test_nothing_is_solved_by_phone_before_somebody_spoke_with_the_customer(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")

    with pytest.raises(Refused) as refused:
        order.run("solve_by_phone", SOFTWARE, by="coordinator", at="2026-03-02 09:50")

    assert refused.value.clause == "LCD-33"


@pytest.mark.clause("LCD-34")
@pytest.mark.parametrize(
    "wrong",
    [
        {"promise_type": "user_reason"},
        {"promise_type": "part_reason"},
        {"promise_reason": "other"},
        {"promise_reason": None},
        {"promise_reason": "打过电话"},
    ],
)
def test_solved_by_phone_wants_the_type_within_promise_and_the_fitting_reason(reached: Order, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        reached.run("solve_by_phone", {**SOFTWARE, **wrong}, by="coordinator", at="2026-03-02 09:50")

    assert refused.value.clause == "LCD-34"
    assert reached.state == "contacting"


@pytest.mark.clause("LCD-34")
def test_the_reasons_read_as_the_standard_words(lenovo: Stage) -> None:
    asked = lenovo.procedure("work-order").commands["solve_by_phone"].asks["promise_reason"]

    assert isinstance(asked.of, dict)
    assert [words["zh"] for words in asked.of.values()] == ["软件问题，电话解决", "其他问题，电话解决"]


@pytest.mark.clause("LCD-35")
def test_an_order_solved_by_phone_is_never_withdrawn(lenovo: Stage, reached: Order) -> None:
    reached.run("solve_by_phone", SOFTWARE, by="coordinator", at="2026-03-02 09:50")

    with pytest.raises(Refused) as refused:
        reached.run("ask_withdrawal_after_phone", by="coordinator", at="2026-03-20 09:00")
    assert refused.value.clause == "LCD-35"
    for command in ("ask_withdrawal", "withdraw"):
        with pytest.raises(Refused):
            reached.run(command, by="coordinator", at="2026-03-20 09:00")
    assert reached.state == "phone_solved"
    assert lenovo.every("withdrawal") == []


@pytest.mark.clause("LCD-35")
def test_whoever_looks_for_the_withdrawal_reads_why_it_is_shut(reached: Order) -> None:
    reached.run("solve_by_phone", SOFTWARE, by="coordinator", at="2026-03-02 09:50")

    choice = reached.choice("ask_withdrawal_after_phone", by="coordinator", at="2026-03-02 10:00")

    assert not choice.open
    assert choice.refusal is not None
    assert choice.refusal["clause"] == "LCD-35"


@pytest.mark.clause("LCD-36")
def test_what_the_telephone_does_not_solve_gets_a_time_the_customer_wishes(lenovo: Stage, reached: Order) -> None:
    reached.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 09:40")

    reached.promise("2026-03-03 14:00", at="2026-03-02 09:45")

    assert reached.state == "promised"
    assert lenovo.wall(reached.fields["promises"][0]["at"]) == "2026-03-03 14:00"
    assert lenovo.wall(reached.clock("promise").due_at) == "2026-03-03 14:00"


@pytest.mark.clause("LCD-36")
def test_an_engineer_sent_within_the_promise_keeps_it_and_a_minute_later_breaks_it(lenovo: Stage, reached: Order) -> None:
    reached.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 09:40")
    reached.promise("2026-03-03 14:00", at="2026-03-02 09:45")
    reached.run("print", by="coordinator", at="2026-03-03 13:00")
    lenovo.wait("2026-03-03 14:00")
    assert reached.messages("region", clause="LCD-36") == []

    lenovo.wait("2026-03-03 14:01")
    assert len(reached.messages("region", clause="LCD-36")) == 1
    reached.depart(at="2026-03-03 14:02")

    assert reached.clock("promise").kept is False
    assert lenovo.figure("promise_kept").good == 0


@pytest.mark.clause("LCD-36")
def test_a_time_in_the_past_is_no_promise(reached: Order) -> None:
    reached.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 09:40")

    with pytest.raises(Refused) as refused:
        reached.promise("2026-03-02 09:00", at="2026-03-02 09:45")

    assert refused.value.clause == "LCD-36"
    assert reached.state == "contacted"
