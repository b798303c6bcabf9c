"""Visits on the screens: what to bring, who was there before, proof at the door, the second dial, the sign, a day's visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baoxiu.directory.models import Person
from baoxiu.journal import clock
from baoxiu.visits import actions, queries
from baoxiu.visits.models import SiteMark
from doorstep import DAY, NONE, done, door_house, go, job
from procedures.house import House, Order
from web.faces import Faces, tree


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[House]:
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    settings.FILES = tmp_path / "files"
    with door_house(monkeypatch) as found:
        clock.move(found.at(DAY + "09:00"))
        yield found


def browser(house: House, who: str, language: str = "zh-CN") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(Person.objects.get(pk=house.people[who].pk))
    return client


def at(house: House, time: str) -> None:
    clock.move(house.at(DAY + time))


def post(client: Client, path: str, form: dict[str, Any]) -> Any:
    return client.post(path, form, headers={"HX-Request": "true"})


def text_of(client: Client, path: str, where: str = "//main") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(tree(answer).xpath(f"string({where})").split())


def test_what_to_bring_and_who_was_there_stand_on_the_phone_before_departure(house: House) -> None:
    liu = house.hire("worker", "老刘", login="liu")
    first = done(job(house), arrive="09:10", leave="09:30", by=liu)
    again = job(house, at="11:00")
    at(house, "11:00")

    page = text_of(browser(house, "worker"), f"/field/jobs/{again.number}")

    assert "管钳" in page
    assert "软管" in page
    assert "此前已有人上门" in page
    assert "老刘" in page
    assert first.number in page


def test_on_the_way_in_the_list_to_bring_is_gone_and_the_visit_is_told(house: House) -> None:
    order = job(house, next_at="10:00")
    go(order, ("accept", "09:10", {}), ("depart", "09:14", {}), ("arrive", "10:05", {"proof": NONE}))
    at(house, "10:06")

    told = text_of(browser(house, "desk"), f"/desk/tickets/{order.number}", "//section[@id='visits']")

    assert "第 1 次上门" in told
    assert "准备用时 4 分" in told
    assert "迟到 5 分" in told
    assert "无法证明：门禁无信号" in told
    assert "进行中" in told
    assert "bring" not in browser(house, "worker").get(f"/field/jobs/{order.number}").content.decode()


def test_the_page_says_it_in_english_too(house: House) -> None:
    order = done(job(house), arrive="09:10", leave="09:30")
    at(house, "11:00")

    told = text_of(browser(house, "desk", "en"), f"/desk/tickets/{order.number}", "//section[@id='visits']")

    assert "Visit 1" in told
    assert "Finish" in told
    assert "None: 门禁无信号" in told
    assert "20 min" in told


def test_an_arrival_is_proven_on_the_phone(house: House) -> None:
    mark = actions.mark_site(house.site, by=house.actor("desk"), at=house.began_at).mark
    order = go(job(house), ("accept", "09:05", {}))
    at(house, "09:20")
    phone = browser(house, "worker")
    path = f"/field/jobs/{order.number}/do/arrive"

    refused = post(phone, path, {"key": "a", "proof.how": "qr", "proof.sign": "WRONG", "proof.reason": "left over"})
    assert refused.status_code == 409
    assert "二维码不是本单地址的" in refused.content.decode()
    assert order.state == "ready"

    assert post(phone, path, {"key": "b", "proof.how": "qr", "proof.sign": mark}).status_code == 200
    assert queries.visits_of(order.row).get().proof == {"how": "qr"}


def test_who_scans_the_sign_sees_his_jobs_there_and_finds_it_filled_in(house: House) -> None:
    mark = actions.mark_site(house.site, by=house.actor("desk"), at=house.began_at).mark
    order = go(job(house), ("accept", "09:05", {}))
    at(house, "09:20")
    phone = browser(house, "worker")

    assert order.number in text_of(phone, f"/field/at/{mark}")
    form = tree(phone.get(f"/field/jobs/{order.number}/do/arrive"))
    assert form.xpath("//input[@name='proof.how'][@checked]/@value") == ["qr"]
    assert form.xpath("//input[@name='proof.sign']/@value") == [mark]

    clock.move(clock.now() + timedelta(hours=1))
    assert tree(phone.get(f"/field/jobs/{order.number}/do/arrive")).xpath("//input[@name='proof.how'][@checked]") == []
    assert phone.get("/field/at/NOSUCH").status_code == 404


def test_the_office_makes_and_prints_the_sign_and_nobody_who_goes_there_reads_it(house: House) -> None:
    desk, path = browser(house, "desk"), f"/desk/sites/{house.site.pk}/sign"
    assert "还没有现场二维码" in text_of(desk, path)
    assert desk.post(path).status_code == 302
    old = SiteMark.objects.get().mark
    sheet = desk.get(path).content.decode()
    assert old in sheet
    assert "<svg" in sheet

    desk.post(path, {"anew": "1"})
    assert SiteMark.objects.get().mark != old
    assert desk.get("/desk/sites/999999/sign").status_code == 404
    assert browser(house, "worker").get(path).status_code == 403


def test_findings_are_entered_line_by_line(house: House) -> None:
    order = go(job(house), ("accept", "09:05", {}), ("arrive", "09:10", {"proof": NONE}), ("agree", "09:11", {}))
    at(house, "09:40")
    phone = browser(house, "worker")
    form = tree(phone.get(f"/field/jobs/{order.number}/do/finish"))
    assert form.xpath("//input[@name='findings.0.what']")
    assert form.xpath("//select[@name='findings.0.category']/option/@value") == ["", "water", "power"]

    socket = {"findings.0.what": "插座松动", "findings.0.where": "厨房", "findings.0.category": "power"}
    sent = {"key": "f", **socket, "findings.1.what": "地漏慢"}
    assert post(phone, f"/field/jobs/{order.number}/do/finish", sent).status_code == 200

    assert [(one.row.title, one.row.category) for one in order.opened("job")] == [("插座松动", "power"), ("地漏慢", "water")]


def test_consent_is_taken_back_on_the_phone(house: House) -> None:
    order = go(job(house), ("accept", "09:05", {}), ("arrive", "09:10", {"proof": NONE}), ("agree", "09:11", {}), ("start", "09:12", {}))
    at(house, "09:20")
    phone = browser(house, "worker")
    answer = post(phone, f"/field/jobs/{order.number}/do/withdraw_consent", {"key": "w", "consent": "price", "reason": "嫌贵"})

    shut = " ".join(tree(answer).xpath("string(//details[contains(@class, 'shut')])").split())
    assert "用户已撤回同意：收费（嫌贵）" in shut
    assert "DOR-02" in shut


def test_the_days_visits_and_how_well_they_were_prepared(house: House) -> None:
    order: Order = job(house, next_at="10:00")
    go(order, ("accept", "09:10", {}), ("depart", "09:20", {}), ("arrive", "09:56", {"proof": NONE}))
    desk = browser(house, "desk")

    page = text_of(desk, "/desk/visits?on=2026-03-02")

    assert order.number in page
    assert "5 分钟内完成准备：0 / 1" in page
    assert "提前 3 分钟到达：1 / 1" in page
    assert order.number not in text_of(desk, "/desk/visits?on=2026-03-03")
    assert order.number not in text_of(desk, "/desk/visits?on=2026-03-02&who=1")
    assert desk.get("/desk/visits?on=tomorrow&who=x").status_code == 200


def test_a_worker_sees_where_he_was_today(house: House) -> None:
    order = done(job(house), arrive="09:10", leave="09:30")
    at(house, "11:00")

    assert "09:10–09:30 漏水" in text_of(browser(house, "worker"), "/field/", "//ul[@id='been']")
    clock.move(clock.now() + timedelta(days=1))
    assert order.number not in browser(house, "worker").get("/field/").content.decode()


@pytest.mark.clause("LFR-16")
@pytest.mark.parametrize(
    ("phone", "second"),
    [("+8613800138000", "013800138000"), ("138 0013 8000", "013800138000"), ("075526001000", ""), ("+85291234567", ""), ("", "")],
)
def test_a_mobile_said_to_be_empty_is_dialled_again_with_a_leading_zero(phone: str, second: str) -> None:
    from baoxiu.web.shared.visiting import second_number

    assert second_number(phone) == second


@pytest.mark.clause("LFR-16")
def test_both_screens_offer_the_second_dial(faces: Faces) -> None:
    from baoxiu.tickets.models import Ticket

    row = Ticket.objects.get(number=faces.number)
    Ticket.objects.filter(pk=row.pk).update(fields={**row.fields, "phone": "+8613800138000"})

    for path in (f"/desk/tickets/{faces.number}", f"/field/jobs/{faces.number}"):
        page = tree(faces.as_("coordinator").get(path))
        assert "tel:013800138000" in page.xpath("//a/@href")
