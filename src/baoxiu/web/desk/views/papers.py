"""Papers: copies of slips that are out, and those whose time is over: proposed by one, approved by another."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from baoxiu.acceptance import actions, queries
from baoxiu.tickets import actions as tickets
from baoxiu.tickets import queries as standing
from baoxiu.web.shared import naming, rows
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.requests import Asked

SHOWN = 50


@dataclass(frozen=True, slots=True)
class MeetShown:
    """One thing that is due in the period at hand, as a line."""

    row: rows.Row
    one: standing.ToMeet


@dataclass(frozen=True, slots=True)
class CopyShown:
    """One copy that is out, as a line."""

    one: queries.CopyOut
    title: Words
    is_late: bool


@dataclass(frozen=True, slots=True)
class CrewShown:
    """What one crew has out."""

    unit: Words
    who: str
    copies: list[CopyShown]


@require_GET
def rounds(request: Asked) -> HttpResponse:
    """What this person still has to do this day, week or month: look through, write, check and sign."""
    found = standing.quotas_to_meet(request.actor, at=request.now, with_met=bool(request.GET.get("all")))
    lines = [MeetShown(rows.row(one.ticket, request.now), one) for one in found]
    return render(request, "desk/rounds.html", {"lines": lines, "all": bool(request.GET.get("all"))})


@require_GET
def copies(request: Asked) -> HttpResponse:
    """The copies that are out, crew by crew, the longest out first."""
    crews = [_crew(crew, request) for crew in queries.copies_out(request.actor)]
    return render(request, "desk/copies.html", {"crews": crews, "key": uuid4().hex})


def _crew(crew: queries.Crew, request: Asked) -> CrewShown:
    lines = [CopyShown(one, one.title, one.is_late(request.now)) for one in crew.copies]
    return CrewShown(naming.unit(crew.unit), crew.who, lines)


@require_POST
def take_in(request: Asked, number: str) -> HttpResponse:
    """Take a copy in; the ticket knows who did and when."""
    form = {"copy": request.POST.get("copy", ""), "note": request.POST.get("note", "")}
    tickets.run_command(number, "return_copy", form, by=request.actor, at=request.now, key=request.POST.get("key") or None)
    return redirect("desk:copies")


@require_GET
def disposals(request: Asked) -> HttpResponse:
    """What may go, what was proposed, and what was done."""
    due = queries.papers_due(request.actor, at=request.now)
    lines = [(one, rows.row(one.ticket, request.now)) for one in due]
    return render(request, "desk/disposals.html", {"due": lines, "disposals": queries.disposals_of(request.actor)[:SHOWN]})


@require_POST
def propose(request: Asked) -> HttpResponse:
    """Propose the ticked ones."""
    actions.propose_disposal(request.POST.getlist("number"), request.POST.get("reason", ""), by=request.actor, at=request.now)
    return redirect("desk:disposals")


@require_POST
def approve(request: Asked, disposal: UUID) -> HttpResponse:
    """Approve a proposal; it is done at once and cannot be undone."""
    actions.approve_disposal(disposal, by=request.actor, at=request.now)
    return redirect("desk:disposals")


@require_POST
def decline(request: Asked, disposal: UUID) -> HttpResponse:
    """Decline a proposal, with the reason."""
    actions.decline_disposal(disposal, request.POST.get("why", ""), by=request.actor, at=request.now)
    return redirect("desk:disposals")
