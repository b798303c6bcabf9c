"""One's own tokens for programs: made with a name, scopes and an end; the secret is shown once; ended at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as people
from baoxiu.directory.models import ApiToken
from baoxiu.journal import actions as journal
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.tokens import secret_of

USUALLY = timedelta(days=365)
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Made:
    """A token that was made just now."""

    name: str
    secret: str


@require_http_methods(["GET", "POST"])
def tokens(request: Asked) -> HttpResponse:
    """The list and the form; a new token's secret stands on the answer to the form and nowhere else."""
    made = _make(request) if request.method == "POST" else None
    context = {"made": made, "rows": [_shown(row, request.now) for row in people.tokens_of(request.actor.id or 0)]}
    usually = timezone.localdate(request.now) + USUALLY
    answer = render(request, "desk/tokens.html", context | {"scopes": _scopes(), "key": uuid4().hex, "until": usually.isoformat()})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def end(request: Asked, token_id: int) -> HttpResponse:
    """End one of one's tokens at once."""
    row = people.tokens_of(request.actor.id or 0).filter(pk=token_id).first()
    if row is None:
        raise NotFound(what="token / 令牌", name=token_id)
    directory.revoke_token(row, by=request.actor, at=request.now)
    return redirect("desk:tokens")


def _make(request: Asked) -> Made:
    by, at = request.actor, request.now
    name, scopes = request.POST.get("name", "").strip()[:LONGEST_NAME], request.POST.getlist("scopes")
    until = _end_of(request.POST.get("until", ""), at)
    if not name:
        raise Malformed(what="name / 名称", why=_("it is empty"), field="name")

    def make() -> Mapping[str, Any]:
        seed = secrets.token_urlsafe(16)
        directory.issue_token(people.person_with(by.id or 0), name, scopes, by=by, at=at, expires_at=until, secret=secret_of(seed))
        return {"seed": seed}

    asked = ("make_token", name, sorted(scopes), until.isoformat())
    return Made(name, secret_of(journal.answer_once(by, request.POST.get("key") or uuid4().hex, asked, make, at=at)["seed"]))


def _end_of(said: str, at: datetime) -> datetime:
    """The end of the day that was chosen; a token without an end is made over the API alone."""
    try:
        day = datetime.strptime(said, "%Y-%m-%d")  # noqa: DTZ007 - a day of the calendar
    except ValueError as unread:
        raise Malformed(what="until / 有效期", why=said or "-", field="until") from unread
    until = timezone.make_aware(day) + timedelta(days=1)
    if until <= at:
        raise Malformed(what="until / 有效期", why=_("it lies in the past"), field="until")
    return until


def _scopes() -> list[tuple[str, str]]:
    return [
        ("read", _("read tickets")),
        ("report", _("file reports")),
        ("run", _("run commands")),
        ("packs", _("publish procedures")),
    ]


def _shown(row: ApiToken, now: datetime) -> dict[str, Any]:
    said = dict(_scopes())
    ended = row.revoked_at or (row.expires_at if row.expires_at and row.expires_at <= now else None)
    return {"row": row, "scopes": [said[scope] for scope in row.scopes], "ended": ended}
