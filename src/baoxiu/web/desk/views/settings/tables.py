"""Tables filled in Excel: a template, what a file would change, taking it; and the same table as it is now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Concatenate

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baoxiu.core.errors import Malformed, Refusal
from baoxiu.core.sheets import Register, Sheet, Step, Table, compare, counts, read_sheet, shown, told, write_refused, write_sheet
from baoxiu.directory.actions.registers import one_at_a_time
from baoxiu.journal import actions as journal
from baoxiu.web.desk.views.settings import frame
from baoxiu.web.desk.views.settings.frame import Keeper, Rest, View, done, kept
from baoxiu.web.desk.views.settings.parts import Card, Cards, Cell, Field, Form, Link, Note, Part, Tile, Tiles
from baoxiu.web.desk.views.settings.parts import Table as Drawn
from baoxiu.web.desk.views.settings.registers import ICONS, NAMES, may_fill, register_of
from baoxiu.web.shared.requests import Asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 200
KEPT_FOR = 24 * 3600  # seconds a preview may be taken
MOST = 10 * 1024 * 1024
TONES = {"new": "done", "changed": "warn", "same": "", "refused": "bad"}

SEEN = {
    "units": "desk:set_units", "people": "desk:set_people", "sites": "desk:set_sites", "customers": "desk:set_customers",
    "assets": "desk:set_assets", "days": "desk:set_calendars", "prices": "desk:prices", "stock": "desk:set_stock",
    "contracts": "desk:stations",
}  # fmt: skip


class PreviewGone(Refusal):
    """This preview is over, or another person's. Choose the file again."""

    code = "preview_gone"
    zh = "此预览已失效或属于他人，请重新选择文件。"


class RowsRefused(Refusal):
    """{count} rows cannot be taken. Mend them, or say that the good rows alone are taken."""

    code = "rows_refused"
    zh = "有 {count} 行不能导入，请修改后重新上传，或勾选“只导入可用的行”。"


def filled(view: View[Rest]) -> Callable[Concatenate[Asked, Rest], HttpResponse]:
    """For whoever fills the table the address names."""
    return kept(view, fits=may_fill)


class Preview:
    """A file held against what is there."""

    def __init__(self, request: Asked, keeper: Keeper, name: str, token: str) -> None:
        """The file the token stands for, if it is of this person, for this table."""
        self.request, self.token, self.register = request, token, register_of(keeper, name)
        try:
            said = signing.loads(token, salt=f"table:{name}", max_age=KEPT_FOR)
        except signing.BadSignature as bad:
            raise PreviewGone from bad
        if said["by"] != request.actor.id:
            raise PreviewGone
        self.raw = journal.kept_upload(said["hash"])
        self.sheet: Sheet = read_sheet(self.raw, self.register.table)

    @cached_property
    def steps(self) -> list[Step]:
        """What would become of each row."""
        return compare(self.sheet, self.register)

    def of(self, what: str) -> list[Step]:
        """The rows of one kind; all where none is said."""
        return [step for step in self.steps if not what or step.what == what]


@require_GET
@kept
def tables(request: Asked, keeper: Keeper) -> HttpResponse:
    """Every table there is."""
    cards = []
    for name in NAMES:
        table = register_of(keeper, name).table
        words = _("{count} columns").format(count=len(table.columns))
        cards.append(Card(table.title[_language()], reverse("desk:set_table", args=[name]), ICONS[name], words))
    sub = _("Download a table, change it in Excel, take it back: you see every row before anything is written.")
    return frame.shown(request, "import", _("Import and export"), [Cards(cards)], sub=sub)


@require_http_methods(["GET", "POST"])
@filled
def table(request: Asked, keeper: Keeper, name: str) -> HttpResponse:
    """One table: template, export, and the form; sent, the file is read and shown row by row."""
    register = register_of(keeper, name)
    if request.method == "POST":
        token = _upload(request, keeper, register)
        return done(request, _("Nothing is written yet: look at what would change."), "desk:set_preview", name, token)
    files = [
        Link(_("Template"), reverse("desk:set_template", args=[name]), "download"),
        Link(_("Export what is there"), reverse("desk:set_export", args=[name]), "table-import"),
    ]
    ways = [
        _("1. Download the template, or export what is there."),
        _("2. Fill it in Excel. Each heading carries a note; lists stand beside."),
        _("3. Choose the file here. You see each row as new, changed, the same or refused before anything is written."),
    ]
    about = _("At most 10 MB and 20,000 rows.")
    file = Field("file", _("Excel (.xlsx) or CSV"), "file", must=True, accept=".xlsx,.csv,.txt", help=about)
    where, words = reverse("desk:set_table", args=[name]), _("Show what would change")
    form = Form(_("Take a file"), where, [file], words, "table-import", takes_files=True)
    parts: list[Part] = [Note(_("How it goes"), ways, tools=files), form, _columns(register.table)]
    back = Link(_("Import and export"), reverse("desk:set_tables")) if keeper.paths else Link(_("Prices"), reverse("desk:prices"))
    tools = [Link(_("Where they stand"), reverse(SEEN[name]), ICONS[name])]
    return frame.shown(request, "import", register.table.title[_language()], parts, back=back, tools=tools)


