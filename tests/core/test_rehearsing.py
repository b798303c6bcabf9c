"""A rehearsal does what is decided: linked tickets, answers, rings at their instants; golden cases are played on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from baoxiu.core.errors import Refused
from baoxiu.core.procedure.examples import Otherwise, examples_of, run_examples
from baoxiu.core.procedure.loading import load_pack
from baoxiu.core.procedure.rehearsing import Rehearsal
from core.smallpack import SmallPack

PACKS = Path(__file__).resolve().parents[2] / "procedures"
SHIPPED = sorted(path.parent for path in PACKS.glob("*/pack.yaml"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def house(small: SmallPack) -> Rehearsal:
    return Rehearsal(small.load())


@pytest.fixture
def going(house: Rehearsal) -> str:
    job = house.open("job", {"fault": "漏水"}, by="desk", at=at("2026-03-02 09:00"))
    house.run(job, "ring", {"outcome": "reached"}, by="desk", at=at("2026-03-02 09:30"))
    return job


def finish(house: Rehearsal, job: str, when: str) -> None:
    house.run(job, "tick", {"checklist": "tidy", "items": ["0"]}, by="worker", at=at(when))
    house.run(job, "finish", by="worker", at=at(when))


def test_a_ticket_that_is_opened_knows_its_parent_and_takes_what_it_hands_over(house: Rehearsal, going: str) -> None:
    finish(house, going, "2026-03-02 11:00")

    call_back = house.latest("call-back")
    assert call_back.fields["order"] == house.ticket(going).number
    assert [(link.relation, link.ticket_id) for link in call_back.links] == [("opened_by", going)]
    assert [(link.relation, link.state) for link in house.ticket(going).links] == [("opened", "due")]


def test_an_answer_of_a_linked_ticket_leads_the_first_one_on(small: SmallPack) -> None:
    small.edit("job.yaml", "    to: done\n", "    to: same\n")
    small.edit("job.yaml", "call-back.unhappy: {tell: boss}", "call-back.unhappy: {to: new, tell: boss}\n  call-back.happy: {to: done}")
    house = Rehearsal(small.load())
    job = house.open("job", {"fault": "漏水"}, by="desk", at=at("2026-03-02 09:00"))
    house.run(job, "ring", {"outcome": "reached"}, by="desk", at=at("2026-03-02 09:30"))
    finish(house, job, "2026-03-02 10:00")

    house.run(house.latest("call-back").id, "unhappy", by="desk", at=at("2026-03-02 10:30"))

    assert house.ticket(job).state == "new"
    assert [said.tell.to for said in house.said if said.at == at("2026-03-02 10:30")] == [("contact:boss",)]


def test_a_clock_rings_at_its_instant_though_nobody_looks_until_later(house: Rehearsal) -> None:
    job = house.open("job", {"fault": "漏水"}, by="desk", at=at("2026-03-02 09:00"))

    house.wait(at("2026-03-02 13:00"))
    assert house.said == []
    house.wait(at("2026-03-02 16:00"))

    assert [(said.ticket_id, said.tell.to) for said in house.said] == [(job, ("desk",))]
    assert house.said[0].at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M:%S") == "13:00:00"
    assert house.said[0].at > at("2026-03-02 13:00")


def test_a_refusal_changes_nothing(house: Rehearsal, going: str) -> None:
    before = house.ticket(going)

    with pytest.raises(Refused):
        house.run(going, "finish", by="worker", at=at("2026-03-02 11:00"))

    assert house.ticket(going) == before


def test_two_people_of_one_role_are_two_people(house: Rehearsal) -> None:
    assert house.actor("worker").id != house.actor("worker/2").id
    assert house.actor("worker") == house.actor("worker")
    assert house.actor("worker/2").roles_at("/1/") == {"worker"}


def test_people_stand_at_the_top_and_work_comes_to_the_lowest_level() -> None:
    house = Rehearsal(load_pack(PACKS / "owner-visit-basic"))

    visit = house.open(
        "visit", {"customer": "王", "phone": "13800138000", "address": "3-2", "fault": "漏"}, by="technician", at=at("2026-03-02 09:00")
    )

    assert house.ticket(visit).unit.code == "centre"
    assert house.units["centre"].path.startswith(house.units["company"].path)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_the_golden_cases_of_every_shipped_pack_come_out_as_written(folder: Path) -> None:
    assert [otherwise.say("en") for otherwise in run_examples(load_pack(folder))] == []


def test_the_small_packs_case_is_played(small: SmallPack) -> None:
    pack = small.load()

    assert [example.example for example in examples_of(pack)] == ["rung-in-time"]
    assert run_examples(pack) == []


@pytest.mark.parametrize(
    ("old", "new", "turn", "what"),
    [
        ("state: going, clocks", "state: done, clocks", 1, "state"),
        ("{first_call: kept}", "{first_call: breached}", 1, "clock first_call"),
        ('{first_call: "2026-03-02 13:00"}', '{first_call: "2026-03-02 14:00"}', 0, "clock first_call"),
        ("do: ring", "do: finish", 1, "refused"),
        ("do: ring,", "do: ring, refused: SML-01,", 1, "refused"),
        ("do: ring,", "do: ring, fields: {fault: 停电},", 1, "field fault"),
        ("do: ring,", "do: ring, told: worker,", 1, "told"),
        ("do: ring,", "do: ring, opens: call-back,", 1, "opens"),
        ("do: ring,", "do: ring, rang: first_call.breach,", 1, "rang"),
        ("do: ring,", "do: ring, holder: desk,", 1, "holder"),
        ("do: ring,", "do: ring, flags: late,", 1, "flags"),
    ],
)
def test_a_case_that_comes_out_otherwise_says_where(small: SmallPack, old: str, new: str, turn: int, what: str) -> None:
    small.edit("examples/rung.yaml", old, new)

    found = run_examples(small.load())

    assert (found[0].turn, found[0].what) == (turn, what), [one.say("en") for one in found]


def test_a_case_may_look_at_a_linked_ticket_and_let_time_pass(small: SmallPack) -> None:
    turns: Any = """\
  - {at: "10:30", by: worker, do: tick, with: {checklist: tidy, items: ["0"]}}
  - {at: "10:40", by: worker, do: finish, opens: call-back, told: desk, state: done}
  - {at: "2026-03-03 09:00", on: call-back, state: due, holder: desk}
  - {at: "09:05", on: call-back, by: desk, do: happy, state: happy}
"""
    small.write("examples/rung.yaml", (small.path / "examples/rung.yaml").read_text("utf-8") + turns)

    assert run_examples(small.load()) == []


def test_what_came_otherwise_is_said_in_both_languages() -> None:
    found = Otherwise("rung-in-time", 2, "state", "going", "new")

    assert found.say("en") == "rung-in-time, turn 2: state: expected going, found new"
    assert found.say("zh") == "rung-in-time 第 2 步 state：应为 going，实为 new"
