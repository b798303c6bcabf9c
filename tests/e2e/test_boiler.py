"""A boiler repaired by five people in five browsers: the clerk, the technician, the owner, the crew leader and the customer centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from accessible import findings
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.tickets.models import Ticket
from browsing import DESK, PHONE, Visitors, do, do_signed, opened, sent, tick_all
from e2e.test_repair import guest_link

if TYPE_CHECKING:
    from procedures.longfor import Estate

DAY = "2026-03-02"
HOUSE = "longfor-property"
SAID = {
    "zh-CN": {
        "fault": "锅炉不点火，显示 E1",
        "result": "清洗滤网，重新点火，运行正常",
        "filed": "已归档",
        "way": "准备中",
        "sign": "请评价并签字",
    },
    "en-US": {
        "fault": "The boiler does not light, it shows E1",
        "result": "Filter cleaned, lit again, runs well",
        "filed": "Filed",
        "way": "Preparing",
        "sign": "Please rate and sign",
    },
}


@dataclass
class Five:
    """The people of one repair, a browser each, all in one language."""

    come: Visitors
    estate: Estate
    language: str

    def at(self, time: str) -> None:
        """Let it be that time."""
        clock.move(self.estate.at(f"{DAY} {time}"))

    def said(self, what: str) -> str:
        """Words in their language."""
        return SAID[self.language][what]

    def login(self, who: str, *, size: tuple[int, int] = DESK) -> Page:
        """One of the estate's people."""
        page = self.come.login(f"{HOUSE}:{who}", size=size, language=self.language)
        english = page.locator("button[value=en]")
        if self.language == "en-US" and english.count():
            page.locator("details.menu", has=english).locator("summary").click()
            english.click()
            expect(page.locator("html")).to_have_attribute("lang", "en")
        return page


@pytest.fixture(params=["zh-CN", "en-US"])
def five(request: pytest.FixtureRequest, people: Visitors, estate: Estate) -> Five:
    """The estate at nine in the morning; the crew leader reviews for the duty leader today."""
    directory.give_post(estate.people["crew_leader"], estate.station, "duty_leader", by=SYSTEM, at=estate.began_at)
    found = Five(people, estate, request.param)
    found.at("09:00")
    return found


def takes_the_call(five: Five, clerk: Page) -> str:
    """The clerk finds the owner by her number and files what she says."""
    clerk.goto(f"{five.come.address}/desk/report")
    clerk.fill("#find", "13800138000")
    expect(clerk.locator(".caller .who")).to_have_text("王女士")
    clerk.fill("#text", five.said("fault"))
    clerk.select_option("#category", "boiler")
    clerk.locator('[name="wished_at"]').fill(f"{DAY}T10:00")
    clerk.locator("[data-send]").click()
    number = clerk.locator("#filed .no").inner_text()
    assert findings(clerk) == []
    return number


def test_a_boiler_is_repaired_by_five_people(five: Five) -> None:
    clerk = five.login("call_centre")
    number = takes_the_call(five, clerk)
    ticket = Ticket.objects.get(number=number)
    clerk.goto(f"{five.come.address}/desk/tickets/{number}")
    owner = five.come.stranger(size=PHONE, language=five.language)
    owner.goto(guest_link(clerk))

    phone = five.login("technician", size=PHONE)
    expect(phone.locator(".job")).to_contain_text(five.said("fault"))
    phone.goto(f"{five.come.address}/field/jobs/{number}")
    do(phone, "accept")
    do(phone, "plan_visit", way="appointed", appointment_at=f"{DAY}T10:00", agreed_by_phone=True)
    expect(phone.locator(".now-state")).to_contain_text(five.said("way"))
    tick_all(phone)
    do(phone, "depart", alone="yes", minutes_needed="60")
    assert findings(phone) == []

    five.at("09:55")
    owner.reload()
    code = owner.locator(".code").first.inner_text().strip()
    do(phone, "arrive", **{"proof.how": "code", "proof.code": code})
    owner.reload()
    do(owner, "agree", consent="entry")
    phone.reload()
    do(phone, "enter", shoe_covers=True)
    pays(five, phone, owner)
    works(five, phone)
    signs(five, phone, owner)
    checks(five, number)

    ticket.refresh_from_db()
    assert ticket.final == "done"
    doors = {(event["name"], event["door"]) for event in told(number)}
    assert {("accept", "field"), ("agree", "portal"), ("accept_work", "portal"), ("archive", "desk")} <= doors
    rung(five, number)


def pays(five: Five, phone: Page, owner: Page) -> None:
    """The price is planned on the phone, refused to be passed over, and agreed to on the owner's page."""
    form = opened(phone, "survey")
    form.locator('[name="found"]').fill("E1")
    form.locator('[name="charging"][value="paid"]').check(force=True)
    form.locator('[name="planned_works.0.code"]').select_option("L-WATER")
    form.locator('[name="planned_works.0.minutes"]').fill("30")
    sent(form)
    tick_all(phone)
    phone.click(".shut summary")
    expect(phone.locator(".shut li", has_text="LFR-44").first).to_be_visible()
    owner.reload()
    assert findings(owner) == []
    do(owner, "agree", consent="price")
    phone.reload()


def works(five: Five, phone: Page) -> None:
    """The work, the cleaning, the demonstration."""
    five.at("10:10")
    phone.reload()
    do(phone, "start_work")
    tick_all(phone)
    five.at("10:40")
    phone.reload()
    do(phone, "work_done", result=five.said("result"))
    do(phone, "check_home", general_check="fine")
    tick_all(phone)
    do(phone, "take_payment", method="cash")
    do(phone, "complete", cautions="—", further_asked=True)
    assert findings(phone) == []


def signs(five: Five, phone: Page, owner: Page) -> None:
    """The owner rates and signs on her own phone; the technician signs in the duty room."""
    owner.reload()
    expect(owner.locator("body")).to_contain_text(five.said("sign"))
    do_signed(owner, "accept_work", satisfied="5", opinion="OK")
    assert findings(owner) == []
    five.at("11:20")
    phone.reload()
    do_signed(phone, "hand_in")


def checks(five: Five, number: str) -> None:
    """The crew leader reviews and checks, the customer centre files."""
    leader, centre = five.login("crew_leader"), five.login("customer_centre")
    for desk, commands in ((leader, ("review", "check")), (centre, ("archive",))):
        desk.goto(f"{five.come.address}/desk/tickets/{number}")
        for command in commands:
            do(desk, command)
    expect(centre.locator(".now-state")).to_contain_text(five.said("filed"))
    assert findings(centre) == []


def rung(five: Five, number: str) -> None:
    """The customer centre rings the owner the next day, from the queue."""
    clock.move(five.estate.at("2026-03-03 09:00"))
    centre = five.login("customer_centre")
    centre.goto(f"{five.come.address}/desk/calls")
    expect(centre.locator("#rows")).to_contain_text(number)
    assert findings(centre) == []


def told(number: str) -> list[dict[str, str]]:
    """What was done on a ticket and through which door."""
    from baoxiu.tickets import queries

    return [{"name": str(one.data.get("command", "")), "door": one.door} for one in queries.timeline(number, seen_by=SYSTEM)]
