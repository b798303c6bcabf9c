"""A statement as an Excel workbook: its sums, its lines with times and clauses, and the assessment of the month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from baoxiu.insight.queries import Assessed
from baoxiu.quotes.queries import LineTold, entry_words
from baoxiu.web.desk.statements import StatementPage, facts_of
from baoxiu.web.desk.workbook import safe
from baoxiu.web.shared.languages import in_language

MONEY = "#,##0.00"
SHARE = "0.0%"
WIDTHS = (6, 20, 14, 12, 18, 34, 18, 30, 12, 60, 30, 30)  # of the lines
Rows = Iterable[Sequence[Any]]


def statement_book(page: StatementPage, assessed: Sequence[Assessed]) -> bytes:
    """The workbook, ready to send. Amounts are numbers to the cent, so that they can be added up there too."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _head(_sheet(book, _("Sums"), [_("What for"), _("Clauses"), _("Orders"), _("Amount")], _sums(page), money=4), page)
    heads = [
        "#", _("Ticket"), _("Entry"), _("For month"), _("Ended"), _("Tier"), _("Clauses"), _("Deductions"), _("Amount"),
        _("Times and facts"), _("Dispute"), _("Answer"),
    ]  # fmt: skip
    _sheet(book, _("Lines"), heads, (_line(line, page) for line in page.told), money=9)
    heads = [_("Procedure"), _("Figure"), _("Clauses"), _("Counted"), _("Good"), _("Share"), _("Sum")]
    _sheet(book, _("Assessment"), heads, (_figure(one) for one in assessed), share=6)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _head(sheet: Worksheet, page: StatementPage) -> None:
    """Whose it is, of which month, how it stands: above the sums, so that a printed sheet says what it is."""
    counted = _("counts what was recorded before {until}").format(until=_when(page.as_of, page.unit.zone)) if page.as_of else ""
    said = (f"{in_language(page.title)} {page.month}", f"{page.unit.code} · {page.state_words}", counted, "")
    sheet.insert_rows(1, len(said))
    for row, words in enumerate(said, start=1):
        sheet.cell(row, 1, safe(words)).font = Font(bold=row == 1, size=14 if row == 1 else 11)
    sheet.freeze_panes = f"A{len(said) + 2}"


def _sums(page: StatementPage) -> Rows:
    for one in page.sums:
        yield in_language(one.title), " ".join(one.clauses), one.count, one.amount
    yield _("Total"), "", len(page.told), page.total


def _line(line: LineTold, page: StatementPage) -> Sequence[Any]:
    clauses = dict.fromkeys(clause for one in line.reasons for clause in one.clauses)
    deductions = "; ".join(f"{in_language(one.title)} {one.amount:.2f}" for one in line.deductions)
    dispute, answers = line.dispute, {"": "", "accepted": _("accepted"), "rejected": _("rejected")}
    return (
        line.place, line.number, _entry(line), line.about, _when(line.ended_at, page.unit.zone), in_language(line.refusal or line.title),
        " ".join(clauses), deductions, line.amount, _facts(line, page.unit.zone),
        dispute.reason if dispute else "", f"{answers[dispute.answer]} {dispute.words}".strip() if dispute else "",
    )  # fmt: skip


def _entry(line: LineTold) -> str:
    return in_language(entry_words(line))


def _facts(line: LineTold, zone: str) -> str:
    return "; ".join(f"{in_language(one.label)} {_value(one.kind, one.value, zone)}" for one in facts_of(line))


def _value(kind: str, value: Any, zone: str) -> str:
    if kind == "time":
        return _when(datetime.fromisoformat(value), zone)
    if kind == "lines":
        return ", ".join(" ".join(_value(part, text, zone) for part, text in entry) for entry in value)
    return in_language(value) if not isinstance(value, range) else str(len(value))


def _when(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def _figure(one: Assessed) -> Sequence[Any]:
    count = one.count
    return (
        in_language(one.procedure), in_language(one.title), " ".join(one.clauses), count.counted, count.good, count.share, count.sum,
    )  # fmt: skip


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Rows, *, money: int = 0, share: int = 0) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title[:31])
    sheet.append(list(heads))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([safe(value) for value in row])
    for column, form in ((money, MONEY), (share, SHARE)):
        for cells in sheet.iter_rows(min_row=2, min_col=column, max_col=column) if column else ():
            cells[0].number_format = form
    for letter, width in zip("ABCDEFGHIJKL", WIDTHS if heads[0] == "#" else (34, 34, 22, 14, 14, 14, 14, 14, 14, 14, 14, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    return sheet
