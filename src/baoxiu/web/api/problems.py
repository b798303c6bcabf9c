"""Errors as RFC 9457 problems: status, code, clause, and words in the caller's language."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from baoxiu.core.engine import FormRefused
from baoxiu.core.errors import Refusal
from baoxiu.web.api import refusals
from baoxiu.web.shared import problems

logger = logging.getLogger("django.request")
TYPE = "application/problem+json"
SOON = "2"  # seconds after which a caller may try again
LANGUAGES = ("zh", "en")


def answer(request: HttpRequest, refusal: Refusal, errors: Sequence[Mapping[str, Any]] = ()) -> HttpResponse:
    """The problem document of a refusal."""
    code, status = problems.code_of(refusal), problems.status_of(refusal)
    body = {
        "type": f"urn:baoxiu:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": problems.words_of(refusal, get_language() or "zh"),
        "instance": request.path,
        "clause": refusal.clause,
        "field": refusal.field,
        "words": {language: problems.words_of(refusal, language) for language in LANGUAGES},
        "errors": list(errors) or _faults(refusal),
    }
    said = {name: value for name, value in body.items() if value is not None}
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type=TYPE, status=status, headers=_headers(status))


def install(api: NinjaAPI) -> None:
    """Answer every kind of error in this one form."""
    api.add_exception_handler(Refusal, lambda request, refusal: answer(request, cast(Refusal, refusal)))
    api.add_exception_handler(ValidationError, _malformed)
    api.add_exception_handler(HttpError, _unread)
    api.add_exception_handler(AuthenticationError, _as(refusals.LoginNeeded))
    api.add_exception_handler(Http404, _as(refusals.NothingHere))
    api.add_exception_handler(DataError, _as(refusals.Unstorable))
    api.add_exception_handler(SuspiciousOperation, _as(refusals.Unstorable))
    api.add_exception_handler(RawPostDataException, lambda request, _: answer(request, wrong_media(request)))
    api.add_exception_handler(RequestDataTooBig, lambda request, _: answer(request, refusals.TooLarge(limit="?")))
    api.add_exception_handler(Exception, _broken)
    for lost in (OperationalError, InterfaceError):
        api.add_exception_handler(lost, _as(refusals.DatabaseAway))


def wrong_media(request: HttpRequest) -> refusals.WrongMediaType:
    """The refusal of a body of another kind."""
    return refusals.WrongMediaType(found=request.content_type or "?", wanted="application/json")


def _as(kind: type[Refusal]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, _: answer(request, kind())


def _malformed(request: HttpRequest, invalid: Any) -> HttpResponse:
    errors = [{"where": list(each.get("loc", ())), "why": str(each.get("msg", ""))} for each in invalid.errors]
    return answer(request, refusals.Misformed(), errors)


def _unread(request: HttpRequest, failed: Any) -> HttpResponse:
    """What the frame could not read; our own parser says why."""
    return answer(request, failed.__cause__ if isinstance(failed.__cause__, Refusal) else refusals.NotJson(why=str(failed)))


def _broken(request: HttpRequest, fault: Any) -> HttpResponse:
    """Our own fault: the log has all of it, the caller the number to name."""
    logger.error("The API failed at %s", request.path, exc_info=fault, extra={"status_code": 500, "request": request})
    return answer(request, refusals.Broken())


def _faults(refusal: Refusal) -> list[Mapping[str, Any]] | None:
    """Every field that is wrong, where a form was refused."""
    if not isinstance(refusal, FormRefused):
        return None
    return [{"field": each.field, "code": each.reason, "clause": each.clause, "words": each.words} for each in refusal.faults]


def _headers(status: int) -> dict[str, str]:
    return {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": SOON}}.get(status, {})
