"""What stands open to whom, why the rest does not, what is shown beside; units with rules of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from baoxiu.core import engine
from baoxiu.core.engine.facts import SYSTEM, Post
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.loaded import LoadedProcedure
from station import CUSTOMER, REPORT, STATION, at, open_case, person, procedure

TOMORROW = {"promised_at": "2026-03-03T10:00+08:00"}


def test_open_and_grey_commands_of_this_actor_and_none_of_others() -> None:
    choices = open_case().choices("desk", hours=1)

    assert [name for name, choice in choices.items() if choice.open] == [
        "log_attempt",
        "promise_visit",
        "hold",
        "judge",
        "remind",
        "hand_over",
        "print",
        "hurry",
    ]
    grey = choices["mark_unreachable"]
    assert grey.refusal == {
        "code": "refused_by_procedure",
        "clause": "TST-05",
        "words": {"zh": "报修未满 3.5 小时", "en": "Less than three and a half hours"},
    }
    assert "withdraw" not in choices
    assert set(open_case().choices("region")) == {"print"}


def test_one_command_is_the_big_button() -> None:
    assert [name for name, choice in open_case().choices().items() if choice.primary] == ["promise_visit"]
    case = open_case().run("promise_visit", TOMORROW).run("print").run("depart", {"who": 12})
    assert [name for name, choice in case.choices("engineer").items() if choice.primary] == ["not_repaired"]


def test_where_nothing_is_open_the_natural_next_step_is_shown_with_its_reason() -> None:
    choices = open_case().run("promise_visit", TOMORROW).run("print").choices("engineer")
    assert choices["judge"].open
    waiting = open_case("visit", {"fault": "plumbing"}).choices("engineer")
    assert waiting["depart"].refusal is not None
    assert waiting["depart"].refusal["clause"] == "TST-10"
    finished = open_case("job", {"fault": "plumbing"}).choices(person("engineer", id=99))
    assert (finished["finish"].open, finished["finish"].refusal and finished["finish"].refusal["code"]) == (False, "wrong_state")


def test_a_form_is_drawn_from_the_choice() -> None:
    asks = {ask["name"]: ask for ask in open_case().choices()["promise_visit"].asks}

    assert asks["promised_at"]["type"] == "promise"
    assert asks["promised_at"]["after"] == "2026-03-02T02:00:00+00:00"
    assert asks["promised_at"]["label"] == {"zh": "承诺时间", "en": "Promised time"}
    assert asks["promise_type"]["default"] == "agreed"
    assert [option["value"] for option in asks["promise_type"]["options"]] == ["agreed", "parts"]
    assert (asks["reason"]["required"], asks["reason"]["required_when"]) == (False, 'promise_type == "parts"')


def test_a_form_starts_from_what_the_ticket_knows() -> None:
    case = open_case().run("judge", {"fault_kind": "software"})
    asks = {ask["name"]: ask for ask in case.choices()["judge"].asks}
    assert asks["fault_kind"]["default"] == "software"


def test_the_form_of_a_birth() -> None:
    choice = engine.opening_choice(procedure(), STATION, person("desk"), at(0))
    assert choice.open
    assert {ask["name"] for ask in choice.asks} == {"mode", "fault", "customer", "phone", "site", "area", "at_site"}
    assert next(ask for ask in choice.asks if ask["name"] == "mode")["options"][0] == {
        "value": "onsite",
        "title": {"zh": "上门", "en": "On site"},
    }
    closed = engine.opening_choice(procedure(), STATION, person("engineer"), at(0))
    assert not closed.open
    assert closed.refusal is not None
    assert closed.refusal["code"] == "not_your_role"


def test_a_command_has_its_doors() -> None:
    case = open_case()
    with pytest.raises(Refused) as refused:
        case.run("hand_over", {"to_unit": "S2"}, door="field")
    assert refused.value.reason == "wrong_door"
    assert "hand_over" not in {choice.command for choice in engine.allowed(case.procedure, case.facts, person("desk"), at(1), door="field")}
    assert case.run("hand_over", {"to_unit": "S2"}, door="desk").last.moves_to == "S2"


def test_handing_over_lets_the_person_go() -> None:
    case = open_case().run("promise_visit", TOMORROW)
    case.facts = replace(case.facts, holder_id=12)
    assert case.run("hand_over", {"to_unit": "S2"}).facts.holder_id is None


def test_a_follow_up_is_asked_for_by_name() -> None:
    case = open_case().run("promise_visit", TOMORROW).run("print").run("depart", {"who": 12})
    assert case.run("solve", {"signature": {"file": "s.png"}}, by="engineer").last.follow_ups == ("sample",)


def test_guides_go_to_their_role_at_their_step() -> None:
    case = open_case()
    assert [guide["words"]["zh"] for guide in engine.guides(case.procedure, case.facts, person("desk"), at(1))] == ["先报单位名称"]
    assert engine.guides(case.procedure, case.facts, person("engineer"), at(1)) == ()
    case.run("promise_visit", TOMORROW)
    assert [guide["words"]["en"] for guide in engine.guides(case.procedure, case.facts, person("desk"), at(1))] == ["Take your tools"]


def test_what_waits_beside_the_commands() -> None:
    case = open_case("visit", {"fault": "electric"})
    standing = engine.standing(case.procedure, case.facts, person("engineer"), at(1))

    tools = standing["checklists"][0]
    assert (tools["name"], tools["title"]["zh"], tools["items"]) == (
        "tools",
        "工具",
        [{"title": {"zh": "试电笔", "en": "试电笔"}, "ticked": False}],
    )
    assert [consent["name"] for consent in standing["consents"]] == ["entry"]


def test_a_unit_may_have_rules_of_its_own() -> None:
    other = replace(STATION, code="S2", id=9, path="/1/9/")
    decision = engine.decide_opening(procedure(), other, REPORT, SYSTEM, at(0))
    due = {change.running.name: change.due_at for change in decision.running}

    assert due["contact"] == at(2)
    assert procedure().for_unit("S2").definition.states["waiting"].title["zh"] == "待回电"
    assert procedure().for_unit("S2") is procedure().for_unit("S2")
    assert procedure().for_unit("S1") is procedure()


def test_a_unit_keeps_the_rules_of_those_above_it_and_the_nearest_wins() -> None:
    point = procedure().for_unit("P9", "S2")
    assert point is procedure().for_unit("S2")
    assert point.definition.states["waiting"].title["zh"] == "待回电"

    below = replace(STATION, code="P9", id=19, path="/1/9/19/", above=("S2", "HQ"))
    decision = engine.decide_opening(procedure(), below, REPORT, SYSTEM, at(0))
    assert {change.running.name: change.due_at for change in decision.running}["contact"] == at(2)

    definition = procedure().definition.model_copy(
        update={
            "overrides": {"S2": {"clocks.contact.within": "2h", "clocks.contact.title.zh": "回电"}, "P9": {"clocks.contact.within": "1h"}}
        }
    )
    nearest = LoadedProcedure(definition).for_unit("P9", "S2", "HQ").definition.clocks["contact"]
    assert nearest.title is not None
    assert (nearest.title["zh"], nearest.within) == ("回电", LoadedProcedure(definition).for_unit("P9").definition.clocks["contact"].within)


def test_the_customer_sees_what_is_his() -> None:
    case = open_case("visit", {"fault": "plumbing"})
    always = {"urge", "complain"}
    assert set(case.choices(CUSTOMER)) == always
    case.facts = replace(case.facts, state="at_door")
    assert set(case.choices(CUSTOMER)) == {"agree", "decline"} | always


def test_a_post_at_the_region_covers_its_stations() -> None:
    above = person("desk", posts=(Post("desk", 1, "/1/", 2),))
    assert open_case().run("log_attempt", {"outcome": "reached"}, by=above).last.role == "desk"
