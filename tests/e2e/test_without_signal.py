"""A job done in a basement: from departure to the report without signal, then sent; what is not accepted stays in sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from baoxiu.catalogue import actions as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.journal.models import Event
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.models import Ticket
from browsing import PHONE, Visitors, answer, taken_along
from cast import Cast
from e2e.test_repair import local

REPORT = {"customer": "王女士", "phone": "13800138000", "address": "3-2-1201", "category": "plumbing", "fault": "水管漏水"}


@dataclass
class Basement:
    """A job taken on and agreed, and the technician's phone."""

    cast: Cast
    number: str
    phone: Page

    @property
    def row(self) -> Ticket:
        return Ticket.objects.get(number=self.number)

    def lose_signal(self) -> None:
        self.phone.context.set_offline(True)
        self.phone.reload()
        self.phone.locator("#away").wait_for()

    def find_signal(self) -> None:
        self.phone.context.set_offline(False)

    def note(self, command: str, **answers: Any) -> None:
        """Do a step without signal."""
        self.phone.locator(f'#away [data-command="{command}"]').click()
        form = self.phone.locator("#away form.do-form")
        form.wait_for()
        for name, value in answers.items():
            answer(form.locator(f'[name="{name}"]').first, value)
        form.locator("[data-send]").click()
        form.wait_for(state="detached")

    def open_gate(self, command: str, button: str) -> None:
        """What must be there before a step: a consent, a checklist."""
        self.phone.locator(f'#away [data-command="{command}"]').click()
        self.phone.locator("#away form").first.wait_for()
        for tick in self.phone.locator("#away .tick input").all():
            tick.check(force=True)
        self.phone.locator("#away button.primary", has_text=button).click()
        expect(self.phone.locator("#away form")).to_have_count(0)


@pytest.fixture
def basement(stage: Cast, visitors: Visitors) -> Basement:
    at = clock.now()
    for login in ("technician", "technician_two"):
        directory.give_post(stage.people[login], stage.units["YH-1"], "technician", by=SYSTEM, at=at)
    reviewer, approver = stage.actor("owner_manager"), stage.actor("front_desk")
    catalogue.adopt_shipped(stage.yuehe, "onsite-visit-default", reviewer=reviewer, approver=approver, at=at)
    technician = stage.actor("technician")
    opened = tickets.open_ticket("onsite-visit", stage.units["YH-1"], REPORT, by=technician, at=at)
    tickets.run_command(opened.number, "take_on", {"enough_time": True}, by=technician, at=at)
    agreed = at + timedelta(hours=1)
    words = {"details": "三通处滴水", "tools_needed": "管钳", "parts_needed": "三通", "customer_agreed": True}
    tickets.run_command(opened.number, "agree_visit", {**words, "wished_at": agreed, "appointment_at": agreed}, by=technician, at=at)
    phone = visitors.login("technician", size=PHONE)
    phone.goto(f"{visitors.address}/field/jobs/{opened.number}")
    taken_along(phone, opened.number)
    return Basement(stage, opened.number, phone)


def test_a_job_done_without_signal_arrives_whole_and_in_order(basement: Basement) -> None:
    phone = basement.phone
    basement.lose_signal()
    expect(phone.locator(".now-state")).to_have_text("待出发")

    basement.open_gate("depart", "全部完成")
    basement.note("depart", expected_at=local(50))
    basement.note("arrive")
    basement.note("check_needs", address_right=True, needs="三通漏水", solution="更换三通", minutes_told="30", told=True)
    basement.open_gate("start_work", "用户同意")
    basement.note("start_work")
    basement.note("work_done")
    basement.note("show", result_explained=True, demonstrated=True, use_shown=True, checked_result="good")
    expect(phone.locator(".now-state")).to_have_text("待客户确认")
    expect(phone.locator("#outbox")).to_contain_text("8 条待传")
    assert basement.row.state == "preparing"

    phone.reload()  # the phone was put away and taken out again
    expect(phone.locator(".now-state")).to_have_text("待客户确认")
    basement.find_signal()
    expect(phone.locator("#outbox")).to_be_hidden()
    expect(phone.locator("#ticket .now-state")).to_have_text("待客户确认")

    assert basement.row.state == "leaving"
    ran = Event.objects.filter(ticket_id=basement.row.pk, type="CommandRun").order_by("seq").values_list("data__command", flat=True)
    assert list(ran)[2:] == ["tick", "depart", "arrive", "check_needs", "agree", "start_work", "work_done", "show"]


