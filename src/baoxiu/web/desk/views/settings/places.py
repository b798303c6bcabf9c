"""Customers, places and things of one's units as lists; each line leads to its card, and all are filled by their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from baoxiu.directory.actions.registers.customers import KINDS
from baoxiu.directory.actions.registers.sites import LEVELS
from baoxiu.directory.models import Asset, Site
from baoxiu.directory.queries import find_assets, find_customers, find_sites, shown
from baoxiu.web.desk.cards.kinds import KINDS as CARDS
from baoxiu.web.desk.views.settings import frame
from baoxiu.web.desk.views.settings.frame import Keeper, kept, paged
from baoxiu.web.desk.views.settings.organisation import unit_choices
from baoxiu.web.desk.views.settings.parts import Cell, Field, Link, Note, Search, Table, said
from baoxiu.web.shared.marks import mark_in_words
from baoxiu.web.shared.requests import Asked

MOST_FOUND = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the lists: how its rows are found, what stands in a line."""

    title: Promise
    hint: Promise
    heads: Sequence[Promise]
    find: Callable[..., Sequence[Any]]
    unit: str  # the way from a row to the path of the unit that serves it
    cells: Callable[[Any, Asked], list[Cell]]


@require_GET
@kept
def listed(request: Asked, keeper: Keeper, name: str) -> HttpResponse:
    """Customers, places or things of one's units, a page at a time; each leads to its card."""
    one, kind, organisation = LISTS[name], CARDS[name], keeper.organisation.pk
    rows = kind.kept(organisation, keeper.paths)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(pk__in=[row.pk for row in one.find(organisation, text, most=MOST_FOUND)])
    if code := request.GET.get("unit", ""):
        rows = rows.filter(**{f"{one.unit}__startswith": keeper.unit(code).path})
    page, ways = paged(request, rows)
    drawn = [
        [Cell(title, reverse(f"desk:{kind.route}", args=[row.pk]), more=more), *one.cells(row, request)]
        for row in page
        for title, more in [_named(row)]
    ]
    blank = _("None found. Add one here, or import them from Excel.")
    table = Table(one.title, one.heads, drawn, kind.icon, blank=blank, count=page.paginator.count)
    tools = [
        *ways, Link(_("Export"), reverse("desk:set_export", args=[name]), "download"),
        Link(_("Import"), reverse("desk:set_table", args=[name]), "table-import"),
        Link(kind.add, reverse(f"desk:new_{name}"), "plus", primary=True),
    ]  # fmt: skip
    sub = "" if keeper.is_whole else _("Those at places your units serve.")
    return frame.shown(request, name, one.title, [_search(request, keeper, one), table], sub=sub, tools=tools)


@require_GET
@kept
def stock(request: Asked, keeper: Keeper) -> HttpResponse:
    """Where the shelves are looked at, and how they are filled."""
    ways = [Link(_("Fill the shelves from Excel"), reverse("desk:set_table", args=["stock"]), "table-import")]
    with suppress(NoReverseMatch):
        ways.insert(0, Link(_("Parts"), reverse("desk:parts"), "package", primary=True))
    lines = [_("What lies at each station is counted, received and used on the parts page; an opening stock comes in from Excel.")]
    return frame.shown(request, "stock", _("Stock"), [Note(_("Shelves"), lines, icon="package", tools=ways)])


def _search(request: Asked, keeper: Keeper, one: Listed) -> Search:
    everywhere = ("", _("All units"))
    return Search([
        Field("q", one.hint, "search", request.GET.get("q", "")),
        Field("unit", _("Unit"), "select", request.GET.get("unit", ""), [everywhere, *unit_choices(keeper.units)]),
    ])  # fmt: skip


def _named(row: Any) -> tuple[str, str]:
    """How a row is called, and the quieter line below."""
    if isinstance(row, Site):
        return row.title, row.address
    return (row.title, row.model) if isinstance(row, Asset) else (row.name, "")


def _of_customer(row: Any, request: Asked) -> list[Cell]:
    return [
        Cell(said(KINDS.get(row.kind)) or row.kind), Cell("、".join(shown(one.number) for one in row.contacts.all())),
        Cell(row.site.title if row.site else "—"), Cell(mark_in_words(row.vip, request), tone="vip") if row.vip else Cell(),
        Cell(row.arrears if row.arrears else ""), Cell(row.warning),
    ]  # fmt: skip


def _of_site(row: Any, _request: Asked) -> list[Cell]:
    return [
        Cell(row.code, mono=True), Cell(said(LEVELS.get(row.level)) or row.level),
        Cell(row.parent.title if row.parent else ""), Cell(row.area.whole if row.area else ""),
        Cell(row.unit.title) if row.unit else Cell(_("served by nobody"), tone="warn"),
        Cell(_("QR sign"), reverse("desk:sign", args=[row.pk])),
    ]  # fmt: skip


def _of_asset(row: Any, request: Asked) -> list[Cell]:
    return [
        Cell(row.code, mono=True), Cell(row.serial, mono=True), Cell(row.site.title if row.site else ""),
        Cell(row.owner.name if row.owner else ""), Cell(row.installed_on or ""), _warranty(row, request),
    ]  # fmt: skip


def _warranty(row: Any, request: Asked) -> Cell:
    if row.warranty_until_on is None:
        return Cell()
    over = row.warranty_until_on < request.now.date()
    return Cell(row.warranty_until_on, tone="cancelled" if over else "done")


LISTS: Mapping[str, Listed] = {
    "customers": Listed(
        lazy("Customers"), lazy("Name, pinyin initials, phone, room"),
        (lazy("Full name"), lazy("Kind"), lazy("Contacts"), lazy("Place"), lazy("VIP"), lazy("Arrears"), lazy("Warning")),
        find_customers, "site__unit__path", _of_customer,
    ),
    "sites": Listed(
        lazy("Sites"), lazy("Name, code, address"),
        (lazy("Place"), lazy("Its code"), lazy("Kind"), lazy("Lies in"), lazy("Area"), lazy("Served by"), lazy("Sign")),
        find_sites, "unit__path", _of_site,
    ),
    "assets": Listed(
        lazy("Assets"), lazy("Name, code, model, serial number, place"),
        (lazy("Thing"), lazy("Its code"), lazy("Serial number"), lazy("Place"), lazy("Owner"), lazy("Installed"), lazy("Warranty until")),
        find_assets, "site__unit__path", _of_asset,
    ),
}  # fmt: skip
