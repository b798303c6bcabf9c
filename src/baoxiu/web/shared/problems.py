"""Which refusal is which HTTP status. Said once: the pages and the API both ask here."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from baoxiu.core.errors import Refusal

CONFLICT, UNFIT, CLOSED = HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.FORBIDDEN

STATUS: Mapping[str, HTTPStatus] = {
    # not here, not now: the ticket, its procedure or another person stands in the way (409, also for what is not listed)
    "refused": CONFLICT,
    "refused_by_procedure": CONFLICT,
    # somebody was faster
    "stale_version": HTTPStatus.PRECONDITION_FAILED,
    # who asks
    "login_needed": HTTPStatus.UNAUTHORIZED,
    "scope_missing": CLOSED,
    "token_outlived": CLOSED,
    "csrf_missing": CLOSED,
    "not_yours": CLOSED,
    "not_your_role": CLOSED,
    "system_only": CLOSED,
    "wrong_door": CLOSED,
    "opens_by_link": CLOSED,
    "not_eligible": CLOSED,
    # what is asked for
    "not_found": HTTPStatus.NOT_FOUND,
    "no_such_command": HTTPStatus.NOT_FOUND,
    "link_expired": HTTPStatus.GONE,
    "wrong_method": HTTPStatus.METHOD_NOT_ALLOWED,
    # what was sent
    "not_json": HTTPStatus.BAD_REQUEST,
    "wrong_media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "malformed": UNFIT,
    "form_refused": UNFIT,
    "unknown_field": UNFIT,
    "missing": UNFIT,
    "must_tick": UNFIT,
    "bad_choice": UNFIT,
    "bad_value": UNFIT,
    "too_early": UNFIT,
    "in_the_past": UNFIT,
    "too_late": UNFIT,
    "future": UNFIT,
    "not_a_telephone": UNFIT,
    "weak_password": UNFIT,
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file_empty": UNFIT,
    "file_type_not_allowed": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    # too many at once, nobody there, or our own fault
    "broken": HTTPStatus.INTERNAL_SERVER_ERROR,
    "crowded": HTTPStatus.SERVICE_UNAVAILABLE,
    "database_away": HTTPStatus.SERVICE_UNAVAILABLE,
}
OTHERWISE = CONFLICT


def code_of(refusal: Refusal) -> str:
    """What programs read: a procedure's refusal carries its own reason beside its kind."""
    reason = getattr(refusal, "reason", None)
    return str(reason or refusal.code)


def status_of(refusal: Refusal) -> int:
    """The HTTP status of `refusal`: by its own code, else by what kind of refusal it is, else a conflict."""
    kinds = [kind.code for kind in type(refusal).__mro__ if issubclass(kind, Refusal)]
    return int(next((STATUS[code] for code in (code_of(refusal), *kinds) if code in STATUS), OTHERWISE))
