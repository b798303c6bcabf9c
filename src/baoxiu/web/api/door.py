"""What stands before every operation: what is too large is refused unread, and every answer is one of ours."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver

from baoxiu.core.errors import Refusal
from baoxiu.web.api import problems
from baoxiu.web.api.refusals import NothingHere, TooLarge, WrongMethod

View = Callable[..., HttpResponseBase]
MB = 1024 * 1024
JSON, FORM = "application/json", "multipart/form-data"
LARGEST_JSON = MB
AROUND_A_FILE = 64 * 1024  # what a form adds to the file it carries
SWAGGER_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"


def guarded(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, each behind the door."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = behind(pattern.callback)
    return patterns


def behind(view: View) -> View:
    """`view`, asked only for what can be read."""

    @wraps(view)
    def guarded_view(request: HttpRequest, **path: str) -> HttpResponseBase:
        if refusal := _unreadable(request):
            return problems.answer(request, refusal)
        response = view(request, **path)
        if isinstance(response, HttpResponseNotAllowed):
            return _not_allowed(request, response["Allow"])
        response.setdefault("Cache-Control", "no-store")  # what one person may see is kept by nobody on the way
        return response

    return guarded_view


def nothing_here(request: HttpRequest, **_path: str) -> HttpResponseBase:
    """An address the API does not have."""
    return problems.answer(request, NothingHere())


def with_styles(view: View) -> View:
    """The page to try the API: its script sets styles by itself, so this page alone allows that."""

    @wraps(view)
    def page(request: HttpRequest, **path: str) -> HttpResponseBase:
        response = view(request, **path)
        response["Content-Security-Policy"] = SWAGGER_POLICY
        return response

    return page


def _unreadable(request: HttpRequest) -> Refusal | None:
    length = request.headers.get("Content-Length") or "0"
    limit = settings.UPLOAD_LIMIT + AROUND_A_FILE if request.content_type == FORM else LARGEST_JSON
    if not length.isdigit() or int(length) > limit:
        return TooLarge(limit=f"{limit // MB} MB")
    if int(length) and request.content_type not in (JSON, FORM):
        return problems.wrong_media(request)
    return None


def _not_allowed(request: HttpRequest, methods: str) -> HttpResponseBase:
    allowed = ", ".join(sorted(methods.split(", ")))
    response = problems.answer(request, WrongMethod(method=request.method, methods=allowed))
    response["Allow"] = allowed
    return response
