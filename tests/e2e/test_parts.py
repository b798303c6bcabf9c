"""Parts in the browser: shipped and taken in from their list, an old piece sent back with one click, each without leaving the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from baoxiu.journal import clock
from baoxiu.stock import queries
from browsing import Visitors

if TYPE_CHECKING:
    from procedures.stage import Stage

PACK = "lenovo-unified-repair"
PART = "MB-440"


def test_a_part_is_shipped_arrives_and_the_old_one_goes_back_from_the_lists(staff: Visitors, maker: Stage) -> None:
    order = maker.judged(at="2026-03-02 09:00", needed=[PART]).order_parts("2026-03-04 10:00", at="2026-03-02 10:00")
    number = order.child("part-order").number
    clock.move(maker.at("2026-03-02 11:00"))

    desk = staff.login(f"{PACK}:parts_desk")
    desk.goto(f"{staff.address}/desk/parts")
    desk.keyboard.press("j")
    line = desk.locator("[data-row][aria-selected=true]")
    expect(line).to_contain_text(number)
    line.locator("a.button", has_text="发货").click()
    form = desk.locator("form.do-form")
    form.locator('[name="courier"][value="sf"]').check(force=True)
    form.locator('[name="waybill"]').fill("SF100")
    form.locator("[data-send]").click()
    expect(desk.locator("[data-row]", has_text=number)).to_contain_text("SF100")
    expect(desk.locator("form.do-form")).to_have_count(0)

    clock.move(maker.at("2026-03-03 09:00"))
    counter = staff.login(f"{PACK}:coordinator")
    counter.goto(f"{staff.address}/desk/parts")
    counter.locator("[data-row]", has_text=number).get_by_role("button", name="到货", exact=True).click()
    expect(counter.locator("[data-row]", has_text=number)).to_have_count(0)
    assert (order.state, queries.quantity_of(maker.station, PART)) == ("promised", 1)

    order.run("print", by="coordinator", at="2026-03-03 10:00")
    used = [{"code": PART, "quantity": 1, "serial": "N-1", "old_serial": "O-1"}]
    order.depart(at="2026-03-03 10:10").run(
        "write_back", {"repair_note": "更换主板", "used_parts": used}, by="engineer", at="2026-03-03 11:00"
    )
    clock.move(maker.at("2026-03-14 12:00"))
    counter.goto(f"{staff.address}/desk/parts/owed")
    counter.locator("tbody a.count").first.click()
    expect(counter.locator("[data-row]")).to_contain_text("O-1")
    expect(counter.locator("[data-row]")).to_contain_text("已超期")
    counter.locator("[data-row]").get_by_role("button", name="返还").click()
    expect(counter.locator("[data-row]")).to_have_count(0)
    assert [one.state for one in queries.replaced_on(order.row.pk)] == ["sent"]
