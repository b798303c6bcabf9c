"""What the checks say of visits, proofs, appointments and tickets out of lists."""

from __future__ import annotations

from core.smallpack import SmallPack

FINISH = "    asks: {price: optional}\n"


def with_field(small: SmallPack, field: str) -> None:
    small.edit("job.yaml", "fields:\n", f"fields:\n  {field}\n")


def test_nobody_leaves_where_nobody_arrives(small: SmallPack) -> None:
    small.edit("job.yaml", FINISH, FINISH + "    visit: leave\n")
    assert "visit: arrive" in small.fault("visit_without_arrival", at="visit: leave").remedy["en"]

    small.edit("job.yaml", "    title: {zh: 承诺, en: Promise}\n", "    title: {zh: 承诺, en: Promise}\n    visit: arrive\n")
    assert small.faults == []


def test_a_proof_belongs_to_an_arrival(small: SmallPack) -> None:
    small.edit("job.yaml", FINISH, "    asks: {price: optional, proof: required}\n")
    assert "visit: arrive" in small.fault("proof_without_arrival", at="proof: required").remedy["en"]

    small.edit("job.yaml", "proof: required}\n", "proof: required}\n    visit: arrive\n")
    assert small.faults == []


def test_the_appointment_is_a_time_of_the_ticket(small: SmallPack) -> None:
    small.edit("job.yaml", "kind: work_order\n", "kind: work_order\nappointment: kind\n")
    assert small.fault("appointment_no_time", at="appointment: kind").what["en"] == "The appointment kind is no time."

    small.edit("job.yaml", "appointment: kind\n", "appointment: promises\n")
    assert small.faults == []

    small.edit("job.yaml", "appointment: promises\n", "appointment: promise\n")
    assert small.fault("unknown_field", at="appointment: promise").remedy["en"] == "Did you mean promises?"


OPENS = "      - {open: call-back, to: desk, fields: {order: number}}\n"


def each(small: SmallPack, name: str, order: str = "what") -> None:
    small.edit("job.yaml", OPENS, f"      - {{open: call-back, to: desk, each: {name}, fields: {{order: {order}}}}}\n")


def test_a_ticket_for_each_entry_wants_a_list(small: SmallPack) -> None:
    each(small, "fault")
    assert small.fault("each_not_a_list", at="each: fault").what["en"].startswith("fault is no list")


def test_a_ticket_for_each_entry_names_a_list_there_is(small: SmallPack) -> None:
    each(small, "promise")
    assert small.fault("unknown_field", at="each: promise").remedy["en"] == "Did you mean promises?"


def test_what_is_noticed_is_named_in_the_effect_and_nowhere_else(small: SmallPack) -> None:
    with_field(small, "findings: {type: findings, label: {zh: 发现, en: Noticed}}")
    small.edit("job.yaml", FINISH, "    asks: {price: optional, findings: optional}\n")
    each(small, "findings", "'what + \" \" + text(each.where)'")
    assert small.faults == []

    small.edit("job.yaml", 'words: {zh: "{number} 已完成"', 'words: {zh: "{what} 已完成"')
    assert small.fault("expression_unknown_name", at="{what} 已完成").what["en"]


def test_each_goes_with_open(small: SmallPack) -> None:
    small.edit("job.yaml", OPENS, "      - {tell: desk, each: promises, words: {zh: 好, en: Good}}\n")
    assert "each goes with open" in " ".join(fault.say("en") for fault in small.faults)


def test_an_unknown_step_of_a_visit_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", FINISH, FINISH + "    visit: arrived\n")
    assert [fault.line for fault in small.faults]
    assert "arrive" in small.faults[0].say("en")


EARLY = "  early: {title: {zh: 提前, en: Early}, of: visits, good: 'arrived_at <= appointed_at', without: 'outcome == \"absent\"'}\n"


def test_a_figure_may_count_visits_by_their_keys(small: SmallPack) -> None:
    small.edit("job.yaml", "figures:\n", f"figures:\n{EARLY}")
    assert small.faults == []
