"""The day's plan as pages: what stands there, who may look, what a drop answers, how much it reads, what the map may load."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Site
from baoxiu.dispatch import actions
from baoxiu.journal import clock
from baoxiu.tickets.models import Ticket
from procedures.house import House, Order
from web.faces import tree

DAY = "2026-03-02 "
JOB = {"premises": "in_home", "category": "plumbing"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def house(db: None, settings: Any, tmp_path: Path) -> Iterator[House]:
    """The hotline's house at ten past nine, two plumbers, two jobs nobody grabbed in time."""
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    found = House("ailifengshe-hotline")
    directory.give_skill(found.people["worker"], "plumbing", by=SYSTEM, at=found.began_at)
    found.hire("worker", "老赵", login="worker_two", skills=("plumbing",))
    clock.move(found.at(DAY + "09:10"))
    yield found


def job(house: House, **more: Any) -> Order:
    order = house.report({**JOB, **more}, at=DAY + "09:00", site=house.site.pk)
    house.wait(DAY + "09:06")
    return order


def number(order: Order) -> str:
    return Ticket.objects.get(pk=order.id).number


def browser(house: House, who: str = "engineering_supervisor") -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(house.people[who])
    return client


def text(answer: Any, where: str = "//main") -> str:
    return " ".join(tree(answer).xpath(f"string({where})").split())


def asked(house: House, order: Order, who: str = "worker", start: str = "10:00") -> dict[str, str]:
    return {"number": number(order), "person": str(house.people[who].pk), "at": f"{DAY.strip()}T{start}"}


# -- the page


def test_the_page_draws_lines_the_unassigned_and_where_now_is(house: House) -> None:
    order = job(house)

    page = tree(browser(house).get("/desk/day"))

    assert [line.get("data-name") for line in page.xpath("//*[@data-person][@data-name]")] == ["维修师傅", "老赵"]
    assert [card.get("data-job") for card in page.xpath("//li[@data-job]")] == [number(order)]
    assert page.xpath("//section[@id='day']/@data-first") == ["2026-03-02T08:00"]
    assert page.xpath("//span[contains(@class, 'now at-14')]")
    assert not page.xpath("//*[@style]")


def test_the_address_is_the_view(house: House) -> None:
    job(house)
    client = browser(house, "hotline")

    page = client.get("/desk/day?on=2026-03-03&skill=electrical&unit=PR02")
    links = tree(page).xpath("//form[contains(@class, 'filters')]//a/@href")

    assert "老赵" not in text(page)
    assert "没有具备此技能的人员" in text(page)
    assert links[:2] == ["?on=2026-03-02&unit=PR02&skill=electrical", "?on=2026-03-04&unit=PR02&skill=electrical"]
    assert "?on=2026-03-03" in links[-1]
    assert client.get("/desk/day?on=nonsense").status_code == 200


def test_shifts_and_absences_are_drawn(house: House) -> None:
    at = house.at(DAY + "08:00")
    since, until = house.at(DAY + "10:00"), house.at(DAY + "11:00")
    directory.set_absence(house.people["worker"], "leave", since=since, until=until, by=SYSTEM, at=at)
    actions.set_duty(house.station, house.people["worker_two"], "早班", since=at, until=house.at(DAY + "12:00"), by=SYSTEM, at=at)

    page = tree(browser(house).get("/desk/day"))

    away, off = page.xpath("//span[contains(@class, 'span away')]"), page.xpath("//span[contains(@class, 'span off')]")
    assert [" ".join(one.get("class").split()) for one in away] == ["span away at-24 for-12"]
    assert " ".join(away[0].itertext()).strip() == "休假"
    assert [one.get("class") for one in off] == ["span off at-48 for-72"]


def test_the_pool_is_watched_until_nobody_took_it(house: House) -> None:
    house.report(JOB, at=DAY + "09:09")

    open_still = text(browser(house).get("/desk/day"), "//div[@id='waiting']")
    house.wait(DAY + "09:15")
    clock.move(house.at(DAY + "09:15"))
    over = text(browser(house).get("/desk/day"), "//div[@id='waiting']")

    assert "抢单池 1" in open_still
    assert "已推送 2 人" in open_still
    assert "老赵" in open_still
    assert "还剩 4 分" in open_still
    assert "无人接单，请主管派工" in over
    assert "超时 1 分" in over


def test_who_is_sent_out_does_not_plan_and_a_stranger_logs_in(house: House) -> None:
    order = job(house)
    worker = browser(house, "worker")

    for path in ("/desk/day", f"/desk/day/who?number={number(order)}", "/desk/day/check"):
        assert worker.get(path).status_code in {403, 409}
        assert Client().get(path).status_code == 302
    assert worker.post("/desk/day/place", asked(house, order)).status_code in {403, 409}
    assert Ticket.objects.get(pk=order.id).holder_id is None


# -- a drop


def test_before_the_drop_it_says_what_it_costs(house: House) -> None:
    order = job(house)

    answer = browser(house).get("/desk/day/check", asked(house, order), headers=HTMX)

    assert tree(answer).xpath("//div[@data-stands]")
    assert "路程未知" in text(answer, ".")
    assert "在手 1/5 单 · 当天 45 分钟" in text(answer, ".")
    assert not tree(answer).xpath("//form")


