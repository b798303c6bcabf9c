"""A login that runs out in the middle of a form, at the desk and on the phone: nothing typed is lost, whichever way one comes back."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from baoxiu.intake import actions as intake
from baoxiu.intake.actions import Report
from baoxiu.journal import clock
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.models import Ticket
from browsing import PASSWORD, PHONE, Visitors, log_in_again, opened
from cast import Cast


def order(stage: Cast) -> Ticket:
    """An order of the hotline."""
    report = Report(
        unit=stage.units["YH-1"], procedure="repair", text="厨房漏水", category="plumbing", reporter_name="王女士",
        reporter_phone="13800138000", site=stage.sites["YH1-3-2-1201"].pk, answers={"premises": "in_home"},
    )  # fmt: skip
    return Ticket.objects.get(number=intake.file_report(report, by=stage.actor("front_desk"), at=clock.now()).number)


def begun(page: Page, visitors: Visitors, ticket: Ticket) -> None:
    """The form of a command half way, and the login gone."""
    page.goto(f"{visitors.address}/desk/tickets/{ticket.number}")
    page.click('[data-command="cancel"]')
    page.fill('#do [name="why"]', "客户说不用来了")
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-login-again]")
    expect(page.locator('#do [name="why"]')).to_have_value("客户说不用来了")


def test_a_ticket_form_goes_on_after_a_login_on_the_page(stage: Cast, visitors: Visitors) -> None:
    ticket, page = order(stage), visitors.login("front_desk")
    begun(page, visitors, ticket)
    log_in_again(page, "front_desk")

    expect(page.locator(".now-state")).to_contain_text("已取消")
    ticket.refresh_from_db()
    assert ticket.state == "cancelled"


def test_a_ticket_form_stands_filled_after_the_way_over_the_login_page(stage: Cast, visitors: Visitors) -> None:
    ticket, page = order(stage), visitors.login("front_desk")
    begun(page, visitors, ticket)
    page.reload()
    page.fill("#login", "front_desk")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")

    expect(page.locator('#do [name="why"]')).to_have_value("客户说不用来了")
    page.click("#do [data-send]")
    expect(page.locator(".now-state")).to_contain_text("已取消")


def test_somebody_else_who_logs_in_there_finds_nothing_of_it(stage: Cast, visitors: Visitors) -> None:
    ticket, page = order(stage), visitors.login("front_desk")
    begun(page, visitors, ticket)
    log_in_again(page, "owner_manager")

    page.wait_for_selector("[data-login-again]", state="detached")
    expect(page.locator('#do [name="why"]')).to_have_count(0)
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_a_form_on_the_phone_goes_on_after_a_login(stage: Cast, visitors: Visitors) -> None:
    ticket, phone = order(stage), visitors.login("technician", size=PHONE)
    tickets.run_command(ticket.number, "grab", {}, by=stage.actor("technician"), at=clock.now())
    ticket.refresh_from_db()
    phone.goto(f"{visitors.address}/field/jobs/{ticket.number}")
    opened(phone, "arrive")
    phone.fill('#do [name="code"]', ticket.fields["visit_code"])
    Session.objects.all().delete()
    phone.locator("#do [data-send]").click()
    phone.wait_for_selector("[data-login-again]")
    expect(phone.locator('#do [name="code"]')).to_have_value(ticket.fields["visit_code"])
    log_in_again(phone, "technician")

    expect(phone.locator(".now-state")).to_contain_text("维修中")
    ticket.refresh_from_db()
    assert ticket.state == "in_work"
