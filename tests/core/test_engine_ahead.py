"""What lies ahead of a worker: every state his own commands lead to, with forms, gates and words; nothing of others."""

from __future__ import annotations

from baoxiu.core import engine
from baoxiu.core.engine import Step, Way
from station import at, open_case, person, procedure


def way(role: str = "engineer") -> Way:
    case = open_case("visit", {"fault": "plumbing"})
    return engine.ahead(procedure("visit"), case.facts, person(role), at(hours=1))


def step(name: str) -> Step:
    return next(one for one in way().steps if one.choice.command == name)


def test_the_steps_of_every_state_ahead_are_there_with_where_they_lead() -> None:
    found = {one.choice.command: (one.states, tuple(lead.state for lead in one.leads)) for one in way().steps}

    assert found == {
        "depart": (("preparing",), ("at_door",)),
        "enter": (("at_door",), ("in_work",)),
        "quote": (("in_work",), ("",)),
        "start": (("in_work",), ("",)),
        "finish": (("in_work",), ("finished",)),
        "send_out": (("in_work",), ("sent_out",)),
        "close": (("finished",), ("closed",)),
    }


def test_what_others_do_is_not_ahead() -> None:
    assert way("leader").steps == ()


def test_a_gate_comes_with_the_step_it_stands_before() -> None:
    wanted = {one.choice.command: [(gate.kind, gate.name, gate.sure) for gate in one.wanted] for one in way().steps if one.wanted}

    assert wanted == {
        "depart": [("checklist", "tools", True)],
        "enter": [("consent", "entry", True)],
        "start": [("consent", "price", False)],  # nothing is quoted yet: only if it comes to that
        "finish": [("checklist", "clean", True)],
    }
    assert [item["zh"] for item in step("finish").wanted[0].items] == ["清扫", "试机"]


def test_what_a_step_brings_along_itself_is_asked_for_in_its_form() -> None:
    asked = {ask["name"]: ask["required"] for ask in step("close").choice.asks}

    assert asked["signature"] is True
    assert {ask["name"] for ask in step("quote").choice.asks} == {"quoted"}


def test_the_words_of_states_ahead_come_along() -> None:
    assert [guide["words"]["zh"] for guide in way().guides if "at_door" in guide["at"]] == ["先自我介绍"]


def test_a_condition_on_the_way_is_told_as_the_pack_writes_it() -> None:
    case = open_case()
    found = engine.ahead(procedure(), case.facts, person("desk"), at(hours=1))
    attempt = next(one for one in found.steps if one.choice.command == "log_attempt")

    assert [(lead.state, lead.when) for lead in attempt.leads][-1][1] == ""
    assert any(lead.when for lead in attempt.leads)
