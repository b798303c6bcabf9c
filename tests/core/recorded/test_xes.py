"""Traces of an event log become reports with a life; what is no log is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baoxiu.core.recorded import Mapping, Recorded, Rejected, load_mapping, read
from baoxiu.core.recorded.tables import UnreadableFile

File = Callable[[str], Path]
PACKS = Path(__file__).parents[3] / "procedures"


def event(name: str, transition: str, at: str, **more: str) -> str:
    rows = {"concept:name": name, "lifecycle:transition": transition, **more}
    cells = "".join(f'<string key="{k}" value="{v}"/>' for k, v in rows.items())
    return f'<event>{cells}<date key="time:timestamp" value="{at}"/></event>'


def log(*traces: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><log xmlns="http://www.xes-standard.org/">{"".join(traces)}</log>'


def trace(number: str, *events: str) -> str:
    return f'<trace><string key="concept:name" value="{number}"/>{"".join(events)}</trace>'


@pytest.fixture
def shop() -> Mapping:
    return load_mapping(PACKS / "repair-shop" / "import.yaml")


@pytest.fixture
def file(tmp_path: Path) -> File:
    def write(text: str) -> Path:
        (tmp_path / "log.xes").write_text(text, "utf-8")
        return tmp_path / "log.xes"

    return write


def test_a_trace_becomes_a_report_with_its_life(shop: Mapping, file: File) -> None:
    one = trace(
        "7",
        event("Register", "complete", "1970-01-02T12:23:00.000+01:00"),
        event("Analyze Defect", "start", "1970-01-02T12:24:00.000+01:00"),
        event("Test Repair", "complete", "1970-01-02T12:55:00.000+01:00", numberRepairs="1", defectFixed="false"),
    )

    (found,) = read(file(log(one)), shop)

    assert isinstance(found, Recorded)
    assert (found.number, found.reported_at.isoformat()) == ("7", "1970-01-02T11:23:00+00:00")
    assert [s.command for s in found.life] == ["start_analysis", "finish_test"]
    assert found.life[1].form == {"fixed": False, "repairs": 1}


def test_an_event_the_mapping_does_not_know_stays_in_the_life_by_its_own_name(shop: Mapping, file: File) -> None:
    one = trace("7", event("Register", "complete", "1970-01-02T12:23:00+01:00"), event("Polish", "complete", "1970-01-02T12:24:00+01:00"))

    (found,) = read(file(log(one)), shop)

    assert isinstance(found, Recorded)
    assert found.life[0].command == "?Polish/complete"


def test_a_trace_without_a_birth_or_a_time_is_rejected_alone(shop: Mapping, file: File) -> None:
    good = trace("8", event("Register", "complete", "1970-01-02T12:23:00+01:00"))
    unborn = trace("7", event("Archive Repair", "complete", "1970-01-02T12:23:00+01:00"))
    timeless = trace("9", event("Register", "complete", "noon"))

    first, second, third = read(file(log(unborn, timeless, good)), shop)

    assert isinstance(first, Rejected) and "never begins" in first.reason
    assert isinstance(second, Rejected) and "readable time" in second.reason
    assert isinstance(third, Recorded)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SRNumber,CreatedDate\n1,2\n", "not XML"),
        ("<html><body/></html>", "no trace"),
        ('<!DOCTYPE log [<!ENTITY a "b">]><log/>', "entities"),
    ],
)
def test_what_is_no_log_is_refused_whole(shop: Mapping, file: File, text: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        list(read(file(text), shop))
