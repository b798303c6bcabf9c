"""How often strangers may try: logging in, reporting by a link, opening a customer's page. Settings say how often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ClassVar, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from baoxiu.core.errors import Refusal
from baoxiu.journal import actions as journal
from baoxiu.web.shared.requests import Asked

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
LOGIN, REPORT, LINK, CODE = "login", "report", "link", "code"


class TooOften(Refusal):
    """That was too often from here. Try again in {minutes} min."""

    code: ClassVar[str] = "too_often"
    zh: ClassVar[str] = "操作过于频繁，请 {minutes} 分钟后再试。"

    def __init__(self, wait: timedelta) -> None:
        """Say how long, in whole minutes."""
        self.wait = wait
        super().__init__(minutes=-int(-wait.total_seconds() // 60))


def paced(what: str, *, posts_only: bool = False) -> Callable[[View], View]:
    """A page that one address may ask only so often."""

    def slowed(view: View) -> View:
        @wraps(view)
        def asked(request: Asked, *args: object, **given: object) -> HttpResponseBase:
            if request.method == "POST" or not posts_only:
                count(request, what)
            return view(request, *args, **given)

        return cast(View, asked)

    return slowed


def count(request: Asked, what: str, *more: str, anywhere: bool = False) -> None:
    """Count one try from this address, or `anywhere` of this thing whoever tries; refuse where it is one too many."""
    most, within = settings.LIMITS[what]
    who = "\n".join((what, *more)) if anywhere else _who(request, what, *more)
    _refuse(journal.count_try(who, most, within, at=request.now) if most else timedelta())


def refuse_tired(request: Asked, what: str, *more: str) -> None:
    """Refuse whoever has used up his tries; this one is not counted yet."""
    most, within = settings.LIMITS[what]
    _refuse(journal.wait_of(_who(request, what, *more), most, within, at=request.now) if most else timedelta())


def _refuse(wait: timedelta) -> None:
    if wait > timedelta():
        raise TooOften(wait)


def _who(request: HttpRequest, what: str, *more: str) -> str:
    return "\n".join((what, request.META.get("REMOTE_ADDR", ""), *more))
