"""Nothing typed is lost: the app closed, the phone full, the signal gone, a step not accepted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.tickets import actions as tickets
from browsing import PHONE, Visitors, kept_on, sent, taken_along
from cast import Cast
from e2e.lamps import PIXEL, Lamp, made, signed

WHOLE = """drafts => drafts.some(({ entries }) => {
  const words = entries.map(([, value]) => value);
  const all = ["LED-9W", "WIRE-2", "meter", "王女士"].every((word) => words.includes(word));
  return all && words.some((one) => one instanceof File) && words.some((one) => String(one).startsWith("data:image/png"));
})"""
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...more) {
    const size = (value.entries ?? []).reduce((sum, [, one]) => sum + (one.size ?? one.length), 0);
    if (size > window.room) throw new DOMException('full', 'QuotaExceededError');
    return put.call(this, value, ...more);
  };
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...what) {
    if (this.name === 'outbox' && window.room === 0) throw new DOMException('full', 'QuotaExceededError');
    return add.apply(this, what);
  };
}"""


@pytest.fixture
def lamp(stage: Cast, visitors: Visitors, tmp_path: Path) -> Lamp:
    lamp = made(stage, visitors, tmp_path)
    technician = stage.people["technician"]
    tickets.run_command(lamp.number, "take", {}, by=stage.actor("technician"), at=clock.now())
    assert lamp.holder == technician.pk
    return lamp


def written(page: Page) -> None:
    """A form half filled in: words, a choice, a photo, a signature."""
    form = page.locator("form.do-form")
    form.locator('[name="used.0.code"]').fill("LED-9W")
    form.locator('[data-adds$="used"]').click()
    form.locator('[name="used.1.code"]').fill("WIRE-2")
    form.locator('[name="tools"][value="meter"]').check()
    form.locator('input[name="pictures"]').set_input_files([FilePayload(name="a.png", mimeType="image/png", buffer=PIXEL)])
    signed(form, "王女士")
    kept_on(page, "baoxiu", "drafts", WHOLE)


def stands_as_written(page: Page) -> None:
    form = page.locator("form.do-form")
    expect(form.locator('[name="used.0.code"]')).to_have_value("LED-9W")
    expect(form.locator('[name="used.1.code"]')).to_have_value("WIRE-2")
    expect(form.locator('[name="tools"][value="meter"]')).to_be_checked()
    expect(form.locator(".taken li")).to_have_count(1)
    expect(form.locator(".signer input")).to_have_value("王女士")
    expect(form.locator('[name="seen_by"]')).to_have_value(re.compile("^data:image/png"))


def test_a_killed_page_gives_back_what_was_typed_and_sent_once_it_is_gone(lamp: Lamp) -> None:
    form = lamp.form()
    page = form.page
    written(page)
    context, address = page.context, page.url
    page.close(run_before_unload=False)  # the battery is dead

    again = context.new_page()
    again.goto(address)
    begun = again.locator(".begun")
    expect(begun).to_contain_text("登记")
    begun.locator("button").click()
    expect(again.locator(".again-note")).to_be_visible()
    stands_as_written(again)
    sent(again.locator("form.do-form"))
    assert [line["code"] for line in lamp.kept["used"]] == ["LED-9W", "WIRE-2"]
    again.goto(address)
    expect(again.locator("#ticket")).to_be_visible()
    expect(again.locator(".begun")).to_have_count(0)


def test_a_full_phone_keeps_the_words_says_so_and_loses_nothing_from_the_page(lamp: Lamp) -> None:
    form = lamp.form()
    page = form.page
    page.evaluate(FULL)
    page.evaluate("window.room = 40")
    form.locator('input[name="pictures"]').set_input_files([FilePayload(name="a.png", mimeType="image/png", buffer=PIXEL)])
    form.locator('[name="used.0.code"]').fill("LED-9W")
    expect(form.locator("[data-room]")).to_contain_text("文字已保存")
    page.evaluate("window.room = 0")
    form.locator('[name="used.0.code"]').fill("LED-10W")
    expect(form.locator("[data-room]")).to_contain_text("所填内容都还在这一页")

    signed(form)
    page.context.set_offline(True)
    form.locator("[data-send]").click()
    expect(page.locator("#refusal")).to_contain_text("存储已满")
    expect(form.locator('[name="used.0.code"]')).to_have_value("LED-10W")
    expect(form.locator(".taken li")).to_have_count(1)
    page.context.set_offline(False)


