"""The hotline: a report in few keys, two calls at once, nothing lost when browser, server or login go away."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Error, Page, expect

from baoxiu.core.joined import callers
from baoxiu.intake import actions as intake
from baoxiu.intake.actions import Report
from baoxiu.intake.models import Draft, Request
from baoxiu.journal import clock
from baoxiu.tickets.models import Ticket
from browsing import Visitors, log_in_again, until
from cast import Cast

MOST_KEYS = 60


@dataclass
class Keys:
    """A keyboard that counts: each key of a combination, each letter; of Chinese each letter of the pinyin and the choosing of the word."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, combination: str) -> None:
        self.pressed += combination.split("+")
        self.page.keyboard.press(combination)

    def letters(self, text: str) -> None:
        for letter in text:
            self.press(letter)

    def chinese(self, *words: tuple[str, str]) -> None:
        """As an input method takes it: the letters of the pinyin, a space for the word."""
        for pinyin, word in words:
            self.pressed += [*pinyin, "Space"]
            self.page.keyboard.insert_text(word)


@pytest.fixture
def hotline(visitors: Visitors) -> Page:
    """A clerk before the empty screen."""
    page = visitors.login("front_desk")
    page.goto(f"{visitors.address}/desk/report")
    page.wait_for_selector("#find:focus")
    return page


def number_on(page: Page) -> str:
    return page.locator("#filed .no").inner_text()


def kept_of(tab: str = "1") -> dict[str, Any]:
    found = Draft.objects.filter(tab=tab).first()
    return dict(found.form) if found else {}


def test_a_known_caller_is_filed_in_few_keys(hotline: Page) -> None:
    keys = Keys(hotline)
    keys.letters("13800138000")
    expect(hotline.locator(".caller .who")).to_have_text("王女士")  # by the whole number alone, no key more
    hotline.wait_for_selector("#text:focus")
    keys.chinese(("chufang", "厨房"), ("shuiguan", "水管"), ("loushui", "漏水"))
    expect(hotline.locator("#suggests")).to_be_visible()
    expect(hotline.locator("[data-goto=premises]")).to_be_visible()
    keys.press("Alt+q")
    keys.press("2")
    expect(hotline.locator(".verdict .whole")).to_be_visible()
    keys.press("Control+Enter")

    ticket = Ticket.objects.get(number=number_on(hotline))
    assert (ticket.fields["fault"], ticket.fields["premises"], ticket.category) == ("厨房水管漏水", "in_home", "plumbing")
    assert (ticket.fields["customer"], ticket.fields["phone"]) == ("王女士", "+8613800138000")
    assert len(keys.pressed) <= MOST_KEYS


def test_pinyin_initials_and_a_room_bring_the_caller_too(hotline: Page) -> None:
    for typed in ("wns", "1201"):
        hotline.fill("#find", typed)
        expect(hotline.locator(".found button").first).to_contain_text("王女士")
    hotline.press("#find", "Enter")
    expect(hotline.locator("#place")).to_have_value("3 栋 2 单元 1201")


def test_what_was_typed_survives_the_death_of_the_browser(hotline: Page) -> None:
    context, address = hotline.context, hotline.url
    hotline.keyboard.type("13800138000")
    expect(hotline.locator(".caller .who")).to_have_text("王女士")
    hotline.keyboard.insert_text("厨房漏水，流到楼下")
    until(hotline, lambda: kept_of().get("text") == "厨房漏水，流到楼下")
    die(hotline)

    again = open_report(context, address)
    expect(again.locator("#text")).to_have_value("厨房漏水，流到楼下")
    expect(again.locator(".caller .who")).to_have_text("王女士")


def test_while_the_server_is_away_the_draft_lies_on_the_computer(hotline: Page) -> None:
    context, address = hotline.context, hotline.url
    hotline.route("**/desk/report/**", lambda route: route.abort())
    hotline.fill("#text", "电梯里有人被困")
    hotline.fill("#reporter_name", "过路人")
    expect(hotline.locator("#draft")).to_contain_text("只存在本机")
    die(hotline)
    assert kept_of() == {}

    again = open_report(context, address)
    expect(again.locator("#text")).to_have_value("电梯里有人被困")
    expect(again.locator("#reporter_name")).to_have_value("过路人")
    until(again, lambda: kept_of().get("text") == "电梯里有人被困")
    until(again, "() => !Object.keys(localStorage).some((key) => key.startsWith('baoxiu.draft'))")


