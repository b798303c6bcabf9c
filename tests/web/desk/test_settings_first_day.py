"""The first day of an organisation, as docs/operations/setting-up.md tells it: from nothing to a report that is filed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Person, Unit
from baoxiu.directory.queries import actor_of
from baoxiu.intake import actions as intake
from baoxiu.intake.actions import Report
from baoxiu.journal import clock
from conftest import MORNING
from web.desk.tabled import HTMX, book

WORD = "korrekt-pferd-9"


@pytest.fixture
def founded(db: None, settings: Any, tmp_path: Any) -> Unit:
    settings.CLOCK_FILE, settings.FILES = str(tmp_path / "clock.json"), tmp_path / "files"
    clock.move(MORNING)
    root = directory.create_unit(None, level="centre", code="XH", title="新和物业", by=SYSTEM, at=MORNING)
    for login, name in (("liang", "梁总"), ("hu", "胡经理")):
        person = directory.create_person(root, login=login, name=name, is_administrator=True, by=SYSTEM, at=MORNING)
        directory.set_password(person, WORD, by=SYSTEM, at=MORNING, must_change=login == "liang")
    return root


def browser(login: str, password: str = WORD) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    assert client.post("/login", {"username": login, "password": password}).status_code == 302
    return client


def post(client: Client, path: str, **form: Any) -> None:
    answer = client.post(f"/desk/settings{path}", form, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()


def fill(client: Client, table: str, raw: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(f"/desk/settings/tables/{table}", {"file": SimpleUploadedFile("表.xlsx", raw)}, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    assert client.post(f"{answer['HX-Redirect']}/apply", headers=HTMX).status_code == 204


def test_from_nothing_to_a_report(founded: Unit) -> None:
    liang = browser("liang")
    assert liang.get("/")["Location"] == "/password"
    assert liang.post("/password", {"new": "eigenes-wort-3", "again": "eigenes-wort-3"}).status_code == 302
    first = liang.get("/desk/settings").content.decode()
    assert "没有启用的规程包" in first and "还没有下级单位" in first

    post(liang, "/packs/install", key="owner-visit-basic")
    version = liang.get("/desk/settings/packs").content.decode().split("/versions/")[1].split('"')[0]
    step = f"/packs/owner-visit-basic/versions/{version}/step"
    post(browser("hu"), step, what="review")
    post(liang, step, what="approve")
    post(liang, step, what="publish")
    post(liang, "/packs/owner-visit-basic/adopt", unit="XH")

    fill(liang, "units", book(("编码", "名称", "层级", "上级编码"), ["XH-1", "新和花园", "centre", "XH"]))
    people = (["he", "小何", "服务中心@XH-1"], ["zhang", "张师傅", "维修人员@XH-1"])
    fill(liang, "people", book(("登录名", "姓名", "岗位"), *people))
    fill(liang, "sites", book(("编码", "名称", "类型", "服务单位编码"), ["XH1-101", "1 栋 101", "房间", "XH-1"]))
    fill(liang, "customers", book(("姓名", "联系方式", "地点编码"), ["王女士", "138 0013 8003", "XH1-101"]))
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:30-17:30")
    post(liang, "/calendars/XH/hours", **week, holidays="CN", makeup="CN")
    he = Person.objects.get(login="he")
    post(liang, f"/people/{he.pk}/password", password="abcd-efgh-2345")

    desk = browser("he", "abcd-efgh-2345")
    assert desk.post("/password", {"new": "eigenes-wort-4", "again": "eigenes-wort-4"}).status_code == 302
    assert desk.get("/desk/report").status_code == 200
    report = Report(
        unit=Unit.objects.get(code="XH-1"),
        procedure="visit",
        text="水管漏水",
        reporter_name="王女士",
        reporter_phone="138 0013 8003",
        place="1 栋 101",
    )
    filed = intake.file_report(report, by=actor_of(he), at=clock.now())
    assert filed.number in desk.get("/desk/board").content.decode()
    assert desk.get("/desk/settings/units/XH").status_code == 404
    assert desk.get("/desk/settings/units/XH-1").status_code == 200
    done = liang.get("/desk/settings").content.decode()
    assert "没有启用的规程包" not in done and "1 位客户" in done
