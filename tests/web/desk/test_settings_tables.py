"""Import from Excel: every row looked at before it is written, all of it or nothing, a repeat does nothing, nothing of other units."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.recorded.tables import Row
from baoxiu.directory.actions.areas import take_areas
from baoxiu.directory.models import Asset, Customer, Person, Site, Unit
from baoxiu.dispatch import queries
from baoxiu.journal import clock
from baoxiu.journal.models import Event
from baoxiu.quotes.models import PriceList
from web.desk.tabled import book, look, read, refusals, send, take, taken
from web.faces import Faces

TABLES = ("units", "people", "sites", "customers", "assets", "days", "prices", "stock", "contracts")
PEOPLE = ("登录名", "姓名", "电话", "岗位", "技能", "在用")
SITES = ("编码", "名称", "类型", "所在地点编码", "服务单位编码", "地址")


@pytest.mark.parametrize("table", TABLES)
def test_a_template_is_given_and_sent_back_empty_it_is_refused(faces: Faces, table: str) -> None:
    answer = faces.as_("director").get(f"/desk/settings/tables/{table}/template.xlsx")

    assert answer.status_code == 200
    assert all(read(answer.content)[0])
    again = send(faces, "director", table, answer.content)
    assert again.status_code == 422
    assert "没有可导入的行" in again.content.decode()


@pytest.mark.parametrize("table", ("units", "people", "sites", "customers", "assets"))
def test_what_is_exported_and_taken_back_changes_nothing(faces: Faces, table: str) -> None:
    raw = faces.as_("director").get(f"/desk/settings/tables/{table}/export.xlsx").content
    before = Event.objects.count()

    path, counts = look(faces, "director", table, raw)

    assert counts["same"] == counts["all"] == len(read(raw)) - 1 > 0
    assert take(faces, "director", path).status_code == 204
    assert Event.objects.count() == before


def test_units_come_in_any_order_are_changed_and_moved_and_each_change_is_recorded(faces: Faces) -> None:
    heads = ("编码", "名称", "层级", "上级编码", "在用")
    raw = book(heads, ["SZ02-A", "二站一组", "分站点", "SZ02", ""], ["SZ02", "深圳二站", "总站", "LH-S", "是"])

    assert taken(faces, "director", "units", raw)["new"] == 2
    point = Unit.objects.get(code="SZ02-A")
    assert point.path == f"{Unit.objects.get(code='SZ02').path}{point.pk}/"
    assert point.zone == "Asia/Shanghai"
    assert taken(faces, "director", "units", raw) == {"all": 2, "new": 0, "changed": 0, "same": 2, "refused": 0}

    moved = book(heads, ["SZ02-A", "二站甲组", "分站点", "GZ01", "是"])
    assert taken(faces, "director", "units", moved)["changed"] == 1
    point.refresh_from_db()
    assert (point.title, point.parent and point.parent.code) == ("二站甲组", "GZ01")
    assert {"UnitCreated", "UnitChanged", "UnitMoved", "TableTaken"} <= set(Event.objects.values_list("type", flat=True))


def test_units_in_a_circle_below_nothing_or_of_others_are_refused_with_why(faces: Faces) -> None:
    heads = ("编码", "名称", "层级", "上级编码")
    rows = [["A1", "甲", "总站", "B1"], ["B1", "乙", "总站", "A1"], ["C1", "丙", "总站", "NOPE"], ["D 1", "丁", "总站", "SZ01"],
            ["BJ01", "北京", "总站", "SZ01"], ["E1", "戊", "车站", "SZ01"], ["F1", "己", "分站点", "SZ01"]]  # fmt: skip

    path, counts = look(faces, "region", "units", book(heads, *rows))

    assert (counts["refused"], counts["new"]) == (6, 1)
    told = dict(refusals(faces, "region", path))
    assert "圈" in told[2] and "NOPE" in told[4] and "字符" in told[5]
    assert "不属于您" in told[6]
    assert "车站" in told[7]


def test_people_come_with_posts_and_skills_and_cannot_log_in_yet(faces: Faces) -> None:
    raw = book(PEOPLE, ["zhang.san", "张三", "138 0013 8001", "维修站服务工程师@SZ01；engineer@SZ01-A", "laptop; printer 2028-12-31", ""])

    assert taken(faces, "coordinator", "people", raw)["new"] == 1
    person = Person.objects.get(login="zhang.san")
    assert not person.has_usable_password()
    assert person.phone == "+8613800138001"
    assert sorted(person.posts.values_list("role", "unit__code")) == [("engineer", "SZ01"), ("engineer", "SZ01-A")]
    assert sorted(str(day) for day in person.skills.values_list("valid_until_on", flat=True)) == ["2028-12-31", "None"]
    assert taken(faces, "coordinator", "people", raw)["same"] == 1


def test_a_changed_person_loses_the_posts_that_are_not_written(faces: Faces) -> None:
    raw = book(PEOPLE, ["engineer_two", "王工", "", "engineer@SZ01", "laptop", "是"])

    assert taken(faces, "coordinator", "people", raw)["changed"] == 1
    person = Person.objects.get(login="engineer_two")
    assert list(person.posts.values_list("unit__code", flat=True)) == ["SZ01"]
    assert {"PostGiven", "PostEnded", "SkillEnded"} <= set(Event.objects.values_list("type", flat=True))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["new.one", "新人", "", "headquarters@SZ01", "", ""], "高于您"),
        (["new.one", "新人", "", "engineer@GZ01", "", ""], "不是您负责的单位"),
        (["new.one", "新人", "", "清洁工@SZ01", "", ""], "没有岗位"),
        (["new one", "新人", "", "engineer@SZ01", "", ""], "不可用的字符"),
        (["new.one", "新人", "12", "engineer@SZ01", "", ""], "不是电话号码"),
        (["engineer_gz", "罗工", "", "engineer@SZ01", "", ""], "不属于您"),
        (["director", "高总", "", "engineer@SZ01", "", ""], "不属于您"),
        (["coordinator", "陈协调", "", "coordinator@SZ01", "", "否"], "自己的账号"),
    ],
)
def test_people_who_are_others_or_stand_above_are_refused(faces: Faces, row: list[str], why: str) -> None:
    path, counts = look(faces, "coordinator", "people", book(PEOPLE, row))

    assert counts["refused"] == 1
    assert why in refusals(faces, "coordinator", path)[0][1]
    assert take(faces, "coordinator", path).status_code == 422


def test_nothing_is_written_while_a_row_is_wrong_unless_the_good_ones_alone_are_taken(faces: Faces) -> None:
    raw = book(SITES, ["P-1", "一号楼", "楼栋", "", "SZ01", ""], ["P-2", "二号楼", "仓库", "", "SZ01", ""])
    path, _counts = look(faces, "coordinator", "sites", raw)

    refused = take(faces, "coordinator", path)
    assert refused.status_code == 422
    assert not Site.objects.filter(code="P-1").exists()
    assert take(faces, "coordinator", path, good_ones="1").status_code == 204
    assert list(Site.objects.filter(code__in=["P-1", "P-2"]).values_list("code", flat=True)) == ["P-1"]


def test_places_hang_together_and_belong_to_ones_own_units(faces: Faces) -> None:
    raw = book(SITES, ["P-1-1", "101", "房间", "P-1", "SZ01", ""], ["P-1", "一号楼", "楼栋", "", "SZ01", "科技路 1 号"],
               ["P-9", "九号楼", "楼栋", "", "GZ01", ""], ["NS", "科技园", "地点", "NS", "SZ01", ""])  # fmt: skip
    path, counts = look(faces, "coordinator", "sites", raw)

    assert (counts["new"], counts["refused"]) == (2, 2)
    assert take(faces, "coordinator", path, good_ones="1").status_code == 204
    room = Site.objects.get(code="P-1-1")
    assert room.parent is not None and room.parent.code == "P-1"
    assert "P-1-1" in faces.as_("coordinator").get("/desk/settings/sites?q=101").content.decode()


def test_customers_are_known_again_by_name_and_number_and_found_by_what_they_have_now(faces: Faces) -> None:
    heads = ("姓名", "类别", "联系方式", "地点编码", "欠费（元）")
    raw = book(heads, ["钱多多", "业主", "137 0013 7001；qian@example.org", "NS", "１２.５"])

    assert taken(faces, "director", "customers", raw)["new"] == 1
    assert taken(faces, "director", "customers", raw)["same"] == 1
    changed = book(heads, ["钱多多", "租户", "13700137001", "NS", "0"])
    assert taken(faces, "director", "customers", changed)["changed"] == 1
    row = Customer.objects.get(name="钱多多")
    assert (row.kind, int(row.arrears), row.contacts.count()) == ("tenant", 0, 1)
    assert "钱多多" in faces.as_("director").get("/desk/settings/customers?q=qdd").content.decode()


def test_things_need_a_place_that_is_there_and_a_warranty_that_runs_forward(faces: Faces) -> None:
    heads = ("编码", "名称", "地点编码", "安装日期", "质保到期")
    raw = book(heads, ["M-1", "打印机", "NS", "2026-01-01", "2028-01-01"], ["M-2", "打印机", "NOPE", "", ""],
               ["M-3", "打印机", "NS", "2026-01-01", "2025-01-01"], ["KT-1201", "锅炉", "NS", "", ""])  # fmt: skip
    path, counts = look(faces, "director", "assets", raw)

    assert (counts["new"], counts["refused"]) == (2, 2)  # KT-1201 is another organisation's: here it is a new one
    assert take(faces, "director", path, good_ones="1").status_code == 204
    assert Asset.objects.filter(organisation=faces.cast.lanhai, code="M-1", warranty_until_on="2028-01-01").exists()
    assert Asset.objects.get(organisation=faces.cast.yuehe, code="KT-1201").title == "壁挂炉"


def test_days_off_are_laid_for_a_unit_and_taken_back(faces: Faces) -> None:
    heads = ("单位编码", "日期", "安排", "工作时间")
    rows = [["SZ01", "2026-03-03", "放假", ""], ["SZ01", "2026-03-07", "上班", "9:00-12:00"],
            ["SZ01", "2026-03-08", "上班", "早上"], ["GZ01", "2026-03-03", "放假", ""]]  # fmt: skip
    raw = book(heads, *rows)
    path, counts = look(faces, "coordinator", "days", raw)

    assert (counts["new"], counts["refused"]) == (2, 2)
    assert take(faces, "coordinator", path, good_ones="1").status_code == 204
    calendar = Unit.objects.get(code="SZ01").calendar
    assert calendar["closed"] == ["2026-03-03"]
    assert calendar["open"] == {"2026-03-07": ["9:00-12:00"]}
    assert calendar["week"]["mon"] == ["09:00-12:00", "13:00-18:00"]
    taken(faces, "coordinator", "days", book(heads, ["SZ01", "2026-03-03", "按每周安排", ""]))
    assert "closed" not in Unit.objects.get(code="SZ01").calendar


def test_price_lists_come_as_whole_versions_that_are_never_changed(faces: Faces) -> None:
    heads = ("单位编码", "版本", "启用日期", "编号", "名称", "单价（元）")
    raw = book(heads, ["LH", "2026-1", "2026-04-01", "L-1", "检测", "80"], ["LH", "2026-1", "2026-04-01", "L-2", "更换", "120.5"])

    assert taken(faces, "director", "prices", raw)["new"] == 2
    assert PriceList.objects.get(version="2026-1").rows.count() == 2
    assert taken(faces, "director", "prices", raw)["same"] == 2
    path, counts = look(faces, "director", "prices", book(heads, ["LH", "2026-1", "2026-04-01", "L-1", "检测", "90"]))
    assert counts["refused"] == 1
    assert "新的版本号" in refusals(faces, "director", path)[0][1]


def test_the_shelf_is_filled_from_a_table(faces: Faces) -> None:
    heads = ("单位编码", "备件编码", "备件名称", "数量")
    raw = book(heads, ["SZ01", "HDD", "硬盘", "6"], ["SZ01", "FAN", "风扇", "2.5"], ["GZ01", "HDD", "硬盘", "1"])
    path, counts = look(faces, "coordinator", "stock", raw)

    assert (counts["new"], counts["refused"]) == (1, 2)
    assert take(faces, "coordinator", path, good_ones="1").status_code == 204
    assert look(faces, "coordinator", "stock", book(heads, ["SZ01", "HDD", "硬盘", "6"]))[1]["same"] == 1


@pytest.mark.parametrize(
    ("raw", "status", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, 422, ".xls"),
        (b"PK\x03\x04 broken", 422, "不是 Excel"),
        (b"", 422, "空"),
        ("序列号\nS-1\n".encode(), 422, "缺少列"),
        (b"x" * (10 * 1024 * 1024 + 1), 422, "10 MB"),
    ],
    ids=["xls", "damaged", "empty", "wrong-sheet", "large"],
)
def test_a_bad_file_is_told_and_nothing_is_kept(faces: Faces, raw: bytes, status: int, told: str) -> None:
    answer = send(faces, "director", "people", raw, "人员.xlsx")

    assert answer.status_code == status
    assert told in answer.content.decode()


def test_the_table_of_something_else_is_named(faces: Faces) -> None:
    raw = faces.as_("director").get("/desk/settings/tables/assets/export.xlsx").content

    assert "设备" in send(faces, "director", "people", raw).content.decode()


def test_a_preview_is_for_who_sent_it_and_for_its_table(faces: Faces) -> None:
    path, _counts = look(faces, "director", "sites", book(SITES, ["P-1", "一号楼", "楼栋", "", "SZ01", ""]))

    assert faces.as_("region").get(path).status_code == 410
    assert faces.as_("director").get(path.replace("/sites/", "/assets/")).status_code == 410
    assert faces.as_("director").get(f"{path}x").status_code == 410


def test_a_table_of_five_thousand_rows_is_taken_in_sets_not_row_by_row(faces: Faces, django_assert_max_num_queries: Any) -> None:
    rows = [[f"R-{n}", f"{n % 40} 栋 {n} 室", "房间", "", "SZ01", f"科技路 {n} 号"] for n in range(5000)]
    raw = book(SITES, *rows)

    with django_assert_max_num_queries(200):
        counts = taken(faces, "director", "sites", raw)

    assert counts["new"] == 5000
    assert taken(faces, "director", "sites", raw)["same"] == 5000


# -- station contracts

CONTRACTS = ("维修站编码", "覆盖区域", "产品线", "服务方式", "工程师人数", "日产能（单）", "结费等级", "生效日期")


@pytest.fixture
def areas() -> None:
    rows = [("44", "广东省"), ("4403", "深圳市"), ("440305", "南山区"), ("4401", "广州市")]
    take_areas(
        [Row(line, {"code": code, "title": title}) for line, (code, title) in enumerate(rows, start=2)], "2023", by=SYSTEM, at=clock.now()
    )


@pytest.mark.clause("LNG-10", "LNG-13")
def test_contracts_come_from_a_table_with_their_day_and_only_add_areas(faces: Faces, areas: None) -> None:
    station, now = faces.cast.units["SZ01"], clock.now()
    first = book(CONTRACTS, ["SZ01", "440305", "台式电脑；笔记本电脑", "上门", 4, 30, "B", ""])
    assert taken(faces, "director", "contracts", first)["new"] == 1
    assert taken(faces, "director", "contracts", first)["same"] == 1
    later = (now + timedelta(days=9)).date()

    assert taken(faces, "director", "contracts", book(CONTRACTS, ["SZ01", "4401", "", "", "", 50, "A", later]))["changed"] == 1

    soon, then = queries.terms_of(station, clock.now()), queries.terms_of(station, now + timedelta(days=11))
    assert soon is not None and (soon.products, soon.modes, soon.engineers, soon.capacity, soon.grade) == (
        ["desktop", "notebook"], ["onsite"], 4, 30, "B",
    )  # fmt: skip
    assert then is not None and (then.products, then.engineers, then.capacity, then.grade) == (["desktop", "notebook"], 4, 50, "A")
    assert {row.area for row in queries.coverage_of(station, at=clock.now()) if row.area} == {"440305"}
    assert {row.area for row in queries.coverage_of(station, at=now + timedelta(days=11)) if row.area} == {"440305", "4401"}


def test_a_contract_for_nobody_with_areas_there_are_not_or_for_yesterday_is_refused(faces: Faces, areas: None) -> None:
    yesterday = (clock.now() - timedelta(days=2)).date()
    rows = [["NOPE", "", "", "", "", 3, "", ""], ["SZ01", "999999", "", "", "", 3, "", ""], ["GZ01", "4401", "", "", "", 0, "", yesterday]]

    path, counts = look(faces, "director", "contracts", book(CONTRACTS, *rows))

    assert counts["refused"] == 3
    told = dict(refusals(faces, "director", path))
    assert "NOPE" in told[2] and "999999" in told[3]
    assert any("已过" in words for line, words in refusals(faces, "director", path) if line == 4)


def test_a_station_lays_down_no_contract_of_its_own(faces: Faces, areas: None) -> None:
    path, counts = look(faces, "coordinator", "contracts", book(CONTRACTS, ["SZ01", "4401", "", "", "", 90, "A", ""]))

    assert counts["refused"] == 1
    assert "本部" in refusals(faces, "coordinator", path)[0][1]
    assert queries.terms_of(faces.cast.units["SZ01"], clock.now()) is None
