"""What a phone takes along for the time without signal: each job with its next steps, drawn as they are drawn on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from baoxiu.core import engine, text
from baoxiu.core.engine import Step, Wanted
from baoxiu.core.engine.facts import Actor
from baoxiu.tickets import queries as tickets
from baoxiu.web.field import pool, steps
from baoxiu.web.shared import choosing, consenting
from baoxiu.web.shared.languages import in_language
from baoxiu.web.shared.ticket_page import TicketPage, guide_shown

FACE = "field"
MOST = 20  # jobs taken along


def kits_of(request: HttpRequest, actor: Actor, at: datetime) -> tuple[list[str], list[dict[str, Any]]]:
    """The numbers of this person's jobs, the most urgent first, and the kits of those the phone has not as they stand.

    What it has it says as `have=NUMBER:MARK`, once for each; a job that did not change is not drawn again.
    """
    has = set(request.GET.getlist("have"))
    jobs = pool.mine(actor, at)[:MOST]
    changed = [job.number for job in jobs if f"{job.number}:{_mark(job.version)}" not in has]
    return [job.number for job in jobs], [kit_of(request, number, actor, at) for number in changed]


def near_of(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """The customers, places and things of this person's jobs: what choosers find without signal."""
    held = tickets.held_by(actor.id or 0).select_related("customer__site", "site")[:MOST]
    return {
        kind: [asdict(offer) | {"initials": text.initials(offer.title, offer.below)} for offer in offers]
        for kind, offers in choosing.near(held).items()
    }


def kit_of(request: HttpRequest, number: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """One job: what it is, where it stands, and every step ahead as a form; plain values, for the phone's own store."""
    page = TicketPage(number, actor, at, door=FACE)
    way = engine.ahead(page.standing.procedure, page.standing.facts, actor, at)
    due = page.due
    places = steps.places_of([step.choice for step in way.steps], page)
    return {
        "number": page.ticket.number,
        "mark": _mark(page.ticket.version),
        "title": page.title,
        "place": page.place,
        "phone": page.phone,
        "route": _route(page),
        "state": page.ticket.state,
        "final": page.final,
        "states": {name: in_language(state.title) for name, state in page.procedure.states.items()},
        "ended": [name for name, state in page.procedure.states.items() if state.final is not None],
        "due": due.due_at.isoformat() if due and due.due_at else "",
        "due_title": in_language(due.title) if due else "",
        "facts": render_to_string("field/_kit_facts.html", {"page": page}, request),
        "steps": [_step(request, page, step, places) for step in way.steps],
        "guides": _guides(request, way.guides),
    }


def _mark(version: int) -> str:
    """What tells one drawing of a job from another: what was done to it, and whose words it speaks."""
    return f"{version}-{get_language()}"


def _route(page: TicketPage) -> dict[str, str] | None:
    found = steps.route_to(page.ticket, page.place)
    return {"app": found.app, "page": found.page} if found else None


def _step(request: HttpRequest, page: TicketPage, step: Step, places: Mapping[str, str]) -> dict[str, Any]:
    choice = step.choice
    context = {"page": page, "face": FACE, "doing": page.drawn(choice, kept=True), "kept": True}
    return {
        "command": choice.command,
        "title": in_language(choice.title),
        "primary": choice.primary,
        "place": places[choice.command],
        "states": list(step.states),
        "leads": [{"state": lead.state, "when": lead.when} for lead in step.leads],
        "wanted": [_wanted(request, page, one) for one in step.wanted],
        "form": render_to_string("shared/ticket/_do.html", context, request),
    }


def _wanted(request: HttpRequest, page: TicketPage, wanted: Wanted) -> dict[str, Any]:
    fields = consenting.alone(page, wanted.name) if wanted.kind == "consent" else ()
    context = {"page": page, "face": FACE, "wanted": wanted, "fields": fields}
    form = render_to_string(f"field/_kit_{wanted.kind}.html", context, request)
    return {"kind": wanted.kind, "name": wanted.name, "title": in_language(wanted.title), "sure": wanted.sure, "form": form}


def _guides(request: HttpRequest, guides: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The words of each state and step, as pieces of a page."""
    found: dict[str, list[str]] = {}
    for guide in guides:
        words = render_to_string("shared/ticket/_guide.html", {"guide": guide_shown(guide)}, request)
        for step in guide["at"]:
            found.setdefault(step, []).append(words)
    return found
