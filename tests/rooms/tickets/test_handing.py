"""Hand-over: offered with a reason, held by the old holder until the new one takes it, recorded on each ticket."""

from __future__ import annotations

import pytest

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refused
from baoxiu.tickets import actions, queries
from procedures.stage import Order, Stage


@pytest.fixture
def shift(db: None) -> Stage:
    """A team of two technicians, one with two jobs in hand."""
    stage = Stage("onsite-visit-default")
    stage.usual = {"customer": "王女士", "address": "3 栋 2 单元 1201", "fault": "水管漏水", "category": "plumbing"}
    for login in ("technician", "second"):
        if login not in stage.people:
            stage.hire("technician", "老赵", login=login, skills=("plumbing",))
    from baoxiu.directory import actions as directory

    directory.give_skill(stage.people["technician"], "plumbing", by=stage.actor("system"), at=stage.began_at)
    return stage


@pytest.fixture
def jobs(shift: Stage) -> list[Order]:
    found = [shift.report(at=f"2026-03-02 09:0{nth}") for nth in range(2)]
    for job in found:
        job.run("take_on", {"enough_time": True}, by="technician", at="2026-03-02 09:05")
    return found


def hand(shift: Stage, *, by: str = "technician", why: str = "下班交接") -> list[actions.Done]:
    to = shift.id_of("second")
    return actions.hand_over_all(shift.id_of("technician"), to, why, by=shift.actor(by), at=shift.at("2026-03-02 17:55"))


def taken(shift: Stage, who: str = "second") -> list[actions.Done]:
    return actions.take_over_all(by=shift.actor(who), at=shift.at("2026-03-02 18:00"))


@pytest.mark.clause("LFR-62")
def test_all_open_slips_go_to_another_once_he_takes_them(shift: Stage, jobs: list[Order]) -> None:
    handed = hand(shift)

    assert [one.refusal for one in handed] == [None, None]
    assert [job.row.holder_id for job in jobs] == [shift.id_of("technician")] * 2
    assert {row.number for row in queries.handed_to(shift.actor("second"))} == {job.number for job in jobs}
    assert all(len(job.messages(f"person:{shift.id_of('second')}", saying="下班交接")) == 1 for job in jobs)

    assert len(taken(shift)) == 2

    assert [job.row.holder_id for job in jobs] == [shift.id_of("second")] * 2
    assert list(queries.handed_to(shift.actor("second"))) == []
    for job in jobs:
        (entry,) = job.fields["_hand_overs"]
        assert (entry["from"], entry["to"], entry["why"]) == (shift.id_of("technician"), shift.id_of("second"), "下班交接")
        assert shift.wall(entry["taken_at"]) == "2026-03-02 18:00"
        assert [event.data["command"] for event in job.events[-2:]] == ["hand_over", "take_over"]


@pytest.mark.clause("LFR-62")
def test_the_desk_hands_over_for_somebody_who_is_away_and_a_colleague_does_not(shift: Stage, jobs: list[Order]) -> None:
    refused = [one.refusal for one in hand(shift, by="second")]
    assert [getattr(one, "reason", "") for one in refused if one is not None] == ["not_yours_to_hand"] * 2

    assert [(one.number, one.refusal) for one in hand(shift, by="desk", why="请病假")] == [(job.number, None) for job in jobs]
    assert len(taken(shift)) == 2


def test_only_whom_it_was_offered_to_takes_it_over(shift: Stage, jobs: list[Order]) -> None:
    assert "take_over" not in jobs[0].may(by="second", at="2026-03-02 10:00")
    with pytest.raises(Refused) as unoffered:
        jobs[0].run("take_over", by="second", at="2026-03-02 10:00")
    assert unoffered.value.reason == "not_handed_to_you"
    hand(shift)
    shift.hire("technician", "小周", login="third")

    with pytest.raises(Refused):
        jobs[0].run("take_over", by="third", at="2026-03-02 18:00")

    assert taken(shift, "third") == []
    assert jobs[0].row.holder_id == shift.id_of("technician")


def test_nobodys_ticket_and_ones_own_are_not_handed_over(shift: Stage, jobs: list[Order]) -> None:
    free = shift.report(at="2026-03-02 09:30")
    with pytest.raises(Refused) as nobodys:
        free.run("hand_over", {"to_person": shift.id_of("second"), "why": "x"}, by="technician", at="2026-03-02 10:00")
    assert nobodys.value.reason == "nobody_holds"

    with pytest.raises(Refused) as own:
        jobs[0].run("hand_over", {"to_person": shift.id_of("technician"), "why": "x"}, by="technician", at="2026-03-02 10:00")
    assert own.value.reason == "held_already"


@pytest.mark.parametrize("why", ["", "  "])
def test_a_hand_over_says_why(shift: Stage, jobs: list[Order], why: str) -> None:
    with pytest.raises(Malformed):
        hand(shift, why=why)
    assert all("_handing" not in job.fields for job in jobs)


def test_a_later_offer_takes_the_place_of_the_first(shift: Stage, jobs: list[Order]) -> None:
    hand(shift)
    shift.hire("technician", "小周", login="third")
    actions.hand_over_all(
        shift.id_of("technician"), shift.id_of("third"), "改派", by=shift.actor("technician"), at=shift.at("2026-03-02 17:57")
    )

    assert taken(shift, "second") == []
    assert len(taken(shift, "third")) == 2


def test_a_stranger_hands_nothing_over(shift: Stage, jobs: list[Order]) -> None:
    stranger = Actor(id=10**6, name="x", kind="person", organisation_id=10**6)

    found = actions.hand_over_all(shift.id_of("technician"), shift.id_of("second"), "x", by=stranger, at=shift.at("2026-03-02 18:00"))

    assert found == []
