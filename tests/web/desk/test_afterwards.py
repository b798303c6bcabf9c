"""The office's pages for what comes after: call-backs, copies, what is owed this period, papers whose time is over, nearest numbers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from baoxiu.journal import clock
from procedures.house import House
from rooms.acceptance.papers import OWNER, coordinating, ended, keeping, printing
from web.faces import tree

AFTER = "2026-03-02 20:00"


@pytest.fixture
def moved(db: None, settings: Any, tmp_path: Any) -> Any:
    """The clock is the test's."""
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    settings.FILES = tmp_path / "files"
    return clock.move


def browser(house: House, who: str) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(house.people[who])
    return client


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return " ".join(tree(answer).xpath("//main")[0].text_content().split())


def test_the_queue_shows_whom_to_ring_and_one_key_opens_the_form(moved: Any) -> None:
    house = keeping()
    order = ended(house, "2026-03-02", call_back=False)
    moved(house.at(AFTER))
    page = browser(house, "service_centre").get("/desk/calls")

    said = text(page)
    assert "王女士" in said
    assert "138" in said
    assert order.number in said
    assert "电话" in said
    (records,) = tree(page).xpath("//a[@data-records]/@hx-get")
    beside = browser(house, "service_centre").get(records, headers={"HX-Request": "true"})
    assert tree(beside).xpath("//form[@data-open-form]//*[@name='solved']")


def test_how_many_were_fixed_the_first_time_stands_over_the_queue(moved: Any) -> None:
    house = keeping()
    ended(house, "2026-03-02")
    again = ended(house, "2026-03-03", call_back=False)
    again.opened("call-back")[0].run("record", {"solved": "no"}, by="service_centre", at="2026-03-03 17:00")
    moved(house.at("2026-03-04 09:00"))

    assert "50%" in text(browser(house, "service_centre").get("/desk/calls"))


def test_the_chain_and_the_draw_stand_on_the_ticket_at_the_desk_and_on_the_phone(moved: Any) -> None:
    house = keeping()
    order = ended(house, "2026-03-02", call_back=False)
    (call,) = order.opened("call-back")
    call.run("record", {"solved": "no"}, by="service_centre", at="2026-03-02 17:00")
    (again,) = call.opened("visit")
    moved(house.at(AFTER))

    for who, face in (("service_centre", "desk/tickets"), ("technician", "field/jobs")):
        page = browser(house, who).get(f"/{face}/{again.number}")
        chain = tree(page).xpath("//*[@id='chain']")[0].text_content()
        assert [order.number in chain, call.number in chain, again.number in chain, "返工 1 次" in chain] == [True] * 4
    draw = tree(browser(house, "service_centre").get(f"/desk/tickets/{order.number}")).xpath("//*[@id='draw']")[0].text_content()
    assert f"{house.pack.key}:after_repair:{order.number}" in draw
    assert "已抽中" in draw


@pytest.mark.clause("TLW-35")
def test_copies_that_are_out_are_listed_by_crew_and_taken_in_there(moved: Any) -> None:
    house = printing("{form: standard, copies: [{of: customer}, {of: crew, title: {zh: 第二联, en: Copy 2}, back_by: same_day}]}")
    order = house.report(OWNER, procedure="visit", at="2026-03-02 09:00", by="service_centre")
    order.run("print", {"slip": "order"}, by="technician", at="2026-03-02 09:05")
    moved(house.at(AFTER))
    desk = browser(house, "service_centre")

    page = desk.get("/desk/copies")
    assert order.number in text(page)
    assert "第二联" in text(page)
    assert tree(page).xpath("//tr[contains(@class, 'late')]")
    (form,) = tree(page).xpath("//form[contains(@action, '/desk/copies/')]")
    desk.post(form.get("action"), {"copy": form.xpath(".//*[@name='copy']/@value")[0], "key": "k1"})

    assert "所有联单均已收回" in text(desk.get("/desk/copies"))
    shown = tree(desk.get(f"/desk/tickets/{order.number}")).xpath("//*[@id='copies']")[0].text_content()
    assert "已收回" in shown
    assert "服务中心" in shown


