"""Who calls: a session of the same browser, or a personal token with scopes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from baoxiu.directory import queries as directory
from baoxiu.web.api.refusals import CsrfMissing, ScopeMissing
from baoxiu.web.shared.requests import Asked

EVERY = frozenset({"read", "report", "run", "packs"})


@dataclass(frozen=True, slots=True)
class Caller:
    """What somebody may ask for here, and until when."""

    scopes: frozenset[str]
    until: datetime | None = None


class Session(APIKeyCookie):
    """The browser's own login; writes need the CSRF token, as on every page."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        """A stranger is asked to log in before anybody looks for a CSRF token; who came without a cookie is one."""
        if not request.COOKIES or not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise CsrfMissing
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """Every scope, where somebody is logged in; sets who acts."""
        if not request.COOKIES or not request.user.is_authenticated:
            return None
        cast(Asked, request).actor = directory.actor_of(request.user)
        return Caller(EVERY)


class Token(HttpBearer):
    """A personal token: it acts as its person, within its scopes."""

    def __init__(self, scope: str) -> None:
        """Ask for `scope`."""
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Who it acts as, in one query; refuses a token without the scope."""
        asked = cast(Asked, request)
        found = directory.actor_by_token(token, asked.now)
        if found is None:
            return None
        asked.actor, scopes, until = found
        if "Accept-Language" not in request.headers:
            translation.activate(asked.actor.language)
        if self.scope not in scopes:
            raise ScopeMissing(scope=self.scope)
        return Caller(scopes, until)


def may(scope: str) -> list[Token | Session]:
    """Who may call an operation: tokens with `scope`, and browser sessions."""
    return [Token(scope), Session()]


def caller(request: HttpRequest) -> Caller:
    """What the caller may do here."""
    found: Caller = request.auth  # type: ignore[attr-defined]
    return found
