"""The sixteen questions: found by words and initials, bound to faults and steps, shown where they help; wrong advice is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refused
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from procedures.longfor import DAY, PAID, Estate, Slip

QUESTIONS = {
    "people/internal-matters": ("LFR-99", "technician", ["不该说的不说", "相关部门"]),
    "charges/fees-too-high": ("LFR-100", "technician", ["同行业", "不需要物价部门批准", "其他服务商"]),
    "charges/half-hour": ("LFR-101", "technician", ["服务从接报就开始", "工具损耗", "还有没有其他报事"]),
    "charges/earlier-staff-free": ("LFR-103", "technician", ["请再看一下收费标准", "把姓名告诉我", "咨询管理处"]),
    "work/part-does-not-fit": ("LFR-105", "technician", ["型号不匹配", "自购", "代购"]),
    "work/wall-drilling": ("LFR-107", "technician", ["预判", "管线图", "凭经验", "修复费用由业主承担"]),
    "work/product-quality": ("LFR-109", "technician", ["开发商配送", "质保期", "定期清洗", "特约服务"]),
    "people/young-worker": ("LFR-111", "technician", ["层层选拔", "培训", "强电", "试一下"]),
    "decoration/pipes-not-in-floor": ("LFR-113", "technician", ["直接到楼下", "地面挖开", "走吊顶"]),
    "decoration/security-devices": ("LFR-114", "technician", ["分支", "烧坏", "监督装修公司"]),
    "decoration/balcony-enclosure": ("LFR-115", "technician", ["外立面", "室内装饰装修管理办法", "恢复原样"]),
    "decoration/outer-wall-holes": ("LFR-116", "technician", ["保温层", "防水", "多户渗水"]),
    "appliances/gas-meter-locks": ("LFR-117", "technician", ["一周不用", "感应区", "读卡按钮"]),
    "appliances/cable-television": ("LFR-118", "technician", ["AV／TV", "智能卡", "断电重开", "96868"]),
    "appliances/bathroom-odour": ("LFR-119", "technician", ["存水弯", "深水封地漏"]),
    "appliances/boiler-wall": ("LFR-120", "technician", ["冷凝", "加装烟道", "生活阳台"]),
}


@pytest.fixture(autouse=True)
def own_clock(settings: Any, tmp_path: Path) -> None:
    """The clock is the test's."""
    settings.CLOCK_FILE = str(tmp_path / "clock.json")


def shown(slip: Slip, *, by: str = "technician", at: str) -> set[str]:
    """The questions beside a step."""
    from baoxiu.core import engine
    from baoxiu.tickets import queries

    held = queries.standing_on(slip.id, slip.house.actor(by, slip), slip.house.at(at))
    known = engine.knowledge(held.procedure, held.facts, slip.house.actor(by, slip))
    return {f"{one.topic}/{one.name}" for one in known.entries}


def browser(estate: Estate, who: str) -> Client:
    """Somebody's browser, in Chinese."""
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(estate.people[who])
    return client


def entry(estate: Estate, key: str) -> catalogue.Found:
    """A question as the catalogue holds it."""
    return catalogue.known_entry(estate.root.pk, key, at=clock.now())


def said(found: catalogue.Found) -> str:
    """Everything an answer says."""
    points = [*found.entry.answer, *found.entry.do, *found.entry.dont]
    return "\n".join(point["zh"] for point in points)


@pytest.mark.clause("LFR-98")
def test_there_are_sixteen_questions_each_with_answer_points_and_where_it_belongs(longfor: Estate) -> None:
    found = {one.key: one.entry for one in catalogue.known(longfor.root.pk, at=clock.now())}

    assert found.keys() == QUESTIONS.keys()
    assert all(one.at and one.answer and (one.do or one.dont) for one in found.values())
    assert {fault for one in found.values() for fault in one.faults} <= longfor.pack.pack.categories.keys()


