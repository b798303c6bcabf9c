"""The product as people meet it: the server of production in a thread, and whoever comes to it with a browser."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from baoxiu.catalogue import actions as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.dispatch import actions as dispatch
from cast import Cast
from chromium import DESK as DESK
from chromium import PHONE as PHONE

PASSWORD = "korrekt-pferd-9"
PATIENCE = 40_000  # milliseconds; a busy machine is no fault of ours
POSTS = (
    ("front_desk", "YH-1", "hotline"),
    ("technician", "YH-1", "worker"),
    ("technician_two", "YH-1", "worker"),
    ("engineer", "SZ01", "engineer"),
    ("parts_desk", "LH", "parts_desk"),
)
PACKS = (("LH", "lenovo-unified-repair", "director", "region"), ("YH", "ailifengshe-hotline", "owner_manager", "front_desk"))


def button_of(page: Page, command: str) -> Locator:
    """The button of a command; where it is folded away, it is unfolded."""
    button = page.locator(f'[data-command="{command}"]').first
    button.wait_for(state="attached")
    button.evaluate("button => button.closest('details')?.setAttribute('open', '')")
    return button


def tick_all(page: Page) -> None:
    """Tick what stands on the lists of this step, one after another.

    A box is found and ticked in one call: the page draws itself anew when something changes, and a box found before that is gone.
    """
    box = 'form input[type="checkbox"][name="items"]:not([disabled])'
    left = page.locator(box)
    while many := left.count():
        page.evaluate("box => document.querySelector(box)?.click()", box)
        expect(left).to_have_count(many - 1)


def until(page: Page, holds: str) -> None:
    """Wait until what a function of the page answers holds; asked from outside, since the page itself may evaluate nothing."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(holds):
        assert time.monotonic() < deadline, holds
        page.wait_for_timeout(100)


class Serving:
    """uvicorn in a thread, with the application of production."""

    def __init__(self) -> None:
        from baoxiu.project.asgi import application

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        config = uvicorn.Config(application, host="127.0.0.1", port=self.port, log_config=None, timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, name="server")
        settings.PUBLIC_URL = self.address

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Serving:
        self.thread.start()
        deadline = time.monotonic() + 20
        while not self.server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=15)


def open_doors(cast: Cast) -> None:
    """Passwords, the posts these packs need, and the packs themselves."""
    for person in cast.people.values():
        directory.set_password(person, PASSWORD, by=SYSTEM, at=cast.at)
    for login, unit, role in POSTS:
        directory.give_post(cast.people[login], cast.units[unit], role, by=SYSTEM, at=cast.at)
    dispatch.cover(cast.units["SZ01"], site=cast.sites["NS"], by=SYSTEM, at=cast.at)
    dispatch.cover(cast.units["YH-1"], site=cast.sites["YH1"], by=SYSTEM, at=cast.at)
    for organisation, key, reviewer, approver in PACKS:
        catalogue.adopt_shipped(cast.units[organisation], key, reviewer=cast.actor(reviewer), approver=cast.actor(approver), at=cast.at)


@dataclass
class Visitors:
    """Browsers of their own for everybody; what breaks on any page is kept."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def stranger(self, *, size: tuple[int, int] = DESK, language: str = "zh-CN") -> Page:
        """Somebody with a browser and no account."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, timezone_id="Asia/Shanghai", has_touch=size == PHONE
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        return page

    def login(self, name: str, *, size: tuple[int, int] = DESK, language: str = "zh-CN") -> Page:
        """Somebody of the cast, logged in."""
        page = self.stranger(size=size, language=language)
        page.goto(f"{self.address}/login")
        page.fill("#login", name)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    def picture(self, folder: Path) -> None:
        """What everybody sees now."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, context in enumerate(self.contexts):
            for page in context.pages:
                page.screenshot(path=folder / f"{number}.png", full_page=True)

    def leave(self) -> None:
        """Close every browser; none may have broken without a word."""
        for context in self.contexts:
            context.close()
        assert not self.broken
