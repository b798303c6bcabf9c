"""A repair all the way: taken at the desk by keyboard, seen on another screen, done on the phone, signed by the customer's link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from baoxiu.journal import clock
from browsing import PHONE, Visitors, do, do_signed


def local(minutes: float) -> str:
    """So many minutes from now, as the browser's time field takes it."""
    return (clock.now() + timedelta(hours=8, minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def file_by_keyboard(desk: Page) -> str:
    """Take a report with no mouse at all; the number it was answered with."""
    desk.keyboard.press("g")
    desk.keyboard.press("n")
    desk.wait_for_selector("#find:focus")
    desk.keyboard.type("lhmy")
    desk.wait_for_selector(".found button")
    desk.keyboard.press("Enter")
    expect(desk.locator(".caller .who")).to_have_text("林海贸易")
    desk.focus("#text")
    desk.keyboard.type("笔记本电脑不能开机")
    expect(desk.locator("#draft")).to_contain_text("草稿已存")
    desk.keyboard.press("Control+Enter")
    return desk.locator("#filed .no").inner_text()


def print_slip(desk: Page, number: str) -> None:
    """Print from the slip's own page, so that the ticket knows of it."""
    desk.goto(desk.url.split("/desk/")[0] + (desk.get_attribute('a[href*="/slips/"]', "href") or ""))
    desk.click("form button")
    desk.wait_for_url("**printed=1")
    desk.goto(f"{desk.url.split('/desk/')[0]}/desk/tickets/{number}")


def guest_link(desk: Page) -> str:
    """The customer's link, as the clerk copies it."""
    return desk.input_value("[data-selects]")


def reloaded(page: Page) -> Any:
    """Where it stands, after looking again."""
    page.reload()
    return page.locator(".now-state")


def test_a_repair_goes_from_the_call_to_the_signature(visitors: Visitors) -> None:
    board = visitors.login("coordinator")
    expect(board.locator("#live.on")).to_be_visible()
    number = file_by_keyboard(visitors.login("cc_agent"))

    expect(board.locator(f'#rows [data-number="{number}"]')).to_be_visible()  # no reload: it came by itself

    board.click(f'#rows [data-number="{number}"] [data-whole]')
    expect(board.locator(".now-state")).to_contain_text("待下载")
    do(board, "download")
    do(board, "log_attempt", outcome="reached")
    do(board, "judge", fault_kind="other")
    do(board, "promise_visit", promised_at=local(120), promise_type="within_promise")
    print_slip(board, number)
    do(board, "depart", engineer="李工")

    phone = visitors.login("engineer", size=PHONE)
    expect(phone.locator(".job")).to_contain_text("笔记本电脑不能开机")
    phone.click(".job .title")
    refused = phone.locator(".shut li", has_text="已解决")
    phone.click(".shut summary")
    expect(refused).to_contain_text("LCD-")

    customer = visitors.stranger(size=PHONE)
    customer.goto(guest_link(board))
    do_signed(customer, "sign")

    do(phone, "write_back", repair_note="更换电源板，开机正常")
    do(phone, "solve")

    expect(phone.locator(".now-state")).to_contain_text("已解决")
    expect(board.locator(".now-state")).to_contain_text("已解决")
    expect(reloaded(customer)).to_contain_text("已修好")


def test_a_worker_takes_an_open_job_and_proves_himself_with_the_customers_code(visitors: Visitors) -> None:
    desk = visitors.login("front_desk")
    desk.goto(f"{visitors.address}/desk/report")
    desk.fill("#find", "wns")
    desk.click(".found button")
    expect(desk.locator(".caller .who")).to_have_text("王女士")
    desk.fill("#text", "Kitchen tap leaks")
    desk.select_option("#category", "plumbing")
    desk.locator("#asked label", has_text="入户").click()
    desk.click("[data-send]")
    number = desk.locator("#filed .no").inner_text()

    phone = visitors.login("technician", size=PHONE)
    expect(phone.locator("h1")).to_have_text("我的单")
    phone.locator(".pool", has_text="Kitchen tap leaks").locator("button").click()
    expect(phone.locator(".now-state")).to_contain_text("待上门")

    desk.goto(f"{visitors.address}/desk/tickets/{number}")
    expect(desk.locator(".now-head")).to_contain_text("现在要做")
    customer = visitors.stranger(size=PHONE, language="en-US")
    customer.goto(guest_link(desk))
    expect(customer.locator(".code-card")).to_contain_text("Show this code to the worker")
    code = customer.locator(".code").inner_text().strip()
    phone.click('[data-command="arrive"]')
    phone.fill('#do [name="code"]', "000000" if code != "000000" else "111111")
    phone.click("#do [data-send]")
    expect(phone.locator("#refusal")).to_contain_text("验证码不正确")
    phone.fill('#do [name="code"]', code)
    phone.click("#do [data-send]")
    expect(phone.locator(".now-state")).to_contain_text("维修中")
    customer.reload()
    expect(customer.locator(".stages .here")).to_contain_text("At work")
    expect(customer.locator(".code-card")).to_have_count(0)  # nobody asks for it any more


def test_every_screen_speaks_english_to_whoever_wants_it(visitors: Visitors) -> None:
    desk = visitors.login("front_desk")
    expect(desk.locator("h1")).to_have_text("看板")
    desk.locator("details.menu", has=desk.locator("button[value=en]")).locator("summary").click()
    desk.click("button[value=en]")
    expect(desk.locator("h1")).to_have_text("Board")
    for path in ("report", "board", "calls", "approvals", "messages", "procedures"):
        desk.goto(f"{visitors.address}/desk/{path}")
        chinese = [
            text for text in desk.locator("nav, h1, h2, th, label, .button").all_inner_texts() if any("一" <= c <= "鿿" for c in text)
        ]
        assert [text for text in chinese if "简体中文" not in text] == []
