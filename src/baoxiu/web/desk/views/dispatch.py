"""Who gets what: orders that wait for a station, stations with what they cover and can take, areas to choose from."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baoxiu.core.errors import NotYours
from baoxiu.directory.queries import areas as areas_of
from baoxiu.directory.queries import unit_with
from baoxiu.dispatch import actions
from baoxiu.web.desk import stations as pages
from baoxiu.web.shared import acting, reading
from baoxiu.web.shared.requests import Asked


@require_GET
def waiting(request: Asked) -> HttpResponse:
    """Orders no station was found for, oldest first, each with who came into question and why not."""
    rows = pages.waiting(request.actor, request.now)
    context = {"rows": rows, "sent": request.GET.get("sent"), "left": request.GET.get("left")}
    return render(request, "desk/waiting.html", context)


@require_POST
def send_all(request: Asked) -> HttpResponse:
    """Match everything that waits anew, and send on what a station can take now."""
    done = actions.dispatch_waiting(unit_with(request.actor.organisation_id or 0), by=request.actor, at=request.now)
    return redirect(f"{reverse('desk:waiting')}?sent={done.sent}&left={done.left}")


@require_GET
def stations(request: Asked) -> HttpResponse:
    """Every station this person sees, with its day."""
    return render(request, "desk/stations.html", {"rows": pages.listed(request.actor, request.now)})


@require_http_methods(["GET", "POST"])
def station(request: Asked, code: str) -> HttpResponse:
    """One station with its history; sent, the request for a change is opened."""
    page = pages.StationPage(code, request.actor, request.now)
    if request.method == "GET":
        return render(request, "desk/station.html", {"page": page})
    number = _ask(request, page)
    return redirect("desk:ticket", number)


def _ask(request: Asked, page: pages.StationPage) -> str:
    if page.asked is None:
        raise NotYours(role="-")
    form: dict[str, Any] = reading.form_of(
        request, page.asked.choice.asks, zone=page.unit.zone, store=lambda chunks: acting.keep(request, chunks)
    )
    key = request.POST.get("key") or None
    return actions.ask_change(page.procedure, page.unit, form, by=request.actor, at=request.now, key=key).number


@require_GET
def areas(request: Asked) -> HttpResponse:
    """Areas by what was typed: code, name or pinyin; as choices for a field."""
    typed = request.GET.get("area") or request.GET.get("q") or ""
    return render(request, "desk/_areas.html", {"areas": areas_of.find_areas(typed)})