@pytest.mark.clause("LFR-73", "LFR-74")
def test_what_is_owed_this_period_is_listed_until_it_is_done(moved: Any) -> None:
    house = coordinating()
    slip = house.report({"what": "外墙渗水"}, procedure="slip", at="2026-03-04 10:00", by="service_centre")
    worker = browser(house, "technician")
    moved(house.at("2026-03-05 10:00"))
    assert "本期没有欠缺" in text(worker.get("/desk/rounds"))  # the first whole week has not begun

    moved(house.at("2026-03-10 10:00"))
    page = worker.get("/desk/rounds")
    assert "每周一记" in text(page)
    assert "0 / 1" in text(page)
    assert tree(page).xpath("//a[@data-records]/@href") == [f"/desk/tickets/{slip.number}?do=enter"]
    slip.run("enter", {"note": "已约厂家"}, by="technician", at="2026-03-10 09:59")
    assert slip.number not in text(worker.get("/desk/rounds"))
    assert "1 / 1" in text(worker.get("/desk/rounds?all=1"))
    assert slip.number not in text(browser(house, "service_centre").get("/desk/rounds?all=1"))  # it is not theirs to write


@pytest.mark.clause("LFR-67")
def test_papers_go_by_two_persons_on_their_page(moved: Any) -> None:
    house = keeping()
    order = ended(house, "2026-03-02")
    moved(house.at("2027-03-10 09:00"))
    one, other = browser(house, "service_centre"), browser(house, "technician")
    assert order.number in tree(one.get("/desk/disposals")).xpath("//*[@id='due']")[0].text_content()
    assert one.post("/desk/disposals/propose", {"number": order.number, "reason": "满期"}).status_code == 302

    own = tree(one.get("/desk/disposals"))
    assert not own.xpath("//form[contains(@action, '/approve')]")
    (form,) = tree(other.get("/desk/disposals")).xpath("//form[contains(@action, '/approve')]")
    assert one.post(form.get("action")).status_code == 403
    assert other.post(form.get("action")).status_code == 302

    said = tree(one.get("/desk/disposals")).xpath("//*[@id='disposals']")[0].text_content()
    assert "已销毁" in said
    page = one.get(f"/desk/tickets/{order.number}")
    assert page.status_code == 200
    assert "王女士" not in page.content.decode()
    assert tree(page).xpath("//*[@id='disposed']")
    assert "单据已销毁" in text(page)


def test_a_disposal_before_its_date_is_refused_with_the_date(moved: Any) -> None:
    house = keeping()
    order = ended(house, "2026-03-02")
    moved(house.at("2026-12-01 09:00"))

    answer = browser(house, "service_centre").post("/desk/disposals/propose", {"number": order.number})
    assert answer.status_code == 409
    assert "2027-03-03" in answer.content.decode()


@pytest.mark.parametrize("wrong", ["swapped", "one digit", "a copy's"])
def test_a_number_typed_wrong_finds_the_nearest(moved: Any, wrong: str) -> None:
    house = keeping()
    order = house.report(OWNER, procedure="visit", at="2026-03-02 09:00", by="service_centre")
    moved(house.at(AFTER))
    number = order.number
    typed = {"swapped": number[:-2] + number[-1] + number[-2], "one digit": number[:4] + "9" + number[5:], "a copy's": f"{number}-2"}[wrong]
    assert typed != number

    page = browser(house, "service_centre").get("/desk/board", {"q": typed.lower()})
    assert tree(page).xpath("//*[@id='nearest']")
    assert number in text(page)


def test_words_and_numbers_far_off_find_nothing(moved: Any) -> None:
    house = keeping()
    order = house.report(OWNER, procedure="visit", at="2026-03-02 09:00", by="service_centre")
    moved(house.at(AFTER))

    for asked in ("不存在的内容", "WX99", order.number[:-3] + "987"):
        assert not tree(browser(house, "service_centre").get("/desk/board", {"q": asked})).xpath("//*[@id='nearest']")
