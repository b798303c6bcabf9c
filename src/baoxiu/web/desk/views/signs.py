"""Signs to report by: the rooms and machines of a unit, chosen and printed as labels or large signs; a lost one made anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from baoxiu.acceptance import queries as acceptance
from baoxiu.acceptance.queries import Poster
from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory import scope
from baoxiu.directory.models import Asset, Site, Unit
from baoxiu.intake import actions
from baoxiu.intake import queries as intake
from baoxiu.web.desk.views.visits import SignKept
from baoxiu.web.shared import doors, links, naming
from baoxiu.web.shared.languages import in_language
from baoxiu.web.shared.requests import Asked

MOST = 480  # signs of one sheet: twenty pages of labels
SHOWN = 500  # lines of one page; whoever has more searches
LAYOUTS = ("labels", "single")


@dataclass(frozen=True, slots=True)
class Line:
    """A room or machine that may have a sign."""

    key: str  # 'site-7', 'asset-3', 'unit'
    title: str
    beside: str
    code: str
    sign: Any  # its row; None where it has none


@require_GET
def signs(request: Asked) -> HttpResponse:
    """What hangs where, and what may be printed."""
    units = _units(request)
    unit = _unit(units, request.GET.get("unit", ""))
    asked, found = request.GET.get("q", "").strip(), _lines(unit) if unit else []
    fitting = [line for line in found if asked.casefold() in f"{line.title} {line.beside} {line.code}".casefold()]
    context = {
        "units": units, "unit": unit, "q": asked, "lines": fitting[:SHOWN], "more": max(0, len(fitting) - SHOWN), "most": MOST,
        "hung": sum(line.sign is not None for line in fitting), "house": links.house_address(_root(unit).code) if unit else "",
    }  # fmt: skip
    return render(request, "desk/signs.html", context)


@require_POST
def printed(request: Asked) -> HttpResponse:
    """The chosen ones as PDF; those that had no sign get one."""
    unit = _unit(_units(request), request.POST.get("unit", ""))
    layout, keys = request.POST.get("layout", "labels"), request.POST.getlist("thing")
    if unit is None or layout not in LAYOUTS or not keys or len(keys) > MOST:
        raise Malformed(what="signs / 二维码", why=f"1–{MOST}", field="thing")
    made = actions.hang_signs(unit, _things(unit, keys), by=request.actor, at=request.now)
    pdf = acceptance.sign_sheet([_poster(sign) for sign in made], "single" if layout == "single" else "labels")
    name = f"signs-{unit.code}-{layout}.pdf"
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@require_POST
def replaced(request: Asked, mark: str) -> HttpResponse:
    """The sign is lost or copied: whoever scans it is told so, and a new one is printed."""
    sign = intake.sign_with(mark)
    if _unit(_units(request), sign.unit.code) is None or sign.retired_at is not None:
        raise NotFound(what="sign / 二维码", name=mark)
    actions.replace_sign(sign, by=request.actor, at=request.now)
    return redirect(f"{request.META.get('HTTP_REFERER') or '/desk/signs'}")


def _units(request: Asked) -> list[Unit]:
    """The units this person prints for; a worker finds his signs where they hang."""
    if doors.works_outside(request.actor):
        raise SignKept
    return list(scope.visible_units(request.actor).filter(active=True).order_by("path"))


def _unit(units: Sequence[Unit], code: str) -> Unit | None:
    """The one asked for; without one the first that serves places."""
    if code:
        found = next((unit for unit in units if unit.code == code), None)
        if found is None:
            raise NotFound(what="unit / 单位", name=code)
        return found
    serving = {unit.pk for unit in directory.units_that_serve(units[0].organisation_id or units[0].pk)} if units else set()
    return next((unit for unit in units if unit.pk in serving), units[0] if units else None)


def _lines(unit: Unit) -> list[Line]:
    """The unit's own door, its places, and what stands at them."""
    root, held = _root(unit), list(intake.signs_in_force(unit))
    of = {(sign.site_id, sign.asset_id): sign for sign in held}
    own = Line("unit", in_language(naming.unit(unit)), in_language(naming.unit(root)), unit.code, of.get((None, None)))
    sites = [Line(f"site-{site.pk}", site.title, site.address, site.code, of.get((site.pk, None))) for site in _sites(unit)]
    assets = [
        Line(f"asset-{asset.pk}", asset.title, asset.site.title if asset.site else "", asset.code, of.get((None, asset.pk)))
        for asset in directory.assets_at(root.pk, [unit.pk])
    ]
    return [own, *sites, *assets]


def _sites(unit: Unit) -> Iterable[Site]:
    return directory.sites_served(_root(unit).pk, [unit.pk])


def _things(unit: Unit, keys: Sequence[str]) -> list[Site | Asset | None]:
    """The places and machines of the unit these keys name, in their order; any other is not there."""
    known: dict[str, Any] = {"unit": None}
    known |= {f"site-{site.pk}": site for site in _sites(unit)}
    known |= {f"asset-{asset.pk}": asset for asset in directory.assets_at(_root(unit).pk, [unit.pk])}
    if unknown := [key for key in keys if key not in known]:
        raise NotFound(what="place / 位置", name=unknown[0])
    return [known[key] for key in dict.fromkeys(keys)]


def _root(unit: Unit) -> Unit:
    return directory.unit_with(unit.organisation_id or unit.pk)


def _poster(sign: Any) -> Poster:
    """What stands on a sign."""
    root = _root(sign.unit)
    thing = sign.asset or sign.site
    where = sign.asset.site.title if sign.asset and sign.asset.site else sign.site.address if sign.site else ""
    return Poster(
        title=thing.title if thing else sign.unit.title,
        beside=where or (sign.unit.title if thing and sign.unit_id != root.pk else ""),
        house=root.title,
        phone=links.hotline(sign.unit),
        mark=sign.mark,
        address=links.report_sign_address(sign.mark),
    )
