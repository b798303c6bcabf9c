"""Commands: who, when, with what form, and what they do."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core import engine
from baoxiu.core.engine import FormRefused, GuardRefused
from baoxiu.core.engine.facts import SYSTEM, RunOn
from baoxiu.core.errors import Refused
from station import CUSTOMER, REPORT, STATION, at, link, open_case, person, procedure


def test_a_ticket_is_born_with_its_fields_its_mode_and_its_clocks() -> None:
    case = open_case()

    assert (case.state, case.last.mode, case.last.holder_role) == ("waiting", "onsite", "desk")
    assert case.fields["fault"] == "不开机"
    assert case.fields["phone"] == "13800000000"
    assert case.rows["contact"].due_at == at(4)
    assert (case.rows["contact"].next_ring, case.rows["contact"].next_ring_at) == ("warn", at(3.5))
    assert case.last.dispatch == {"push": "coverage", "level": "station"}


def test_a_birth_refused_says_everything_that_is_missing() -> None:
    with pytest.raises(FormRefused) as refused:
        open_case(form={"fault": " ", "mode": "by_post"})

    assert {fault.field for fault in refused.value.faults} == {"fault", "mode", "customer", "phone"}
    assert "请填写" in refused.value.say("zh")


def test_only_those_named_may_open_a_ticket() -> None:
    with pytest.raises(Refused) as refused:
        open_case(by="engineer")

    assert refused.value.reason == "not_your_role"
    assert "前台" in refused.value.say("zh")


def test_a_customer_may_open_one_where_the_procedure_says_so() -> None:
    assert open_case(by=person("desk", kind="customer", posts=(), id=None)).state == "waiting"


def test_a_condition_on_opening_holds_where_the_tick_is_missing_and_refuses_where_it_is_set() -> None:
    open_case(form=dict(REPORT))
    with pytest.raises(Refused) as refused:
        open_case(form={**REPORT, "at_site": True})
    assert refused.value.clause == "TST-03"


def test_an_outage_lets_an_order_be_written_afterwards() -> None:
    outage = [{"since": "2026-03-02T00:00:00+00:00", "until": None}]

    assert open_case(form={**REPORT, "at_site": True}, world={"outages": outage}).state == "waiting"


def test_a_child_takes_what_it_is_not_given_from_its_parent() -> None:
    parent = open_case()
    parent.run("log_attempt", {"outcome": "wrong_number"})
    (opening,) = parent.opened()
    seen = link("order", "withdrawing", **dict(parent.fields))

    decision = engine.decide_opening(procedure("withdrawal"), STATION, opening.fields, SYSTEM, at(1), by_link=seen)

    assert (opening.procedure, opening.unit, opening.clause) == ("withdrawal", "region", None)
    assert decision.to_state == "asked"
    assert decision.changes == {"reason": "wrong_number", "customer": "王女士", "phone": "13800000000"}


def test_a_ticket_that_only_links_open_cannot_be_opened_by_hand() -> None:
    with pytest.raises(Refused) as refused:
        open_case("withdrawal", {"reason": "x"}, by="region")
    assert refused.value.reason == "opens_by_link"


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        open_case().run("explode")
    assert refused.value.reason == "no_such_command"


def test_a_command_in_the_wrong_state_says_when_it_may_be_used() -> None:
    with pytest.raises(Refused) as refused:
        open_case().run("depart", {"who": 12})

    assert refused.value.reason == "wrong_state"
    assert "已承诺" in refused.value.say("zh")
    assert "Promised" in refused.value.say("en")


def test_a_command_of_another_role_says_whose_it_is() -> None:
    with pytest.raises(Refused) as refused:
        open_case().run("log_attempt", {"outcome": "reached"}, by="engineer")
    assert refused.value.reason == "not_your_role"
    assert refused.value.clause == "TST-01"


def test_a_post_covers_the_units_below_it_and_no_others() -> None:
    elsewhere = person("desk", posts=(person("desk").posts[0].__class__("desk", 9, "/1/9/", 1),))

    with pytest.raises(Refused):
        open_case().run("log_attempt", {"outcome": "reached"}, by=elsewhere)


def test_a_customers_link_opens_its_own_ticket_alone() -> None:
    visit = open_case("visit", {"fault": "plumbing"})
    stranger = person("desk", kind="customer", posts=(), ticket_id="another")

    assert engine.allowed(visit.procedure, visit.facts, stranger, at(1)) == ()
    assert set(visit.choices(CUSTOMER)) >= set()


def test_people_never_run_what_only_the_system_may() -> None:
    case = open_case().run("log_attempt", {"outcome": "wrong_number"})
    with pytest.raises(Refused) as refused:
        case.run("withdraw", by="region")
    assert refused.value.reason == "system_only"
    assert case.system("withdraw").state == "withdrawn"


def test_an_ended_ticket_takes_no_more_commands() -> None:
    case = open_case().run("log_attempt", {"outcome": "wrong_number"}).system("withdraw")
    with pytest.raises(Refused) as refused:
        case.run("log_attempt", {"outcome": "reached"})
    assert refused.value.reason == "final"


def test_what_is_not_asked_for_is_refused() -> None:
    with pytest.raises(FormRefused) as refused:
        open_case().run("log_attempt", {"outcome": "reached", "colour": "red"})
    assert refused.value.field == "colour"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "missing"),
        ({"promised_at": "tomorrow"}, "bad_value"),
        ({"promised_at": "2026-03-03T10:00"}, "bad_value"),
        ({"promised_at": "2026-03-01T10:00+08:00"}, "in_the_past"),
        ({"promised_at": "2026-03-02T10:00+08:00"}, "in_the_past"),
        ({"promised_at": "2026-03-03T10:00+08:00", "promise_type": "never"}, "bad_choice"),
        ({"promised_at": "2026-03-03T10:00+08:00", "promise_type": "parts"}, "missing"),
    ],
)
def test_a_promise_is_refused_in_words(given: Any, reason: Any) -> None:
    with pytest.raises(FormRefused) as refused:
        open_case().run("promise_visit", given, hours=1)
    assert refused.value.reason == reason
    assert refused.value.say("zh") != refused.value.say("en")


def test_a_promise_is_kept_with_who_made_it_and_when() -> None:
    case = open_case().run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}, hours=1)

    (promise,) = case.fields["promises"]
    assert promise["at"] == "2026-03-03T02:00:00+00:00"
    assert promise["type"] == "agreed"
    assert (promise["made_at"], promise["by"]) == ("2026-03-02T02:00:00+00:00", 11)
    assert "reason" not in promise


def test_what_is_set_once_stays() -> None:
    case = open_case().run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}, hours=1)
    case.run("promise_visit", {"promised_at": "2026-03-04T10:00+08:00"}, hours=2)

    assert case.fields["contacted_at"] == "2026-03-02T02:00:00+00:00"


@pytest.mark.parametrize("count", [1, 2])
def test_three_promises_and_no_more(count: Any) -> None:
    case = open_case()
    for hour in range(3):
        case.run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}, hours=hour + 1)

    with pytest.raises(GuardRefused) as refused:
        case.run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}, hours=4 + count)

    assert refused.value.clause == "TST-02"
    assert refused.value.say("zh") == "已三次承诺，请报大区"
    assert refused.value.tells[0].to == ("region",)


def test_late_parts_must_be_given_as_the_reason() -> None:
    late = link("part-order", "ordered", due_at="2026-03-02T00:00:00+00:00")
    late = type(late)("p", "P1", "part-order", "part_order", "ordered", None, "opened", {"due_at": "2026-03-02T00:00:00+00:00"})
    case = open_case().with_link(late)

    with pytest.raises(GuardRefused):
        case.run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"})
    case.run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00", "promise_type": "parts", "reason": "等件"})
    assert case.fields["promises"][0]["reason"] == "等件"


def test_a_text_is_offered_with_its_blanks_filled() -> None:
    late = link("order", "x")
    late = type(late)("p", "P77", "part-order", "part_order", "ordered", None, "opened", {})
    asks = {ask["name"]: ask for ask in open_case().with_link(late).choices()["promise_visit"].asks}

    assert asks["reason"]["proposed"] == "由于P77未到"
    assert asks["promised_at"]["proposed"] == "2026-03-04T02:00:00+00:00"


@pytest.mark.parametrize(("hours", "open_"), [(3.49, False), (3.5, True)])
def test_three_and_a_half_hours_must_pass(hours: Any, open_: Any) -> None:
    case = open_case().run("log_attempt", {"outcome": "no_answer"})

    choice = case.choices(hours=hours)["mark_unreachable"]
    assert choice.open is open_
    if open_:
        case.run("mark_unreachable", hours=hours)
        assert case.fields["outcome_kind"] == "not_reached"
    else:
        assert choice.refusal is not None
        assert choice.refusal["clause"] == "TST-05"


def test_parts_are_asked_for_only_where_the_fault_is_in_the_hardware() -> None:
    open_case().run("judge", {"fault_kind": "software"})
    with pytest.raises(FormRefused) as refused:
        open_case().run("judge", {"fault_kind": "hardware"})
    assert refused.value.field == "parts"
    case = open_case().run("judge", {"fault_kind": "hardware", "parts": [{"code": "P1", "quantity": "2"}]})
    assert case.fields["parts"] == [{"code": "P1", "quantity": 2}]


@pytest.mark.parametrize("lines", ["P1", [{"code": "P1", "quantity": 0}], [{"code": "P1", "quantity": "many"}], [3]])
def test_lines_without_a_quantity_are_refused(lines: Any) -> None:
    with pytest.raises(FormRefused):
        open_case().run("judge", {"fault_kind": "hardware", "parts": lines})


def _in_service() -> Any:
    case = open_case().run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"})
    case.run("print", {"slip": "order"})
    return case.run("depart", {"who": 12})


def test_the_order_is_printed_before_anybody_leaves() -> None:
    case = open_case().run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"})
    with pytest.raises(Refused) as refused:
        case.run("depart", {"who": 12})
    assert refused.value.clause == "TST-03"

    case.run("print", hours=2, door="desk")
    assert case.fields["printed"] == [{"slip": "order", "at": "2026-03-02T03:00:00+00:00", "by": 11, "by_name": "前台小李", "door": "desk"}]
    assert case.run("depart", {"who": 12}, hours=2).state == "in_service"


def test_the_person_asked_for_by_the_next_holders_role_holds_it() -> None:
    assert _in_service().facts.holder_id == 12


def test_the_holder_is_let_go_where_a_command_says_so() -> None:
    assert _in_service().run("not_repaired", by="engineer").facts.holder_id is None


def test_nothing_is_solved_without_the_customers_signature() -> None:
    case = _in_service()
    with pytest.raises(Refused) as refused:
        case.run("solve", by="engineer")
    assert (refused.value.clause, refused.value.field) == ("TST-04", "signature")

    case.run("solve", {"signature": {"file": "s.png"}, "fee": "120.50"}, by="engineer")
    assert (case.state, case.last.final) == ("solved", "done")


def test_what_follows_is_resolved_in_words() -> None:
    case = _in_service().run("solve", {"signature": {"file": "s.png"}, "fee": "120.50"}, by="engineer")

    (opening,) = case.opened()
    assert {name: value for name, value in opening.fields.items() if name != "_follow_up"} == {"order": "S1-0001", "fee": "120.50"}
    desk, office = case.tells()
    assert desk.to == ("desk",)
    assert (office.to, office.by, office.words["en"]) == (("contact:head_office",), "mail", "S1-0001 cost 120.50")


def test_a_consequence_under_a_condition_is_left_out_where_it_does_not_hold() -> None:
    case = _in_service().run("solve", {"signature": {"file": "s.png"}, "fee": "99"}, by="engineer")
    assert [tell.to for tell in case.tells()] == [("desk",)]
    assert case.opened()[0].fields["fee"] == "99.00"


def test_a_command_on_linked_tickets_is_handed_on() -> None:
    case = open_case().run("hold")
    assert case.last.effects == (RunOn("withdrawal", "refuse", {}),)


def test_what_a_linked_ticket_brings_back() -> None:
    case = open_case().run("log_attempt", {"outcome": "wrong_number"})

    assert case.hear(link("withdrawal", "asked")) is None
    refused = case.hear(link("withdrawal", "refused", "cancelled"))
    assert refused is not None
    assert (refused.command, refused.to_state) == ("withdrawal.refused", "waiting")


def test_an_approved_withdrawal_ends_the_order() -> None:
    case = open_case().run("log_attempt", {"outcome": "wrong_number"})
    decision = case.hear(link("withdrawal", "approved", "done"))

    assert decision is not None
    assert (decision.command, decision.final) == ("withdraw", "cancelled")
    assert case.tells()[0].words["zh"] == "S1-0001 已撤单"
    assert case.hear(link("withdrawal", "approved", "done")) is None


def test_an_answer_that_comes_when_it_means_nothing_changes_nothing() -> None:
    assert open_case().hear(link("withdrawal", "approved", "done")) is None


def test_only_the_facts_of_other_rooms_that_a_command_uses_are_asked_for() -> None:
    order = procedure()
    assert engine.needed_world(order, "opened") == {"outages"}
    assert engine.needed_world(order, "promise_visit") == {"late_parts"}
    assert engine.needed_world(order, "log_attempt") == frozenset()
    assert engine.needed_world(procedure("job"), "grab") == {"skills", "person"}


def test_what_a_field_starts_from_is_kept() -> None:
    case = open_case()
    assert case.fields["area"] == "urban"
    assert case.fields["rounds"] == 0


def test_words_say_choices_by_their_title() -> None:
    case = open_case().run("judge", {"fault_kind": "software"}).run("remind")
    assert case.tells()[0].words == {"zh": "S1-0001 软件，共 0 轮", "en": "S1-0001 Software, 0 rounds"}


@pytest.mark.parametrize("value", ["a\0b", "\ud800", float("nan"), {"a": [float("inf")]}, {"\0": 1}])
def test_what_cannot_be_kept_is_refused(value: Any) -> None:
    with pytest.raises(FormRefused) as refused:
        open_case(form={**REPORT, "site": value})
    assert refused.value.field == "site"


def test_nesting_without_end_is_refused() -> None:
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    with pytest.raises(FormRefused):
        open_case(form={**REPORT, "site": deep})


def test_a_hidden_ask_is_neither_wanted_nor_kept() -> None:
    case = open_case().run("remind", {"loud": False, "colour": "red"})
    assert "colour" not in case.last.form
    with pytest.raises(FormRefused):
        open_case().run("remind", {"loud": True})
    assert open_case().run("remind", {"loud": True, "colour": "red"}).last.form["colour"] == "red"
