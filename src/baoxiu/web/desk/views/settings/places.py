"""Customers, places and things of one's units, to look at; they are filled and changed by their tables."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baoxiu.directory.actions.registers.customers import KINDS
from baoxiu.directory.actions.registers.sites import LEVELS
from baoxiu.directory.queries import find_assets, find_customers, find_sites, places, shown
from baoxiu.web.desk.views.settings import frame
from baoxiu.web.desk.views.settings.frame import Keeper, kept, paged
from baoxiu.web.desk.views.settings.organisation import unit_choices
from baoxiu.web.desk.views.settings.parts import Cell, Field, Link, Note, Part, Search, Table, said
from baoxiu.web.shared.marks import mark_in_words
from baoxiu.web.shared.requests import Asked

MOST_FOUND = 500


@require_GET
@kept
def customers(request: Asked, keeper: Keeper) -> HttpResponse:
    """Who things are repaired for."""
    rows = places.kept_customers(keeper.organisation.pk, keeper.paths)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(pk__in=[one.pk for one in find_customers(keeper.organisation.pk, text, most=MOST_FOUND)])
    page, ways = paged(request, _at_unit(request, keeper, rows, "site__unit__path"))
    drawn = [
        [
            Cell(row.name, more=row.pk), Cell(said(KINDS.get(row.kind)) or row.kind),
            Cell("、".join(shown(one.number) for one in row.contacts.all())), Cell(row.site.title if row.site else "—"),
            Cell(mark_in_words(row.vip, request), tone="vip") if row.vip else Cell(),
            Cell(row.arrears if row.arrears else ""), Cell(row.warning),
        ]
        for row in page
    ]  # fmt: skip
    heads = [_("Full name"), _("Kind"), _("Contacts"), _("Place"), _("VIP"), _("Arrears"), _("Warning")]
    blank = _("None found. Import them from Excel, or they come to be known as they ring.")
    table = Table(_("Customers"), heads, drawn, "user", blank=blank, count=page.paginator.count)
    return _page(request, keeper, "customers", _("Customers"), table, ways, _("Name, pinyin initials, phone, room"))


@require_GET
@kept
def sites(request: Asked, keeper: Keeper) -> HttpResponse:
    """Places."""
    rows = places.kept_sites(keeper.organisation.pk, keeper.paths)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(pk__in=[one.pk for one in find_sites(keeper.organisation.pk, text, most=MOST_FOUND)])
    page, ways = paged(request, _at_unit(request, keeper, rows, "unit__path"))
    drawn = [
        [
            Cell(row.title, more=row.address), Cell(row.code, mono=True), Cell(said(LEVELS.get(row.level)) or row.level),
            Cell(row.parent.title if row.parent else ""), Cell(row.area.whole if row.area else ""),
            Cell(row.unit.title) if row.unit else Cell(_("served by nobody"), tone="warn"),
            Cell(_("QR sign"), reverse("desk:sign", args=[row.pk])),
        ]
        for row in page
    ]  # fmt: skip
    heads = [_("Place"), _("Its code"), _("Kind"), _("Lies in"), _("Area"), _("Served by"), _("Sign")]
    table = Table(_("Sites"), heads, drawn, "map-pin", blank=_("None found. Import them from Excel."), count=page.paginator.count)
    return _page(request, keeper, "sites", _("Sites"), table, ways, _("Name, code, address"))


@require_GET
@kept
def assets(request: Asked, keeper: Keeper) -> HttpResponse:
    """Things that may need repair."""
    rows = places.kept_assets(keeper.organisation.pk, keeper.paths)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(pk__in=[one.pk for one in find_assets(keeper.organisation.pk, text, most=MOST_FOUND)])
    page, ways = paged(request, _at_unit(request, keeper, rows, "site__unit__path"))
    drawn = [
        [
            Cell(row.title, more=row.model), Cell(row.code, mono=True), Cell(row.serial, mono=True),
            Cell(row.site.title if row.site else ""),
            Cell(row.owner.name if row.owner else ""), Cell(row.installed_on or ""), _warranty(row, request),
        ]
        for row in page
    ]  # fmt: skip
    heads = [_("Thing"), _("Its code"), _("Serial number"), _("Place"), _("Owner"), _("Installed"), _("Warranty until")]
    table = Table(_("Assets"), heads, drawn, "device-desktop", blank=_("None found. Import them from Excel."), count=page.paginator.count)
    return _page(request, keeper, "assets", _("Assets"), table, ways, _("Name, code, model, serial number, place"))


@require_GET
@kept
def stock(request: Asked, keeper: Keeper) -> HttpResponse:
    """Where the shelves are looked at, and how they are filled."""
    ways = [Link(_("Fill the shelves from Excel"), reverse("desk:set_table", args=["stock"]), "table-import")]
    with suppress(NoReverseMatch):
        ways.insert(0, Link(_("Parts"), reverse("desk:parts"), "package", primary=True))
    lines = [_("What lies at each station is counted, received and used on the parts page; an opening stock comes in from Excel.")]
    return frame.shown(request, "stock", _("Stock"), [Note(_("Shelves"), lines, icon="package", tools=ways)])


def _page(request: Asked, keeper: Keeper, area: str, title: Any, table: Table, ways: list[Link], what: Any) -> HttpResponse:
    everywhere = ("", _("All units"))
    search = Search([
        Field("q", what, "search", request.GET.get("q", "")),
        Field("unit", _("Unit"), "select", request.GET.get("unit", ""), [everywhere, *unit_choices(keeper.units)]),
    ])  # fmt: skip
    tools = [
        *ways,
        Link(_("Export"), reverse("desk:set_export", args=[area]), "download"),
        Link(_("Import"), reverse("desk:set_table", args=[area]), "table-import", primary=True),
    ]
    parts: list[Part] = [search, table]
    sub = "" if keeper.is_whole else _("Those at places your units serve.")
    return frame.shown(request, area, title, parts, sub=sub, tools=tools)


def _at_unit(request: Asked, keeper: Keeper, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    code = request.GET.get("unit", "")
    return rows.filter(Q(**{f"{path}__startswith": keeper.unit(code).path})) if code else rows


def _warranty(row: Any, request: Asked) -> Cell:
    if row.warranty_until_on is None:
        return Cell()
    over = row.warranty_until_on < request.now.date()
    return Cell(row.warranty_until_on, tone="cancelled" if over else "done")
