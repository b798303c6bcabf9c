"""The customer's pages. Who holds the link is the customer; nobody logs in."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baoxiu.acceptance import queries as acceptance
from baoxiu.core.errors import NotFound
from baoxiu.quotes import actions as quotes
from baoxiu.web.portal import houses
from baoxiu.web.portal.guests import Guest, actor_by, house_behind, page_by
from baoxiu.web.portal.quietly import quiet
from baoxiu.web.shared import acting, files, icalendar, links, problems, refusals
from baoxiu.web.shared.middleware import open_to_strangers
from baoxiu.web.shared.pacing import LINK, paced
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.ticket_page import Doing, TicketPage


@open_to_strangers
@paced(LINK)
def ticket(request: Asked, token: str) -> HttpResponse:
    """Follow one ticket; a link whose time is over shows nothing of it, and whom to ring."""
    try:
        return _shown(request, token, page_by(token, request.now))
    except links.LinkExpired as expired:
        house = house_behind(token)
        context = {"guest": house, "code": house.root.code if houses.is_public(house.root) else "", "why": refusals.shown(request, expired)}
        return quiet(render(request, "portal/expired.html", context, status=problems.status_of(expired)))


@open_to_strangers
@require_http_methods(["GET", "POST"])
@paced(LINK)
def do(request: Asked, token: str, command: str) -> HttpResponse:
    """Agree, sign, rate, urge: whatever the procedure lets a customer do."""
    page = page_by(token, request.now)
    request.clauses, request.about = page.clauses, (page.actor.ticket_id, page.actor)
    if request.method == "GET":
        return _form(request, token, page, command)
    acting.run(request, page, command)
    return _shown(request, token, page_by(token, request.now)) if request.htmx else redirect("portal:ticket", token)


@open_to_strangers
@require_POST
@paced(LINK)
def pay(request: Asked, token: str) -> HttpResponse:
    """Ask for what is to be paid, so that it can be paid here or by the code."""
    quotes.ask_payment(actor_by(token, request.now).ticket_id, by=actor_by(token, request.now), at=request.now)
    return redirect("portal:ticket", token)


@open_to_strangers
@require_GET
def receipt(request: Asked, token: str, receipt: str) -> HttpResponse:
    """The customer's copy of a receipt."""
    actor = actor_by(token, request.now)
    pdf = acceptance.receipt(actor.ticket_id, receipt, by=actor, at=request.now)
    return quiet(HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{receipt}.pdf"'}))


@open_to_strangers
@require_POST
@paced(LINK)
def add_file(request: Asked, token: str) -> HttpResponse:
    """More photos."""
    acting.add_files(request, page_by(token, request.now))
    return _shown(request, token, page_by(token, request.now)) if request.htmx else redirect("portal:ticket", token)


@open_to_strangers
@require_GET
@paced(LINK)
def file(request: Asked, token: str, hash_: str) -> HttpResponseBase:
    """A picture of this ticket."""
    actor = actor_by(token, request.now)
    return files.answer(actor.ticket_id, hash_, actor, small="small" in request.GET)


@open_to_strangers
@require_GET
@paced(LINK)
def invitation(request: Asked, token: str) -> HttpResponse:
    """The visit for his calendar."""
    guest = Guest(token, page_by(token, request.now))
    if guest.meeting is None:
        raise NotFound(what="appointment / 预约", name=guest.page.ticket.number)
    file = icalendar.written(guest.meeting, at=request.now)
    name = f"{guest.page.ticket.number}.ics"
    return quiet(
        HttpResponse(file, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": f'inline; filename="{name}"'})
    )


def _shown(request: Asked, token: str, page: TicketPage, doing: Doing | None = None) -> HttpResponse:
    template = "portal/_ticket.html" if request.htmx else "portal/ticket.html"
    guest = Guest(token, page, is_new="new" in request.GET)
    context = {"page": page, "guest": guest, "doing": doing and guest.doing(doing), "face": "portal"}
    return quiet(render(request, template, context))


def _form(request: Asked, token: str, page: TicketPage, command: str) -> HttpResponse:
    doing = page.doing(command)
    if not request.htmx:
        return _shown(request, token, page, doing)
    guest = Guest(token, page)
    return quiet(render(request, "portal/_do.html", {"page": page, "guest": guest, "doing": guest.doing(doing)}))
