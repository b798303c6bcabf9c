"""What every request gets before a view sees it, and what becomes of a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar, cast
from uuid import uuid4

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.errors import Refusal
from baoxiu.directory.queries import actor_of
from baoxiu.journal import clock
from baoxiu.web.shared import password, refusals, sessions
from baoxiu.web.shared.pacing import TooOften
from baoxiu.web.shared.requests import Asked

Next = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

OWN_WORD_OF_WHO_ASKS = ("/api/", "/static/")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
POLICY = "; ".join([
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
])  # fmt: skip


class RequestContext:
    """Gives a request its id and its one instant, and the answer its content policy: nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: Next) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.id`, `request.now`; echo the id for whoever asks us about it."""
        asked = cast(Asked, request)
        given = request.headers.get("X-Request-ID", "")
        asked.id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
        asked.now = clock.now()
        asked.clauses = {}
        asked.about = None
        with catalogue.looked_up_once(asked.now) if request.method in ("GET", "HEAD") else nullcontext():
            response = self.get_response(request)
        response["X-Request-ID"] = asked.id
        response.setdefault("Content-Security-Policy", POLICY)
        return response


class WhoActs:
    """Sets `request.actor`. A page not marked `open_to_strangers` asks a stranger to log in."""

    def __init__(self, get_response: Next) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A person acts with his posts; a stranger has no actor and reaches open pages only. The API asks by itself, in its own form."""
        if not request.path.startswith(OWN_WORD_OF_WHO_ASKS) and request.user.is_authenticated:
            cast(Asked, request).actor = actor_of(request.user)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_: object) -> HttpResponse | None:
        """Send a stranger to the login page and back; a fragment asked by htmx is answered in place: what is being typed stays."""
        if request.path.startswith(OWN_WORD_OF_WHO_ASKS) or getattr(view, "open_to_strangers", False):
            return None
        if request.user.is_authenticated:
            return password.first(request, view)
        if refusals.KEPT in request.headers:
            return HttpResponse(status=401)
        if request.headers.get("HX-Request"):
            return sessions.ask_again(request)
        return redirect_to_login(sessions.back_from(request))


class PlainRefusals:
    """Turns a refusal raised in a view into a page or a fragment with its status, clause and words."""

    def __init__(self, get_response: Next) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave everything else to the error page."""
        if not isinstance(exception, Refusal):
            return None
        answer = refusals.answer(cast(Asked, request), exception)
        if isinstance(exception, TooOften):
            answer["Retry-After"] = str(int(exception.wait.total_seconds()) + 1)
        return answer


def open_to_strangers(view: View) -> View:
    """Mark a view that needs no login."""
    view.open_to_strangers = True  # type: ignore[attr-defined]
    return view