def test_the_way_is_told_where_coordinates_are_known(house: House) -> None:
    first, second = job(house), job(house)
    other = directory.add_site(house.root, level="room", code="B", title="别处", unit=house.station, latitude=30.28, longitude=120.15)
    Site.objects.filter(pk=house.site.pk).update(latitude=30.27, longitude=120.15)
    Ticket.objects.filter(pk=second.id).update(site=other)
    client = browser(house)
    assert client.post("/desk/day/place", asked(house, first) | {"command": "assign"}, headers=HTMX).status_code == 200

    answer = client.get("/desk/day/check", asked(house, second, start="11:00"), headers=HTMX)

    assert "从上一单过来 1.4 km，约 6 分钟" in text(answer, ".")


def test_a_drop_is_answered_and_the_page_told_to_look_again(house: House) -> None:
    order = job(house)

    answer = browser(house).post("/desk/day/place", asked(house, order) | {"command": "assign", "key": "k"}, headers=HTMX)

    assert answer.headers["HX-Trigger"] == "placed"
    assert "派工" in text(answer, ".")
    assert order.state == "assigned"


def test_a_broken_rule_is_said_with_its_clause_and_refused_on_the_server(house: House) -> None:
    order, client = job(house, category="electrical"), browser(house)

    before = client.get("/desk/day/check", asked(house, order) | {"drop": "1"}, headers=HTMX)
    answer = client.post("/desk/day/place", asked(house, order) | {"command": "assign"}, headers=HTMX)

    assert tree(before).xpath("string(//ul[@class='broken']//span[@class='clause'])") == "ALF-07"
    assert "没有此项技能：电" in text(before, ".")
    assert not tree(before).xpath("//form | //div[@data-stands]")
    assert answer.status_code == 409
    assert tree(answer).xpath("string(//span[@class='clause'])") == "ALF-07"
    assert order.state == "waiting"


def test_a_command_whose_form_asks_more_asks_it_in_place(house: House) -> None:
    order = job(house, appointment_at=house.at(DAY + "14:00").isoformat())
    client = browser(house)
    assert client.post("/desk/day/place", asked(house, order, start="14:00") | {"command": "assign"}, headers=HTMX).status_code == 200

    whole = tree(client.get("/desk/day/check", asked(house, order, start="15:00") | {"drop": "1"}, headers=HTMX))

    assert whole.xpath("//input[@name='command']/@value") == ["rebook"]
    assert {name for name in whole.xpath("//form//@name") if name in {"why", "agreed_with_customer", "appointment_at"}} == {
        "why", "agreed_with_customer",
    }  # fmt: skip
    assert not whole.xpath("//form[@data-at-once]")


def test_who_cannot_take_it_is_told_for_every_line_at_once(house: House) -> None:
    house.hire("worker", "电工", login="electrician", skills=("electrical",))
    order = job(house)

    said = browser(house).get("/desk/day/who", {"number": number(order)}).json()

    assert said == {str(house.people["electrician"].pk): "没有此项技能：水"}


@pytest.mark.parametrize("spoilt", [{"person": "x"}, {"at": "soon"}, {"at": ""}, {"person": "99999999"}, {"number": "NO"}])
def test_what_is_no_place_is_refused_in_words(house: House, spoilt: dict[str, str]) -> None:
    order = job(house)
    given = asked(house, order) | {"command": "assign"} | spoilt

    answers = [browser(house).get("/desk/day/check", given, headers=HTMX), browser(house).post("/desk/day/place", given, headers=HTMX)]

    assert {answer.status_code for answer in answers} <= {400, 404, 409, 422}
    assert all("refusal" in answer.content.decode() for answer in answers)
    assert order.state == "waiting"


# -- the map


def test_the_map_may_load_pictures_from_the_host_of_the_tiles_alone(house: House, settings: Any) -> None:
    settings.MAP_TILES = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    client = browser(house)

    on_map, on_lines = (client.get(path).headers["Content-Security-Policy"] for path in ("/desk/day?view=map", "/desk/day"))

    assert on_map == on_lines.replace("img-src 'self' data: blob:", "img-src 'self' data: blob: https://*.tiles.example")
    assert "tiles.example" not in on_lines


def test_the_map_says_what_has_no_coordinates(house: House) -> None:
    job(house)
    Site.objects.filter(pk=house.site.pk).update(latitude=30.27, longitude=120.15)
    job(house)
    other = house.report(JOB, at=DAY + "09:01")
    house.wait(DAY + "09:08")

    page = browser(house).get("/desk/day?view=map")

    assert text(page).count(number(other)) == 1
    assert "1 张没有坐标" in text(page)
    assert "未配置地图底图" in text(page)


# -- how much


def test_sixty_technicians_and_three_hundred_jobs_are_one_page_of_few_statements(house: House) -> None:
    client = browser(house)
    job(house)
    client.get("/desk/day")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/day")
    _fill(house, 60, 300)

    with CaptureQueriesContext(connection) as many:
        began = time.perf_counter()
        page = client.get("/desk/day")
        took = timedelta(seconds=time.perf_counter() - began)

    assert len(tree(page).xpath("//*[@data-person]")) >= 60
    assert len(tree(page).xpath("//*[@data-job]")) >= 300
    assert len(many) == len(few)
    assert took < timedelta(seconds=20)  # a guard against squares, not a figure


def _fill(house: House, people: int, jobs: int) -> None:
    """Many people, each with a share of many jobs: rows written as they stand after a command."""
    made = [house.hire("worker", f"师傅{n}", login=f"w{n}", skills=("plumbing",)) for n in range(people)]
    first = Ticket.objects.filter(final="").first()
    assert first is not None
    for n in range(jobs):
        holder = made[n % people] if n % 10 else None
        state = "assigned" if holder else "waiting"
        row = Ticket.objects.get(pk=first.pk)
        row.pk, row.number, row.holder, row.state = _uuid(n), f"N{n:05d}", holder, state
        row.save(force_insert=True)


def _uuid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012d}"
