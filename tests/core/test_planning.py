"""The day's plan: what fits where, what it costs, which rule it breaks. Laws first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baoxiu.core.planning import Job, Laid, Place, Stretch, Technician, barred, costs_said, fits, lay, rule_said, span_said, travel

EIGHT = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
ZONE = "Asia/Shanghai"
HERE, THERE = Place(31.2304, 121.4737), Place(31.2397, 121.4998)


def at(hours: float) -> datetime:
    return EIGHT + timedelta(hours=hours)


HOLDS: tuple[Literal["", "appointment", "running", "done"], ...] = ("", "", "appointment", "running", "done")


def job(number: str, start: float | None = None, *, minutes: int = 60, **facts: object) -> Job:
    whole = Job(number, timedelta(minutes=minutes), at(start) if start is not None else None)
    return replace(whole, **facts)  # type: ignore[arg-type]


def someone(*jobs: Job, **facts: object) -> Technician:
    return replace(Technician(1, jobs=jobs), **facts)  # type: ignore[arg-type]


def rules(fit: object) -> list[str]:
    return [one.rule for one in fit.broken]  # type: ignore[attr-defined]


# -- laws

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine even few draws take long
places = st.none() | st.builds(Place, st.floats(31.1, 31.3), st.floats(121.3, 121.5))
starts = st.integers(0, 10 * 12).map(lambda five: EIGHT + timedelta(minutes=5 * five))


@st.composite
def days(draw: st.DrawFn) -> list[Job]:
    count = draw(st.integers(0, 7))
    found = []
    for number in range(count):
        hold = draw(st.sampled_from(HOLDS))
        start = draw(starts) if hold else draw(st.none() | starts)
        lasts = timedelta(minutes=draw(st.sampled_from([10, 30, 45, 60, 120])))
        found.append(Job(f"J{number}", lasts, start, hold, draw(st.none() | starts), draw(places)))
    return found


def overlap(one: Laid, other: Laid) -> bool:
    return one.start < other.end and other.start < one.end


@LAW
@given(days(), starts)
def test_every_job_is_laid_once_and_what_does_not_move_stands_at_its_own_time(jobs: list[Job], since: datetime) -> None:
    laid = lay(jobs, since=since)

    assert sorted(one.job.number for one in laid) == sorted(one.number for one in jobs)
    assert all(one.start == one.job.starts_at for one in laid if one.job.hold)


@LAW
@given(days(), starts)
def test_no_two_jobs_overlap_unnoticed_and_what_moves_overlaps_nothing(jobs: list[Job], since: datetime) -> None:
    for one, other in combinations(lay(jobs, since=since), 2):
        assert (other.job.number in one.overlaps) == (one.job.number in other.overlaps) == overlap(one, other)
        assert not overlap(one, other) or (one.job.hold and other.job.hold)


@LAW
@given(days(), starts)
def test_nothing_that_moves_begins_before_it_is_meant_or_before_now(jobs: list[Job], since: datetime) -> None:
    assert all(one.start >= max(since, one.job.starts_at or since) for one in lay(jobs, since=since) if not one.job.hold)


@LAW
@given(days(), starts, st.randoms(use_true_random=False))
def test_the_order_the_jobs_come_in_changes_nothing(jobs: list[Job], since: datetime, dice: object) -> None:
    shuffled = list(jobs)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    assert lay(shuffled, since=since) == lay(jobs, since=since)


@LAW
@given(days(), starts, starts)
def test_a_drop_keeps_agreed_times_and_tells_every_overlap(jobs: list[Job], start: datetime, now: datetime) -> None:
    new = Job("NEW", timedelta(minutes=45))
    fit = fits(new, someone(*jobs), start, at=now)
    after = lay([*jobs, replace(new, starts_at=start)], since=now)

    assert all(one.start == one.job.starts_at for one in after if one.job.hold == "appointment")
    assert not any(one.number == held.number for one in fit.others for held in jobs if held.hold)
    mine = next(one for one in after if one.job.number == "NEW")
    assert (fit.start, fit.end, fit.overlaps) == (mine.start, mine.end, mine.overlaps)


@LAW
@given(days(), starts, starts)
def test_an_agreed_time_is_refused_anywhere_else(jobs: list[Job], start: datetime, agreed: datetime) -> None:
    held = Job("HELD", timedelta(minutes=30), agreed, "appointment")
    fit = fits(held, someone(*jobs), start, at=EIGHT)

    assert ("appointment" in rules(fit)) == (start != agreed)
    assert fit.start == agreed
    assert ("overlap" in rules(fit)) == bool(fit.overlaps)


@LAW
@given(days(), starts)
def test_a_job_put_back_where_it_stands_costs_nobody_anything(jobs: list[Job], since: datetime) -> None:
    for laid in lay(jobs, since=since):
        if not laid.job.hold:
            settled = [replace(one.job, starts_at=one.start) for one in lay(jobs, since=since)]
            mine = next(one for one in settled if one.number == laid.job.number)
            assert fits(mine, someone(*settled), laid.start, at=since).others == ()


# -- rules


@pytest.mark.parametrize(
    ("rule", "wanted", "who"),
    [
        ("skill", job("N", skill="lift"), someone(skills=frozenset({"water"}))),
        ("area", job("N", lies_in=frozenset({"site:1"})), someone(areas=frozenset({"site:2"}))),
        ("load", job("N"), someone(open=5, most=5)),
        ("unit", job("N", unit="/1/3/"), someone(posts=("/1/4/",))),
        ("leave", job("N"), someone(away=(Stretch(at(0), None, "leave"),))),
        ("shift", job("N"), someone(duties=(Stretch(at(2), at(8), "早班"),))),
        ("shift", job("N"), someone(duties=())),
        ("overlap", job("N", 1, hold="appointment"), someone(job("A", 1.5, hold="appointment"))),
        ("visit", job("N", 0.5, hold="running"), someone()),
        ("past", job("N"), someone()),
    ],
)
def test_a_place_says_which_rule_it_breaks(rule: str, wanted: Job, who: Technician) -> None:
    now = at(4) if rule == "past" else at(1)
    start = wanted.starts_at or at(1)

    fit = fits(wanted, who, start, at=now)

    assert rules(fit) == [rule]
    assert not fit.stands
    assert all(rule_said(one, language, zone=ZONE) for one in fit.broken for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        (job("N", skill="lift"), someone(skills=None)),
        (job("N", skill="lift"), someone(skills=frozenset({"lift"}))),
        (job("N", lies_in=frozenset({"site:1", "site:2"})), someone(areas=frozenset({"site:2"}))),
        (job("N", unit="/1/4/9/"), someone(posts=("/1/4/",))),
        (job("N"), someone(open=4, most=5)),
        (job("N"), someone(duties=(Stretch(at(0), at(1.5)), Stretch(at(1.5), at(3))))),
        (job("N"), someone(away=(Stretch(at(2), at(3), "sick"),))),
    ],
)
def test_what_keeps_all_rules_stands(wanted: Job, who: Technician) -> None:
    assert fits(wanted, who, at(1), at=at(1)).stands


def test_moving_a_job_within_his_own_day_adds_no_load() -> None:
    mine = job("A", 1)

    assert barred(mine, someone(mine, open=5, most=5)) == ()
    assert [one.rule for one in barred(job("B"), someone(mine, open=5, most=5))] == ["load"]


# -- what it costs


def test_the_way_is_told_with_its_length_and_kept_free() -> None:
    way = travel(HERE, THERE)
    assert way is not None
    assert 3000 < way.metres < 4000
    assert way.takes == timedelta(minutes=-(-way.metres // 250))

    fit = fits(job("N", place=THERE), someone(job("A", 1, hold="appointment", place=HERE)), at(2), at=at(0))

    assert fit.way == way
    assert fit.start == at(2) + way.takes


def test_who_comes_later_is_told_by_how_much_and_whether_he_is_late_then() -> None:
    other = job("A", 1, due_at=at(1.25))

    fit = fits(job("N"), someone(other), at(0.75), at=at(0))

    assert [(one.number, one.moved, one.late) for one in fit.others] == [("A", timedelta(minutes=45), timedelta(minutes=30))]
    said = [words for words, bad in costs_said(fit, "zh", {"A": "水管爆裂"}) if bad]
    assert said == ["水管爆裂 推迟 45 分钟，将迟到 30 分钟"]
    assert "A comes 45 min later and is 30 min late" in [words for words, _ in costs_said(fit, "en")]


def test_the_most_urgent_of_what_has_no_time_comes_first() -> None:
    laid = lay([job("A", due_at=at(5)), job("B", due_at=at(2)), job("C")], since=at(0))

    assert [one.job.number for one in laid] == ["B", "A", "C"]


def test_a_gap_that_is_too_small_is_passed_over() -> None:
    laid = lay([job("H", 0.5, hold="appointment"), job("A", minutes=45)], since=at(0))

    assert [(one.job.number, one.start) for one in laid] == [("H", at(0.5)), ("A", at(1.5))]


def test_spans_are_said_in_both_languages() -> None:
    assert [span_said(timedelta(minutes=80), "zh-hans"), span_said(timedelta(minutes=20), "en"), span_said(timedelta(hours=2), "en")] == [
        "1 小时 20 分钟", "20 min", "2 h",
    ]  # fmt: skip
