"""The ticket's page is drawn from the engine: what may be done, what may not and why, the form, the clock explained."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.faces import Faces, tree


def test_the_buttons_are_what_stands_open_and_the_first_is_the_next_step(faces: Faces) -> None:
    page = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}"))
    offered = page.xpath("//*[@data-command]")

    assert offered[0].get("data-command") == "download"
    assert "primary" in offered[0].get("class")


def test_what_was_taken_already_is_no_longer_the_big_button(faces: Faces) -> None:
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download")

    big = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//*[@data-command][contains(@class,'primary')]")

    assert [button.get("data-command") for button in big] == ["log_attempt"]


def test_a_command_that_asks_nothing_is_done_with_one_click_and_once(faces: Faces) -> None:
    (form,) = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//form[.//*[@data-command='download']]")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}

    first = faces.send("coordinator", form.get("hx-post"), sent)
    second = faces.send("coordinator", form.get("hx-post"), sent)

    assert (first.status_code, second.status_code) == (200, 200)
    page = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}"))
    assert "待联系" in page.xpath("//*[@class='now-state']")[0].text_content()
    assert len(page.xpath("//form[.//*[@data-command='log_attempt']]")) == 0  # it asks, so it opens its form first


@pytest.mark.clause("LCD-40")
def test_what_cannot_be_done_stands_grey_with_its_reason_and_clause(faces: Faces) -> None:
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download")
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/log_attempt", {"outcome": "reached"})
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/judge", {"fault_kind": "other"})
    form = {"promised_at": "2026-03-02T15:00", "promise_type": "within_promise"}
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/promise_visit", form)

    page = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}"))
    shut = [item.text_content() for item in page.xpath("//*[contains(@class,'shut')]//li")]

    assert any("上门前须先打印维修单" in text and "LCD-40" in text for text in shut)


def test_a_refusal_comes_as_a_card_with_its_status_clause_and_field(faces: Faces) -> None:
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download")

    answer = faces.send("coordinator", f"/desk/tickets/{faces.number}/do/log_attempt", {})

    card = tree(answer)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#refusal"
    assert card.get("data-field") == "outcome"


def test_a_page_that_is_behind_is_told_so_and_changes_nothing(faces: Faces) -> None:
    answer = faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download", {"version": "99"})

    assert answer.status_code == 412
    assert "待下载" in tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).text_content()


def test_the_same_form_sent_twice_is_done_once(faces: Faces) -> None:
    path = f"/desk/tickets/{faces.number}/do/download"
    first = faces.send("coordinator", path, {"key": "form-1"})
    second = faces.send("coordinator", path, {"key": "form-1"})

    assert (first.status_code, second.status_code) == (200, 200)
    said = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//*[@class='timeline']//*[@class='what']")
    assert [line.text_content() for line in said].count("下载") == 1


def test_a_deadline_is_explained_stretch_by_stretch(faces: Faces) -> None:
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download")

    lines = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}/clocks/first_contact")).xpath("//li")

    assert len(lines) >= 2
    assert "到期" in lines[-1].text_content()


def test_a_diagram_shows_the_way_the_ticket_took(faces: Faces) -> None:
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download")

    answer = faces.as_("coordinator").get(f"/desk/tickets/{faces.number}/diagram.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert 'class="arrow taken"' in answer.content.decode()


@pytest.mark.clause("LCD-40")
def test_printing_the_slip_is_noted_on_the_ticket(faces: Faces) -> None:
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download")

    answer = faces.as_("coordinator").post(f"/desk/tickets/{faces.number}/slips/work-order", {"key": "p1", "slip": "work-order"})

    assert answer.status_code == 302
    assert "打印维修单" in tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).text_content()


def test_a_refused_form_learns_where_the_ticket_stands_so_it_can_be_sent_again(faces: Faces) -> None:
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.tickets.queries import ticket_on

    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download")
    answer = faces.send("coordinator", f"/desk/tickets/{faces.number}/do/log_attempt", {})

    assert answer.headers["X-Ticket-Version"] == str(ticket_on(faces.number, seen_by=SYSTEM).version)


def test_the_timeline_says_which_clock_rang(faces: Faces) -> None:
    from baoxiu.journal import clock
    from baoxiu.tickets.actions import sweep
    from conftest import MORNING

    clock.move(MORNING + timedelta(hours=5))
    sweep(clock.now())

    said = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//*[@class='timeline']//*[@class='what']")
    assert "已超时：4 小时联系与判断" in [line.text_content() for line in said]


def test_a_unit_is_chosen_from_those_one_sees_and_an_unknown_one_is_refused_in_words(faces: Faces) -> None:
    path = f"/desk/tickets/{faces.number}/do/reassign"
    (chooser,) = tree(faces.as_("coordinator").get(path, headers={"HX-Request": "true"})).xpath("//select[@name='point']")

    assert {option.get("value") for option in chooser.xpath("option")} == {"", "SZ01", "SZ01-A", "SZ01-NS"}

    refused = faces.send("coordinator", path, {"point": "NOWHERE"})
    assert refused.status_code == 404
    assert "NOWHERE" in tree(refused).text_content()
    assert faces.send("coordinator", path, {"point": "SZ01-A"}).status_code == 200


def test_a_page_asks_the_database_each_thing_once(faces: Faces) -> None:
    browser = faces.as_("coordinator")
    browser.get(f"/desk/tickets/{faces.number}")

    with CaptureQueriesContext(connection) as asked:
        browser.get(f"/desk/tickets/{faces.number}")

    assert len(asked) <= 16


@pytest.mark.clause("LCD-26")
def test_a_station_sees_how_its_withdrawal_stands_at_the_region_and_no_more(faces: Faces) -> None:
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/download")
    faces.send("coordinator", f"/desk/tickets/{faces.number}/do/log_attempt", {"outcome": "wrong_number", "note": "空号"})

    (line,) = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//section[.//h2='关联单']//li")
    number = line.xpath(".//span[@title]")[0].text_content().strip()

    assert "撤单" in line.text_content() and line.xpath(".//a") == []
    assert faces.as_("coordinator").get(f"/desk/tickets/{number}").status_code == 404
    assert faces.as_("region").get(f"/desk/tickets/{number}").status_code == 200
    (open_line,) = tree(faces.as_("region").get(f"/desk/tickets/{faces.number}")).xpath("//section[.//h2='关联单']//li")
    assert open_line.xpath(".//a")[0].text_content() == number
