"""The sign at a site, scanned: the jobs one has there, the proof already filled in; and where one was today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from baoxiu.core.engine.facts import Actor
from baoxiu.visits import queries as visits
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.rows import rows
from baoxiu.web.shared.ticket_page import Doing

SCANNED = "scanned_sign"
COUNTS_FOR = timedelta(minutes=30)  # who scanned a sign longer ago may be elsewhere by now


@require_GET
def at_sign(request: Asked, mark: str) -> HttpResponse:
    """Where one stands, and one's jobs there."""
    found = visits.marked(mark, seen_by=request.actor)
    request.session[SCANNED] = [found.mark, request.now.isoformat()]
    jobs = rows(list(visits.jobs_at(found, request.actor)), request.now)
    return render(request, "field/at_sign.html", {"site": found.site, "jobs": jobs})


def filled(request: Asked, doing: Doing) -> Doing:
    """The form with the sign that was scanned just now as its proof."""
    proof = _scanned(request)
    if proof is None:
        return doing
    fields = [replace(field, value=proof) if field.type == "proof" and _offers(field) else field for field in doing.fields]
    return replace(doing, fields=fields)


def _offers(field: Any) -> bool:
    return any(option.key == "qr" for option in field.options)


def _scanned(request: Asked) -> dict[str, str] | None:
    mark, at = request.session.get(SCANNED) or ("", "")
    fresh = bool(at) and request.now - datetime.fromisoformat(at) <= COUNTS_FOR
    return {"how": "qr", "code": mark} if fresh else None


def been_today(actor: Actor, at: datetime) -> list[Any]:
    """Where this person was since midnight, in order."""
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return list(visits.day_of(actor.id, since=since, until=since + timedelta(days=1))) if actor.id else []
