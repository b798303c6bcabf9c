"""Messages that left the house, those that did not arrive on top; each can be sent again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baoxiu.journal import actions, queries
from baoxiu.web.shared.requests import Asked

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One message, as the table shows it."""

    id: int
    to: str
    by: str
    words: Any
    number: str
    state: str
    error: str
    attempts: int
    at: datetime
    can_resend: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One table."""

    title: str
    icon: str
    tone: str
    rows: list[Line]
    blank: str


@require_GET
def messages(request: Asked) -> HttpResponse:
    """What did not arrive, then what waits."""
    organisation_id = request.actor.organisation_id or 0
    dead = [_dead(row) for row in queries.dead_letters(organisation_id)[:SHOWN]]
    waiting = list(_waiting(queries.waiting_deliveries(organisation_id)[:SHOWN]))
    parts = [
        Part(_("Did not arrive"), "alert-triangle", "bad", dead, _("Everything arrived.")),
        Part(_("On its way"), "send", "", waiting, _("Nothing waits.")),
    ]
    return render(request, "desk/messages.html", {"parts": parts})


@require_POST
def resend(request: Asked, message_id: int) -> HttpResponse:
    """Send again what did not arrive."""
    actions.resend(message_id, organisation_id=request.actor.organisation_id or 0, at=request.now)
    return redirect("desk:messages")


def _dead(row: Any) -> Line:
    lost = [each for each in row.deliveries.all() if each.state in {"dead", "unsure"}]
    error = next((each.last_error for each in lost if each.last_error), "") or row.last_error or row.state
    to = ", ".join(each.address for each in lost) or row.to
    attempts = max((each.attempts for each in lost), default=row.attempts)
    return Line(row.pk, to, row.by, row.words, row.number, row.state, error, attempts, row.created_at, can_resend=True)


def _waiting(rows: Iterable[Any]) -> Iterable[Line]:
    for row in rows:
        said = row.message
        yield Line(
            said.pk,
            row.address,
            said.by,
            said.words,
            said.number,
            row.state,
            row.last_error,
            row.attempts,
            row.next_try_at,
            can_resend=False,
        )
