"""Whom a command names, judged: the same rules as of a place in the day, at the time it has or now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from baoxiu.core.planning import Broken, Job, Stretch, Technician, against, fits, known_of, namings, refusal_said, starts_at, there_from
from baoxiu.core.procedure.loading import load_pack

EIGHT = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
HOUR = timedelta(hours=1)
PACKS = Path(__file__).parents[2] / "procedures"
LEAVE = Stretch(EIGHT + HOUR, EIGHT + 3 * HOUR, "leave")
NIGHT = (Stretch(EIGHT + 8 * HOUR, EIGHT + 14 * HOUR, "晚班"),)


def rules(found: tuple[Broken, ...]) -> list[str]:
    return [one.rule for one in found]


@pytest.mark.parametrize("start", [None, 0, 1, 2, 3, 8, 13, 14])
@pytest.mark.parametrize(
    "who", [Technician(1, away=(LEAVE,)), Technician(1, duties=NIGHT), Technician(1, skills=frozenset(), open=5, most=5)]
)
def test_at_a_time_it_says_what_the_plan_says_of_that_place(who: Technician, start: int | None) -> None:
    job = Job("J", HOUR, starts_at=EIGHT + start * HOUR if start is not None else None, skill="plumbing")

    said = against(job, who, at=EIGHT)

    if job.starts_at is not None:
        assert said == fits(job, who, job.starts_at, at=EIGHT).broken
    assert rules(said) == rules(against(job, who, at=EIGHT))


def test_what_has_no_time_wants_somebody_who_is_there_now() -> None:
    job = Job("J", 4 * HOUR)

    assert rules(against(job, Technician(1, away=(LEAVE,)), at=EIGHT)) == []
    assert rules(against(job, Technician(1, away=(LEAVE,)), at=EIGHT + HOUR)) == ["leave"]
    assert rules(against(job, Technician(1, duties=NIGHT), at=EIGHT + 13 * HOUR)) == []  # his shift ends before the work may


def test_in_an_emergency_nothing_about_the_person_bars() -> None:
    job = Job("J", HOUR, starts_at=EIGHT + 2 * HOUR, skill="plumbing", anybody=True)
    who = Technician(1, skills=frozenset(), duties=NIGHT, away=(LEAVE,), open=9, most=5)

    assert against(job, who, at=EIGHT) == ()
    assert fits(job, who, EIGHT + 2 * HOUR, at=EIGHT).broken == ()


def test_when_somebody_is_there_next() -> None:
    assert there_from(Technician(1), at=EIGHT) == EIGHT
    assert there_from(Technician(1, away=(LEAVE,)), at=EIGHT + HOUR) == EIGHT + 3 * HOUR
    assert there_from(Technician(1, duties=NIGHT), at=EIGHT) == EIGHT + 8 * HOUR
    assert there_from(Technician(1, duties=NIGHT), at=EIGHT + 15 * HOUR) is None
    assert there_from(Technician(1, away=(Stretch(EIGHT, None, "sick"),)), at=EIGHT) is None


def test_for_when_somebody_is_named() -> None:
    agreed, meant = EIGHT + 5 * HOUR, EIGHT + 2 * HOUR

    assert starts_at(agreed, meant, HOUR, at=EIGHT) == agreed
    assert starts_at(EIGHT - HOUR, meant, HOUR, at=EIGHT) == meant
    assert starts_at(None, EIGHT - HOUR / 2, HOUR, at=EIGHT) == EIGHT
    assert starts_at(None, EIGHT - HOUR, HOUR, at=EIGHT) is None


def test_where_coverage_chose_the_unit_its_people_go_wherever_its_jobs_lie() -> None:
    lies, fields = {"sites": [7], "area": "440305"}, {"_gathered": [{"id": "x"}]}
    station = load_pack(PACKS / "lenovo-unified-repair").procedures["work-order"]
    pool = load_pack(PACKS / "ailifengshe-hotline").procedures["repair"]

    assert known_of(station, "", {}, lies)["lies_in"] == frozenset()
    assert known_of(pool, "", {}, lies)["lies_in"] == {"site:7", "area:44", "area:4403", "area:440305"}
    assert (known_of(pool, "", {}, lies)["anybody"], known_of(pool, "", fields, lies)["anybody"]) == (False, True)


@pytest.mark.parametrize(
    ("pack", "procedure", "commands"),
    [
        ("ailifengshe-hotline", "repair", {"assign", "reassign"}),
        ("lenovo-unified-repair", "work-order", {"depart", "take_in"}),
        ("longfor-property", "in-home", {"agree_new_time", "come_again"}),
        ("property-service-standard", "service", {"dispatch"}),
        ("tianli-property", "repair", {"receive", "arrange_rework"}),
        ("yuehao-property", "visit", {"send_specialist"}),
    ],
)
def test_the_commands_that_name_somebody(pack: str, procedure: str, commands: set[str]) -> None:
    assert set(namings(load_pack(PACKS / pack).procedures[procedure])) == commands


@pytest.mark.parametrize("rule", ["unit", "skill", "area", "load", "leave", "shift"])
def test_every_refusal_says_who_why_and_what_to_do(rule: str) -> None:
    facts = {"skill": {"zh": "电", "en": "Power"}, "open": 5, "most": 5, "what": "leave", "since": EIGHT, "until": None, "duties": ()}

    said = refusal_said("张师傅", Broken(rule, facts), ("ALF-07",), zone="Asia/Shanghai", field="worker")

    assert (said.reason, said.clause, said.field) == (f"plan_{rule}", "ALF-07", "worker")
    assert said.say("zh").startswith("张师傅")
    assert said.say("zh").count("。") == 2
    assert said.say("en").count(". ") == 1
