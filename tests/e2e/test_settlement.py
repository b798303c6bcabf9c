"""A month is settled in the browser: headquarters draws up, the station disputes, the region lets go, headquarters closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from baoxiu.journal import clock
from baoxiu.quotes import queries
from browsing import PHONE, Visitors
from procedures.settling import rung, solved

if TYPE_CHECKING:
    from procedures.stage import Stage

PACK = "lenovo-unified-repair"


def test_a_month_is_settled(staff: Visitors, maker: Stage) -> None:
    order = rung(solved(maker, at="13:30"), satisfied=1)
    address = f"{staff.address}/desk/statements/{maker.units['station'].code}/2026-03"
    clock.move(maker.at("2026-04-03 10:00"))

    head = staff.login(f"{PACK}:headquarters")
    head.goto(f"{staff.address}/desk/statements?month=2026-03")
    head.get_by_role("button", name="全部出单").click()
    expect(head.locator("tbody")).to_contain_text("异议期内")

    station = staff.login(f"{PACK}:coordinator", size=PHONE)
    station.goto(address)
    line = station.locator("#line-1")
    expect(line).to_contain_text(order.number)
    line.locator("summary").click()
    line.locator("[name=reason]").fill("用户误评，已更正")
    line.get_by_role("button", name="提交").click()
    expect(station.locator("#line-1")).to_contain_text("待答复")

    region = staff.login(f"{PACK}:region")
    region.goto(address)
    region.locator("#line-1 [name=answer][value=accepted]").check(force=True)
    region.locator("#line-1 [name=waives]").check()
    region.locator("#line-1 [name=words]").fill("已核实")
    region.get_by_role("button", name="提交答复").click()
    expect(region.locator("#line-2")).to_contain_text("异议调整")
    expect(region.locator(".settled-total")).to_contain_text("95.00")

    clock.move(maker.at("2026-04-12 09:00"))
    head.goto(address)
    head.get_by_role("button", name="关账").click()
    expect(head.locator(".head")).to_contain_text("已关账")
    assert queries.find_differences() == []