def test_without_signal_choosers_find_what_belongs_to_ones_jobs(lamp: Lamp) -> None:
    page = lamp.form().page
    taken_along(page, lamp.number)
    page.context.set_offline(True)
    page.reload()
    page.locator('#away [data-command="record"]').click()
    form = page.locator("#away form.do-form")
    typed = form.locator('[data-asks="stands_at"] input[type="search"]')
    typed.focus()
    page.keyboard.type("1201")
    offer = form.locator('[data-asks="stands_at"] .found button').first
    expect(offer).to_be_visible()
    page.keyboard.press("Enter")

    expect(form.locator('input[name="stands_at"]')).to_have_value(re.compile(r"^\d+$"))
    typed.fill("没有这个地方")
    expect(form.locator('[data-asks="stands_at"] .found')).to_contain_text("没有信号")
    people = form.locator('[data-asks="handed_to"] input[type="search"]')
    people.focus()
    page.keyboard.type("同事3")
    expect(form.locator('[data-asks="handed_to"] .found button')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(form.locator('[name="handed_to"]')).not_to_have_value("")


def test_what_was_not_accepted_is_a_card_on_top_that_says_what_to_do(lamp: Lamp) -> None:
    page = lamp.form().page
    taken_along(page, lamp.number)
    page.context.set_offline(True)
    page.reload()
    page.locator('#away [data-command="record"]').click()
    form = page.locator("#away form.do-form")
    form.locator('[name="promised_at"]').fill("2020-01-01T10:00")  # long past: the office will not take it
    signed(form)
    form.locator("[data-send]").click()
    expect(page.locator("#outbox")).to_contain_text("1 条待传")
    page.context.set_offline(False)
    expect(page.locator("#outbox")).to_contain_text("未被接受")

    page.goto(f"{lamp.visitors.address}/field/")
    card = page.locator(".refused-card")
    expect(card).to_contain_text("登记")
    expect(card).to_contain_text("按提示改正")
    card.locator("button", has_text="改正重填").click()
    page.wait_for_url(f"**/jobs/{lamp.number}")
    page.locator(".begun button").click()
    form = page.locator("form.do-form")
    expect(form.locator('[name="promised_at"]')).to_have_value("2020-01-01T10:00")
    expect(page.locator(".refused-card")).to_have_count(0)
    tomorrow = form.locator('[data-asks="promised_at"] .days button').nth(1)
    tomorrow.click()
    form.locator('[data-asks="promised_at"] .hours button', has_text="14:00").click()
    sent(form)
    expect(page.locator("#outbox")).to_be_hidden()
    assert lamp.kept["seen_by"]


def test_the_app_opens_without_signal_where_it_starts(lamp: Lamp) -> None:
    page = lamp.form().page
    taken_along(page, lamp.number)
    page.context.set_offline(True)
    page.goto(f"{lamp.visitors.address}/")

    expect(page.locator("#away article.job")).to_contain_text(lamp.number)
    page.context.set_offline(False)


def test_another_person_on_the_same_phone_sees_neither_drafts_nor_jobs(lamp: Lamp, stage: Cast) -> None:
    page = lamp.form().page
    written(page)
    page.goto(f"{lamp.visitors.address}/field/")
    page.context.clear_cookies()
    directory.give_post(stage.people["technician_two"], stage.yuehe, "technician", by=SYSTEM, at=clock.now())
    lamp.visitors.enter(page, "technician_two")
    page.goto(f"{lamp.visitors.address}/field/jobs/{lamp.number}")

    expect(page.locator(".begun")).to_have_count(0)
    assert page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}
