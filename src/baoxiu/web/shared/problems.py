"""Which refusal is which HTTP status. Said once: the pages and the API both ask here."""

from __future__ import annotations

import re
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
    "not_keeper": CLOSED,
    "system_only": CLOSED,
    "wrong_door": CLOSED,
    "opens_by_link": CLOSED,
    "keeps_nothing": CLOSED,
    "register_kept": CLOSED,
    "of_the_whole": CLOSED,
    "above_yours": CLOSED,
    "not_eligible": CLOSED,
    # what is asked for
    "not_found": HTTPStatus.NOT_FOUND,
    "no_such_command": HTTPStatus.NOT_FOUND,
    "link_expired": HTTPStatus.GONE,
    "preview_gone": HTTPStatus.GONE,
    "sign_kept": HTTPStatus.FORBIDDEN,
    "by_another": HTTPStatus.FORBIDDEN,
    "wrong_method": HTTPStatus.METHOD_NOT_ALLOWED,
    # what was sent
    "not_json": HTTPStatus.BAD_REQUEST,
    "wrong_media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "malformed": UNFIT,
    "gateway_unreadable": UNFIT,
    "gateway_not_known": UNFIT,
    "option_not_allowed": UNFIT,
    "gateway_inside": UNFIT,
    "names_nobody": UNFIT,
    "not_whole": UNFIT,
    "below_zero": UNFIT,
    "reason_wanted": UNFIT,
    "why_wanted": UNFIT,
    "same_shelf": UNFIT,
    "serial_of_many": UNFIT,
    "sheet_refused": UNFIT,
    "rows_refused": UNFIT,
    "warranty_before_installation": UNFIT,
    "form_refused": UNFIT,
    "unknown_field": UNFIT,
    "missing": UNFIT,
    "must_tick": UNFIT,
    "bad_choice": UNFIT,
    "bad_value": UNFIT,
    "too_early": UNFIT,
    "in_the_past": UNFIT,
    "too_late": UNFIT,
    "not_a_telephone": UNFIT,
    "weak_password": UNFIT,
    "wrong_password": UNFIT,
    "not_twice": UNFIT,
    "same_as_before": UNFIT,
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file_empty": UNFIT,
    "nothing_drawn": UNFIT,
    "no_picture": UNFIT,
    "picture_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file_type_not_allowed": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too_often": HTTPStatus.TOO_MANY_REQUESTS,
    # too many at once, nobody there, or our own fault
    "broken": HTTPStatus.INTERNAL_SERVER_ERROR,
    "crowded": HTTPStatus.SERVICE_UNAVAILABLE,
    "database_away": HTTPStatus.SERVICE_UNAVAILABLE,
}
OTHERWISE = CONFLICT
BOTH = re.compile(r"([\x20-\x7e]+) / ([^\x00-\x7f]+)")  # a thing named in English and in Chinese


def code_of(refusal: Refusal) -> str:
    """What programs read: a procedure's refusal carries its own reason beside its kind."""
    reason = getattr(refusal, "reason", None)
    return str(reason or refusal.code)


def status_of(refusal: Refusal) -> int:
    """The HTTP status of `refusal`: by its own code, else by what kind of refusal it is, else a conflict."""
    kinds = [kind.code for kind in type(refusal).__mro__ if issubclass(kind, Refusal)]
    return int(next((STATUS[code] for code in (code_of(refusal), *kinds) if code in STATUS), OTHERWISE))


def words_of(refusal: Refusal, language: str) -> str:
    """What `refusal` says in `language`; a fact that names a thing in both ("ticket / 单据") is said in one."""
    told = type(refusal).__new__(type(refusal))  # an exception with named facts cannot be copied
    told.__dict__ |= refusal.__dict__
    told.facts = {name: _in(language, value) for name, value in refusal.facts.items()}
    return told.say(language)


def _in(language: str, fact: object) -> object:
    match = BOTH.fullmatch(fact) if isinstance(fact, str) else None
    return fact if match is None else match[2 if language.startswith("zh") else 1]
