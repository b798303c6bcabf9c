"""Administrative areas: the shipped list, streets from a file, finding one, and where a place lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotFound
from baoxiu.core.recorded.tables import rows
from baoxiu.directory.actions.areas import AreasTaken, ensure_areas, short, take_areas
from baoxiu.directory.models import Area
from baoxiu.directory.queries import areas
from baoxiu.journal.models import Event
from cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped(db: None) -> None:
    ensure_areas()


def taken(tmp_path: Path, text: str, cast: Cast, *, edition: str = "2024-06-30", **more: bool) -> AreasTaken:
    file = tmp_path / "areas.csv"
    file.write_text(text, "utf-8")
    return take_areas(rows(file, "csv"), edition, by=SYSTEM, at=cast.at, **more)


def test_the_districts_of_the_whole_country_come_along(shipped: None) -> None:
    many = {size: Area.objects.filter(code__regex=rf"^\d{{{size}}}$").count() for size in (2, 4, 6)}

    assert many == {2: 34, 4: 342, 6: 2978}
    assert areas.area_on("440305").whole == "广东省深圳市南山区"
    assert areas.area_on("110108").whole == "北京市海淀区"
    assert areas.area_on("441900").whole == "广东省东莞市"
    assert [area.title for area in areas.areas_in("3202")][:2] == ["锡山区", "惠山区"]
    assert ensure_areas() == 0


FOUND = {
    "440305": "440305",
    "4403": "4403",
    "南山 深圳": "440305",
    "nanshan": "440305",
    "nsq sz": "440305",
    "深圳市南山": "440305",
    "hdq": "110108",
}


def test_an_area_is_found_by_code_name_and_pinyin(shipped: None) -> None:
    assert [text for text, code in FOUND.items() if code not in [area.code for area in areas.find_areas(text)]] == []
    assert areas.find_areas("市辖区") == []
    assert areas.find_areas("  ") == []


ADDRESSES = {
    "广东省深圳市南山区科技园 1 号": "440305",
    "深圳南山科技园": None,
    "北京市海淀区上地西路 6 号": "110108",
    "江苏省南京市": "3201",
    "科技园 1 号": None,
}


def test_the_area_of_an_address_is_read_from_its_names(shipped: None) -> None:
    found = {address: areas.area_in(address) for address in ADDRESSES}

    assert {address: area.code if area else None for address, area in found.items()} == ADDRESSES


def test_streets_are_taken_from_a_file_and_a_second_time_changes_nothing(shipped: None, cast: Cast, tmp_path: Path) -> None:
    text = "code,name\n440305007,粤海街道\n440305008,桃源街道\n"

    assert (taken(tmp_path, text, cast).added, areas.area_on("440305007").whole) == (2, "广东省深圳市南山区粤海街道")
    assert [area.title for area in areas.areas_in("440305")] == ["粤海街道", "桃源街道"]
    again = taken(tmp_path, text, cast)
    assert (again.added, again.changed, again.rejected) == (0, 0, [])
    assert Event.objects.filter(type="AreasTaken").count() == 1


def test_rows_that_cannot_be_taken_are_told_by_line(shipped: None, cast: Cast, tmp_path: Path) -> None:
    text = "code,name\n44030,短\n990101001,天外街道\n440305009,\n440305010,甲\n440305010,乙\n440305011,好街道,多\n440305012,西丽街道\n"

    done = taken(tmp_path, text, cast)

    assert [one.line for one in done.rejected] == [2, 3, 4, 6, 7]
    assert [done.read, done.added] == [7, 2]
    assert "990101" in done.rejected[1].reason


def test_a_dry_run_writes_nothing(shipped: None, cast: Cast, tmp_path: Path) -> None:
    done = taken(tmp_path, "代码,名称\n440305007,粤海街道\n", cast, dry_run=True)

    assert done.added == 1
    with pytest.raises(NotFound):
        areas.area_on("440305007")


def test_a_newer_edition_renames_and_ends_but_deletes_nothing(cast: Cast, tmp_path: Path) -> None:
    first = "code,title\n44,广东省\n4403,深圳市\n440305,南山区\n440306,宝安区\n440305001,南头街道\n"
    taken(tmp_path, first, cast)

    done = taken(tmp_path, "code,title\n44,广东省\n4403,深圳市\n440305,新南山区\n", cast, edition="2030-06-30", complete=True)

    assert (done.changed, done.ended) == (3, 1)
    assert areas.area_on("440305").whole == "广东省深圳市新南山区"
    assert not areas.area_on("440306").active
    assert areas.area_on("440305001").active
    assert areas.find_areas("宝安") == []


@pytest.mark.parametrize(
    ("code", "padded", "bare"),
    [
        ("440305000000", False, "440305"),
        ("440300", True, "4403"),
        ("440000", True, "44"),
        ("441900", False, "441900"),
        ("440305007", False, "440305007"),
        ("440300000000", False, "4403"),
    ],
)
def test_codes_filled_up_with_zeros_are_read(code: str, padded: bool, bare: str) -> None:
    assert short(code, padded=padded) == bare


def test_an_area_lies_in_those_its_code_begins_with() -> None:
    assert areas.chain_of("440305007") == ("440305007", "440305", "4403", "44")
    assert areas.chain_of("东片区") == ("东片区",)
