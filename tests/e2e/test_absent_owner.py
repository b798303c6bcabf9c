"""An absent owner: a note at the door and a new appointment, a second visit proven by his code, and the slip through to the files."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from baoxiu.catalogue import actions as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.journal.models import Message
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.models import Ticket
from browsing import PHONE, Visitors, do, do_signed, tick_all
from cast import Cast
from e2e.test_repair import local

POSTS = (
    ("front_desk", "call_centre"), ("owner_manager", "customer_centre"), ("technician", "technician"), ("crew_leader", "crew_leader"),
    ("duty_leader", "duty_leader"),
)  # fmt: skip
REPORT = {
    "customer": "王女士", "reporter": "王先生", "phone": "13800138000", "address": "3 栋 2 单元 1201", "category": "plumbing",
    "fault": "厨房水管漏水",
}  # fmt: skip


@dataclass
class Home:
    """The slip, and the technician's phone on it."""

    number: str
    phone: Page

    @property
    def row(self) -> Ticket:
        return Ticket.objects.get(number=self.number)


@pytest.fixture
def home(stage: Cast, visitors: Visitors) -> Home:
    """The property company works by its pack; a slip was issued for 王女士's home."""
    estate, at = stage.units["YH-1"], clock.now()
    for login, role in POSTS:
        directory.give_post(stage.people[login], estate, role, by=SYSTEM, at=at)
    reviewer, approver = stage.actor("owner_manager"), stage.actor("front_desk")
    catalogue.adopt_shipped(stage.units["YH"], "longfor-property", reviewer=reviewer, approver=approver, at=at)
    belongs = {"site": stage.sites["YH1-3-2-1201"].pk, "customer": stage.customers["wang"].pk, "category": "plumbing"}
    form = {**REPORT, "wished_at": at.isoformat()}
    opened = tickets.open_ticket("in-home", estate, form, by=stage.actor("front_desk"), at=at, belongs=belongs)
    phone = visitors.login("technician", size=PHONE)
    phone.goto(f"{visitors.address}/field/jobs/{opened.number}")
    return Home(opened.number, phone)


def prepared_and_gone(home: Home) -> None:
    """From acceptance or the new appointment to the departure."""
    tick_all(home.phone)
    do(home.phone, "depart", alone="yes", minutes_needed="40")
    expect(home.phone.locator(".now-state")).to_contain_text("途中")


def printed_note(phone: Page) -> bytes:
    """The note for the door, as the phone prints it."""
    address = phone.get_attribute('a[href*="/slips/door-note"]', "href")
    paper = phone.context.request.get(phone.url.split("/field/")[0] + f"{address}/1.pdf")
    assert paper.ok
    return paper.body()


def test_an_absent_owner_gets_a_note_and_a_second_visit(home: Home, visitors: Visitors) -> None:
    phone = home.phone
    expect(phone.locator("#bring")).to_contain_text("请带上")
    do(phone, "accept")
    do(phone, "plan_visit", way="appointed", appointment_at=local(30), agreed_by_phone=True)
    prepared_and_gone(home)
    do(phone, "arrive", **{"proof.how": "none", "proof.reason": "无人应门"})
    do(phone, "nobody_home", note="已到访，未遇业主，下午再来", appointment_at=local(90))

    expect(phone.locator(".now-state")).to_contain_text("准备中")
    expect(phone.locator("#visits")).to_contain_text("无人在家")
    told = Message.objects.filter(ticket_id=home.row.pk, by="sms", to="customer").latest("id")
    assert "您不在家" in told.words["zh"]

    assert printed_note(phone).startswith(b"%PDF")

    prepared_and_gone(home)
    do(phone, "arrive", **{"proof.how": "code", "proof.code": home.row.fields["visit_code"]})
    expect(phone.locator("#visits")).to_contain_text("第 2 次上门")
    expect(phone.locator("#visits")).to_contain_text("用户验证码")
    do(phone, "agree", consent="entry")
    do(phone, "enter", shoe_covers=True)
    do(phone, "survey", found="软管接头渗水", charging="free")
    tick_all(home.phone)
    do(phone, "start_work")
    tick_all(home.phone)
    do(phone, "work_done", result="更换软管，已不漏")
    do(phone, "check_home", general_check="fine")
    tick_all(home.phone)
    do(phone, "complete", cautions="一小时内不要用力拧动", further_asked=True)
    do_signed(phone, "accept_work", satisfied="5", opinion="满意")
    do_signed(phone, "hand_in")

    for login, command in (("duty_leader", "review"), ("crew_leader", "check"), ("owner_manager", "archive")):
        desk = visitors.login(login)
        desk.goto(f"{visitors.address}/desk/tickets/{home.number}")
        do(desk, command)
    expect(phone.locator(".now-state")).to_contain_text("已归档")
    visits = [(visit["outcome"], visit["proof"]["how"]) for visit in home.row.fields["_visits"]]
    assert visits == [("absent", "none"), ("accept_work", "code")]


def test_whoever_comes_for_the_same_trouble_reads_who_was_there(home: Home, stage: Cast, visitors: Visitors) -> None:
    phone = home.phone
    do(phone, "accept")
    do(phone, "plan_visit", way="at_once")
    prepared_and_gone(home)
    do(phone, "arrive", **{"proof.how": "none", "proof.reason": "无人应门"})
    do(phone, "nobody_home", note="已到访", appointment_at=local(90))
    belongs = {"site": stage.sites["YH1-3-2-1201"].pk, "customer": stage.customers["wang"].pk, "category": "plumbing"}
    form = {**REPORT, "wished_at": clock.now().isoformat()}
    again = tickets.open_ticket("in-home", stage.units["YH-1"], form, by=stage.actor("front_desk"), at=clock.now(), belongs=belongs)

    phone.goto(f"{visitors.address}/field/jobs/{again.number}")
    expect(phone.locator("#earlier-visits")).to_contain_text("张师傅")
    expect(phone.locator("#earlier-visits")).to_contain_text("无人在家")
    phone.click('[data-command="accept"]')
    expect(phone.locator('#do [name="asked_colleagues"]')).to_have_attribute("required", "")
    phone.fill('#do [name="asked_colleagues"]', "张师傅：家里没人，门口有鞋柜")
    phone.locator("#do [data-send]").click()
    expect(phone.locator(".now-state")).to_contain_text("准备中")