@pytest.mark.clause("LFR-99", "LFR-100", "LFR-101", "LFR-103", "LFR-105", "LFR-107", "LFR-109", "LFR-111")
@pytest.mark.parametrize("key", list(QUESTIONS)[:8])
def test_an_answer_about_ourselves_and_our_work_says_its_points(longfor: Estate, key: str) -> None:
    clause, _, points = QUESTIONS[key]
    found = entry(longfor, key)

    assert found.entry.clause == (clause,)
    assert [point for point in points if point not in said(found)] == []
    assert all(words["en"] for words in (found.entry.question, *found.entry.answer, *found.entry.do, *found.entry.dont))


@pytest.mark.clause("LFR-113", "LFR-114", "LFR-115", "LFR-116", "LFR-117", "LFR-118", "LFR-119", "LFR-120")
@pytest.mark.parametrize("key", list(QUESTIONS)[8:])
def test_an_answer_about_the_home_says_its_points(longfor: Estate, key: str) -> None:
    clause, _, points = QUESTIONS[key]
    found = entry(longfor, key)

    assert found.entry.clause == (clause,)
    assert [point for point in points if point not in said(found)] == []
    assert found.entry.faults


@pytest.mark.clause("LFR-98")
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("物价局", "charges/fees-too-high"),
        ("半小时", "charges/half-hour"),
        ("钻孔", "work/wall-drilling"),
        ("yxds", "appliances/cable-television"),
        ("trqb", "appliances/gas-meter-locks"),
        ("LFR-119", "appliances/bathroom-odour"),
        ("hidden pipes", ""),
    ],
)
def test_questions_are_found_by_words_initials_and_clause_on_desk_and_phone(longfor: Estate, text: str, key: str) -> None:
    for who, path in (("customer_centre", "/desk/knowledge"), ("technician", "/field/knowledge")):
        page = html.fromstring(browser(longfor, who).get(path, {"find": text}).content.decode())

        ids = [one.get("id") for one in page.iter("details") if one.get("class") == "known"]
        assert (key.replace("/", "") in ids) if key else ids == []


@pytest.mark.clause("LFR-98")
def test_the_page_says_topic_fault_and_step_and_programs_read_the_same(longfor: Estate) -> None:
    client = browser(longfor, "technician")
    page = html.fromstring(client.get("/field/knowledge", {"topic": "appliances"}).content.decode())
    (gas,) = [one for one in page.iter("details") if one.get("id") == "appliancesgas-meter-locks"]
    assert {"燃气表", "接报", "现场勘察"} <= {str(chip.xpath("string()")) for chip in gas.iter("span")}
    assert len([one for one in page.iter("details") if one.get("class") == "known"]) == 4

    answer = json.loads(client.get("/api/v1/knowledge", {"q": "天然气"}).content)
    assert [one["key"] for one in answer["questions"]] == ["appliances/gas-meter-locks"]
    assert answer["questions"][0]["faults"] == ["gas"]
    assert Client().get("/api/v1/knowledge").status_code == 401


@pytest.mark.clause("LFR-101", "LFR-102")
def test_the_advice_to_stretch_the_time_is_not_given_and_the_page_says_why(longfor: Estate) -> None:
    found = entry(longfor, "charges/half-hour")
    note = found.entry.note or {}

    assert "技巧" not in said(found)
    assert "LFR-80" in note["zh"]
    assert "不采用" in note["zh"]
    assert "against the owner" in note["en"]
    page = browser(longfor, "technician").get("/field/knowledge", {"find": "半小时"}).content.decode()
    assert note["zh"] in page