def test_what_is_not_accepted_stays_in_sight_with_its_reason(basement: Basement) -> None:
    phone = basement.phone
    basement.lose_signal()
    basement.open_gate("depart", "全部完成")
    basement.note("depart", expected_at=local(50))
    basement.note("arrive")
    desk = basement.cast.actor("technician")
    tickets.run_command(
        basement.number, "give_back", {"ended_why": "病假"}, by=desk, at=clock.now()
    )  # meanwhile the job went to somebody else

    basement.find_signal()
    expect(phone.locator("#outbox")).to_contain_text("未被接受")
    phone.locator("#outbox a").first.click()
    expect(phone.locator(".kept .why-shut").first).to_be_visible()
    expect(phone.locator("#away")).to_contain_text("等上一条处理后再传")
    assert basement.row.state == "reported"

    phone.on("dialog", lambda dialog: dialog.accept())
    for left in (2, 1):  # each of the next is refused too, and said
        phone.locator(".kept button", has_text="不再发送").click()
        expect(phone.locator("#away .kept")).to_have_count(left)
        expect(phone.locator(".kept .why-shut")).to_be_visible()
    phone.locator(".kept button", has_text="不再发送").click()
    expect(phone.locator("#outbox")).to_be_hidden()


def test_what_is_filled_in_again_keeps_its_place_before_what_was_done_after_it(basement: Basement) -> None:
    phone = basement.phone
    basement.lose_signal()
    basement.open_gate("depart", "全部完成")
    basement.note("depart", expected_at=local(-90))  # long past: the office will not take it
    basement.note("arrive")
    basement.find_signal()
    expect(phone.locator("#outbox")).to_contain_text("未被接受")
    expect(phone.locator(".now-state")).to_have_text("待出发")  # and not where it would stand, had it been taken

    phone.locator(".kept button", has_text="改正重填").click()
    phone.locator(".begun button").click()
    phone.locator("#do [name=expected_at]").fill(local(50))
    phone.locator("#do [data-send]").click()

    expect(phone.locator("#outbox")).to_be_hidden()
    ran = Event.objects.filter(ticket_id=basement.row.pk, type="CommandRun").order_by("seq").values_list("data__command", flat=True)
    assert list(ran)[2:] == ["tick", "depart", "arrive"]


def test_a_form_that_meets_a_dead_line_is_kept(basement: Basement) -> None:
    phone = basement.phone
    phone.locator('[data-command="agree_visit"]').click()
    form = phone.locator("#do form")
    form.wait_for()
    basement.phone.context.set_offline(True)
    for name, value in {"details": "又漏了", "tools_needed": "管钳", "parts_needed": "无"}.items():
        answer(form.locator(f'[name="{name}"]').first, value)
    for name in ("wished_at", "appointment_at"):
        answer(form.locator(f'[name="{name}"]').first, local(90))
    answer(form.locator('[name="customer_agreed"]').first, True)
    form.locator("[data-send]").click()

    phone.locator("#away").wait_for()
    expect(phone.locator("#outbox")).to_contain_text("1 条待传")
    basement.find_signal()
    expect(phone.locator("#outbox")).to_be_hidden()
    assert basement.row.fields["details"] == "又漏了"


def test_ticks_made_faster_than_they_travel_all_stay(basement: Basement) -> None:
    phone = basement.phone
    boxes = phone.locator("[data-ticks] input[type=checkbox]")
    for place in range(4):
        boxes.nth(place).click(force=True, no_wait_after=True)

    expect(phone.locator("[data-ticks] h3").first).to_contain_text("4/4")
    ticked = {item for entry in basement.row.fields["_checklists"] for item in entry["items"]}
    assert ticked == {"0", "1", "2", "3"}
