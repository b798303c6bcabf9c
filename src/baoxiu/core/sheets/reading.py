"""A file of rows, told by what is in it and not by its name: an Excel workbook, or text separated by commas."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from baoxiu.core.sheets.cells import empty, folded, plain, read_cell
from baoxiu.core.sheets.columns import Column, Fault, Given, Sheet, Table, fault, sample
from baoxiu.core.sheets.faults import refused

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Raw = tuple[int, list[Any], list[int]]  # line, cells, places of formulas and errors


def read_sheet(raw: bytes, table: Table, *, others: Sequence[Table] = ()) -> Sheet:
    """The rows of a file as the table means them, each with what is wrong with it; a file that is none is refused as a whole."""
    if not raw:
        raise refused(("文件是空的。", "请重新选择。"), ("it is empty.", "Choose it again."))
    if len(raw) > MOST_BYTES:
        raise refused((f"超过 {MOST_BYTES >> 20} MB。", "请分成几个文件导入。"),
                      (f"it is larger than {MOST_BYTES >> 20} MB.", "Import it in parts."))  # fmt: skip
    if raw.startswith(OLD_OFFICE):
        raise refused(
            ("这是旧版 .xls 文件，或加了密码的文件。", "请在 Excel 中另存为不加密的 .xlsx 后再导入。"),
            ("it is an old .xls, or protected by a password.", "Save it as .xlsx without a password and choose it again."),
        )
    rows = _xlsx(raw, table, others) if raw.startswith(b"PK") else _csv(raw)
    return _sheet(rows, table, others)


def _xlsx(raw: bytes, table: Table, others: Sequence[Table]) -> Iterator[Raw]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise refused(("解压后过大。", "请分成几个文件导入。"), ("it is too large when unpacked.", "Import it in parts."))
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException, SyntaxError, NotImplementedError):
        raise refused(
            ("它不是 Excel 工作簿，或已损坏。", "请下载模板，填写后再导入。"),
            ("it is no Excel workbook, or it is damaged.", "Download the template and fill that."),
        ) from None
    return _cells(_right_sheet(book, table))


def _right_sheet(book: Any, table: Table) -> Any:
    """The sheet named like the table, else the one whose headings fit best, else the first."""
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    if not sheets:
        raise refused(("工作簿里没有工作表。", "请下载模板。"), ("the workbook has no sheet.", "Download the template."))
    named = next((sheet for sheet in sheets if sheet.title in table.title.values()), None)
    return named or max(sheets, key=lambda sheet: _fit(next(sheet.iter_rows(max_row=1, values_only=True), ()), table))


def _fit(heads: Iterable[Any], table: Table) -> int:
    return sum(_column_of(head, table) is not None for head in heads)


def _cells(sheet: Any) -> Iterator[Raw]:
    sheet.reset_dimensions()  # what a program wrote down about its size may be wrong
    for line, row in enumerate(sheet.iter_rows(), start=1):
        wrong = [place for place, cell in enumerate(row) if cell.data_type in ("f", "e")]
        yield line, [cell.value for cell in row], wrong


def _csv(raw: bytes) -> Iterator[Raw]:
    text = _text_of(raw)
    if "\0" in text:
        raise refused(("它不是表格文件。", "请下载模板，填写后再导入。"), ("it is no table.", "Download the template and fill that."))
    first = text.split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from ((reader.line_num, list(row), []) for row in reader)
    except csv.Error as broken:
        raise refused((f"第 {reader.line_num} 行不是 CSV。", "请另存为 .xlsx。"),
                      (f"line {reader.line_num} is no CSV ({broken}).", "Save it as .xlsx.")) from broken  # fmt: skip


def _text_of(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(("文字编码无法识别。", "请另存为 .xlsx。"), ("its text can be read neither as UTF-8 nor as GBK.", "Save it as .xlsx."))


def _sheet(rows: Iterator[Raw], table: Table, others: Sequence[Table]) -> Sheet:
    _line, heads, _wrong = next(rows, (1, [], []))
    columns = [_column_of(head, table) for head in heads]
    _refuse_heads(heads, columns, table, others)
    read, examples = list[Given](), _examples(columns)
    for line, cells, wrong in rows:
        if not any(plain(cell) for cell in cells):
            continue
        given = _given(line, columns, cells, wrong)
        if given.faults or given.values not in examples:
            read.append(given)
        if len(read) > MOST_ROWS:
            raise refused(
                (f"超过 {MOST_ROWS} 行。", "请分成几个文件导入。"), (f"it has more than {MOST_ROWS} rows.", "Import it in parts.")
            )
    if not read:
        raise refused(("没有可导入的行。", "请从第 2 行起填写。"), ("it has no rows.", "Fill it from row 2 on."))
    strange = [plain(head) for head, column in zip(heads, columns, strict=True) if column is None and plain(head)]
    return Sheet(read, [column.name for column in columns if column is not None], strange)


def _column_of(head: Any, table: Table) -> Column | None:
    wanted = _heading(plain(head))
    if not wanted:
        return None
    return next((one for one in table.columns if wanted in {one.name, *(_heading(title) for title in one.title.values())}), None)


def _heading(text: str) -> str:
    return folded(text).rstrip("*＊ ").replace(" ", "").casefold()


def _refuse_heads(heads: Sequence[Any], columns: Sequence[Column | None], table: Table, others: Sequence[Table]) -> None:
    known = [column.name for column in columns if column is not None]
    twice = [name for name, count in Counter(known).items() if count > 1]
    if twice:
        column = table.column(twice[0])
        raise refused((f"“{column.title['zh']}”列出现了两次。", "请删去一列。"),
                      (f"the column {column.title['en']} stands there twice.", "Remove one."))  # fmt: skip
    missing = [column for column in table.columns if column.must and column.name not in known]
    if not missing:
        return
    other = next((one for one in others if one.name != table.name and not _missing(heads, one)), None)
    if other is not None:
        raise refused((f"它看起来是“{other.title['zh']}”的表。", f"请在“{other.title['zh']}”处导入。"),
                      (f"it looks like a table of {other.title['en']}.", f"Import it at {other.title['en']}."))  # fmt: skip
    zh, en = "、".join(one.title["zh"] for one in missing), ", ".join(one.title["en"] for one in missing)
    raise refused((f"第一行缺少列：{zh}。", "请下载模板，按模板的列填写。"),
                  (f"its first row lacks the columns {en}.", "Download the template and keep its columns."))  # fmt: skip


def _missing(heads: Sequence[Any], table: Table) -> bool:
    known = {column.name for head in heads if (column := _column_of(head, table)) is not None}
    return any(column.must and column.name not in known for column in table.columns)


def _given(line: int, columns: Sequence[Column | None], cells: Sequence[Any], wrong: Sequence[int]) -> Given:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for place, column in enumerate(columns):
        if column is None:
            continue
        raw = cells[place] if place < len(cells) else None
        if place in wrong:
            faults.append(_computed(column, raw))
            values[column.name] = empty(column)
            continue
        values[column.name], found = read_cell(column, raw)
        if found is not None:
            faults.append(found)
    return Given(line, values, faults)


def _computed(column: Column, raw: Any) -> Fault:
    if str(raw).startswith("#"):
        return fault(column.name, (f"这一格是错误值 {raw}", f"the cell holds the error {raw}"), ("请填写实际内容", "write what is meant"))
    remedy = ("请复制后“选择性粘贴为数值”", "copy it and paste its value (Paste special)")
    return fault(column.name, ("这一格是公式", "the cell holds a formula"), remedy)


def _examples(columns: Sequence[Column | None]) -> list[dict[str, Any]]:
    """The row the template brings along, in either language; left as it was, it is not taken."""
    there = [column for column in columns if column is not None]
    return [{column.name: read_cell(column, sample(column, language))[0] for column in there} for language in ("zh", "en")]
