"""Laws of the engine: pure, the same for ever, nothing but states and refusals, clocks that add up."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baoxiu.core import engine
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM, Actor, LinkFacts, Open, Post, TicketFacts
from baoxiu.core.engine.running import reading_of
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.loading import load_pack
from station import MONDAY, STATION, Case, at, open_case, pack

INSTALLED = Path(__file__).parents[2] / "procedures"
OURS = {name: Path(__file__).parent / "packs" / name for name in ("door",)}
PACKS = ["station", *OURS, *sorted(folder.name for folder in INSTALLED.iterdir() if (folder / "pack.yaml").exists())]
WORLD = {
    "stock": {"P1": 3}, "person": {"open": 0}, "code": 4711, "estimate": 80, "charged": True, "used_parts": [],
    "site_proof": {"lat": 39.9, "lon": 116.4, "mark": "K7F2M9QX"},
    "outages": [{"since": "2026-03-02T00:00:00+00:00", "until": None}],
}  # fmt: skip
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@cache
def loaded(name: Any) -> Any:
    return pack() if name == "station" else load_pack(OURS.get(name) or INSTALLED / name)


def everybody(of: Any) -> Any:
    """One person who holds every role of the pack, here."""
    posts = tuple(Post(role, 7, "/1/", 1) for role in of.pack.roles)
    skills = frozenset(category.skill for category in of.pack.categories.values() if category.skill)
    return Actor(12, "众人", "person", 1, posts, skills)


def written(value: Any) -> Any:
    """Byte for byte, as a room would keep it."""
    return json.dumps(asdict(value), default=_plain, sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return dict(value) if hasattr(value, "keys") else sorted(value)


SAID = {
    "number": st.integers(0, 500), "money": st.sampled_from(["0", "12.30", "800"]), "tick": st.booleans(), "rating": st.integers(1, 5),
    "person": st.sampled_from([12, 13]), "date": st.just("2026-03-09"), "photos": st.just(["a.jpg"]), "list": st.just(["x"]),
    "checklist": st.just(["0"]),
    "map": st.just({"a": 1}), "signature": st.just({"file": "s.png"}), "code": st.sampled_from(["004711", "1"]),
    "part_lines": st.just([{"code": "P1", "quantity": 2}]), "part_returns": st.just([{"code": "P1", "quantity": 1}]),
    "proof": st.sampled_from([{"how": "none", "reason": "x"}, {"how": "qr", "code": "K7F2M9QX"}, {"how": "code", "code": "004711"},
                              {"how": "place", "lat": 39.9, "lon": 116.4}, {"how": "place", "lat": 1, "lon": 2}]),
    "findings": st.just([{"what": "插座松动"}]),
    "price_lines": st.just([{"code": "L", "price": "3.10", "quantity": 2}]), "place": st.just({"lat": 1, "lon": 2}),
}  # fmt: skip
JUNK = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.integers(),
    st.lists(st.none(), max_size=1),
    st.dictionaries(st.text(max_size=2), st.none(), max_size=1),
)


def value_for(draw: Any, ask: Any, hour: Any) -> Any:
    if draw(st.integers(0, 19)) == 0:
        return draw(JUNK)
    if ask["options"] and ask["type"] != "proof":
        return draw(st.sampled_from([option["value"] for option in ask["options"]]))
    if ask["type"] in {"time", "promise"}:
        return at(hour + draw(st.sampled_from([-1, 1, 5, 30]))).isoformat()
    return draw(SAID.get(ask["type"], st.sampled_from(["报修", "已处理", "x"])))


def form_for(draw: Any, asks: Any, hour: Any) -> Any:
    wanted = [ask for ask in asks if ask["required"] or draw(st.booleans())]
    return {ask["name"]: value_for(draw, ask, hour) for ask in wanted}


def step(draw: Any, case: Any, who: Any, hour: Any) -> Any:
    """One thing that may happen to a ticket: mostly a command that is offered, sometimes any other, a ring, an answer."""
    kind = draw(st.sampled_from(["offered"] * 6 + ["any", "ring", "answer"]))
    if kind == "ring":
        clocks = sorted(case.facts.running) or ["none"]
        return lambda: engine.ring(case.procedure, case.facts, draw(st.sampled_from(clocks)), at(hour))
    if kind == "answer" and case.procedure.definition.answers:
        key = draw(st.sampled_from(sorted(case.procedure.definition.answers)))
        name, _, state = key.partition(".")
        link = LinkFacts("c", "C1", name, "other", state, "done", "opened", {})
        return lambda: engine.answer(case.procedure, case.facts, link, at(hour))
    choices = engine.allowed(case.procedure, case.facts, who, at(hour))
    if kind == "offered" and choices:
        choice = draw(st.sampled_from(choices))
        form = form_for(draw, choice.asks, hour)
        return lambda: engine.decide(case.procedure, case.facts, choice.command, form, who, at(hour))
    name = draw(st.sampled_from(sorted(plan_of(case.procedure).acts)))
    return lambda: engine.decide(case.procedure, case.facts, name, {}, draw(st.sampled_from([who, SYSTEM])), at(hour))


def check_refusal(refused: Any) -> None:
    assert refused.say("zh").strip()
    assert refused.say("en").strip()
    assert "{" not in refused.say("zh") + refused.say("en")


def check_decision(case: Any, decision: Any) -> None:
    definition = case.procedure.definition
    assert decision.to_state in definition.states
    assert decision.final == definition.states[decision.to_state].final
    assert json.loads(json.dumps(dict(decision.changes))) == decision.changes
    assert all(effect.procedure for effect in decision.effects if isinstance(effect, Open))
    case.take(decision)
    if decision.final is not None:
        names = plan_of(case.procedure).clocks
        assert all(running.marks[-1].kind == "stop" for name, running in case.facts.running.items() if name in names)


def born(draw: Any, procedure: Any, who: Any) -> Any:
    choice = engine.opening_choice(procedure, STATION, who, MONDAY)
    form = {ask["name"]: value_for(draw, ask, 0) for ask in choice.asks}
    decision = engine.decide_opening(procedure, STATION, form, who, MONDAY, world=WORLD)
    facts = TicketFacts("t1", "S1-0001", procedure.key, procedure.definition.kind, "", None, 0, MONDAY, STATION, world=WORLD)
    return Case(procedure, facts).take(decision)


@pytest.mark.parametrize("name", PACKS)
@given(data=st.data())
@SLOW
def test_a_random_walk_ends_in_nothing_but_states_and_refusals(name: Any, data: Any) -> None:
    of = loaded(name)
    who = everybody(of)
    procedure = of.procedures[data.draw(st.sampled_from(sorted(of.procedures)))]
    try:
        case = born(data.draw, procedure, replace(who, kind="system") if not procedure.definition.opens.by else who)
    except Refused as refused:
        check_refusal(refused)
        return
    hour = 0.0
    for _ in range(data.draw(st.integers(1, 14))):
        hour += data.draw(st.sampled_from([0.01, 0.5, 3.6, 26]))
        before = deepcopy(case.facts)
        try:
            decision = step(data.draw, case, who, hour)()
        except Refused as refused:
            check_refusal(refused)
            assert case.facts == before
            continue
        if decision is not None:
            assert case.facts == before
            check_decision(case, decision)


@given(data=st.data())
@SLOW
def test_the_same_input_gives_the_same_answer_byte_for_byte(data: Any) -> None:
    who = everybody(pack())
    procedure = pack().procedures[data.draw(st.sampled_from(["order", "visit", "job"]))]
    fresh = type(procedure)(procedure.definition, procedure.pack)
    try:
        case = born(data.draw, procedure, who)
    except Refused:
        return
    hour = 0.0
    for _ in range(data.draw(st.integers(1, 10))):
        hour += data.draw(st.sampled_from([0.01, 0.5, 3.6, 26]))
        choices = [choice for choice in engine.allowed(procedure, case.facts, who, at(hour)) if choice.open]
        if not choices:
            return
        choice = data.draw(st.sampled_from(choices))
        form = form_for(data.draw, choice.asks, hour)
        stored = replace(case.facts, fields=json.loads(json.dumps(dict(case.facts.fields))), world=json.loads(json.dumps(WORLD)))
        first = _outcome(procedure, case.facts, choice.command, form, who, at(hour))
        assert first == _outcome(procedure, case.facts, choice.command, form, who, at(hour))
        assert first == _outcome(fresh, stored, choice.command, json.loads(json.dumps(form)), who, at(hour))
        try:
            case.take(engine.decide(procedure, case.facts, choice.command, form, who, at(hour)))
        except Refused:
            continue


def _outcome(procedure: Any, facts: Any, name: Any, form: Any, who: Any, when: Any) -> Any:
    try:
        return written(engine.decide(procedure, facts, name, form, who, when))
    except Refused as refused:
        return json.dumps([refused.reason, refused.clause, refused.field, refused.words], ensure_ascii=False)


@given(st.lists(st.floats(0.01, 20), min_size=2, max_size=12))
@settings(deadline=None)
def test_what_has_run_and_what_is_left_are_the_target_and_no_pause_brings_the_due_time_nearer(spans: Any) -> None:
    case, hour, due = open_case(), 0.0, at(4)
    for place, span in enumerate(spans):
        hour += span
        case.run("resume" if place % 2 else "hold", hours=hour)
        scope = DecisionScope(plan_of(case.procedure), case.facts, SYSTEM, at(hour), {})
        reading = reading_of(scope, "contact")
        assert reading["spent"] + reading["left"] == timedelta(hours=4)
        row = case.rows["contact"]
        if row.state == "running":
            assert row.due_at is not None
            assert row.due_at >= due
            due = row.due_at


@given(st.sampled_from(["urban", "rural"]), st.floats(0, 6))
@settings(deadline=None)
def test_a_clock_is_kept_exactly_when_it_stops_no_later_than_it_is_due(area: Any, hours: Any) -> None:
    case = open_case(form={"fault": "x", "customer": "y", "phone": "1", "area": area})
    due = case.rows["ringing"].due_at
    case.run("promise_visit", {"promised_at": "2026-03-09T10:00+08:00"}, hours=hours)
    assert due is not None
    assert case.rows["ringing"].kept is (at(hours) <= due)


@given(st.permutations([("ring", 3.5), ("ring", 4.01), ("ring", 5), ("ring", 6)]))
@settings(deadline=None)
def test_rings_in_any_order_tell_each_step_once(order: Any) -> None:
    case = open_case()
    told = []
    for _, hours in order:
        case.ring("contact", hours=hours)
        told += [tell.to for tell in case.tells() if not tell.task]
    assert told.count(("desk", "region")) == 1
    assert told.count(("leader",)) == 1
    assert told.count(("region",)) == 1
    assert told.count(("desk",)) <= 1
