"""The board in the browser: ten thousand open tickets, everything by keyboard, what changes elsewhere marked at once."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

from browsing import button_of, until

if TYPE_CHECKING:
    from browsing import Visitors
    from cast import Cast

MANY = 10_000
AT_MOST = 250  # lines a page holds, however many there are
COPY = """
INSERT INTO tickets_ticket (id, organisation_id, unit_id, number, procedure_id, procedure_key, kind, title, state, final, mode, version,
    fields, grants, flags, holder_role, holder_id, request_id, customer_id, site_id, asset_id, category, opened_at, state_since, closed_at,
    due_at, due_clock, breached, seq, last_hash, search)
SELECT gen_random_uuid(), t.organisation_id, t.unit_id, 'MANY' || lpad(n::text, 5, '0'), t.procedure_id, t.procedure_key, t.kind,
    t.title || ' ' || n, t.state, '', t.mode, 1, t.fields, t.grants, t.flags, t.holder_role, t.holder_id, t.request_id, t.customer_id,
    t.site_id, t.asset_id, t.category, t.opened_at, t.state_since, NULL, t.due_at + n * interval '20 seconds', t.due_clock, false, 1,
    t.last_hash, t.search
  FROM tickets_ticket t, generate_series(1, %s) n WHERE t.number = %s
