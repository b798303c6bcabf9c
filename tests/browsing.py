"""The product as people meet it: the server of production in a thread, and whoever comes to it with a browser."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
PATIENCE = 90_000  # milliseconds; a busy machine is no fault of ours
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


def opened(page: Page, command: str) -> Locator:
    """The form of a command."""
    button_of(page, command).click()
    form = page.locator("#do form")
    form.wait_for()
    return form


def sent(form: Locator) -> None:
    """Send a form; it goes when the page is drawn anew, and not before."""
    form.locator("[data-send]").click()
    form.wait_for(state="detached")


def do(page: Page, command: str, **answers: Any) -> None:
    """Open the form of a command, fill it, send it; one that asks nothing is done with the click."""
    button = button_of(page, command)
    if button.evaluate("element => element.type") == "submit":
        with page.expect_response(lambda answered: answered.request.method == "POST" and f"/do/{command}" in answered.url) as answered:
            button.click()
        assert answered.value.ok
        expect(page.locator(".htmx-request")).to_have_count(0)  # what was answered is drawn
        return
    sent(filled(opened(page, command), answers))


def do_signed(page: Page, command: str, **answers: Any) -> None:
    """A command with a signature among what it asks."""
    form = filled(opened(page, command), answers)
    sign(form)
    sent(form)


def filled(form: Locator, answers: dict[str, Any]) -> Locator:
    """A form with these answers."""
    for name, value in answers.items():
        answer(form.locator(f'[name="{name}"]').first, value)
    return form


def answer(field: Locator, value: Any) -> None:
    """Fill a field by what it is."""
    kind = field.evaluate("element => element.type")
    if kind == "radio":
        choose(field.page, field.get_attribute("name") or "", value)
    elif kind == "checkbox":
        field.check(force=True)
    elif kind.startswith("select"):
        chosen = field.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(str(value))}(\s·|\s*$)"))  # more may be said beside
        field.select_option(chosen.get_attribute("value"))
    else:
        field.fill(value)


def choose(place: Page | Locator, name: str, value: str) -> None:
    """Choose one of several answers; a star by its label."""
    chosen = place.locator(f'[name="{name}"][value="{value}"]')
    star = place.locator(f'[name="{name}"][value="{value}"] + label')
    star.click() if star.count() else chosen.check(force=True)


def sign(place: Page | Locator) -> None:
    """Draw on the sheet, by mouse or finger alike; it is kept once the pen is up."""
    page, sheet = place if isinstance(place, Page) else place.page, place.locator("canvas.sign")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 30 + 20 * step, box["y"] + 40 + (20 if step % 2 else -10))
    page.mouse.up()
    expect(place.locator(".sign-box input[type=hidden]")).to_have_value(re.compile("^data:image/png"))


def tick_all(page: Page, checklist: str = "") -> None:
    """Tick what stands on the lists of this step, or on one of them, one after another.

    A box is found and ticked in one call: the page draws itself anew when something changes, and a box found before that is gone.
    """
    form = f'form:has(input[name="checklist"][value="{checklist}"])' if checklist else "form"
    box = f'{form} input[type="checkbox"][name="items"]:not([disabled])'
    left = page.locator(box)
    while many := left.count():
        page.evaluate("box => document.querySelector(box)?.click()", box)
        expect(left).to_have_count(many - 1)


def log_in_again(page: Page, login: str) -> None:
    """On the page itself, where the login ran out."""
    card = page.locator("[data-login-again]")
    card.locator("[name=username]").fill(login)
    card.locator("[name=password]").fill(PASSWORD)
    card.locator("[data-send]").click()


def until(page: Page, holds: str | Callable[[], object]) -> None:
    """Wait until something holds: what a function of the page answers, asked from outside since the page itself may evaluate nothing,
    or what we find ourselves.
    """
    deadline = time.monotonic() + PATIENCE / 1000
    while not (holds() if callable(holds) else page.evaluate(holds)):
        assert time.monotonic() < deadline, holds
        page.wait_for_timeout(100)


ROWS = """async () => {
  if (!(await indexedDB.databases()).some((one) => one.name === "BASE")) return false;
  const answer = (asked) => new Promise((done, fails) => Object.assign(asked, { onsuccess: () => done(asked.result), onerror: fails }));
  const base = await answer(indexedDB.open("BASE"));
  const rows = base.objectStoreNames.contains("STORE") ? await answer(base.transaction("STORE").objectStore("STORE").getAll()) : [];
  base.close();
  return (HOLDS)(rows);
}"""


def kept_on(page: Page, base: str, store: str, holds: str) -> None:
    """Wait until what the phone keeps there is as a function of its rows says."""
    until(page, ROWS.replace("BASE", base).replace("STORE", store).replace("HOLDS", holds))


def taken_along(page: Page, number: str) -> None:
    """Wait until the phone has the worker's page and the job, for the time without signal."""
    until(page, "() => caches.match('/field/away').then(Boolean)")
    kept_on(page, "baoxiu", "kits", f"kits => kits.some(kit => kit.number === '{number}')")


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
        deadline = time.monotonic() + PATIENCE / 1000
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
    directory.give_skill(cast.people["engineer"], "pc-hardware", by=SYSTEM, at=cast.at)
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
        self.enter(page, name)
        return page

    def enter(self, page: Page, name: str, password: str = PASSWORD) -> None:
        """Log in on a browser that is there."""
        page.goto(f"{self.address}/login")
        page.fill("#login", name)
        page.fill("#password", password)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)

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
