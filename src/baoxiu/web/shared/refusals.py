"""A refusal as a reader sees it: in words, with its clause, and what to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Refusal, StaleVersion
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import problems
from baoxiu.web.shared.requests import Asked

PLACE = "#refusal"
KEPT = "X-Kept"  # what a phone kept without signal and sends now: answered in values, not with a page


def shown(request: Asked, refusal: Refusal) -> dict[str, Any]:
    """What the template needs: words, clause and the clause's own words, the field it is about."""
    return {
        "code": problems.code_of(refusal),
        "status": problems.status_of(refusal),
        "words": problems.words_of(refusal, get_language() or "zh"),
        "clause": refusal.clause,
        "rule": request.clauses.get(refusal.clause or ""),
        "field": refusal.field,
    }


def answer(request: Asked, refusal: Refusal) -> HttpResponse:
    """A card in its place for htmx, a page otherwise; the status is the same."""
    context = {"refusal": shown(request, refusal)}
    status = problems.status_of(refusal)
    if KEPT in request.headers:
        return JsonResponse(context["refusal"], status=status)
    if not request.htmx:
        return render(request, "shared/refusal.html", context, status=status)
    response = render(request, "shared/_refusal.html", context, status=status)
    response["HX-Retarget"] = PLACE
    response["HX-Reswap"] = "innerHTML"
    if request.about and not isinstance(refusal, StaleVersion):
        response["X-Ticket-Version"] = str(version_of(*request.about))
    return response


def version_of(ticket: object, actor: Actor) -> int:
    """Where the ticket stands now: a refusal may leave a record (a wrong code), and the form on the page goes on from there."""
    return tickets.ticket_on(ticket, seen_by=actor).version
