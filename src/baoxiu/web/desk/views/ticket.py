"""One ticket: its page, its commands, its files, its printed forms."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baoxiu.acceptance import queries as acceptance
from baoxiu.core.errors import NotFound
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk import poolwatch, stations, wishes
from baoxiu.web.desk.around import Around
from baoxiu.web.desk.cards import cards_around
from baoxiu.web.desk.times import TimesPage
from baoxiu.web.shared import acting, diagrams, files, products
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.ticket_page import PRINTING, Doing, SlipShown, TicketPage

FACE = "desk"


def page_on(request: Asked, number: str) -> TicketPage:
    """The page of a ticket this person may see; refusals on it can cite its rules."""
    page = TicketPage(number, request.actor, request.now, door=FACE)
    request.clauses, request.about = page.clauses, (number, request.actor)
    return page


@require_GET
def ticket(request: Asked, number: str) -> HttpResponse:
    """The whole page, or what stands beside the board."""
    page, command, wants = page_on(request, number), request.GET.get("do", ""), request.GET.get("wants", "")
    wanted = wishes.choice_for(wants, page) if wants else None
    command = wanted.command if wanted and wanted.open else command
    doing = page.doing(command) if command and page.may(command) else None
    return shown(request, page, doing=doing, wish=wishes.answer(wants, wanted) if wants and not doing else None)


def shown(request: Asked, page: TicketPage, *, doing: Doing | None = None, wish: wishes.Answer | None = None) -> HttpResponse:
    """The ticket as a page, as a fragment for htmx."""
    beside = bool(request.GET.get("beside")) or is_beside(request, page.ticket.number)
    template = "desk/_ticket.html" if request.htmx and not request.htmx.boosted else "desk/ticket.html"
    reasons = stations.why_here(page.ticket, page.standing.procedure)
    beside_it = {"beside": beside, "reasons": reasons, "wish": wish, "around": Around(page), "cards": cards_around(page.ticket, page.actor)}
    return render(request, template, {"page": page, "face": FACE, "doing": doing, "pool": poolwatch.watched(page), **beside_it})


def is_beside(request: Asked, number: str) -> bool:
    """Whether it is shown beside a list: asked for by a page that is not its own."""
    here = request.htmx.current_url_abs_path or "" if request.htmx else ""
    return bool(here) and not here.startswith(reverse("desk:ticket", args=[number]))


@require_http_methods(["GET", "POST"])
def do(request: Asked, number: str, command: str) -> HttpResponse:
    """The form of a command; sent, it runs and the ticket is shown as it then stands."""
    page = page_on(request, number)
    if request.method == "GET":
        return form(request, page, command)
    acting.run(request, page, command)
    return shown(request, page_on(request, number)) if request.htmx else redirect("desk:ticket", number)


def form(request: Asked, page: TicketPage, command: str) -> HttpResponse:
    """What the command asks."""
    doing = page.doing(command)
    if request.htmx:
        return render(request, "shared/ticket/_do.html", {"page": page, "face": FACE, "doing": doing})
    return shown(request, page, doing=doing)


@require_POST
def add_product(request: Asked, number: str) -> HttpResponse:
    """A product put on the record of the home."""
    products.register(request, page_on(request, number).ticket)
    return redirect("desk:ticket", number)


@require_POST
def add_file(request: Asked, number: str) -> HttpResponse:
    """Photos and papers put on the ticket."""
    acting.add_files(request, page_on(request, number))
    return shown(request, page_on(request, number)) if request.htmx else redirect("desk:ticket", number)


@require_GET
def file(request: Asked, number: str, hash_: str) -> HttpResponseBase:
    """A picture or paper of this ticket; the phone reads it here too."""
    return files.answer(number, hash_, request.actor, small="small" in request.GET)


@require_GET
def why(request: Asked, number: str, clock: str) -> HttpResponse:
    """Why a clock is due when it is, stretch by stretch."""
    lines = tickets.explain_clock(number, clock, request.actor, request.now)
    return render(request, "shared/ticket/_why.html", {"lines": lines})


@require_GET
def times(request: Asked, number: str) -> HttpResponse:
    """The time points of a ticket, every change of them, and what each figure takes from them."""
    page = page_on(request, number)
    return render(request, "desk/times.html", {"page": page, "times": TimesPage(page)})


@require_GET
def diagram(request: Asked, number: str) -> HttpResponse:
    """The procedure's diagram with the way this ticket took."""
    page = page_on(request, number)
    events = tickets.timeline(number, seen_by=request.actor)
    return diagrams.answer(page.standing.procedure, [event.data for event in reversed(events)])


@require_http_methods(["GET", "POST"])
def slip(request: Asked, number: str, name: str) -> HttpResponse:
    """A printed form, as a page that prints well; printing it is a command, so the ticket knows."""
    page = page_on(request, number)
    if request.method == "POST":
        acting.run(request, page, PRINTING)
        return redirect(f"{reverse('desk:slip', args=[number, name])}?printed=1")
    context = {"page": page, "slip": _slip(page, name), "may_print": page.may(PRINTING), "key": uuid4().hex}
    copies = acceptance.copies_made(page.ticket, page.standing.procedure, name)  # type: ignore[arg-type]
    more = {"is_printed": "printed" in request.GET, "copies": copies, "mark": acceptance.mark_of(page.ticket, name)}  # type: ignore[arg-type]
    return render(request, "desk/slip.html", context | more)


@require_GET
def slip_pdf(request: Asked, number: str, name: str, copy: int) -> HttpResponse:
    """One copy of a printed form, filled as the procedure's pack lays it out."""
    copies = acceptance.printouts(number, name, by=request.actor, at=request.now)
    if not 1 <= copy <= len(copies):
        raise NotFound(what="copy / 联", name=copy)
    one = copies[copy - 1]
    return HttpResponse(one.pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{one.name}.pdf"'})


def _slip(page: TicketPage, name: str) -> SlipShown:
    found = next((slip for slip in page.slips if slip.name == name), None)
    if found is None:
        raise NotFound(what="slip / 单据", name=name)
    return found
