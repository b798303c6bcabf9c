"""Parts as Excel workbooks: what stations owe, what lies on a shelf with its ledger, and the table opening stock is read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from baoxiu.directory.models import Unit
from baoxiu.stock import queries
from baoxiu.web.desk.parts import KINDS, OwedPage
from baoxiu.web.desk.workbook import safe
from baoxiu.web.shared import naming

MOST = 20_000  # rows of a sheet


def owed_book(page: OwedPage) -> bytes:
    """What stations owe: a line a station by age, and every piece behind the counts that were chosen."""
    stations = (
        [_title(line.unit), *(line.ages[band.key] for band in page.bands), line.owed, line.missing, line.sent] for line in page.stations
    )
    ages = [_("{days} days").format(days=band.key.replace("-", "–")) for band in page.bands]
    pieces = (_piece(one, page) for one in page.whole[:MOST])
    heads = [
        _("Station"), _("Order"), _("Part"), _("Name"), _("Serial number put in"), _("Serial number taken out"), _("Replaced"),
        _("Age in days"), _("Due within days"), _("By"), _("State"),
    ]  # fmt: skip
    return _book(
        (_("By station"), [_("Station"), *ages, _("Owed"), _("Of these missing"), _("On the way")], stations),
        (_("Pieces"), heads, pieces),
    )


def shelf_book(unit: Unit) -> bytes:
    """What lies on a unit's shelf, and every movement of it."""
    zone = ZoneInfo(unit.zone)
    levels = ([level.part, level.title, level.quantity] for level in queries.stock_of(unit))
    rows = (_movement(one, zone) for one in queries.ledger(unit)[:MOST])
    heads = [_("When"), _("Part"), _("Movement"), _("Quantity"), _("Balance"), _("Paper"), _("Why"), _("By")]
    return _book((_("On the shelves"), [_("Part"), _("Name"), _("Quantity")], levels), (_("Ledger"), heads, rows))


def _piece(one: Any, page: OwedPage) -> list[Any]:
    zone = ZoneInfo(one.unit.zone)
    return [
        _title(one.unit), one.ticket.number, one.part, one.title, one.new_serial, one.old_serial,
        one.used_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), (page.at - one.used_at).days, queries.return_days(one) or "",
        one.used_by_name, _("on the way") if one.state == "sent" else _("missing") if one.missing_at else _("owed"),
    ]  # fmt: skip


def _movement(one: Any, zone: ZoneInfo) -> list[Any]:
    when = one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return [when, one.part, KINDS[one.kind](), one.quantity, one.balance, one.number, one.reason, one.by_name]


def _title(unit: Unit) -> str:
    return naming.in_language(naming.unit(unit))


def _book(*sheets: tuple[str, Sequence[str], Iterable[Sequence[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, heads, rows in sheets:
        sheet = book.create_sheet(title[:31])
        sheet.append(list(heads))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in rows:
            sheet.append([safe(value) for value in row])
        sheet.freeze_panes = "A2"
        for nth in range(1, len(heads) + 1):
            sheet.column_dimensions[get_column_letter(nth)].width = 18
    return _written(book)


def _written(book: Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()