def test_two_calls_lie_side_by_side_each_with_its_own_draft(hotline: Page) -> None:
    hotline.keyboard.type("13800138000")
    expect(hotline.locator(".caller .who")).to_have_text("王女士")
    hotline.keyboard.insert_text("厨房漏水")
    hotline.keyboard.press("Alt+n")
    hotline.wait_for_url("**tab=2*")
    hotline.wait_for_selector("#find:focus")
    expect(hotline.locator("[data-waits]")).to_contain_text("等待")
    hotline.keyboard.type("wang")
    hotline.fill("#reporter_name", "路人甲")
    hotline.fill("#text", "路灯不亮")
    hotline.keyboard.press("F2")
    hotline.wait_for_url("**tab=1*")
    expect(hotline.locator("#text")).to_have_value("厨房漏水")
    expect(hotline.locator(".call", has_text="路人甲")).to_contain_text("等待")

    hotline.get_by_role("radio", name="入户").check(force=True)
    hotline.select_option("#category", "plumbing")
    hotline.keyboard.press("Control+Enter")
    assert Ticket.objects.get(number=number_on(hotline)).title == "厨房漏水"
    hotline.keyboard.press("F2")
    expect(hotline.locator("#text")).to_have_value("路灯不亮")
    assert list(Draft.objects.values_list("tab", flat=True)) == ["2"]


def known(stage: Cast) -> str:
    """Somebody of the same house rang before."""
    report = Report(
        unit=stage.units["YH-1"], procedure="repair", text="单元停水，水管爆裂", category="plumbing", reporter_name="赵先生",
        reporter_phone="13900139000", owner=stage.customers["zhao"].pk, site=stage.sites["YH1-3-2-1101"].pk,
        answers={"premises": "public"},
    )  # fmt: skip
    return intake.file_report(report, by=stage.actor("front_desk"), at=clock.now()).number


def test_a_call_about_what_is_known_is_joined_by_one_key(stage: Cast, hotline: Page) -> None:
    first = known(stage)
    hotline.keyboard.type("wns")
    hotline.wait_for_selector(".found button")
    hotline.keyboard.press("Enter")
    expect(hotline.locator(".caller .who")).to_have_text("王女士")
    hotline.keyboard.insert_text("单元停水")
    expect(hotline.locator(".hint-card")).to_contain_text(first)
    hotline.keyboard.press("Alt+m")
    expect(hotline.locator("#filed")).to_contain_text("已并入")

    assert number_on(hotline) == first
    (caller,) = callers(Ticket.objects.get(number=first).fields)
    assert (caller["name"], Ticket.objects.count(), Draft.objects.count()) == ("王女士", 1, 0)


def test_a_double_click_files_once(hotline: Page) -> None:
    hotline.keyboard.type("13800138000")
    expect(hotline.locator(".caller .who")).to_have_text("王女士")
    hotline.fill("#text", "厨房漏水")
    hotline.select_option("#category", "plumbing")
    hotline.get_by_role("radio", name="入户").check(force=True)
    hotline.evaluate("() => { const form = document.getElementById('report'); form.requestSubmit(); form.requestSubmit(); }")

    number_on(hotline)
    assert (Ticket.objects.count(), Request.objects.count()) == (1, 1)


def test_a_login_that_runs_out_while_a_report_is_typed_costs_nothing(hotline: Page) -> None:
    ready_but_for_the_place(hotline)
    Session.objects.all().delete()
    hotline.get_by_role("radio", name="入户").check(force=True)
    hotline.locator("[data-login-again]").wait_for()  # the draft could not be kept: it is said before the report is sent
    log_in_again(hotline, "front_desk")
    hotline.locator("[data-login-again]").wait_for(state="detached")

    expect(hotline.locator("#text")).to_have_value("厨房漏水")
    hotline.focus("#text")
    hotline.keyboard.press("Control+Enter")
    assert Ticket.objects.get(number=number_on(hotline)).fields["premises"] == "in_home"


def test_a_login_that_ran_out_before_a_report_is_sent_costs_nothing(hotline: Page) -> None:
    ready_but_for_the_place(hotline)
    hotline.get_by_role("radio", name="入户").check(force=True)
    until(hotline, lambda: kept_of().get("premises") == "in_home")
    Session.objects.all().delete()
    hotline.keyboard.press("Control+Enter")
    log_in_again(hotline, "front_desk")

    assert Ticket.objects.get(number=number_on(hotline)).fields["premises"] == "in_home"


def ready_but_for_the_place(page: Page) -> None:
    """Somebody known, with a fault of a kind: all but whether it is in the home, and all of it kept."""
    page.keyboard.type("13800138000")
    expect(page.locator(".caller .who")).to_have_text("王女士")
    page.fill("#text", "厨房漏水")
    page.select_option("#category", "plumbing")
    until(page, lambda: kept_of().get("category") == "plumbing")


def die(page: Page) -> None:
    """The browser dies as a browser dies: no page is told of it."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def open_report(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page
