"""The figures page as an Excel workbook: one sheet of headlines, one a table, one of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from baoxiu.insight.queries import Tally
from baoxiu.web.desk.figures import Cells, FiguresPage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHARE = "0.0%"


def workbook_of(page: FiguresPage) -> bytes:
    """The workbook, ready to send."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _sheet(book, _("Figures"), [_("Figure"), _("Now"), _("Before"), ""], _headlines(page), shares=())
    for table in page.tables:
        heads = [table.title, *_heads()]
        _sheet(book, table.title, heads, (_counted(line) for line in table.lines), shares=range(9, 13))
    chart = page.chart
    days = zip(chart["days"], chart["reported"], chart["done"], strict=True)
    _sheet(book, _("By day"), [_("Day"), _("Reports"), _("Done")], days, shares=())
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, shares: Iterable[int]) -> None:
    sheet = book.create_sheet(title[:31])
    sheet.append(list(heads))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([safe(value) for value in row])
    for column in shares:
        for cell in sheet[get_column_letter(column)]:
            cell.number_format = SHARE
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 28


def _headlines(page: FiguresPage) -> Iterable[Sequence[Any]]:
    first, last = page.days
    yield _("Days"), first.isoformat(), last.isoformat(), ""
    for line in page.headlines:
        scale = 100 if line.is_share else 1
        yield line.title, *(None if value is None else round(value * scale, 1) for value in (line.value, line.before)), line.of


def _heads() -> list[str]:
    counts = [_("Reports"), _("Done"), _("Open"), _("Overdue"), _("Not on time"), _("Not satisfied"), _("Done again")]
    return [*counts, _("On time"), _("Completed"), _("Satisfied"), _("Done again, share")]


def _counted(line: Cells) -> Sequence[Any]:
    tally: Tally = line.tally
    counts = (tally.reported, tally.done, tally.open, tally.overdue, tally.late, tally.unsatisfied, tally.rework)
    return (line.title, *counts, tally.on_time, tally.completion, tally.satisfaction, tally.again)


def safe(value: Any) -> Any:
    """A name that begins like a formula stays text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value
