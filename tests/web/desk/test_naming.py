"""Whom the desk sends out: offered on the ticket's page, by the board's key and for several at once, the barred with their reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.tickets.models import Ticket
from procedures.house import House, Order
from web.faces import tree

DAY = "2026-03-02 "


@pytest.fixture
def house(db: None, settings: Any, tmp_path: Path) -> Iterator[House]:
    """The hotline's house at ten past nine: a plumber, an electrician, and a plumber who is on leave."""
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    found = House("ailifengshe-hotline")
    directory.give_skill(found.people["worker"], "plumbing", by=SYSTEM, at=found.began_at)
    found.hire("worker", "小钱", login="electrician", skills=("electrical",))
    away = found.hire("worker", "老赵", login="worker_two", skills=("plumbing",))
    since, until = found.at(DAY + "08:00"), found.at(DAY + "18:00")
    directory.set_absence(away, "leave", since=since, until=until, by=SYSTEM, at=since)
    clock.move(found.at(DAY + "09:10"))
    yield found


def job(house: House, category: str = "plumbing") -> str:
    """The number of a job nobody grabbed in time."""
    order: Order = house.report({"premises": "in_home", "category": category}, at=DAY + "09:00", site=house.site.pk)
    house.wait(DAY + "09:06")
    return Ticket.objects.get(pk=order.id).number


def desk(house: House) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(house.people["engineering_supervisor"])
    return client


def offered(answer: Any) -> list[tuple[str, bool]]:
    """What stands in the list of workers, in its order, and whether it can be chosen."""
    options = tree(answer).xpath("//select[@name='worker']/option[@value != '']")
    return [(" ".join(one.text_content().split()), one.get("disabled") is None) for one in options]


LEAVE = "老赵 · 03-02 08:00–03-02 18:00 不在岗：休假 (ALF-07)"


@pytest.mark.parametrize("path", ["/desk/tickets/{}/do/assign", "/desk/tickets/{}?beside=1&wants=assign"])
def test_the_best_stands_first_and_the_barred_stand_there_with_their_reason(house: House, path: str) -> None:
    answer = desk(house).get(path.format(job(house)), headers={"HX-Request": "true"})

    assert offered(answer) == [
        ("维修师傅 · 当班 · 在手 0/5 单 · 09:10 起有空", True),
        ("小钱 · 没有此项技能：水 (ALF-07)", False),
        (LEAVE, False),
    ]


def test_who_is_barred_is_refused_with_the_clause_and_what_to_do(house: House) -> None:
    number = job(house)

    answer = desk(house).post(f"/desk/tickets/{number}/do/assign", {"worker": house.people["electrician"].pk})

    assert answer.status_code == 409
    said = answer.content.decode()
    assert "小钱没有此项技能：水。请选择具备此技能的人员，或先登记其技能。" in said
    assert "ALF-07" in said
    assert Ticket.objects.get(number=number).holder_id is None


def test_of_several_tickets_each_is_judged(house: House) -> None:
    water, power = job(house), job(house, "electrical")
    client, asked = desk(house), f"n={water}&n={power}"

    form = client.get(f"/desk/board/bulk/repair/assign?{asked}", headers={"HX-Request": "true"})
    done = client.post(
        "/desk/board/bulk/repair/assign", {"n": [water, power], "worker": house.people["worker"].pk}, headers={"HX-Request": "true"}
    )

    assert [chosen for _, chosen in offered(form)] == [True, True, False]
    assert offered(form)[0][0].startswith("小钱 · 2 单中 1 单不可派 · 没有此项技能：水 (ALF-07) · 当班")
    assert Ticket.objects.get(number=water).holder_id == house.people["worker"].pk
    assert Ticket.objects.get(number=power).holder_id is None
    assert "没有此项技能：电" in done.content.decode()


def test_the_pool_is_watched_on_the_ticket_itself(house: House) -> None:
    number = Ticket.objects.get(pk=house.report({"premises": "in_home", "category": "plumbing"}, at=DAY + "09:09").id).number

    def card() -> str:
        found = tree(desk(house).get(f"/desk/tickets/{number}")).xpath("//section[@aria-labelledby='pool-title']")
        return " ".join(" ".join(one.text_content().split()) for one in found)

    open_still = card()
    house.wait(DAY + "09:15")
    clock.move(house.at(DAY + "09:15"))
    over = card()
    Order(house, str(Ticket.objects.get(number=number).pk)).run(
        "assign", {"worker": house.people["worker"].pk}, by="engineering_supervisor", at=DAY + "09:16"
    )

    assert "还剩 4 分" in open_still
    assert "已推送 1 人： 维修师傅" in open_still
    assert "小钱 没有此项技能：水" in open_still
    assert "老赵 03-02 08:00–03-02 18:00 不在岗：休假" in open_still
    assert "到时无人接单则： 通知" in open_still
    assert "直接派工 a" in open_still
    assert "无人接单" in over
    assert "到时无人接单：" in over
    assert card() == ""
