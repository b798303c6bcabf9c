"""What packs in force know, found as tickets are: by pairs of characters, by the initials of their pinyin, by topic and fault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from baoxiu.catalogue import actions, queries
from baoxiu.core.errors import NotFound
from conftest import MORNING

if TYPE_CHECKING:
    from cast import Cast

TOPIC = """\
topic: {zh: 家中设备, en: Things in the home}
entries:
  gas-meter:
    question: {zh: 天然气表为什么自锁？, en: Why does the gas meter lock?}
    answer: [{zh: 一周不用会上锁。, en: It locks after a week without use.}]
    at: [new]
    faults: [gas]
  boiler:
    question: {zh: 锅炉为什么滴水？, en: Why does the boiler drip?}
    answer: [{zh: 燃气热气冷凝成水。, en: Hot exhaust of gas condenses.}]
phrases:
  - {forbidden: {zh: 不归我管, en: Not my job}, instead: {zh: 我帮您联系同事, en: I will find a colleague}}
"""


@pytest.fixture
def knowing(cast: Cast, tmp_path: Path) -> Cast:
    """The organisation works by a small pack that knows something."""
    from core.smallpack import write_small_pack

    small = write_small_pack(tmp_path / "small")
    small.write("knowledge/home.yaml", TOPIC)
    small.edit("pack.yaml", "calendars:\n", "categories: {gas: {title: {zh: 燃气, en: Gas}}}\ncalendars:\n")
    put_in_force(cast, small.load())
    return cast


def put_in_force(cast: Cast, pack: object) -> None:
    """Install, review, approve, publish, adopt."""
    version = actions.install_pack(pack, cast.lanhai, by=cast.actor("cc_agent"), at=MORNING)  # type: ignore[arg-type]
    actions.review(version, by=cast.actor("region"), at=MORNING)
    actions.approve(version, by=cast.actor("director"), at=MORNING)
    actions.publish(version, by=cast.actor("director"), at=MORNING)
    actions.adopt(cast.lanhai, version.pack, by=cast.actor("director"), at=MORNING)


def found(cast: Cast, text: str = "", **more: str) -> list[str]:
    return [one.key for one in queries.known(cast.lanhai.pk, text, at=MORNING, **more)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", ["home/gas-meter", "home/boiler"]),
        ("天然气", ["home/gas-meter"]),
        ("自锁", ["home/gas-meter"]),
        ("trq", ["home/gas-meter"]),
        ("gas", ["home/gas-meter", "home/boiler"]),
        ("冷凝", ["home/boiler"]),
        ("电梯", []),
        ("？", []),
    ],
)
def test_questions_are_found_by_words_and_initials_what_is_asked_before_what_is_mentioned(
    knowing: Cast, text: str, keys: list[str]
) -> None:
    assert found(knowing, text) == keys


def test_questions_are_found_by_topic_and_fault(knowing: Cast) -> None:
    assert found(knowing, topic="home") == ["home/gas-meter", "home/boiler"]
    assert found(knowing, topic="garden") == []
    assert found(knowing, fault="gas") == ["home/gas-meter"]
    assert list(queries.topics(knowing.lanhai.pk, at=MORNING)) == ["home"]


def test_a_question_is_known_by_its_key_with_the_steps_and_faults_as_people_call_them(knowing: Cast) -> None:
    one = queries.known_entry(knowing.lanhai.pk, "home/gas-meter", at=MORNING)

    assert [title["zh"] for title in one.steps] == ["新单"]
    assert [title["en"] for title in one.fault_titles] == ["Gas"]
    with pytest.raises(NotFound):
        queries.known_entry(knowing.lanhai.pk, "home/stove", at=MORNING)


def test_phrases_are_found_too(knowing: Cast) -> None:
    (part,) = queries.phrases(knowing.lanhai.pk, "不归我管", at=MORNING)

    assert [phrase.instead["zh"] for phrase in part.phrases] == ["我帮您联系同事"]
    assert queries.phrases(knowing.lanhai.pk, "锅炉", at=MORNING) == []


def test_what_a_draft_says_is_known_once_it_is_in_force(cast: Cast, tmp_path: Path) -> None:
    from core.smallpack import write_small_pack

    small = write_small_pack(tmp_path / "small")
    small.write("knowledge/home.yaml", TOPIC.replace("    faults: [gas]\n", ""))
    actions.install_pack(small.load(), cast.lanhai, by=cast.actor("cc_agent"), at=MORNING)
    assert found(cast) == []

    small.edit("knowledge/home.yaml", "自锁", "上锁")
    put_in_force(cast, small.load())

    assert (found(cast, "上锁"), found(cast, "自锁")) == (["home/gas-meter"], [])


def test_another_organisation_knows_nothing_of_it(knowing: Cast) -> None:
    other = next(unit for unit in knowing.units.values() if unit.organisation_id != knowing.lanhai.pk)

    assert queries.known(other.organisation_id or other.pk, "", at=MORNING) == []
