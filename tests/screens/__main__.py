"""Pictures of the main screens, on a desk and on a phone, of a Baoxiu that runs: `make screenshots`.

They are taken of the demo whose home BAOXIU_HOME names, as its own people see it, and kept in docs/screenshots/ in few colours, or in
another folder to look at first. The gallery shows what lies in docs/screenshots/ and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from chromium import ARGS, CHROMIUM, DESK, PHONE

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
GALLERY = FOLDER.parent / "screens" / "gallery.md"
COLOURS = 128
SETTLED = 900  # milliseconds until charts are drawn and the page listens for changes
SIZES = {"": DESK, "-390": PHONE}
LANGUAGES = {"": "zh-CN", "-en": "en-US"}
CHINESE = {"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}  # so that letters and digits come from the Chinese fonts, as on a desk there


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its picture's name, its title, the beginning of the login that sees it, the address, what is done there first."""

    name: str
    title: str
    who: str
    path: str
    first: Callable[[Page], None] = lambda page: None
    also: tuple[str, ...] = ()  # "-en", "-dark"
    sizes: tuple[str, ...] = ("", "-390")


def takes_a_call(page: Page) -> None:
    """Somebody rings: found by a piece of the name, and what he says is typed."""
    page.fill("#find", "1")
    page.locator(".found button").first.click()
    page.locator(".caller .who").wait_for()
    page.fill("#text", "厨房水管爆裂，水流到楼下")
    page.wait_for_timeout(SETTLED)


def opens_the_first(page: Page) -> None:
    """The most urgent ticket somebody has in hand, whole; where nobody has one, the most urgent of all."""
    held = page.locator("tr:has(td.holder br) a[data-whole]")
    tickets = held if held.count() else page.locator("a[data-whole]")
    page.goto(tickets.first.evaluate("link => link.href"))


def opens_the_first_job(page: Page) -> None:
    """The first job in hand of the phone's list, not one of those to be taken."""
    page.goto(page.locator(".job:not(.pool) a").first.evaluate("link => link.href"))


def opens_beside(page: Page) -> None:
    """The first of the list beside it, by keys."""
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.locator("#beside #ticket").wait_for()


def rings_the_first(page: Page) -> None:
    """The first to be rung: script and answers beside the list, by keys."""
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator("#beside #ticket").wait_for()


def opens_the_first_statement(page: Page) -> None:
    """What the first station is paid, order by order."""
    page.goto(page.locator("table.list tbody a").first.evaluate("link => link.href"))


def as_the_customer(page: Page) -> None:
    """The customer's page of the ticket that is opened first."""
    opens_the_first(page)
    page.goto(page.input_value("[data-selects]"))


SCREENS = (
    Screen("login", "登录 · Login", "", "/login"),
    Screen("report", "接报 · Intake", "hotline", "/desk/report", takes_a_call, ("-en",)),
    Screen("board", "看板 · Board", "hotline", "/desk/board", also=("-en", "-dark")),
    Screen("board-columns", "看板（分列） · Board in columns", "hotline", "/desk/board?as=columns"),
    Screen("board-beside", "看板旁的工单 · A ticket beside the board", "hotline", "/desk/board", opens_beside, sizes=("",)),
    Screen("ticket", "工单 · Ticket", "hotline", "/desk/board", opens_the_first, ("-en",)),
    Screen("calls", "回访 · Call-backs", "hotline", "/desk/calls"),
    Screen("calls-open", "回访登记 · A call-back", "hotline", "/desk/calls", rings_the_first, sizes=("",)),
    Screen("day", "派单 · Day of the technicians", "engineering-supervisor", "/desk/day", also=("-dark",)),
    Screen("day-map", "派单地图 · Map", "engineering-supervisor", "/desk/day?view=map"),
    Screen("shifts", "值班 · Shifts", "engineering-supervisor", "/desk/shifts"),
    Screen("knowledge", "知识库 · Knowledge", "hotline", "/desk/knowledge"),
    Screen("procedures", "规程 · Procedures", "hotline", "/desk/procedures"),
    Screen("settings", "设置 · Settings", "headquarters", "/desk/settings"),
    Screen("settings-people", "人员 · People", "headquarters", "/desk/settings/people"),
    Screen("approvals", "审批 · Approvals", "region", "/desk/approvals"),
    Screen("parts", "备件 · Parts", "parts-desk", "/desk/parts"),
    Screen("parts-owed", "待返还备件 · Parts owed", "parts-desk", "/desk/parts/owed"),
    Screen("statements", "结费单 · Statements", "headquarters", "/desk/statements"),
    Screen("statement", "结费单明细 · One statement", "headquarters", "/desk/statements", opens_the_first_statement),
    Screen("figures", "统计 · Figures", "headquarters", "/desk/figures", also=("-en", "-dark")),
    Screen("wall", "大屏 · Wallboard", "hotline", "/desk/wall"),
    Screen("phone", "我的单 · My jobs", "worker", "/field/", sizes=("-390",), also=("-dark",)),
    Screen("phone-job", "手机工单 · A job on the phone", "worker", "/field/", opens_the_first_job, ("-en", "-dark"), ("-390",)),
    Screen("phone-day", "日程 · Own day", "worker", "/field/day", sizes=("-390",)),
    Screen("phone-diary", "日记 · Diary", "worker", "/field/diary", sizes=("-390",)),
    Screen("portal", "客户页面 · Customer's page", "hotline", "/desk/board", as_the_customer, ("-en",)),
)


