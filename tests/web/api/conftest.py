"""A house whose people let programs work for them. Rooms are imported inside: this file is read before Django is set up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from procedures.house import House
    from web.api.caller import Program


@pytest.fixture
def house(db: None, settings: Settings, tmp_path: Path) -> House:
    """Lenovo's stations at noon, by a clock that tests move; files lie in a folder of the test."""
    from baoxiu.journal import clock
    from procedures.house import House
    from web.api.caller import NOON

    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    settings.FILES = tmp_path / "files"
    settings.LANGUAGE_CODE = "zh-hans"
    house = House("lenovo-unified-repair")
    clock.move(house.at(NOON))
    return house


@pytest.fixture
def api(house: House) -> Program:
    """The program of a coordinator who takes calls too, with every scope."""
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import actions as directory
    from web.api.caller import Program

    coordinator = house.people["coordinator"]
    directory.give_post(coordinator, house.root, "cc_agent", by=SYSTEM, at=house.began_at)
    return Program(house, coordinator)
