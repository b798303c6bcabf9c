"""A maker's station in the browser: an order whose part is late and that needs two promises, and a customer nobody reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

from baoxiu.journal import clock
from baoxiu.journal.models import Message
from baoxiu.tickets.models import Ticket
from browsing import PHONE, Visitors, do, do_signed, opened, sent
from procedures.stage import Order

if TYPE_CHECKING:
    from procedures.stage import Stage

PACK = "lenovo-unified-repair"
PART = "MB-440"


class Counter:
    """The station's counter: who stands there, on which order, when."""

    def __init__(self, staff: Visitors, maker: Stage) -> None:
        self.staff, self.maker, self.pages = staff, maker, dict[str, Page]()

    def wait(self, time: str) -> None:
        """Let time pass until then, every clock ringing at its own time."""
        self.maker.wait(time)
        clock.move(self.maker.at(time))

    def on(self, who: str, ticket: Any) -> Page:
        """Somebody's browser, on a ticket."""
        size = PHONE if who == "engineer" else (1440, 900)
        page = self.pages.get(who) or self.pages.setdefault(who, self.staff.login(f"{PACK}:{who}", size=size))
        page.goto(f"{self.staff.address}/{'field/jobs' if who == 'engineer' else 'desk/tickets'}/{ticket.number}")
        return page

    def takes(self) -> Order:
        """Customer information support takes a report by telephone, for this station."""
        self.wait("2026-03-02 09:00")
        desk = self.pages["cc_agent"] = self.staff.login(f"{PACK}:cc_agent")
        desk.goto(f"{self.staff.address}/desk/report")
        desk.fill("#find", "13800138000")
        expect(desk.locator(".caller .who")).to_have_text("王女士")
        desk.fill("#text", "开机没反应")
        desk.select_option("#category", "no_power")
        unit = desk.locator("select#unit")
        if unit.count():
            unit.select_option(label=self.maker.station.title)
        desk.locator("[data-send]").click()
        number = desk.locator("#filed .no").inner_text()
        return Order(self.maker, str(Ticket.objects.get(number=number).pk))


def test_an_order_with_a_late_part_and_two_promises(staff: Visitors, maker: Stage) -> None:
    at = Counter(staff, maker)
    order = at.takes()
    desk = at.on("coordinator", order.row)
    do(desk, "download")
    do(desk, "log_attempt", outcome="reached")
    form = opened(desk, "judge")
    form.locator('[name="fault_kind"][value="hardware"]').check(force=True)
    form.locator('[name="needed_parts.0.code"]').fill(PART)
    form.locator('[name="needed_parts.0.quantity"]').fill("1")
    sent(form)
    do(desk, "order_parts", promised_at="2026-03-04T10:00", explained_to_user=True)
    expect(desk.locator(".now-state")).to_contain_text("备件申领中")

    at.wait("2026-03-02 15:00")
    part = order.child("part-order")
    do(at.on("parts_desk", part.row), "ship", courier="sf", waybill="SF100")
    at.wait("2026-03-04 10:05")
    expect(at.on("coordinator", part.row).locator("main")).to_contain_text("超时 5 分")

    desk = at.on("coordinator", order.row)
    form = opened(desk, "promise_visit")
    form.locator('[name="promised_at"]').first.fill("2026-03-06T10:00")
    sent_and_refused(form, "LCD-42")
    form.locator('[name="promise_type"][value="part_reason"]').check(force=True)
    form.locator('[name="explained_to_user"]').check(force=True)
    expect(form.locator('[name="reason"]')).to_have_value(f"由于{part.number}订单{PART}编码的备件未按时配送")
    sent(form)

    at.wait("2026-03-05 09:00")
    do(at.on("coordinator", part.row), "deliver")
    desk = at.on("coordinator", order.row)
    expect(desk.locator(".now-state")).to_contain_text("已承诺")
    at.wait("2026-03-06 09:00")
    visited(at, order)

    times = desk.goto(f"{staff.address}/desk/tickets/{order.number}/times")
    assert times and times.ok
    for shown in ("T31", "03-04 10:00", "T32", "备件原因", part.number):
        expect(desk.locator("main")).to_contain_text(shown)
    assert [one["type"] for one in order.fields["promises"]] == ["within_promise", "part_reason"]
    assert order.row.state == "solved"


def sent_and_refused(form: Any, clause: str) -> None:
    """Sent as it stands, it is refused by clause, and what was typed stays."""
    form.locator("[data-send]").click()
    expect(form.page.locator("#refusal, .refusal").first).to_contain_text(clause)


def visited(at: Counter, order: Order) -> None:
    """Printed, sent, repaired with the part's serial numbers, signed, solved."""
    desk = at.on("coordinator", order.row)
    desk.goto(at.staff.address + (desk.get_attribute('a[href*="/slips/work-order"]', "href") or ""))
    desk.locator("form button", has_text="打印").click()
    desk.wait_for_url("**printed=1")
    desk = at.on("coordinator", order.row)
    do(desk, "depart", engineer="维修站服务工程师")
    at.wait("2026-03-06 10:10")
    phone = at.on("engineer", order.row)
    do(phone, "accept_plan", plan="更换主板")
    form = opened(phone, "write_back")
    form.locator('[name="repair_note"]').fill("更换主板，开机正常")
    form.locator('[name="used_parts.0.code"]').fill(PART)
    form.locator('[name="used_parts.0.quantity"]').fill("1")
    form.locator('[name="used_parts.0.serial"]').fill("NEW-1")
    form.locator('[name="used_parts.0.old_serial"]').fill("OLD-1")
    sent(form)
    shut(phone, "已解决", "LCD-46")
    form = opened(phone, "return_parts")
    form.locator('[name="returned_parts.0.code"]').fill(PART)
    form.locator('[name="returned_parts.0.serial"]').fill("OLD-1")
    sent(form)
    do_signed(phone, "sign")
    do(phone, "solve")


def test_a_customer_nobody_reaches_is_withdrawn_by_the_region(staff: Visitors, maker: Stage) -> None:
    at = Counter(staff, maker)
    order = at.takes()
    desk = at.on("coordinator", order.row)
    do(desk, "download")
    do(desk, "log_attempt", outcome="no_answer")
    shut(desk, "四小时内联系不上", "LCD-29")
    at.wait("2026-03-02 12:40")
    desk = at.on("coordinator", order.row)
    do(desk, "mark_unreachable")
    expect(desk.locator(".now-state")).to_contain_text("联系不上")
    for day in ("03", "04", "05", "06"):
        at.wait(f"2026-03-{day} 10:00")
        do(at.on("coordinator", order.row), "log_attempt", outcome="no_answer")
    shut(at.on("coordinator", order.row), "申请撤单", "LCD-31")

    at.wait("2026-03-09 13:00")
    do(at.on("coordinator", order.row), "ask_withdrawal")
    withdrawal = order.child("withdrawal")
    region = at.on("region", withdrawal.row)
    expect(region.locator("main")).to_contain_text("联系不上")
    do(region, "approve", opinion="同意")
    expect(at.on("coordinator", order.row).locator(".now-state")).to_contain_text("已撤单")
    assert Message.objects.filter(ticket_id=withdrawal.id, by="mail").exists()
    assert order.row.final == "cancelled"


def shut(page: Page, title: str, clause: str) -> None:
    """A command stands there greyed, and says by which clause."""
    page.locator(".shut summary").first.click()
    expect(page.locator(".shut li", has_text=title).filter(has_text=clause).first).to_be_visible()
