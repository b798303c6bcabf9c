"""A job that is not finished the same day becomes a coordination slip and is followed for weeks; the clock is the test's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from baoxiu.journal import clock
from baoxiu.journal.models import Message
from baoxiu.tickets import actions as tickets
from browsing import DESK, PHONE, Visitors, do, do_signed, sent

if TYPE_CHECKING:
    from procedures.house import Order
    from procedures.longfor import Estate

ENTRY = {
    "place": "3 栋 1201 厨房", "contact": "王先生", "contact_by": "13800138000", "content": "厂家答复两周后到货",
    "opinions": "业主同意等待", "attitude": "配合", "proposal": "到货后上门更换",
}  # fmt: skip


def let_be(estate: Estate, at: str) -> None:
    """Time passes until then: every clock rings at its own time."""
    estate.wait(at)
    clock.move(estate.at(at))


def at_work(people: Visitors, who: str, size: tuple[int, int] = DESK) -> Page:
    """Somebody of the estate at his screen."""
    return people.login(f"longfor-property:{who}", size=size)


def shown(page: Page, people: Visitors, number: str, *, field: bool = False) -> Page:
    """A ticket's page."""
    page.goto(f"{people.address}/{'field/jobs' if field else 'desk/tickets'}/{number}")
    return page


def converted(estate: Estate, people: Visitors) -> Order:
    """The slip is accepted, returned with a note, and converted by the crew leader to one the technician follows."""
    slip = estate.slip(at="2026-03-02 09:00")
    let_be(estate, "2026-03-02 09:30")
    phone = shown(at_work(people, "technician", PHONE), people, slip.number, field=True)
    do(phone, "accept")
    do(phone, "return_unfinished", why="配件缺货，厂家两周后供货")
    let_be(estate, "2026-03-02 17:30")
    desk = shown(at_work(people, "crew_leader"), people, slip.number)
    do(desk, "convert", reason="等待厂家配件", tracker=estate.people["technician"].name)
    expect(desk.locator(".now-state")).to_contain_text("已转协调单")
    (coordination,) = slip.opened("coordination")
    return coordination


def told(order: Order, words: str) -> int:
    """How many were told something of a ticket."""
    return sum(words in message.words["zh"] for message in Message.objects.filter(ticket_id=order.id))


def test_a_job_becomes_a_coordination_slip_and_is_followed_for_three_weeks(estate: Estate, people: Visitors) -> None:
    slip = converted(estate, people)
    phone, leader = at_work(people, "technician", PHONE), at_work(people, "crew_leader")

    let_be(estate, "2026-03-10 10:00")  # the first whole week: he writes what he owes, from the list of it
    phone.goto(f"{people.address}/desk/rounds")
    expect(phone.locator("main")).to_contain_text("每周记录")
    phone.locator("tr", has_text="每周记录").locator("[data-records]").click()
    form = phone.locator("#do form")
    for name, value in ENTRY.items():
        form.locator(f'[name="{name}"]').fill(value)
    sent(form)
    phone.goto(f"{people.address}/desk/rounds")
    expect(phone.locator("main")).not_to_contain_text("每周记录")

    let_be(estate, "2026-03-23 08:00")  # the second passed without an entry, and everybody concerned knows
    assert told(slip, "本周还没有跟踪记录") == 1
    assert told(slip, "本周没有跟踪记录，请补记") == 2
    assert "week_without_entry" in slip.row.flags
    do(shown(leader, people, slip.number), "excuse", why="跟踪人休假，厂家无新消息")

    let_be(estate, "2026-04-01 09:00")  # a month begins: leaders and supervisor get their tasks, and sign
    assert Message.objects.filter(ticket_id=slip.id, task=True).count() == 3
    for advice in ("已催厂家", "改用同型号配件"):
        do_signed(shown(leader, people, slip.number), "check_and_urge", advice=advice)
    supervisor = at_work(people, "supervisor")
    do_signed(shown(supervisor, people, slip.number), "support", support="可用同规格角阀替代")
    supervisor.goto(f"{people.address}/desk/rounds")
    expect(supervisor.locator("main")).to_contain_text("本期没有欠缺")

    let_be(estate, "2026-04-02 10:00")
    shown(phone, people, slip.number, field=True)
    do(phone, "record_result", result="更换角阀，已不漏")
    do_signed(phone, "customer_signs")
    do_signed(phone, "sign_as_tracker")
    do(shown(leader, people, slip.number), "file")
    expect(leader.locator(".now-state")).to_contain_text("已归档")

    entries = slip.fields["entries"]
    assert [(estate.wall(one["at"]), bool(one.get("excused"))) for one in entries] == [
        ("2026-03-10 10:00", False),
        ("2026-03-23 08:00", True),
    ]
    assert all(entries[0][name] == value for name, value in ENTRY.items())
    assert (len(slip.fields["leader_checks"]), len(slip.fields["supervisor_checks"])) == (2, 1)
    assert tickets.sweep(estate.at("2026-06-01 09:00")) == 0  # a filed slip asks for nothing more