@require_GET
@filled
def template(request: Asked, keeper: Keeper, name: str) -> HttpResponse:
    """An empty table with an example row, notes and lists."""
    register = register_of(keeper, name)
    return _workbook(write_sheet(register.table, [], _language(), example=True), f"{register.table.title[_language()]}-{_('template')}")


@require_GET
@filled
def export(request: Asked, keeper: Keeper, name: str) -> HttpResponse:
    """The table as it is now."""
    register = register_of(keeper, name)
    rows = register.held().values()
    return _workbook(write_sheet(register.table, rows, _language()), f"{register.table.title[_language()]}-{request.now:%Y%m%d}")


@require_GET
@filled
def preview(request: Asked, keeper: Keeper, name: str, token: str) -> HttpResponse:
    """What would become of each row; nothing is written."""
    found = Preview(request, keeper, name, token)
    back = Link(found.register.table.title[_language()], reverse("desk:set_table", args=[name]))
    return frame.shown(request, "import", _("What would change"), [*_judged(found, name), _rows(found)], back=back)


@require_GET
@filled
def refused(request: Asked, keeper: Keeper, name: str, token: str) -> HttpResponse:
    """The rows that cannot be taken, with why behind each."""
    found = Preview(request, keeper, name, token)
    book = write_refused(found.register.table, found.of("refused"), _language())
    return _workbook(book, f"{found.register.table.title[_language()]}-{_('refused rows')}")


@require_POST
@filled
def apply(request: Asked, keeper: Keeper, name: str, token: str) -> HttpResponse:
    """Take the file: all of it in one transaction, or none."""
    found = Preview(request, keeper, name, token)
    taken = take(found.register, found.sheet, request, good_ones=bool(request.POST.get("good_ones")))
    words = _("{new} new, {changed} changed, {same} were there already.").format(**taken)
    if not taken["new"] + taken["changed"]:
        words = _("Nothing to write: everything in the file is there already.")
    return done(request, words, "desk:set_table", name)


@transaction.atomic
def take(register: Register, sheet: Sheet, request: Asked, *, good_ones: bool) -> dict[str, int]:
    """Compare inside the transaction, write what is new or changes; how many of each."""
    one_at_a_time(request.actor.organisation_id or 0, register.table.name)
    steps = compare(sheet, register)
    many = {str(what): count for what, count in counts(steps).items()}
    if many["refused"] and not good_ones:
        raise RowsRefused(count=many["refused"], field="good_ones")
    good = [step for step in steps if step.what in ("new", "changed")]
    if good:
        register.write(good, by=request.actor, at=request.now)
    return many


def _upload(request: Asked, keeper: Keeper, register: Register) -> str:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise Malformed(what="file / 文件", why="none / 未选择", field="file")
    raw = sent.read(MOST + 1)
    read_sheet(raw, register.table, others=[register_of(keeper, name).table for name in NAMES])
    hash_ = journal.keep_upload(raw, at=request.now)
    said = {"hash": hash_, "by": request.actor.id, "of": hashlib.sha256(raw).hexdigest()[:12]}
    return signing.dumps(said, salt=f"table:{register.table.name}", compress=True)


def _columns(table: Table) -> Drawn:
    language = _language()
    kinds = {"text": _("text"), "code": _("code"), "number": _("number"), "whole": _("whole number"), "date": _("day"),
             "choice": _("one of the list"), "yes": _("yes or no"), "phone": _("telephone")}  # fmt: skip
    rows = [
        [
            Cell(column.title[language]), Cell(_("must be filled"), tone="warn") if column.must else Cell(),
            Cell(kinds[column.kind], more=_("several, separated by semicolons") if column.many else ""),
            Cell(column.note.get(language, ""), more="、".join(words.get(language) or value for value, words in column.choices.items())),
        ]
        for column in table.columns
    ]  # fmt: skip
    return Drawn(_("Columns"), [_("Heading"), _("Needed"), _("Kind"), _("What to write")], rows, "list-details")


