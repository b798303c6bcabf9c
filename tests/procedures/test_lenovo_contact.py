"""Lenovo: contact within four hours, and customers nobody reaches."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import NotFound, Refused
from baoxiu.journal.actions import drain_messages
from baoxiu.journal.queries import notices_of, recipients_of
from procedures.stage import Order, Stage

SPRING_FESTIVAL = "2026-02-13 09:00"  # a Friday; the 14th is a make-up workday, then no work until the 24th


@pytest.fixture
def contacting(lenovo: Stage) -> Order:
    return lenovo.downloaded(at="2026-03-02 09:00")


@pytest.fixture
def unreachable(contacting: Order) -> Order:
    contacting.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")
    contacting.run("mark_unreachable", by="coordinator", at="2026-03-02 12:30")
    return contacting


def attempts(order: Order, day: str, many: int) -> None:
    for hour in range(many):
        order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at=f"{day} {10 + hour}:00")


@pytest.mark.clause("LCD-25")
def test_the_station_has_four_hours_from_the_report_to_reach_the_customer_and_judge(lenovo: Stage, contacting: Order) -> None:
    lenovo.wait("2026-03-02 12:29")
    assert contacting.messages("coordinator", clause="LCD-25") == []

    lenovo.wait("2026-03-02 12:30")
    assert len(contacting.messages("coordinator", clause="LCD-25")) == 1
    assert contacting.messages("region", clause="LCD-25") == []

    lenovo.wait("2026-03-02 13:00")
    assert not contacting.clock("first_contact").breached
    lenovo.wait("2026-03-02 13:01")
    assert contacting.clock("first_contact").breached
    assert len(contacting.messages("region", clause="LCD-25")) == 1


@pytest.mark.clause("LCD-25")
def test_reaching_the_customer_without_a_judgement_does_not_stop_the_clock(contacting: Order) -> None:
    contacting.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:30")
    assert contacting.clock("first_contact").state == "running"

    contacting.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 13:00")

    assert contacting.clock("first_contact").state == "stopped"
    assert contacting.clock("first_contact").kept is True


@pytest.mark.clause("LCD-25")
def test_nobody_judges_a_fault_before_the_customer_was_reached(contacting: Order) -> None:
    with pytest.raises(Refused) as refused:
        contacting.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 09:30")

    assert refused.value.clause == "LCD-25"


@pytest.mark.clause("LCD-26")
def test_a_wrong_number_goes_to_the_region_which_withdraws(lenovo: Stage, contacting: Order) -> None:
    contacting.run("log_attempt", {"outcome": "wrong_number", "note": "空号"}, by="coordinator", at="2026-03-02 09:20")

    assert contacting.state == "withdrawing"
    assert len(contacting.messages("region", clause="LCD-26")) == 1
    withdrawal = contacting.child("withdrawal")
    assert withdrawal.fields["reason"] == "wrong_number"
    assert withdrawal.unit == "region"
    with pytest.raises(NotFound):  # a station does not see what lies with the region
        withdrawal.run("approve", by="coordinator", at="2026-03-02 09:30")

    withdrawal.run("approve", by="region", at="2026-03-02 09:40")

    assert contacting.state == "withdrawn"
    assert contacting.final == "cancelled"


@pytest.mark.clause("LCD-26")
def test_the_region_may_find_the_number_good_and_send_the_order_back(contacting: Order) -> None:
    contacting.run("log_attempt", {"outcome": "wrong_number"}, by="coordinator", at="2026-03-02 09:20")
    assert contacting.clock("first_contact").state == "paused"

    contacting.child("withdrawal").run("refuse", {"opinion": "号码有效，请再拨"}, by="region", at="2026-03-02 09:40")

    assert contacting.state == "contacting"
    assert contacting.clock("first_contact").state == "running"
    assert len(contacting.messages("coordinator", saying="不同意撤单")) == 1


@pytest.mark.clause("LCD-27")
def test_a_withdrawal_for_a_wrong_number_is_mailed_to_headquarters_contact(contacting: Order) -> None:
    contacting.run("log_attempt", {"outcome": "wrong_number"}, by="coordinator", at="2026-03-02 09:20")
    withdrawal = contacting.child("withdrawal")

    withdrawal.run("approve", by="region", at="2026-03-02 09:40")

    (mail,) = withdrawal.messages("contact:headquarters_contact", by="mail")
    assert contacting.number in mail.words["zh"]
    assert "电话不正确" in mail.words["zh"]
    assert [one.addresses.get("mail") for one in recipients_of(mail)] == ["headquarters-contact@lenovo.example"]


@pytest.mark.clause("LCD-26")
def test_the_region_finds_the_wrong_number_under_its_bell(lenovo: Stage, contacting: Order) -> None:
    contacting.run("log_attempt", {"outcome": "wrong_number"}, by="coordinator", at="2026-03-02 09:20")

    drain_messages(lenovo.at("2026-03-02 09:21"))

    found = [notice.words["zh"] for notice in notices_of(lenovo.id_of("region"))]
    assert any(contacting.number in words and "电话不正确" in words for words in found)


@pytest.mark.clause("LCD-28")
def test_not_reached_is_a_reason_code_shown_as_the_special_date_and_no_promise(lenovo: Stage, unreachable: Order) -> None:
    assert unreachable.state == "unreachable"
    assert unreachable.fields["no_promise"] == "not_reached"
    assert unreachable.at_of("t2") == "2026-03-02 12:30"
    assert unreachable.fields.get("promises", []) == []
    assert lenovo.procedure("work-order").fields["no_promise"].shown_as == "2010-01-01"
    assert lenovo.figure("promise_kept").counted == 0


@pytest.mark.clause("LCD-29")
def test_a_customer_cannot_be_marked_unreachable_before_three_and_a_half_hours(contacting: Order) -> None:
    contacting.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")

    with pytest.raises(Refused) as refused:
        contacting.run("mark_unreachable", by="coordinator", at="2026-03-02 12:29")

    assert refused.value.clause == "LCD-29"
    assert contacting.state == "contacting"
    assert "t2" not in contacting.fields
    contacting.run("mark_unreachable", by="coordinator", at="2026-03-02 12:30")
    assert contacting.state == "unreachable"


@pytest.mark.clause("LCD-29")
def test_marking_after_the_window_is_taken_and_counts_as_late(lenovo: Stage, contacting: Order) -> None:
    contacting.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")

    contacting.run("mark_unreachable", by="coordinator", at="2026-03-02 13:01")

    assert contacting.clock("first_contact").kept is False


@pytest.mark.clause("LCD-30")
def test_each_attempt_keeps_its_time_its_result_and_who_made_it(lenovo: Stage, unreachable: Order) -> None:
    unreachable.run("log_attempt", {"outcome": "no_answer", "note": "关机"}, by="coordinator", at="2026-03-03 10:00")

    kept = unreachable.fields["attempts"][-1]
    assert (kept["outcome"], kept["note"], kept["by_name"]) == ("no_answer", "关机", lenovo.name_of("coordinator"))
    assert lenovo.wall(kept["at"]) == "2026-03-03 10:00"


@pytest.mark.clause("LCD-30")
def test_six_attempts_a_day_are_enough_and_five_are_told_to_station_and_region(lenovo: Stage, unreachable: Order) -> None:
    attempts(unreachable, "2026-03-03", 6)
    lenovo.wait("2026-03-04 00:00")
    assert unreachable.messages("region", clause="LCD-30") == []

    attempts(unreachable, "2026-03-04", 5)
    lenovo.wait("2026-03-05 00:00")

    assert len(unreachable.messages("region", clause="LCD-30")) == 1
    assert len(unreachable.messages("coordinator", clause="LCD-30")) == 1


@pytest.mark.clause("LCD-30")
def test_from_the_fourth_day_one_attempt_is_enough(lenovo: Stage, unreachable: Order) -> None:
    for day in ("2026-03-03", "2026-03-04", "2026-03-05"):
        attempts(unreachable, day, 6)
    attempts(unreachable, "2026-03-06", 1)
    lenovo.wait("2026-03-07 00:00")
    assert unreachable.messages("region", clause="LCD-30") == []

    lenovo.wait("2026-03-10 00:00")

    assert len(unreachable.messages("region", clause="LCD-30")) == 1


@pytest.mark.clause("LCD-31")
def test_withdrawal_may_be_asked_after_five_working_days_to_the_minute(lenovo: Stage, unreachable: Order) -> None:
    with pytest.raises(Refused) as refused:
        unreachable.run("ask_withdrawal", by="coordinator", at="2026-03-09 12:29")
    assert refused.value.clause == "LCD-31"
    assert unreachable.state == "unreachable"

    unreachable.run("ask_withdrawal", by="coordinator", at="2026-03-09 12:30")

    assert unreachable.state == "withdrawing"
    assert unreachable.child("withdrawal").fields["reason"] == "unreachable"


@pytest.mark.clause("LCD-31")
def test_the_station_is_told_to_ask_and_the_region_mails_headquarters(lenovo: Stage, unreachable: Order) -> None:
    lenovo.wait("2026-03-09 12:31")
    assert len(unreachable.messages("coordinator", saying="申请撤单")) >= 1

    unreachable.run("ask_withdrawal", by="coordinator", at="2026-03-09 13:00")
    withdrawal = unreachable.child("withdrawal")
    withdrawal.run("approve", by="region", at="2026-03-09 14:00")

    (mail,) = withdrawal.messages("contact:headquarters_contact", by="mail")
    assert "联系不上" in mail.words["zh"]
    assert unreachable.state == "withdrawn"


@pytest.mark.clause("LCD-31")
def test_a_customer_reached_after_all_is_served_and_no_longer_withdrawn(unreachable: Order) -> None:
    unreachable.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-04 10:00")

    assert unreachable.state == "contacting"
    assert unreachable.fields["no_promise"] is None
    with pytest.raises(Refused):
        unreachable.run("ask_withdrawal", by="coordinator", at="2026-03-12 12:30")


@pytest.mark.clause("LCD-32")
def test_weekends_and_public_holidays_do_not_count_and_make_up_workdays_do(lenovo: Stage) -> None:
    order = lenovo.downloaded(at=SPRING_FESTIVAL)
    order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-02-13 12:00")
    order.run("mark_unreachable", by="coordinator", at="2026-02-13 12:30")

    # working days after the 13th: 14 (make-up), 24, 25, 26, 27
    with pytest.raises(Refused) as refused:
        order.run("ask_withdrawal", by="coordinator", at="2026-02-27 12:29")
    assert refused.value.clause == "LCD-31"
    order.run("ask_withdrawal", by="coordinator", at="2026-02-27 12:30")
    assert order.state == "withdrawing"


@pytest.mark.clause("LCD-32")
def test_no_attempts_are_asked_for_over_a_weekend(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-05 09:00")
    order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-05 12:00")
    order.run("mark_unreachable", by="coordinator", at="2026-03-05 12:30")
    attempts(order, "2026-03-06", 6)

    lenovo.wait("2026-03-09 23:59")
    assert order.messages("region", clause="LCD-30") == []
    lenovo.wait("2026-03-10 00:00")
    assert len(order.messages("region", clause="LCD-30")) == 1


@pytest.mark.clause("LCD-32")
def test_a_station_keeps_its_own_calendar_and_a_change_of_it_counts_at_once(lenovo: Stage, unreachable: Order) -> None:
    lenovo.change("station", calendar={"week": {"mon-fri": ["09:00-18:00"]}, "closed": ["2026-03-05"]})

    with pytest.raises(Refused):
        unreachable.run("ask_withdrawal", by="coordinator", at="2026-03-09 12:30")
    unreachable.run("ask_withdrawal", by="coordinator", at="2026-03-10 12:30")
    assert unreachable.state == "withdrawing"
