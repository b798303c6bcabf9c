"""The one source of now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from baoxiu.core.errors import Malformed
from baoxiu.journal import clock

NOON = datetime(2031, 5, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def file(settings: Settings, tmp_path: Path) -> Path:
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    return tmp_path / "clock.json"


def test_without_a_file_it_is_now(settings: Settings) -> None:
    settings.CLOCK_FILE = ""

    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_a_file_that_is_not_there_yet_changes_nothing(file: Path) -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_time_stands_where_it_was_put(file: Path) -> None:
    clock.move(NOON)

    assert clock.now() == clock.now() == NOON


def test_time_moves_again_when_it_is_moved_again(file: Path) -> None:
    clock.move(NOON)
    assert clock.now() == NOON

    clock.move(NOON + timedelta(days=3))

    assert clock.now() == NOON + timedelta(days=3)


def test_time_may_run_on_from_there(file: Path) -> None:
    clock.move(NOON, runs=True)

    first, second = clock.now(), clock.now()

    assert NOON <= first < second < NOON + timedelta(seconds=5)


@pytest.mark.parametrize("text", ["", "{}", '{"at": "noon"}', '{"at": "2031-05-01T12:00:00"}', '{"at": 5}', "[1]"])
def test_a_clock_file_nobody_can_read_is_refused_by_name(file: Path, text: str) -> None:
    file.write_text(text)

    with pytest.raises(Malformed, match=r"clock\.json"):
        clock.now()


def test_another_zone_is_the_same_instant(file: Path) -> None:
    file.write_text('{"at": "2031-05-01T12:00:00+08:00"}')

    assert clock.now() == NOON
    assert clock.now().utcoffset() == timedelta()