def _judged(found: Preview, name: str) -> list[Part]:
    """How many of each, and the button."""
    many = counts(found.steps)
    words = {"": _("All"), "new": _("New rows"), "changed": _("Changed"), "same": _("The same"), "refused": _("Refused rows")}
    asked = found.request.GET.get("show", "")
    numbers: dict[str, int] = {"": len(found.steps), **{str(what): count for what, count in many.items()}}
    tiles = [Tile(words[key], numbers[key], f"?show={key}" if key else "?", TONES.get(key, ""), key == asked) for key in words]
    parts: list[Part] = [Tiles(tiles)]
    if found.sheet.strange:
        parts.append(Note(_("Columns nobody knows; they are left out"), ["、".join(found.sheet.strange)], "warn", "alert-triangle"))
    if not many["new"] + many["changed"]:
        title = _("Nothing to write: everything in the file is there already.") if not many["refused"] else _("No row can be taken.")
        parts.append(Note(title, icon="info-circle", tools=_mend(found, name, many)))
        return parts
    fields = [Field("good_ones", _("Take only the good rows"), "checkbox")] if many["refused"] else []
    where = reverse("desk:set_apply", args=[name, found.token])
    sub = _("{new} new and {changed} changed rows are written together, or none of them.").format(**many)
    parts.append(Form(_("Take the table"), where, fields, _("Write it"), "check", sub))
    if many["refused"]:
        title = _("Rows that cannot be taken: {count}").format(count=many["refused"])
        parts.append(Note(title, tone="bad", icon="alert-triangle", tools=_mend(found, name, many)))
    return parts


def _mend(found: Preview, name: str, many: Any) -> list[Link]:
    if not many["refused"]:
        return []
    return [Link(_("Download the refused rows with reasons"), reverse("desk:set_refused", args=[name, found.token]), "download")]


def _rows(found: Preview) -> Drawn:
    asked = found.request.GET.get("show", "")
    pages = Paginator(found.of(asked if asked in TONES else ""), PAGE)
    page = pages.get_page(found.request.GET.get("page"))
    words = {"new": _("new"), "changed": _("changed"), "same": _("the same"), "refused": _("refused")}
    table = found.register.table
    rows = [[Cell(step.line), Cell(words[step.what], tone=TONES[step.what]), _who(table, step), _what(table, step)] for step in page]
    ways = [
        Link(title, f"?show={asked}&page={there}", icon)
        for there, title, icon in ((page.number - 1, _("Earlier"), "arrow-left"), (page.number + 1, _("Further"), "arrow-right"))
        if 1 <= there <= pages.num_pages
    ]
    heads = [_("Row"), _("What becomes of it"), table.title[_language()], _("What changes, or why not")]
    return Drawn(_("Row by row"), heads, rows, "list-details", tools=ways, count=pages.count, blank=_("No such row."))


def _who(table: Table, step: Step) -> Cell:
    """How a row is called: its key, and its name where that is something else."""
    language = _language()
    key = " · ".join(str(shown(table.column(name), step.values.get(name), language)) for name in table.key if step.values.get(name))
    name = str(step.values.get("title") or step.values.get("name") or step.values.get("title_zh") or "")
    return Cell(key or name or "—", more=name if key else "")


def _what(table: Table, step: Step) -> Cell:
    language = _language()
    if step.faults:
        return Cell("\n".join(told(table, one, language) for one in step.faults))
    cells, colon = [], "：" if language == "zh" else ": "
    for one in step.changes:
        column = table.column(one.column)
        before, after = (shown(column, value, language) for value in (one.before, one.after))
        change = " → ".join("—" if value == "" else str(value) for value in (before, after))
        cells.append(f"{column.title[language]}{colon}{change}")
    return Cell("\n".join(cells))


def _workbook(book: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(book, content_type=XLSX)
    answer.headers["Content-Disposition"] = _disposition(f"{name}.xlsx")
    answer["Cache-Control"] = "no-store"
    return answer


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


__all__: Sequence[str] = ("apply", "export", "preview", "refused", "table", "tables", "template")
