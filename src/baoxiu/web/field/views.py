"""The worker's day: his jobs, jobs to take, one job."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baoxiu.directory import queries as directory
from baoxiu.quotes import actions as quotes
from baoxiu.tickets import actions
from baoxiu.tickets import queries as tickets
from baoxiu.web.field import pool, signs, steps
from baoxiu.web.field.kits import kits_of, near_of
from baoxiu.web.shared import acting, products
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.rows import rows
from baoxiu.web.shared.ticket_page import Doing, TicketPage

FACE = "field"
GRAB = "grab"


@require_GET
def today(request: Asked) -> HttpResponse:
    """What is mine, the most urgent first; above it what I may take."""
    mine, open_jobs = pool.mine(request.actor, request.now), pool.open_jobs(request.actor, request.now)
    offered = rows(tickets.handed_to(request.actor), request.now)
    been = signs.been_today(request.actor, request.now)
    first = TicketPage(mine[0].number, request.actor, request.now, door=FACE) if mine else None
    context = {"mine": mine, "pool": open_jobs, "been": been, "offered": offered, "key": uuid4().hex, "face": FACE, "page": first}
    return render(request, "field/today.html", context | (steps.context_of(first) if first else {}))


@require_http_methods(["GET", "POST"])
def hand_over(request: Asked) -> HttpResponse:
    """All my open jobs to somebody else of my units, with one reason."""
    people = [one for one in directory.people_of(request.actor.organisation_id or 0) if one.pk != request.actor.id]
    handed = None
    if request.method == "POST":
        to = next((one.pk for one in people if str(one.pk) == request.POST.get("to_person")), 0)
        why, key = request.POST.get("why", ""), request.POST.get("key", "")
        handed = actions.hand_over_all(request.actor.id or 0, to, why, by=request.actor, at=request.now, door=FACE, key=key)
    mine = rows(tickets.held_by(request.actor.id or 0).select_related("unit", "holder", "site"), request.now)
    return render(request, "field/hand_over.html", {"mine": mine, "people": people, "handed": handed, "key": uuid4().hex})


@require_POST
def take_over(request: Asked) -> HttpResponse:
    """Everything that was offered to me is mine from now on."""
    actions.take_over_all(by=request.actor, at=request.now, door=FACE, key=request.POST.get("key", ""))
    return redirect("field:today")


@require_GET
def ticket(request: Asked, number: str) -> HttpResponse:
    """One job, one step on the screen."""
    return shown(request, page_on(request, number))


@require_http_methods(["GET", "POST"])
def do(request: Asked, number: str, command: str) -> HttpResponse:
    """The form of a command; sent, it runs. A job just taken opens."""
    page = page_on(request, number)
    if request.method == "GET":
        return _form(request, page, command)
    outcome = acting.run(request, page, command)
    if acting.was_kept(request):
        return JsonResponse({"number": outcome.number, "state": outcome.state, "version": outcome.version})
    if not request.htmx:
        return redirect("field:ticket", number)
    if command == GRAB:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("field:ticket", args=[number])})
    return shown(request, page_on(request, number))


@require_GET
def kits(request: Asked) -> HttpResponse:
    """What the phone takes along: whose it is, a token to send with later, the jobs with their next steps."""
    said: dict[str, Any] = {"person": request.actor.id, "token": get_token(request), "now": request.now.isoformat()}
    numbers, found = kits_of(request, request.actor, request.now)
    said |= {"numbers": numbers, "kits": found, "near": near_of(request.actor)}
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


@require_GET
def away(request: Asked) -> HttpResponse:
    """The page a phone shows without signal; it is drawn there from what was taken along."""
    return render(request, "field/away.html")


@require_POST
def ask_payment(request: Asked, number: str) -> HttpResponse:
    """Ask for what is to be paid; the page then shows the code for the customer to scan."""
    quotes.ask_payment(number, by=request.actor, at=request.now)
    return redirect("field:ticket", number)


@require_POST
def add_product(request: Asked, number: str) -> HttpResponse:
    """A product put on the record of the home."""
    products.register(request, page_on(request, number).ticket)
    return redirect("field:ticket", number)


@require_POST
def add_file(request: Asked, number: str) -> HttpResponse:
    """Photos put on the job."""
    acting.add_files(request, page_on(request, number))
    return shown(request, page_on(request, number)) if request.htmx else redirect("field:ticket", number)


def page_on(request: Asked, number: str) -> TicketPage:
    """The page of a job; refusals on it can cite its rules."""
    page = TicketPage(number, request.actor, request.now, door=FACE)
    request.clauses, request.about = page.clauses, (number, request.actor)
    return page


def shown(request: Asked, page: TicketPage, doing: Doing | None = None) -> HttpResponse:
    """The job as a page, as a fragment for htmx."""
    template = "field/_ticket.html" if request.htmx else "field/ticket.html"
    context = {"page": page, "face": FACE, "doing": doing, "key": uuid4().hex}
    return render(request, template, context | steps.context_of(page))


def _form(request: Asked, page: TicketPage, command: str) -> HttpResponse:
    doing = signs.filled(request, page.doing(command))
    if request.htmx:
        return render(request, "shared/ticket/_do.html", {"page": page, "face": FACE, "doing": doing})
    return shown(request, page, doing)
