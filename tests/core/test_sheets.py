"""Tables filled in Excel: what is taken, what is refused and why, and that a file taken twice changes nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from baoxiu.core.sheets import (
    Column,
    Given,
    Key,
    SheetRefused,
    Step,
    Table,
    Values,
    compare,
    counts,
    read_sheet,
    write_refused,
    write_sheet,
)
from baoxiu.core.sheets.cells import folded

KINDS = {"room": {"zh": "房间", "en": "Room"}, "place": {"zh": "地点", "en": "Place"}}
TABLE = Table(
    "rooms",
    {"zh": "房间", "en": "Rooms"},
    (
        Column("code", {"zh": "编码", "en": "Code"}, "code", must=True, longest=20, example="R-0"),
        Column("title", {"zh": "名称", "en": "Name"}, must=True, longest=40, example={"zh": "大堂", "en": "Hall"}),
        Column("kind", {"zh": "类型", "en": "Kind"}, "choice", choices=KINDS),
        Column("area", {"zh": "面积", "en": "Area"}, "number", least=0, most=1000),
        Column("since", {"zh": "启用日期", "en": "Since"}, "date"),
        Column("tags", {"zh": "标签", "en": "Tags"}, many=True),
        Column("open", {"zh": "开放", "en": "Open"}, "yes", blank=True),
    ),
    ("code",),
)
OTHER = Table("things", {"zh": "设备", "en": "Things"}, (Column("serial", {"zh": "序列号", "en": "Serial"}, must=True),), ("serial",))


class Rooms:
    """A register in memory."""

    table = TABLE

    def __init__(self) -> None:
        self.rows: dict[Key, dict[str, Any]] = {}

    def held(self) -> Mapping[Key, Values]:
        return self.rows

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        return (values.get("code") or "",)

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        return rows

    def write(self, steps: Sequence[Step], *, by: Any, at: Any) -> None:
        for step in steps:
            self.rows[step.key] = {**self.rows.get(step.key, {}), **step.values}


def book(*rows: Sequence[Any], title: str = "房间") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


HEADS = ("编码*", "名称*", "类型", "面积", "启用日期", "标签", "开放")


def read(*rows: Sequence[Any]) -> Sequence[Given]:
    return read_sheet(book(HEADS, *rows), TABLE).rows


def test_cells_mean_what_people_meant_by_them() -> None:
    (row,) = read(["　Ｒ－１ ", " 大堂\u00a0", "地点", "１，２００".replace("，２００", ""), "2026年3月2日", "甲；乙; 甲", "否"])

    assert row.values == {
        "code": "R-1", "title": "大堂", "kind": "place", "area": Decimal(1), "since": date(2026, 3, 2), "tags": ("甲", "乙"), "open": False,
    }  # fmt: skip
    assert not row.faults


DAYS = ["2026-03-02", "2026/3/2", "2026.3.2", "２０２６-０３-０２", "20260302", 46083, datetime(2026, 3, 2), "2026-3-2 00:00"]  # noqa: DTZ001


@pytest.mark.parametrize("written", DAYS)
def test_a_day_is_read_as_it_is_written(written: Any) -> None:
    (row,) = read(["R-1", "大堂", "", "", written])

    assert row.values["since"] == date(2026, 3, 2)


def test_numbers_that_excel_made_of_codes_are_codes_again() -> None:
    assert [row.values["code"] for row in read([1001, "甲"], [1002.0, "乙"], ["0003", "丙"])] == ["1001", "1002", "0003"]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (["", "大堂"], "code", "没有填写"),
        (["R-1", "　"], "title", "没有填写"),
        (["R-1", "长" * 41], "title", "40"),
        (["R-1", "大堂", "仓库"], "kind", "仓库"),
        (["R-1", "大堂", "", "很大"], "area", "不是数字"),
        (["R-1", "大堂", "", 1001], "area", "范围"),
        (["R-1", "大堂", "", "", "2026-02-30"], "since", "不是日期"),
        (["R-1", "大堂", "", "", "明天"], "since", "不是日期"),
        (["R-1", "大堂", "", "", "", "", "也许"], "open", "是"),
        (["R-1", "=1+1"], "title", "公式"),
        (["=A1", "大堂"], "code", "公式"),
    ],
)
def test_a_bad_cell_is_told_by_column_with_why_and_what_to_do(row: Sequence[Any], column: str, why: str) -> None:
    (found,) = read(row)

    assert [fault.column for fault in found.faults] == [column]
    assert why in found.faults[0].why["zh"]
    assert found.faults[0].remedy["zh"]
    assert found.faults[0].remedy["en"]


def test_control_characters_and_zeros_are_refused_in_text() -> None:
    raw = "编码,名称\nR-1,大\x07堂\n".encode()
    (row,) = read_sheet(raw, TABLE).rows

    assert "控制字符" in row.faults[0].why["zh"]


def test_the_line_told_is_the_line_in_the_file() -> None:
    rows = read(["R-1", "甲"], [None, None], ["R-3", ""])

    assert [row.line for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "空"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"PK\x03\x04 broken", "不是 Excel"),
        (b"\x89PNG\r\n\x1a\n\0\0", "不是表格"),
        ("甲,乙\n1,2\n".encode(), "缺少列"),
        ("编码,名称\n".encode(), "没有可导入的行"),
        ("编码,名称,编码\nR,甲,乙\n".encode(), "两次"),
        (b"x" * (10 * 1024 * 1024 + 1), "MB"),
        (("编码,名称\n" + "R,甲\n" * 20_001).encode(), "20000"),
    ],
    ids=["empty", "xls", "damaged", "picture", "no-headings", "no-rows", "heading-twice", "large", "many-rows"],
)
def test_a_file_that_is_none_is_refused_as_a_whole(raw: bytes, told: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        read_sheet(raw, TABLE)

    assert told in refused.value.say("zh")
    assert refused.value.say("en")


def test_a_zip_that_is_no_workbook_and_one_that_grows_are_refused() -> None:
    plain, grows = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with zipfile.ZipFile(grows, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (201 * 1024 * 1024))

    for raw in (plain.getvalue(), grows.getvalue()):
        with pytest.raises(SheetRefused):
            read_sheet(raw, TABLE)


def test_the_table_of_something_else_is_called_by_its_name() -> None:
    with pytest.raises(SheetRefused) as refused:
        read_sheet(book(["序列号"], ["S-1"]), TABLE, others=[OTHER])

    assert "设备" in refused.value.say("zh")


def test_text_renamed_to_excel_and_excel_with_the_sheet_elsewhere_are_read_all_the_same() -> None:
    assert read_sheet("编码\t名称\nR-1\t大堂\n".encode("gb18030"), TABLE).rows[0].values["title"] == "大堂"
    made = openpyxl.Workbook()
    made.worksheets[0].append(["别的"])
    made.create_sheet("Sheet9").append(["Code", "Name"])
    made["Sheet9"].append(["R-1", "Hall"])
    written = io.BytesIO()
    made.save(written)

    assert read_sheet(written.getvalue(), TABLE).rows[0].values["code"] == "R-1"


def test_headings_nobody_knows_are_named_and_left_out() -> None:
    assert read_sheet(book(["编码", "名称", "颜色"], ["R-1", "大堂", "红"]), TABLE).strange == ["颜色"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_explains_itself_and_its_example_is_not_taken(language: str) -> None:
    raw = write_sheet(TABLE, [], language, example=True)
    made = openpyxl.load_workbook(io.BytesIO(raw))
    first = made.worksheets[0]

    assert [cell.value for cell in first[1]] == [f"{one.title[language]}{'*' if one.must else ''}" for one in TABLE.columns]
    assert first.data_validations.dataValidation[0].formula1.startswith("'")
    assert all(cell.comment for cell in first[1] if cell.column in (1, 2, 3, 4, 5))
    assert len(made.worksheets) == 3
    with pytest.raises(SheetRefused, match="no rows"):
        read_sheet(raw, TABLE)


def test_new_changed_the_same_refused_and_twice_in_one_file() -> None:
    rooms = Rooms()
    rooms.rows[("R-1",)] = {**read(["R-1", "大堂"])[0].values}
    rooms.rows[("R-2",)] = {**read(["R-2", "前厅"])[0].values}
    raw = book(HEADS, ["R-1", "大堂"], ["R-2", "后厅"], ["R-3", "茶室"], ["R-4", ""], ["R-3", "茶室二"])

    steps = compare(read_sheet(raw, TABLE), rooms)

    assert [step.what for step in steps] == ["same", "changed", "new", "refused", "refused"]
    assert [(one.before, one.after) for one in steps[1].changes] == [("前厅", "后厅")]
    assert "第 4 行" in steps[4].faults[0].why["zh"]


def test_columns_that_are_not_in_the_file_stay_as_they_are() -> None:
    rooms = Rooms()
    rooms.rows[("R-1",)] = {**read(["R-1", "大堂", "地点", 12])[0].values}

    (step,) = compare(read_sheet("编码,名称\nR-1,大堂\n".encode(), TABLE), rooms)

    assert step.what == "same"


def test_refused_rows_come_back_with_reasons_and_can_be_mended_and_sent_again() -> None:
    steps = compare(read_sheet(book(HEADS, ["R-1", "大堂", "仓库"]), TABLE), Rooms())
    sheet = openpyxl.load_workbook(io.BytesIO(write_refused(TABLE, steps, "zh"))).worksheets[0]

    assert sheet.cell(2, len(TABLE.columns) + 1).value == 2
    assert "仓库" in str(sheet.cell(2, len(TABLE.columns) + 2).value)
    sheet.cell(2, 3).value = "房间"
    written = io.BytesIO()
    assert sheet.parent is not None
    sheet.parent.save(written)
    assert counts(compare(read_sheet(written.getvalue(), TABLE), Rooms()))["new"] == 1


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=20)
plain = texts.filter(lambda one: "'" not in one[:1])
days = st.none() | st.dates(date(1950, 1, 1), date(2090, 1, 1))
kinds, areas = st.sampled_from(["", *KINDS]), st.none() | st.integers(0, 1000)
codes = plain.filter(lambda one: len(folded(one)) <= 20)
rows = st.dictionaries(codes, st.tuples(plain, kinds, areas, days, st.booleans()), min_size=1, max_size=8)


@given(rows)
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_what_is_exported_and_taken_back_changes_nothing(some: Mapping[str, tuple[Any, ...]]) -> None:
    rooms = Rooms()
    first = [
        {"code": code, "title": title, "kind": kind, "area": area, "since": since, "tags": (), "open": yes}
        for code, (title, kind, area, since, yes) in some.items()
    ]
    first = list({folded(row["code"]): row for row in first}.values())
    taken = [step for step in compare(read_sheet(write_sheet(TABLE, first, "zh"), TABLE), rooms) if step.what == "new"]
    assume(taken)
    rooms.write(taken, by=None, at=None)

    again = compare(read_sheet(write_sheet(TABLE, rooms.held().values(), "en"), TABLE), rooms)

    assert {step.what for step in again} <= {"same"}


@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda raw: b"PK\x03\x04" + raw))
@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_whatever_is_sent_is_read_or_refused_in_words(raw: bytes) -> None:
    try:
        read_sheet(raw, TABLE)
    except SheetRefused as refused:
        assert refused.say("zh")
