"""A table as an Excel workbook: headings in the reader's language, an example row, notes, lists; filled, it is an export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from baoxiu.core.sheets.columns import Column, Fault, Table, Values, sample
from baoxiu.core.sheets.comparing import Step

LISTS = {"zh": "可选值", "en": "Lists"}
NOTES = {"zh": "说明", "en": "Notes"}
YES = {True: {"zh": "是", "en": "yes"}, False: {"zh": "否", "en": "no"}}
BOLD, HEAD = Font(bold=True), PatternFill("solid", fgColor="DCEBEA")
FAINT = Font(italic=True, color="6F7E8B")


def write_sheet(table: Table, rows: Iterable[Values], language: str, *, example: bool = False) -> bytes:
    """The workbook. With `example` a row that shows what is meant; left as it is, it is not taken."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_in(table.title, language)[:31])
    lists = _list_places(table)
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, min(40, len(_in(column.title, language)) * 2 + 4))
    sheet.freeze_panes = "B2"
    sheet.append([_head(sheet, column, language) for column in table.columns])
    if example:
        sheet.append([_styled(sheet, _shown(column, sample(column, language), language), FAINT) for column in table.columns])
    for row in rows:
        sheet.append([_shown(column, row.get(column.name), language) for column in table.columns])
    for name, (letter, count) in lists.items():
        _offer(sheet, table, name, f"'{_in(LISTS, language)}'!${letter}$2:${letter}${count + 1}")
    _notes(book, table, language)
    if lists:
        _lists(book, table, language)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def write_refused(table: Table, steps: Sequence[Step], language: str) -> bytes:
    """The rows that were refused, in the table's own columns, with why and what to do behind them: mended, it is imported again."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_in(table.title, language)[:31])
    more = ("行号", "原因与处理") if language == "zh" else ("Row", "Why, and what to do")
    sheet.append([*(_head(sheet, column, language) for column in table.columns), *(_styled(sheet, one, BOLD) for one in more)])
    for step in steps:
        why = "；".join(told(table, one, language) for one in step.faults)
        sheet.append([*(_shown(column, step.values.get(column.name), language) for column in table.columns), step.line, _safe(why)])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def told(table: Table, fault: Fault, language: str) -> str:
    """A fault in one line: the column, why, what to do."""
    colon, stop = ("：", "；") if language == "zh" else (": ", "; ")
    return f"{_in(table.column(fault.column).title, language)}{colon}{_in(fault.why, language)}{stop}{_in(fault.remedy, language)}"


def shown(column: Column, value: Any, language: str) -> Any:
    """A value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return "; ".join(str(_one(column, one, language)) for one in value)
    return _one(column, value, language)


def _one(column: Column, value: Any, language: str) -> Any:
    if column.kind == "choice":
        return _in(column.choices.get(value, {}), language) or value
    if isinstance(value, bool):
        return YES[value][language]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _shown(column: Column, value: Any, language: str) -> Any:
    found = shown(column, value, language)
    return found if isinstance(found, int | float | date) else _safe(str(found)) or None


def _safe(text: str) -> str:
    """What begins like a formula stays text; the reader takes the mark off again."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _head(sheet: Any, column: Column, language: str) -> Any:
    cell = _styled(sheet, f"{_in(column.title, language)}{'*' if column.must else ''}", BOLD)
    cell.fill = HEAD
    if note := _note(column, language):
        cell.comment = Comment(note, "Baoxiu", height=120, width=260)
    return cell


def _styled(sheet: Any, value: Any, font: Font) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.font = font
    cell.alignment = Alignment(vertical="top", wrap_text=False)
    return cell


def _note(column: Column, language: str) -> str:
    kinds = {
        "number": ("数字", "a number"), "whole": ("整数", "a whole number"), "date": ("日期，如 2026-01-31", "a date such as 2026-01-31"),
        "choice": ("从列表中选择", "chosen from the list"), "yes": ("是 或 否", "yes or no"), "phone": ("电话号码", "a telephone number"),
    }  # fmt: skip
    zh = language == "zh"
    parts = [_in(column.note, language), *([kinds[column.kind][not zh]] if column.kind in kinds else [])]
    if column.many:
        parts.append("多个用分号隔开" if zh else "several, separated by semicolons")
    if column.must:
        parts.append("必填" if zh else "must be filled")
    stop = "；" if zh else "; "
    return stop.join(part for part in parts if part)


def _notes(book: Workbook, table: Table, language: str) -> None:
    sheet = book.create_sheet(_in(NOTES, language))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 90
    for line in filter(None, _in(table.note, language).split("\n")):
        sheet.append([None, line])
    for column in table.columns:
        sheet.append([_styled(sheet, _in(column.title, language), BOLD), _note(column, language)])


def _list_places(table: Table) -> dict[str, tuple[str, int]]:
    """For each column with choices, which column of the lists they stand in, and how many they are."""
    having = [column for column in table.columns if column.choices and not column.many]
    return {column.name: (get_column_letter(place), len(column.choices)) for place, column in enumerate(having, start=1)}


def _lists(book: Workbook, table: Table, language: str) -> None:
    sheet = book.create_sheet(_in(LISTS, language))
    having = [column for column in table.columns if column.choices and not column.many]
    sheet.append([_styled(sheet, _in(column.title, language), BOLD) for column in having])
    rows = [[_in(words, language) or value for value, words in column.choices.items()] for column in having]
    for line in range(max(map(len, rows))):
        sheet.append([row[line] if line < len(row) else None for row in rows])


def _offer(sheet: Any, table: Table, name: str, formula: str) -> None:
    place = next(number for number, column in enumerate(table.columns, start=1) if column.name == name)
    rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}20001")
    sheet.data_validations.append(rule)


def _in(words: Any, language: str) -> str:
    if isinstance(words, str):
        return words
    return str(words.get(language) or words.get("zh") or next(iter(words.values()), "")) if words else ""
