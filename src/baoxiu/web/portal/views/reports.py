"""Reporting without an account: the organisation's page, the sign of a room or machine, the link of a unit."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from baoxiu.directory import queries as directory
from baoxiu.intake import queries as intake
from baoxiu.web.portal import houses, reporting
from baoxiu.web.portal.quietly import quiet
from baoxiu.web.portal.reporting import Place
from baoxiu.web.shared import links
from baoxiu.web.shared.middleware import open_to_strangers
from baoxiu.web.shared.pacing import LINK, REPORT, paced
from baoxiu.web.shared.requests import Asked


@open_to_strangers
@require_GET
@paced(LINK)
def house(request: Asked, code: str) -> HttpResponse:
    """An organisation's own page: its doors to report by, its telephone, and where one's own reports are found."""
    root = houses.house_on(code)
    context = {"guest": houses.HouseShown(root, root), "code": root.code, "doors": houses.doors_of(root, request.now)}
    return render(request, "portal/house.html", context)


@open_to_strangers
@require_http_methods(["GET", "POST"])
@paced(REPORT, posts_only=True)
def report_to(request: Asked, code: str, unit: str) -> HttpResponse:
    """Report by the organisation's page."""
    root = houses.house_on(code)
    return _reported(request, Place(houses.door_on(root, unit, request.now), request.path))


@open_to_strangers
@require_http_methods(["GET", "POST"])
@paced(REPORT, posts_only=True)
def report_at(request: Asked, mark: str) -> HttpResponse:
    """Report by the sign that hangs in a room or on a machine; one that was retired says so politely."""
    sign = intake.sign_with(mark)
    if sign.retired_at is not None:
        return _retired(request, sign)
    return _reported(request, Place(sign.unit, request.path, sign.site, sign.asset))


@open_to_strangers
@require_http_methods(["GET", "POST"])
@paced(REPORT, posts_only=True)
def report(request: Asked, token: str) -> HttpResponse:
    """Report by a signed link of a unit or a place."""
    said = links.place_of(token, request.now)
    unit = directory.unit_with(said.unit_id)
    site = directory.site_on(unit.organisation_id or unit.pk, said.site) if said.site else None
    return _reported(request, Place(unit, request.path, site))


def _reported(request: Asked, place: Place) -> HttpResponse:
    """The form; once it was sent, the page to follow the report on."""
    form = reporting.Form(place, request.now)
    if request.method == "GET":
        return quiet(render(request, "portal/report.html", form.context()))
    filed = reporting.file(request, form)
    address = reverse("portal:ticket", args=[links.ticket_token(filed, request.now)]) + "?new"
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _retired(request: Asked, sign: Any) -> HttpResponse:
    root = directory.unit_with(sign.organisation_id)
    context = {
        "guest": houses.HouseShown(root, sign.unit),
        "where": sign.asset.title if sign.asset else sign.site.title if sign.site else "",
        "code": root.code if houses.is_public(root) else "",
    }
    return quiet(render(request, "portal/retired.html", context, status=410))
