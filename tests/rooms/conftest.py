"""Houses that rooms are tested in. Rooms are imported inside: this file is read before Django is set up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from procedures.house import House


@pytest.fixture
def lenovo(db: None) -> House:
    """Stations under regions: promises, part orders, withdrawals."""
    from procedures.house import House

    return House("lenovo-unified-repair")


@pytest.fixture
def hotline(db: None) -> House:
    """A hotline whose workers grab jobs: two plumbers."""
    return _hotline()


@pytest.fixture
def committed_lenovo(transactional_db: None) -> Iterator[House]:
    """As `lenovo`, with real commits, for races between connections."""
    from baoxiu.journal import live
    from procedures.house import House

    yield House("lenovo-unified-repair")
    live.close()


@pytest.fixture
def committed_hotline(transactional_db: None) -> Iterator[House]:
    """As `hotline`, with real commits, for races between connections."""
    from baoxiu.journal import live

    yield _hotline()
    live.close()


def _hotline() -> House:
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import actions as directory
    from procedures.house import House

    house = House("ailifengshe-hotline")
    directory.give_skill(house.people["worker"], "plumbing", by=SYSTEM, at=house.began_at)
    house.hire("worker", "老赵", login="worker_two", skills=("plumbing",))
    return house
