"""Whom we ring afterwards: rules, the draw anybody can make again, waiting, rework."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.engine.followups import drawn_number
from baoxiu.core.procedure.rehearsing import Rehearsal
from core.smallpack import SmallPack

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
OPENING = "      - {open: call-back, to: desk, fields: {order: number}}\n"
RULE = "{name: after_job, at: done, opens: call-back, by: desk, fields: {order: number}"


def followed(small: SmallPack, rest: str = "}") -> Rehearsal:
    """The small pack with one follow-up rule instead of the written consequence."""
    rule(small, rest)
    return Rehearsal(small.load())


def rule(small: SmallPack, rest: str) -> None:
    small.edit("job.yaml", OPENING, "")
    small.edit("job.yaml", "guides:\n", f"follow_up: {RULE}{rest}\nguides:\n")


def finished(house: Rehearsal) -> str:
    """A job carried to its end on the first day; its id."""
    job = house.open("job", {"fault": "漏水"}, by="desk", at=START)
    house.run(job, "ring", {"outcome": "reached"}, by="desk", at=START + timedelta(minutes=10))
    house.run(job, "tick", {"checklist": "tidy", "items": ["0"]}, by="worker", at=START + timedelta(hours=1))
    house.run(job, "finish", by="worker", at=START + timedelta(hours=2))
    return job


def test_the_number_is_what_the_page_says_anybody_can_make() -> None:
    digest = hashlib.sha256(b"longfor-property:satisfaction:WX2603020007").hexdigest()

    assert drawn_number("longfor-property", "satisfaction", "WX2603020007") == int(digest[:13], 16) / 16**13


@given(st.text(), st.text(), st.text())
def test_a_number_lies_in_its_range_and_is_the_same_again(pack: str, rule_name: str, number: str) -> None:
    drawn = drawn_number(pack, rule_name, number)

    assert 0 <= drawn < 1
    assert drawn == drawn_number(pack, rule_name, number)


def test_a_fifth_of_many_is_about_a_fifth_and_a_larger_share_holds_the_smaller() -> None:
    numbers = {name: drawn_number("p", "r", name) for name in (f"WX{nth:06d}" for nth in range(10_000))}
    fifth = {name for name, drawn in numbers.items() if drawn < 0.2}
    third = {name for name, drawn in numbers.items() if drawn < 1 / 3}

    assert 1_900 < len(fifth) < 2_100
    assert fifth < third


def test_everybody_is_rung_and_the_call_back_knows_by_which_rule(small: SmallPack) -> None:
    house = followed(small, ", way: phone, attempts: 3}")
    job = house.ticket(finished(house))

    call_back = house.latest("call-back")
    assert (call_back.state, call_back.fields["order"]) == ("due", job.number)
    said = call_back.fields["_follow_up"]
    assert {name: said[name] for name in ("rule", "procedure", "order", "way", "attempts")} == {
        "rule": "after_job",
        "procedure": "job",
        "order": job.number,
        "way": "phone",
        "attempts": 3,
    }


@pytest.mark.parametrize(
    ("share", "drawn"), [("0.0", False), ("1.0", True), ("'1.0 / 0.0'", True), ("'0.5 + 2.0'", True), ("'\"x\"'", True)]
)
def test_what_was_drawn_is_kept_either_way(small: SmallPack, share: str, drawn: bool) -> None:
    house = followed(small, f", share: {share}}}")
    job = house.ticket(finished(house))

    (kept,) = job.fields["_follow_ups"]
    assert kept["drawn"] is drawn
    assert kept["number"] == drawn_number("small", "after_job", job.number)
    assert house.has("call-back") is drawn


def test_the_share_may_be_a_setting_of_the_unit(small: SmallPack) -> None:
    small.edit("pack.yaml", "contacts:\n", "settings: {sampled: 0.0}\ncontacts:\n")
    house = followed(small, ', share: setting("sampled")}')
    job = house.ticket(finished(house))

    assert (job.fields["_follow_ups"][0]["share"], house.has("call-back")) == (0.0, False)


def test_a_rule_that_does_not_hold_says_nothing(small: SmallPack) -> None:
    house = followed(small, ", if: 'price != null'}")

    assert "_follow_ups" not in house.ticket(finished(house)).fields
    assert not house.has("call-back")


def test_after_a_while_the_call_back_opens_though_the_job_has_ended(small: SmallPack) -> None:
    house = followed(small, ", after: 1d}")
    job = finished(house)
    house.wait(START + timedelta(days=1, hours=1, minutes=59))
    assert not house.has("call-back")

    house.wait(START + timedelta(days=1, hours=2, seconds=1))
    assert house.latest("call-back").fields["order"] == house.ticket(job).number
    clock = house.row(job, "follow_up.after_job")
    assert clock is not None
    assert (clock.state, clock.kept, clock.next_ring_at) == ("stopped", True, None)
    house.wait(START + timedelta(days=30))
    assert [one.procedure for one in house.tickets] == ["job", "call-back"]


def test_working_days_are_those_of_the_unit(small: SmallPack) -> None:
    house = followed(small, ", after: 1 working_days}")
    job = finished(house)

    clock = house.row(job, "follow_up.after_job")
    assert clock is not None
    assert clock.due_at is not None
    assert clock.due_at > START + timedelta(hours=6)
    assert clock.due_at.astimezone(ZONE).date().isoformat() == "2026-03-03"


def test_a_rule_judges_a_ticket_once(small: SmallPack) -> None:
    rule(small, "}")
    small.edit("job.yaml", "at: done", "of: reopen")
    house = Rehearsal(small.load())
    job = house.open("job", {"fault": "漏水"}, by="desk", at=START)
    for hour in (1, 2):
        house.run(job, "ring", {"outcome": "reached"}, by="desk", at=START + timedelta(hours=hour))
        house.run(job, "reopen", by="worker", at=START + timedelta(hours=hour, minutes=30))

    assert len(house.ticket(job).fields["_follow_ups"]) == 1
    assert [one.procedure for one in house.tickets] == ["job", "call-back"]


def test_what_was_not_right_is_done_again_and_the_rework_names_its_job(small: SmallPack) -> None:
    again = "{opens: job, in: unhappy, fields: {fault: '\"again: \" + order'}}"
    house = followed(small, f", not_solved: {again}}}")
    job = finished(house)
    call_back = house.latest("call-back")
    house.run(call_back.id, "unhappy", by="desk", at=START + timedelta(hours=3))

    rework = house.latest("job")
    assert rework.id != job
    assert (rework.fields["rework_of"], rework.fields["fault"]) == (job, f"again: {job}")
    assert [link.ticket_id for link in rework.links if link.relation == "opened_by"] == [call_back.id]


def test_a_content_customer_gets_no_rework(small: SmallPack) -> None:
    house = followed(small, ", not_solved: {opens: job, in: unhappy, fields: {fault: order}}}")
    finished(house)
    house.run(house.latest("call-back").id, "happy", by="desk", at=START + timedelta(hours=3))

    assert [one.procedure for one in house.tickets] == ["job", "call-back"]


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        (", share: 1.5}", "follow_up_share"),
        (", not_solved: {opens: jib, in: unhappy}}", "unknown_procedure"),
        (", not_solved: {opens: job, in: angry}}", "unknown_state"),
        (", not_solved: {opens: job, in: unhappy, fields: {faulty: order}}}", "unknown_field"),
        (", not_solved: {opens: job, in: unhappy, fields: {fault: 'order + orders'}}}", "expression_unknown_name"),
        (", if: 'prise != null'}", "expression_unknown_name"),
    ],
)
def test_a_rule_names_what_there_is(small: SmallPack, rest: str, code: str) -> None:
    rule(small, rest)

    assert small.fault(code, at="follow_up:").remedy["en"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("at: done", "at: doone", "unknown_state"),
        ("at: done", "of: finnish", "unknown_command"),
        ("at: done, ", "", "follow_up_never"),
        ("opens: call-back", "opens: call-bak", "unknown_procedure"),
        ("order: number", "ordre: number", "unknown_field"),
    ],
)
def test_a_rule_is_called_for_and_opens_something(small: SmallPack, old: str, new: str, code: str) -> None:
    rule(small, "}")
    small.edit("job.yaml", RULE, RULE.replace(old, new))

    assert code in {fault.code for fault in small.faults}


def test_a_state_a_ticket_is_born_in_has_no_number_to_draw_by(small: SmallPack) -> None:
    rule(small, "}")
    small.edit("job.yaml", "at: done", "at: new")
    small.edit("job.yaml", "  reopen:\n    title: {zh: 重新联系, en: Back}\n    from: going\n    by: worker\n    to: new\n", "")

    assert small.fault("follow_up_at_birth", at="follow_up:").what["zh"]


def test_two_rules_have_two_names(small: SmallPack) -> None:
    small.edit("job.yaml", OPENING, "")
    small.edit("job.yaml", "guides:\n", f"follow_up: [{RULE}}}, {RULE}}}]\nguides:\n")

    assert {fault.code for fault in small.faults} == {"follow_up_twice"}


def test_a_rule_asked_for_by_name_exists(small: SmallPack) -> None:
    small.edit("job.yaml", OPENING, "      - {follow_up: after_jib}\n")
    small.edit("job.yaml", "guides:\n", f"follow_up: {RULE}}}\nguides:\n")

    assert "after_job" in small.fault("unknown_follow_up", at="after_jib").remedy["en"]
