"""A rework until the owner is content: the call-back says no, a rework opens, is done and signed, and the next call-back says yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from baoxiu.journal import clock
from browsing import Visitors, filled, sent
from procedures.longfor import DAY, Slip

if TYPE_CHECKING:
    from procedures.longfor import Estate

AGAIN = "2026-03-03"


class Later(Slip):
    """A slip whose day is another one."""

    def run(self, name: str, form: Any = None, *, by: Any, at: str, **more: Any) -> Any:
        """The same hour of its own day."""
        return super().run(name, form, by=by, at=at.replace(DAY, AGAIN), **more)

    def waiting(self, *, by: str, at: str) -> Mapping[str, Any]:
        """What waits at that hour."""
        return super().waiting(by=by, at=at.replace(DAY, AGAIN))


def record(people: Visitors, order: str, **answers: str) -> None:
    """The customer centre rings and records the answer, by keyboard from the queue."""
    desk = people.login("longfor-property:customer_centre")
    desk.goto(f"{people.address}/desk/calls")
    expect(desk.locator("#rows")).to_contain_text(order)
    desk.keyboard.press("j")
    expect(desk.locator("[data-row][aria-selected=true]")).to_have_count(1)
    desk.keyboard.press("r")
    form = desk.locator("#beside #do form, #beside form[data-open-form]").first
    form.wait_for()
    sent(filled(form, answers))


def test_a_rework_until_the_owner_is_content(estate: Estate, people: Visitors) -> None:
    first = estate.slip()
    first.to_return().handed_in().archived()
    clock.move(estate.at("2026-03-03 08:40"))
    record(people, first.number, solved="no", on_time="yes", told_price="free", satisfied="2", remark="晚上又漏了")

    (call,) = first.opened("call-back")
    (opened,) = call.opened("in-home")
    assert (opened.fields["rework_of"], opened.fields["fault"]) == (first.number, "晚上又漏了")
    leader = people.login("longfor-property:crew_leader")
    leader.goto(f"{people.address}/desk/tickets/{opened.number}")
    chain = leader.locator("#chain")
    for part in (first.number, call.number, opened.number, "返工 1 次", "工程维修员"):
        expect(chain).to_contain_text(part)

    again = Later(estate, opened.id)
    again.accepted(asked_colleagues="上次已换软管").planned(
        when=f"{AGAIN} 10:00"
    ).packed().departed().arrived().entered().surveyed().started().done().showed()
    again.signed().handed_in().archived()
    clock.move(estate.at("2026-03-05 10:00"))
    record(people, again.number, solved="yes", on_time="yes", told_price="free", satisfied="5")

    desk = people.login("longfor-property:supervisor")
    desk.goto(f"{people.address}/desk/tickets/{first.number}")
    expect(desk.locator("#chain li")).to_have_count(4)
    expect(desk.locator("#chain")).to_contain_text("已回访")
    expect(desk.locator("#draw")).to_contain_text("已抽中")
    desk.goto(f"{people.address}/desk/calls")
    expect(desk.locator("#first-time")).to_contain_text("0%")