"""
# Press j again and again, and take the time until the next line is chosen.
WALK = """async (times) => {
  const took = [];
  for (let n = 0; n < times; n += 1) {
    const before = document.querySelector('[data-row][aria-selected=true]')?.dataset.number;
    const began = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
    while (document.querySelector('[data-row][aria-selected=true]')?.dataset.number === before && performance.now() - began < 5000) {
      await new Promise((next) => setTimeout(next, 0));
    }
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  return { p50: took[times >> 1], p95: took[Math.floor(times * 0.95)], most: took.at(-1) };
}"""
SCROLL = """async (pages) => {
  const frames = [];
  let most = 0;
  let last = performance.now();
  const until = last + 60000;
  while (document.querySelectorAll('tbody.page').length < pages && performance.now() < until) {
    window.scrollBy(0, 1500);
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
    most = Math.max(most, document.querySelectorAll('[data-row]').length);
  }
  frames.sort((a, b) => a - b);
  const at = (share) => frames[Math.floor(frames.length * share)];
  return { pages: document.querySelectorAll('tbody.page').length, most, p50: at(0.5), p95: at(0.95) };
}"""


def filed(cast: Cast, *texts: str) -> list[str]:
    """Reports by telephone; their numbers."""
    from baoxiu.intake import actions as intake
    from baoxiu.intake.actions import Report
    from baoxiu.journal import clock

    lin = cast.customers["lin"]
    reports = [
        Report(
            unit=cast.units["LH"],
            procedure="work-order",
            text=text,
            reporter_name="林海贸易",
            reporter_phone="0755-26001000",
            owner=lin.pk,
            site=cast.sites["NS"].pk,
        )
        for text in texts
    ]
    return [intake.file_report(report, by=cast.actor("cc_agent"), at=clock.now()).number for report in reports]


def run(cast: Cast, number: str, command: str, who: str = "coordinator", **form: Any) -> None:
    from baoxiu.journal import clock
    from baoxiu.tickets import actions

    actions.run_command(number, command, form, by=cast.actor(who), at=clock.now() + timedelta(seconds=1))


def listening(page: Page, address: str) -> None:
    """A page that hears what changes elsewhere."""
    with page.expect_response("**/live"):
        page.goto(address)


def chosen(page: Page) -> Any:
    return page.locator("[data-row][aria-selected=true]")


def test_ten_thousand_open_tickets_stay_smooth(stage: Cast, visitors: Visitors) -> None:
    from django.db import connection

    (number,) = filed(stage, "笔记本电脑不能开机")
    with connection.cursor() as cursor:
        cursor.execute(COPY, [MANY, number])
        cursor.execute("ANALYZE tickets_ticket")
    desk = visitors.login("coordinator")

    desk.goto(f"{visitors.address}/desk/board?all")
    expect(desk.locator("#rows [data-row]")).to_have_count(50)
    until(desk, "performance.getEntriesByName('first-contentful-paint').length")
    painted = desk.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    walked = desk.evaluate(WALK, 120)
    scrolled = desk.evaluate(SCROLL, 20)
    sys.stdout.write(f"\n10,000 open: first paint {painted:.0f} ms; j {walked}; scrolling {scrolled}\n")

    assert scrolled["pages"] >= 20
    assert scrolled["most"] <= AT_MOST
    assert desk.locator("[data-row]").count() <= AT_MOST
    desk.evaluate("window.scrollTo(0, 0)")
    expect(desk.locator(f'[data-number="{number}"]')).to_be_visible()
    numbers = desk.evaluate("[...document.querySelectorAll('[data-row]')].map((row) => row.dataset.number)")
    assert len(numbers) == len(set(numbers))
    assert numbers[:3] == [number, "MANY00001", "MANY00002"]


def test_what_changes_elsewhere_comes_by_itself_and_is_marked(stage: Cast, visitors: Visitors) -> None:
    first, second = filed(stage, "笔记本电脑不能开机", "打印机卡纸")
    desk = visitors.login("coordinator")
    expect(desk.locator("#live")).to_have_class("on")
    expect(desk.locator("#rows [data-row]")).to_have_count(2)

    run(stage, second, "download")
    changed = desk.locator(f'[data-number="{second}"]')
    expect(changed).to_have_class("changed")
    expect(changed.locator(".changed-mark")).to_have_text("刚更新")
    expect(changed).to_contain_text("待联系")
    expect(desk.locator("#heads")).to_contain_text("待联系 1")

    (third,) = filed(stage, "屏幕碎了")
    expect(desk.locator(f'[data-number="{third}"]')).to_be_visible()
    assert [first, second, third] == desk.evaluate("[...document.querySelectorAll('[data-row]')].map((row) => row.dataset.number)")

    desk.goto(f"{visitors.address}/desk/board?state=work-order.contacting")
    expect(desk.locator("#live")).to_have_class("on")
    run(stage, first, "download")
    expect(desk.locator("[data-row]")).to_have_count(2)


def test_what_changes_while_a_button_is_held_down_takes_no_click_away(stage: Cast, visitors: Visitors) -> None:
    (number,) = filed(stage, "笔记本电脑不能开机")
    run(stage, number, "download")
    desk = visitors.login("coordinator")
    listening(desk, f"{visitors.address}/desk/tickets/{number}")
    desk.evaluate("document.addEventListener('tickets-changed', () => (document.body.dataset.heard = '1'))")

    button_of(desk, "log_attempt").hover()
    desk.mouse.down()
    run(stage, number, "log_attempt", outcome="no_answer")
    expect(desk.locator("body")).to_have_attribute("data-heard", "1")
    desk.mouse.up()
    expect(desk.locator("#do form")).to_be_visible()
    expect(desk.locator(".changed-note")).to_be_visible()

    listening(desk, f"{visitors.address}/desk/tickets/{number}")
    desk.locator("h1").first.hover()
    desk.mouse.down()
    run(stage, number, "log_attempt", outcome="reached")
    desk.mouse.up()
    expect(desk.locator("#ticket")).to_contain_text("已联系上")  # what was held back comes with the release


def test_the_board_is_worked_by_keyboard_alone(stage: Cast, visitors: Visitors) -> None:
    first, second, third = filed(stage, "笔记本电脑不能开机", "打印机卡纸", "屏幕碎了")
    desk = visitors.login("coordinator")
    expect(desk.locator("#rows [data-row]")).to_have_count(3)

    desk.keyboard.press("j")
    expect(chosen(desk)).to_have_attribute("data-number", first)
    desk.keyboard.press("o")
    expect(desk.locator("#beside #ticket")).to_have_attribute("data-number", first)
    desk.keyboard.press("j")
    expect(desk.locator("#beside #ticket")).to_have_attribute("data-number", second)
    desk.keyboard.press("u")
    expect(desk.locator("#beside .waits, #beside [data-open-form]").first).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#beside [data-open-form]")).to_have_count(0)
    desk.keyboard.press("Escape")
    expect(desk.locator("#beside")).to_be_empty()

    desk.keyboard.press("k")
    desk.keyboard.press("x")
    desk.keyboard.press("Shift+J")
    expect(desk.locator("#bulk b")).to_have_text("已选 2 单")
    desk.keyboard.press("b")
    desk.locator('#beside [data-command="download"]').focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#beside [data-open-form]")).to_be_visible()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#became")).to_contain_text("已对 2 单执行")
    expect(desk.locator("#bulk")).to_be_hidden()
    expect(desk.locator(f'#rows [data-number="{third}"]')).to_contain_text("待下载")
    expect(desk.locator(f'#rows [data-number="{second}"]')).to_contain_text("待联系")

    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    desk.keyboard.type("打印机")
    desk.keyboard.press("Enter")
    expect(desk.locator("#rows [data-row]")).to_have_count(1)
