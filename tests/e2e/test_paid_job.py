"""A paid job of a property company in the browser: two kinds of work, a price revision, a material on no list, money and receipt."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browsing import DESK, PHONE, Visitors, do, opened, sent, tick_all

if TYPE_CHECKING:
    from procedures.longfor import Estate, Slip

DAY = "2026-03-02"


def at(estate: Estate, time: str) -> None:
    """Let it be that time."""
    from baoxiu.journal import clock

    clock.move(estate.at(f"{DAY} {time}"))


def line(form: Any, name: str, nth: int, **cells: str) -> None:
    """Fill one line of work or material."""
    for cell, value in cells.items():
        field = form.locator(f'[name="{name}.{nth}.{cell}"]')
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def agreed(customer: Page, amount: str) -> None:
    """The customer reads the price on his own page and agrees to it."""
    customer.reload()
    expect(customer.locator("[data-money] table").last).to_contain_text(amount)
    price = customer.locator(".asks", has_text="收费标准和价格")
    price.locator('[data-command="agree"]').click()
    expect(price).to_have_count(0)


def surveyed(phone: Page) -> None:
    """Two kinds of work are planned: a lamp, and a drain at the higher standard."""
    form = opened(phone, "survey")
    form.locator('[name="found"]').fill("灯具损坏，地漏堵塞")
    form.locator('[name="charging"][value="paid"]').check(force=True)
    line(form, "planned_works", 0, code="L-LAMP", minutes="10")
    form.locator('[data-adds$="planned_works"]').click()
    line(form, "planned_works", 1, code="L-DRAIN", minutes="30")
    sent(form)


def revised(phone: Page) -> None:
    """A valve is needed that is on no list."""
    form = opened(phone, "revise_plan")
    line(form, "planned_materials", 0, title="进口阀芯", quantity="1", stock_in_price="8.33")
    sent(form)


def finished(phone: Page) -> None:
    """What was planned was done; the lines stand there already."""
    tick_all(phone, "protection")
    form = opened(phone, "work_done")
    form.locator('[name="result"]').fill("更换灯具，疏通地漏，更换阀芯")
    expect(form.locator('select[name="works.2.code"]')).to_have_value("L-DRAIN")
    sent(form)


def guest(estate: Estate, slip: Slip) -> str:
    from baoxiu.web.shared import links

    return f"/p/{links.ticket_token(slip.id, estate.at(f'{DAY} 09:00'))}"


def accounted(people: Visitors, slip: Slip, receipt: str) -> None:
    """The office finds the receipt with finance's copy, the day's takings, and both quotes."""
    desk = people.login("longfor-property:crew_leader", size=DESK)
    pdf = desk.request.get(people.address + receipt).body()
    texts = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert all("57.47" in text and "进口阀芯" in text for text in texts)
    assert "财务联" in texts[1]
    desk.goto(f"{people.address}/desk/takings?day={DAY}")
    expect(desk.locator("tfoot")).to_contain_text("57.47")
    desk.goto(f"{people.address}/desk/tickets/{slip.number}")
    expect(desk.locator("[data-money] .entries").first).to_contain_text("第 2 次报价")


def test_a_paid_job_with_two_kinds_of_work_a_price_revision_and_an_unlisted_material(people: Visitors, estate: Estate) -> None:
    slip = estate.slip().to_survey()
    at(estate, "10:05")
    phone = people.login("longfor-property:technician", size=PHONE)
    phone.goto(f"{people.address}/field/jobs/{slip.number}")
    surveyed(phone)
    expect(phone.locator("[data-money]")).to_contain_text("53.33")  # 40 minutes at 80 an hour, the lamp included
    expect(phone.locator("[data-money]")).to_contain_text("不重复收取")

    customer = people.stranger(size=PHONE)
    customer.goto(people.address + guest(estate, slip))
    agreed(customer, "53.33")
    at(estate, "10:10")
    phone.reload()
    tick_all(phone, "before_work")
    do(phone, "start_work")
    expect(phone.locator(".now-state")).to_contain_text("处理中")

    at(estate, "10:20")
    revised(phone)
    expect(phone.locator("[data-money]")).to_contain_text("64.13")  # and 8.33 × 1.30, to the jiao
    refused = phone.locator(".shut li", has_text="业主同意，继续处理")
    phone.locator(".shut summary").click()
    expect(refused).to_contain_text("LFR-44")
    agreed(customer, "64.13")
    at(estate, "10:25")
    phone.reload()
    do(phone, "go_on")
    expect(phone.locator(".now-state")).to_contain_text("处理中")

    at(estate, "10:40")
    finished(phone)
    expect(phone.locator("[data-money]")).to_contain_text(
        "57.47"
    )  # at the home from 10:00, five minutes held up: 35 minutes, and the valve
    form = opened(phone, "take_payment")
    expect(form.locator('[name="amount"]')).to_have_value("57.47")
    form.locator('[name="method"][value="cash"]').check(force=True)
    sent(form)
    receipt = phone.locator('[data-money] a[href$=".pdf"]')
    expect(receipt).to_have_text("SJ26-000001")
    accounted(people, slip, receipt.get_attribute("href") or "")
