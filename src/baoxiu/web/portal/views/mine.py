"""My reports: a telephone or a report's number, a code sent to that telephone, and the reports made from it. No account."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.intake import actions as intake
from baoxiu.intake import queries as codes
from baoxiu.tickets import queries as tickets
from baoxiu.web.portal import houses
from baoxiu.web.portal.quietly import quiet
from baoxiu.web.portal.standing import ReportShown
from baoxiu.web.shared import links, pacing
from baoxiu.web.shared.middleware import open_to_strangers
from baoxiu.web.shared.pacing import CODE, LINK, paced
from baoxiu.web.shared.requests import Asked


@open_to_strangers
@require_http_methods(["GET", "POST"])
@paced(CODE, posts_only=True)
def ask(request: Asked, code: str) -> HttpResponse:
    """Say a number; whether it is known here is not told: a code goes to the telephone it belongs to, or nowhere."""
    root = houses.house_on(code)
    if request.method == "GET":
        return _page(request, root, "ask")
    phone = _phone_of(root, request.POST.get("number", ""))
    pacing.count(request, CODE, str(root.pk), phone or request.POST.get("number", "").strip().casefold(), anywhere=True)
    sent = intake.send_code(root, phone, at=request.now)
    return redirect("portal:prove", root.code, links.code_token(sent.pk, request.now))


@open_to_strangers
@require_http_methods(["GET", "POST"])
@paced(CODE, posts_only=True)
def prove(request: Asked, code: str, token: str) -> HttpResponse:
    """Say the code; a wrong number and a wrong code are answered alike."""
    root = houses.house_on(code)
    asked = links.code_of(token, request.now)
    if request.method == "GET":
        return _page(request, root, "prove", href=request.path)
    used = intake.use_code(asked, request.POST.get("code", ""), at=request.now)
    address = reverse("portal:mine", args=[root.code, links.shown_token(used.pk, request.now)])
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if request.htmx else redirect(address)


@open_to_strangers
@require_GET
@paced(LINK)
def mine(request: Asked, code: str, token: str) -> HttpResponse:
    """The reports made from the telephone that was shown, and those of its owner; for an hour."""
    root = houses.house_on(code)
    proven = _proven(root, links.shown_of(token, request.now))
    found = [ReportShown(row, links.ticket_token(row.pk, request.now)) for row in tickets.tickets_of_phone(root.pk, proven.phone)]
    return _page(request, root, "mine", reports=found, phone=directory.masked(proven.phone))


def _proven(root: Unit, code_id: int) -> Any:
    found = codes.code_with(code_id)
    if found.organisation_id != root.pk or found.used_at is None:
        raise NotFound(what="link / 链接", name=code_id)
    return found


def _phone_of(root: Unit, said: str) -> str:
    """The mobile telephone behind what was typed: itself, where something was reported from it; that of the report with this number."""
    try:
        read = directory.telephone(said)
    except directory.NotATelephone:
        return _mobile(tickets.phone_of_ticket(root.pk, said))
    return _mobile(read.number) if tickets.tickets_of_phone(root.pk, read.number) else ""


def _mobile(number: str) -> str:
    if not number:
        return ""
    try:
        read = directory.telephone(number)
    except directory.NotATelephone:
        return ""
    return read.number if read.kind == "mobile" else ""


def _page(request: Asked, root: Unit, name: str, **more: Any) -> HttpResponse:
    context = {"guest": houses.HouseShown(root, root), "code": root.code, "title": _("My reports"), **more}
    return quiet(render(request, f"portal/{name}.html", context))