@pytest.mark.clause("LFR-98", "LFR-107")
def test_a_question_stands_beside_its_step_for_its_fault_and_role(longfor: Estate) -> None:
    drilling, water = (longfor.slip(category=kind).to_survey() for kind in ("drilling", "plumbing"))

    assert {"work/wall-drilling", "decoration/outer-wall-holes", "charges/fees-too-high"} <= shown(drilling, at=f"{DAY} 10:01")
    assert "work/wall-drilling" not in shown(water, at=f"{DAY} 10:01")
    assert "decoration/pipes-not-in-floor" in shown(water, at=f"{DAY} 10:01")
    assert "charges/fees-too-high" not in shown(water, by="duty_leader", at=f"{DAY} 10:01")
    fresh = longfor.slip(category="drilling").accepted()
    assert "work/wall-drilling" not in shown(fresh, at=f"{DAY} 09:06")


@pytest.mark.clause("LFR-98")
@pytest.mark.parametrize(("who", "path"), [("technician", "/field/jobs/"), ("crew_leader", "/desk/tickets/")])
def test_the_pages_of_a_slip_show_what_is_known_here(longfor: Estate, who: str, path: str) -> None:
    slip = longfor.slip(category="boiler").to_survey()
    clock.move(longfor.at(f"{DAY} 10:01"))

    page = browser(longfor, who).get(f"{path}{slip.number}").content.decode()

    assert "锅炉上方墙面为什么有水珠、起泡、发黑？" in page
    assert ("锅炉老是坏" in page) is (who == "technician")


@pytest.mark.clause("LFR-117", "LFR-118")
def test_what_can_be_solved_on_the_telephone_stands_beside_the_call(longfor: Estate) -> None:
    page = browser(longfor, "call_centre").get("/desk/report/questions", {"procedure": "in-home", "category": "gas"})

    assert "气卡贴近感应区" in page.content.decode()


@pytest.mark.clause("LFR-109", "LFR-110")
def test_product_installation_and_warranty_are_kept_per_home_and_shown_with_the_question(longfor: Estate) -> None:
    site = {"id": longfor.site.pk, "code": longfor.site.code, "title": longfor.site.title}
    directory.register_product(
        longfor.site, "壁挂锅炉", model="L1PB20", installed_on="2021-05-01", warranty_until_on="2023-05-01", by=SYSTEM, at=longfor.began_at
    )
    slip = longfor.slip(category="boiler", site=site).to_survey()
    clock.move(longfor.at(f"{DAY} 10:01"))

    for who, path in (("technician", "/field/jobs/"), ("crew_leader", "/desk/tickets/")):
        page = browser(longfor, who).get(f"{path}{slip.number}").content.decode()
        for fact in ("壁挂锅炉", "L1PB20", "2021-05-01", "2023-05-01", "已过质保"):
            assert fact in page
    assert "work/product-quality" in shown(slip, at=f"{DAY} 10:02")


@pytest.mark.clause("LFR-110")
def test_a_product_is_registered_from_the_slip_by_whoever_is_there(longfor: Estate) -> None:
    site = {"id": longfor.site.pk, "code": longfor.site.code, "title": longfor.site.title}
    slip = longfor.slip(category="boiler", site=site).to_survey()
    clock.move(longfor.at(f"{DAY} 10:01"))
    form = {"title": "热水器", "model": "R-3", "installed_on": "2025-06-01", "warranty_until_on": "2027-06-01"}

    for bad in ({"title": ""}, {"installed_on": "yesterday"}, {"warranty_until_on": "2024-01-01"}):
        answer = browser(longfor, "technician").post(f"/field/jobs/{slip.number}/products", {**form, **bad})
        assert answer.status_code == 422
    browser(longfor, "technician").post(f"/field/jobs/{slip.number}/products", form)

    page = browser(longfor, "crew_leader").get(f"/desk/tickets/{slip.number}").content.decode()
    assert "热水器" in page
    assert "质保内" in page


@pytest.mark.clause("LFR-100", "LFR-103")
def test_after_a_price_is_refused_the_answers_about_charges_are_at_hand(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(PAID)

    assert {"charges/fees-too-high", "charges/half-hour", "charges/earlier-staff-free"} <= shown(slip, at=f"{DAY} 10:06")
    with pytest.raises(Refused):
        slip.started()
