"""Clocks and quotas of a ticket: started, paused, stopped, rung, escalated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baoxiu.core.engine.facts import Tell
from station import at, open_case, person


def _instant(hours: Any) -> Any:
    return at(hours) + timedelta(microseconds=1)


def test_a_warning_then_a_breach_then_the_chain() -> None:
    case = open_case()

    case.ring("contact", hours=3.5)
    assert [tell.to for tell in case.tells()] == [("desk",)]
    assert "首次联系" in case.tells()[0].words["zh"]
    assert "13:00" in case.tells()[0].words["zh"]
    assert (case.rows["contact"].next_ring, case.rows["contact"].next_ring_at) == ("breach", _instant(4))

    case.ring("contact", hours=4.01)
    assert [tell.to for tell in case.tells()] == [("desk", "region")]
    assert case.rows["contact"].running.breached
    assert (case.rows["contact"].next_ring, case.rows["contact"].next_ring_at) == ("escalate", at(5))

    case.ring("contact", hours=5)
    assert [tell.to for tell in case.tells()] == [("leader",)]
    case.ring("contact", hours=6)
    told, task = case.tells()
    assert (told.to, told.task, task.to, task.task) == (("region",), False, ("region",), True)
    assert task.words["zh"] == "督办 S1-0001"
    assert case.rows["contact"].next_ring is None


def test_a_breach_does_what_the_procedure_wants_then() -> None:
    case = open_case().ring("contact", hours=4.01)

    assert case.facts.flags == ("overdue",)
    assert case.facts.grants == {"judge": ("region",)}
    assert case.run("judge", {"fault_kind": "software"}, by="region", hours=5).last.role == "region"


def test_a_ring_that_comes_early_changes_nothing() -> None:
    case = open_case().ring("contact", hours=2)
    assert case.last.effects == ()
    assert not case.last.running[0].running.warned


def test_done_exactly_on_time_is_on_time() -> None:
    case = open_case().ring("contact", hours=4)
    assert not case.rows["contact"].running.breached
    case.run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}, hours=4)
    assert case.rows["contact"].kept is True


def test_done_late_is_late_and_is_told_even_where_the_timer_was_slow() -> None:
    case = open_case().run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}, hours=4.5)
    assert case.rows["contact"].kept is False
    assert case.rows["contact"].running.breached
    assert [tell.to for tell in case.tells()].count(("desk", "region")) == 1
    assert case.facts.flags == ("overdue",)  # what the breach runs was run, where the order stood when it was overdue
    assert case.facts.state == "promised"

    case.ring("contact", hours=5)
    assert case.last.effects == ()


def test_one_slow_sweep_rings_all_that_is_due_and_does_not_warn_of_what_is_over() -> None:
    case = open_case().ring("contact", hours=6)
    assert [tell.to for tell in case.tells()] == [("desk", "region"), ("leader",), ("region",), ("region",)]


def test_a_condition_decides_whether_a_command_stops_a_clock() -> None:
    case = open_case().run("log_attempt", {"outcome": "no_answer"})
    assert "contact" not in {change.running.name for change in case.last.running}
    case.run("log_attempt", {"outcome": "reached"}, hours=2)
    assert case.rows["contact"].state == "stopped"


def test_a_state_that_pauses_a_clock_adds_what_it_held_up() -> None:
    case = open_case().run("hold", hours=1)
    assert (case.rows["contact"].state, case.rows["contact"].due_at, case.rows["contact"].next_ring) == ("paused", None, None)
    case.run("resume", hours=3)
    assert (case.rows["contact"].state, case.rows["contact"].due_at) == ("running", at(6))


def test_a_new_promise_lays_its_clock_anew() -> None:
    case = open_case().run("promise_visit", {"promised_at": "2026-03-02T15:00+08:00"}, hours=1)
    assert case.rows["promise"].due_at == at(6)
    case.run("promise_visit", {"promised_at": "2026-03-02T17:00+08:00"}, hours=2)
    assert case.rows["promise"].due_at == at(8)
    assert case.rows["promise"].next_ring_at == at(7)


def test_the_address_decides_the_limit() -> None:
    town = open_case()
    country = open_case(form={"fault": "x", "customer": "y", "phone": "1", "area": "rural"})
    assert town.rows["ringing"].due_at == at(0.75)
    assert country.rows["ringing"].due_at == at(1.5)


def test_a_clock_that_a_state_stops_stops_when_it_is_entered() -> None:
    case = open_case().run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}, hours=0.5)
    assert (case.rows["ringing"].state, case.rows["ringing"].kept) == ("stopped", True)


def test_no_clock_runs_on_a_ticket_that_has_ended() -> None:
    case = open_case().run("log_attempt", {"outcome": "wrong_number"}).system("withdraw")
    assert {row.state for row in case.rows.values()} == {"stopped"}
    assert all(row.next_ring_at is None for row in case.rows.values())


def _unreachable() -> Any:
    case = open_case().run("log_attempt", {"outcome": "no_answer"}, hours=1)
    return case.run("mark_unreachable", hours=3.6)


def test_a_quota_counts_by_whole_working_days() -> None:
    case = _unreachable()
    assert case.rows["daily"].is_quota
    assert case.rows["daily"].next_ring == "check"
    for hours in (24.5, 25, 48.5):
        case.run("log_attempt", {"outcome": "no_answer"}, hours=hours)
    assert len(case.facts.running["daily"].counted) == 3

    case.ring("daily", hours=40)
    assert case.last.effects == ()
    case.ring("daily", hours=64)
    (short,) = case.tells()
    assert short.to == ("desk", "region")
    assert "还缺 1 次" in short.words["zh"]
    assert case.rows["daily"].kept is False


def test_a_period_is_judged_once() -> None:
    case = _unreachable().ring("daily", hours=40).ring("daily", hours=40.5)
    assert [effect for effect in case.last.effects if isinstance(effect, Tell)] == []


def test_an_expression_reads_a_clock() -> None:
    case = open_case()
    choice = case.choices(person("desk"), hours=1)["log_attempt"]
    assert choice.open
    assert case.rows["contact"].running.marks[0].kind == "start"


@pytest.mark.parametrize("clock", ["contact", "nothing"])
def test_a_ring_of_what_has_stopped_or_never_was_changes_nothing(clock: Any) -> None:
    case = open_case().run("promise_visit", {"promised_at": "2026-03-03T10:00+08:00"}).ring(clock, hours=9)
    assert case.last.effects == ()
    assert case.last.changes == {}