@contextmanager
def looking(browser: Browser, base: str, login: dict[str, str] | None, size: str, more: str) -> Iterator[Page]:
    """A browser of that size, language and theme; logged in where somebody is to look."""
    context = browser.new_context(
        viewport={"width": SIZES[size][0], "height": SIZES[size][1]},
        device_scale_factor=1 if size == "" else 2,
        locale=LANGUAGES.get(more, "zh-CN"),
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if more == "-dark" else "light",
        has_touch=size != "",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if login:
        page.goto(f"{base}/login")
        page.fill("#login", login["name"])
        page.fill("#password", login["password"])
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        _speak(page, LANGUAGES.get(more, "zh-CN"))
    yield page
    context.close()


def _speak(page: Page, language: str) -> None:
    other = page.locator("button[name=language]").first
    wanted = "en" if language.startswith("en") else "zh-hans"
    if other.count() and other.get_attribute("value") == wanted:
        with page.expect_navigation():
            other.evaluate("button => button.click()")


def keep(page: Page, file: Path) -> None:
    """The picture, in few colours."""
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)


def main() -> int:
    """Take those asked for, or all whose people this demo has."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("home", type=Path, help="the home of a running demo (BAOXIU_HOME)")
    given.add_argument("--at", default="http://127.0.0.1:8000", help="its address")
    given.add_argument("--only", nargs="*", default=(), help="names of screens")
    given.add_argument("--into", type=Path, default=FOLDER, help="the folder to keep them in")
    asked = given.parse_args()
    logins = json.loads((asked.home / "demo.json").read_text("utf-8"))
    asked.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS, env={**os.environ, **CHINESE})
        for screen in SCREENS:
            login = next((one for one in logins if screen.who and one["name"].startswith(screen.who)), None)
            if (asked.only and screen.name not in asked.only) or (screen.who and login is None):
                continue
            for size in screen.sizes:
                for more in ("", *screen.also):
                    with looking(browser, asked.at, login, size, more) as page:
                        page.goto(asked.at + screen.path)
                        screen.first(page)
                        keep(page, asked.into / f"{screen.name}{more}{size}.png")
            sys.stdout.write(f"{screen.name}\n")
        browser.close()
    if asked.into.resolve() == FOLDER:
        GALLERY.write_text(gallery(), "utf-8")
    return 0


def gallery() -> str:
    """The page that shows every picture there is."""
    told = ["# All main screens", "", "Taken of the demo by `make screenshots`: on a desk (1440 px) and on a phone (390 px)."]
    for screen in SCREENS:
        taken = (screen.name + more + size for size in screen.sizes for more in ("", *screen.also))
        names = [name for name in taken if (FOLDER / f"{name}.png").exists()]
        if not names:
            continue
        told += ["", f"## {screen.title}", ""]
        told += [f'<img src="../screenshots/{name}.png" alt="{name}" width="{240 if name.endswith("-390") else 700}">' for name in names]
    return "\n".join(told) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
