"""Lists that are worked off: call-backs with script and form beside them, and what waits for one's yes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.web.desk import approving
from baoxiu.web.shared import packs
from procedures.house import House
from rooms.acceptance.papers import ended, keeping
from web.faces import tree

AFTER = "2026-03-02 20:00"


@pytest.fixture
def moved(db: None, settings: Any, tmp_path: Any) -> Any:
    """The clock is the test's."""
    settings.CLOCK_FILE, settings.FILES = str(tmp_path / "clock.json"), tmp_path / "files"
    return clock.move


def browser(house: House, who: Any) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN", "HX-Request": "true"})
    client.force_login(house.people[who] if isinstance(who, str) else who)
    return client


def listed(answer: Any) -> list[str]:
    return [str(row.get("data-number")) for row in tree(answer).xpath("//*[@id='rows']/*[@data-row]")]


# -- call-backs


def test_the_most_urgent_call_stands_first(moved: Any) -> None:
    house = keeping()
    first, second = ended(house, "2026-03-02", call_back=False), ended(house, "2026-03-03", call_back=False)
    moved(house.at("2026-03-03 20:00"))

    calls = [order.opened("call-back")[0].number for order in (first, second)]
    assert listed(browser(house, "service_centre").get("/desk/calls")) == calls


def test_the_script_and_the_form_stand_beside_the_customer_and_the_job(moved: Any) -> None:
    house = keeping()
    order = ended(house, "2026-03-02", call_back=False)
    (call,) = order.opened("call-back")
    moved(house.at(AFTER))

    sheet = tree(browser(house, "service_centre").get(f"/desk/calls/{call.number}"))

    assert sheet.xpath("//form[@data-open-form]//*[@name='solved']")
    assert sheet.xpath("//a[starts-with(@href,'tel:')]")
    assert order.number in sheet.text_content()
    assert [button.get("data-command") for button in sheet.xpath("//*[@class='acts']//*[@data-command]")] == ["no_answer"]


def test_an_answer_takes_the_call_off_the_list(moved: Any) -> None:
    house = keeping()
    (call,) = ended(house, "2026-03-02", call_back=False).opened("call-back")
    moved(house.at(AFTER))
    desk = browser(house, "service_centre")
    assert listed(desk.get("/desk/calls")) == [call.number]

    assert desk.post(f"/desk/tickets/{call.number}/do/record", {"solved": "yes", "satisfied": "5", "key": "k"}).status_code == 200

    assert listed(desk.get("/desk/calls")) == []
    assert "待回访 0 单" in tree(desk.get("/desk/calls")).text_content()


def test_a_call_of_another_unit_is_not_there(moved: Any) -> None:
    house = keeping()
    (call,) = ended(house, "2026-03-02", call_back=False).opened("call-back")
    moved(house.at(AFTER))
    elsewhere = directory.create_unit(house.root, level="project", code="FAR1", title="别处", by=SYSTEM, at=house.began_at)
    stranger = house.hire("service_centre", "远处", unit=elsewhere)

    assert browser(house, stranger).get(f"/desk/calls/{call.number}").status_code == 404
    assert listed(browser(house, stranger).get("/desk/calls")) == []


# -- approvals


def asked_back(lenovo: House) -> Any:
    """An order its station asks to have taken back: nobody was reached for five working days."""
    order = lenovo.report(at="2026-03-02 09:00")
    order.run("download", by="coordinator", at="2026-03-02 09:05")
    order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")
    order.run("mark_unreachable", by="coordinator", at="2026-03-02 12:30")
    order.run("ask_withdrawal", by="coordinator", at="2026-03-10 09:00")
    return order


@pytest.fixture
def lenovo(db: None) -> House:
    """Stations under regions."""
    return House("lenovo-unified-repair")


def test_what_waits_for_my_yes_is_told_from_what_waits_for_others(lenovo: House, moved: Any) -> None:
    (request,) = asked_back(lenovo).opened("withdrawal")
    moved(lenovo.at("2026-03-10 10:00"))

    region = tree(browser(lenovo, "region").get("/desk/approvals"))
    assert region.xpath(f"//tr[@data-number='{request.number}']//a[@data-records]")

    others = tree(browser(lenovo, "headquarters").get("/desk/approvals"))
    (row,) = others.xpath(f"//tr[@data-number='{request.number}']")
    assert "others" in row.get("class")
    assert not row.xpath(".//a[@data-records]")


def test_what_is_asked_for_is_drawn_from_the_packs(lenovo: House) -> None:
    found = approving.asking(packs.packs_of(lenovo.root.pk))

    assert found["withdrawal"] == {"requested"}
    assert found["station-call"] == {"before_region"}
    assert "work-order" not in found
