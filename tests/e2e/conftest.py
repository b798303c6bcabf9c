"""A real server on a real database, and Chromium in front of it."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from browsing import Visitors
    from cast import Cast
    from procedures.house import House
    from procedures.longfor import Estate
    from procedures.stage import Stage

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps a loop in this thread; the server has its own threads


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; its driver's loop ends with it, for later tests run loops of their own."""
    from playwright.sync_api import expect, sync_playwright

    from browsing import PATIENCE
    from chromium import ARGS, CHROMIUM

    if CHROMIUM is None:
        pytest.fail("The browser tests need Chromium: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield running
        running.close()


@pytest.fixture
def stage(transactional_db: None) -> Cast:
    """Two organisations with their packs in force, as of now."""
    from baoxiu.journal import clock
    from browsing import open_doors
    from cast import make_cast

    cast = make_cast(clock.now())
    open_doors(cast)
    return cast


FAILED = pytest.StashKey[bool]()
PICTURES = Path(__file__).parents[2] / ".cache" / "e2e"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember on the test whether it failed: then its screens are kept."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@contextmanager
def come(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """The server runs, and whoever comes has a browser; where the test fails their screens are kept."""
    from baoxiu.journal import live
    from browsing import Serving, Visitors

    with Serving() as serving:
        visitors = Visitors(browser, serving.address)
        yield visitors
        if request.node.stash.get(FAILED, False):
            visitors.picture(PICTURES / request.node.name)
        visitors.leave()
    live.close()


@pytest.fixture
def visitors(stage: Cast, browser: Browser, settings: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """Whoever comes with a browser, while the server runs."""
    settings.FILES = tmp_path
    with come(browser, request) as visitors:
        yield visitors


def let_in(house: House) -> None:
    """Everybody of a house has a password."""
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import actions as directory
    from browsing import PASSWORD

    for person in house.people.values():
        directory.set_password(person, PASSWORD, by=SYSTEM, at=house.began_at)


@pytest.fixture
def estate(transactional_db: None, settings: Any, tmp_path: Path) -> Estate:
    """An estate of the property company whose people log in; every filed slip is rung; the clock is the test's."""
    from procedures.longfor import Estate

    settings.CLOCK_FILE, settings.FILES = str(tmp_path / "clock.json"), tmp_path / "files"
    house = Estate("longfor-property", settings={"follow_up_share": 1.0})
    let_in(house)
    return house


@pytest.fixture
def people(estate: Estate, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """The people of the estate with a browser each, while the server runs."""
    with come(browser, request) as visitors:
        yield visitors


@pytest.fixture
def maker(transactional_db: None, settings: Any, tmp_path: Path) -> Stage:
    """A maker's station with its region and headquarters, whose people log in; the clock is the test's."""
    from procedures.stage import Stage

    settings.CLOCK_FILE, settings.FILES = str(tmp_path / "clock.json"), tmp_path / "files"
    house = Stage("lenovo-unified-repair")
    let_in(house)
    return house


@pytest.fixture
def staff(maker: Stage, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """The maker's people with a browser each, while the server runs."""
    with come(browser, request) as visitors:
        yield visitors
