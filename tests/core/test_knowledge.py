"""Questions and answers of a pack: checked with file and line, stored with it, told at their step for their role and fault."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor, Post, TicketFacts
from baoxiu.core.procedure.comparing import changes
from baoxiu.core.procedure.loading import LoadedPack
from core.smallpack import SmallPack
from station import STATION, at

FILE = "knowledge/water.yaml"
WATER = """\
topic: {zh: 水, en: Water}
entries:
  drip:
    question: {zh: 为什么滴水？, en: Why does it drip?}
    answer: [{zh: 垫圈老化。, en: The washer is worn.}]
    do: [{zh: 先关阀门, en: Close the valve first}]
    dont: [{zh: 不说没事, en: 'Do not say "never mind"'}]
    at: [going]
    roles: worker
    faults: [water]
    clause: SML-03
  bill:
    question: {zh: 水费谁出？, en: Who pays for the water?}
    answer: [{zh: 由业主承担。, en: The owner does.}]
    at: [new, going]
  page:
    question: {zh: 总阀在哪里？, en: Where is the main valve?}
    answer: [{zh: 在水表旁。, en: Beside the meter.}]
phrases:
  - {forbidden: {zh: 不知道, en: No idea}, instead: {zh: 我马上去问, en: I will ask at once}, at: [finish], clause: SML-03}
"""


@pytest.fixture
def knowing(small: SmallPack) -> SmallPack:
    small.write(FILE, WATER)
    small.write("clauses.yaml", (small.path / "clauses.yaml").read_text("utf-8") + "SML-03: {zh: 解释清楚。, en: Explain it.}\n")
    kinds = "water: {title: {zh: 水, en: Water}}, tap: {title: {zh: 龙头, en: Tap}, parent: water}, power: {title: {zh: 电, en: Power}}"
    small.edit("pack.yaml", "calendars:\n", f"categories: {{{kinds}}}\ncalendars:\n")
    return small


def told(pack: LoadedPack, state: str, role: str, fields: Mapping[str, str]) -> engine.Knowledge:
    facts = TicketFacts("1", "J1", "job", "work_order", state, None, 1, at(0), STATION, fields=fields)
    actor = Actor(5, "王", "person", 1, posts=(Post(role, STATION.id, STATION.path),))
    return engine.knowledge(pack.procedures["job"], facts, actor)


def test_a_question_is_told_at_its_step_to_its_role_for_its_fault(knowing: SmallPack) -> None:
    pack = knowing.load()

    assert [one.name for one in told(pack, "going", "worker", {"fault": "water"}).entries] == ["drip", "bill"]
    assert [one.name for one in told(pack, "going", "desk", {"fault": "water"}).entries] == ["bill"]
    assert [one.name for one in told(pack, "going", "worker", {"fault": "power"}).entries] == ["bill"]
    assert [one.name for one in told(pack, "going", "worker", {"fault": "没水"}).entries] == ["bill"]
    assert told(pack, "done", "worker", {"fault": "water"}).entries == ()


def test_what_is_known_of_a_kind_holds_for_the_kinds_below_it(knowing: SmallPack) -> None:
    pack = knowing.load()

    assert [one.name for one in told(pack, "going", "worker", {"category": "tap"}).entries] == ["drip", "bill"]


def test_a_phrase_bound_to_a_command_is_told_to_whoever_may_give_it(knowing: SmallPack) -> None:
    pack = knowing.load()

    (phrase,) = told(pack, "going", "worker", {}).phrases
    assert (phrase.forbidden["zh"], phrase.instead["zh"]) == ("不知道", "我马上去问")
    assert told(pack, "going", "desk", {}).phrases == ()
    assert told(pack, "new", "worker", {}).phrases == ()


def test_a_stored_pack_knows_what_the_folder_knew(knowing: SmallPack) -> None:
    pack = knowing.load()
    stored = LoadedPack.from_document(pack.to_document())

    assert stored.digest == pack.digest
    assert stored.knowledge == pack.knowledge
    assert stored.knowledge["water"].entries["drip"].do[0]["en"] == "Close the valve first"


def test_two_versions_are_told_apart_by_what_they_know(knowing: SmallPack) -> None:
    before = knowing.load()
    knowing.edit(FILE, "垫圈老化。", "阀芯老化。")

    (change,) = changes(before, knowing.load())

    assert (change.section, change.name, change.title["en"], change.clauses) == ("knowledge", "water", "Water", ("SML-03",))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("at: [going]", "at: [gone]", "unknown_state"),
        ("roles: worker", "roles: [waker]", "unknown_role"),
        ("faults: [water]", "faults: [fire]", "unknown_category"),
        ("    clause: SML-03", "    clause: SML-08", "clause_unlisted"),
        ("do: [{zh: 先关阀门, en: Close the valve first}]", "do: [先关阀门]", "words_missing"),
        ("faults: [water]", "fault: [water]", "unknown_key"),
        ("    answer: [{zh: 在水表旁。, en: Beside the meter.}]\n", "    answer: []\n", "bad_value"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(knowing: SmallPack, old: str, new: str, code: str) -> None:
    knowing.edit(FILE, old, new)

    assert knowing.fault(code, file=FILE, at=new.strip()).remedy["zh"]


def test_a_topic_says_something(knowing: SmallPack) -> None:
    knowing.write("knowledge/empty.yaml", "topic: {zh: 空, en: Empty}\n")

    assert "entries" in knowing.fault("empty_topic", file="knowledge/empty.yaml", at="topic").remedy["en"]


def test_a_clause_may_be_fulfilled_by_what_is_known(knowing: SmallPack) -> None:
    assert knowing.faults == []
    knowing.write(FILE, WATER.replace("    clause: SML-03\n", "").replace(", clause: SML-03}", "}"))

    assert "SML-03" in knowing.fault("clause_unused", file="clauses.yaml", at="SML-03").what["en"]
