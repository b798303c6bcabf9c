"""Emergencies: those under way, and the board of one with its orders, duties, supply, stock and calls."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baoxiu.core.errors import NotFound
from baoxiu.tickets import queries
from baoxiu.web.shared import report_form
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.rows import rows
from baoxiu.web.shared.ticket_page import TicketPage

LISTED = ("duties", "duties_done", "calls", "stock", "supplies", "reports", "notices", "helps")


@require_GET
def emergencies(request: Asked) -> HttpResponse:
    """Those under way first; whoever may, declares one here."""
    found = rows(queries.emergencies(request.actor).select_related("holder", "site"), request.now)
    return render(request, "desk/emergencies.html", {"rows": found, "units": _units(request)})


@require_GET
def emergency(request: Asked, number: str) -> HttpResponse:
    """One of them: what is open first and most urgent on top, who does what, what is done."""
    page = TicketPage(number, request.actor, request.now, door="desk")
    ticket = queries.ticket_on(number, seen_by=request.actor)
    if ticket.kind != "emergency":
        raise NotFound(what="emergency / 应急事件", name=number)
    orders = list(queries.gathered_in(ticket, request.actor))
    done = {one.get("duty") for one in ticket.fields.get("duties_done") or ()}
    duties = [{**one, "is_done": one.get("duty") in done} for one in ticket.fields.get("duties") or ()]
    context = {
        "page": page, "orders": rows(orders, request.now), "open": sum(not one.final for one in orders), "duties": duties,
        "solved": sum(one.final == "done" for one in orders), "checklists": _checklists(page), "facts": _facts(page),
    }  # fmt: skip
    return render(request, "desk/emergency.html", context)


def _checklists(page: TicketPage) -> list[dict[str, Any]]:
    """Every list of the event with how far it is, whatever its phase."""
    found = page.standing.waiting["checklists"]
    return [{**one, "done": sum(item["ticked"] for item in one["items"])} for one in found if one["items"]]


def _facts(page: TicketPage) -> list[Any]:
    """What the event's lists say: calls, stock, supply, reports, notices."""
    return [one for one in page.facts if one.name in LISTED and one.name not in {"duties", "duties_done"}]


def _units(request: Asked) -> list[dict[str, Any]]:
    """Where whoever asks may declare one, and under which procedure."""
    from baoxiu.directory.scope import visible_units

    found = []
    for unit in visible_units(request.actor).order_by("path"):
        may = report_form.openable(unit, request.actor, request.now)
        found += [{"unit": unit, "procedure": one} for one in may.values() if one.definition.kind == "emergency"]
    return found
