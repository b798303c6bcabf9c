"""Visits as a program reads them; an arrival proven by a program like by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baoxiu.journal import clock
from doorstep import DAY, NONE, done, door_house, go, job
from procedures.house import House
from web.api.caller import Program


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[House]:
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    with door_house(monkeypatch) as found:
        clock.move(found.at(DAY + "11:00"))
        yield found


def test_a_program_reads_the_visits_and_those_before(house: House) -> None:
    first = done(job(house), arrive="09:10", leave="09:30")
    again = job(house, at="10:00")
    desk = Program(house, house.people["desk"])

    said = desk.get(f"/tickets/{first.number}/visits").body
    (visit,) = said["visits"]
    assert (visit["nth"], visit["outcome"], visit["labour"], visit["proof"]) == (1, "finish", 1200, NONE)
    assert house.wall(visit["left_at"]) == DAY + "09:30"
    assert said["earlier"] == []

    (earlier,) = desk.get(f"/tickets/{again.number}/visits").body["earlier"]
    assert (earlier["number"], earlier["by"]) == (first.number, house.people["worker"].name)


def test_who_may_not_see_the_ticket_reads_nothing_of_it(house: House) -> None:
    stranger = Program(House("ailifengshe-hotline"), house.people["desk"], scopes=("report",))

    assert stranger.get(f"/tickets/{job(house).number}/visits").status == 403
    assert Program(house, house.people["desk"]).get("/tickets/D0/visits").status == 404


def test_a_program_arrives_with_a_proof(house: House) -> None:
    order = go(job(house), ("accept", "09:05", {}))
    worker = Program(house, house.people["worker"])
    path = f"/tickets/{order.number}/commands/arrive"

    refused = worker.post(path, {"form": {"proof": {"how": "place", "lat": 22.5, "lon": 114.0}}})
    assert (refused.status, refused.code) == (409, "site_unplaced")
    assert worker.post(path, {"form": {"proof": {"how": "none"}}}).status == 422
    assert worker.post(path, {"form": {"proof": NONE}}).status == 200
    assert order.state == "working"
