"""Personal tokens: made and ended in a browser session, or by a token of the same person."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from ninja import Path, Router, Status

from baoxiu.core.errors import NotFound
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as people
from baoxiu.directory.models import ApiToken
from baoxiu.journal import actions as journal
from baoxiu.web.api.refusals import ScopeMissing, TokenOutlived
from baoxiu.web.api.v1 import shapes
from baoxiu.web.api.who import Caller, caller, may
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.tokens import secret_of

router = Router()
SHOWN = ("id", "name", "scopes", "created_at", "expires_at", "revoked_at")


@router.get("/tokens", auth=may("read"), response={200: list[shapes.TokenOut], **shapes.refusals()}, summary="My tokens")
def list_tokens(request: Asked) -> list[dict[str, Any]]:
    """Your tokens, newest first, without their secrets."""
    return [_shown(row) for row in people.tokens_of(request.actor.id or 0)]


@router.post("/tokens", auth=may("read"), response={201: shapes.TokenMade, **shapes.refusals(400, 409, 413, 415)}, summary="Make a token")
def make_token(request: Asked, body: shapes.TokenIn, key: shapes.Key = None) -> Status[Any]:
    """Make a token; its secret is answered here and nowhere else. It may do no more, and no longer, than what you called with."""
    by, at = request.actor, request.now
    until = _until(body, caller(request))

    def make() -> Mapping[str, Any]:
        seed = secrets.token_urlsafe(16)
        person = people.person_with(by.id or 0)
        row, _ = directory.issue_token(person, body.name, body.scopes, by=by, at=at, expires_at=until, secret=secret_of(seed))
        return {**_shown(row), "seed": seed}

    made = journal.answer_once(by, key, ("make_token", body.model_dump()), make, at=at)
    return Status(201, {**made, "secret": secret_of(made["seed"])})


@router.delete("/tokens/{token_id}", auth=may("read"), response={204: None, **shapes.refusals(404, 409)}, summary="End a token")
def end_token(request: Asked, token_id: Annotated[shapes.Id, Path()], key: shapes.Key = None) -> Status[Any]:
    """End one of your tokens at once; ending it again changes nothing."""
    by, at = request.actor, request.now
    row = people.tokens_of(by.id or 0).filter(pk=token_id).first()
    if row is None:
        raise NotFound(what="token / 令牌", name=token_id)

    def end() -> Mapping[str, Any]:
        directory.revoke_token(row, by=by, at=at)
        return {}

    journal.answer_once(by, key, ("end_token", token_id), end, at=at)
    return Status(204, None)


def _until(body: shapes.TokenIn, given: Caller) -> datetime | None:
    """When the new token ends; a token hands on no more than it has."""
    beyond = set(body.scopes) - given.scopes
    if beyond:
        raise ScopeMissing(scope=", ".join(sorted(beyond)))
    if given.until and body.expires_at and body.expires_at > given.until:
        raise TokenOutlived(until=given.until.isoformat(), field="expires_at")
    return body.expires_at or given.until


def _shown(row: ApiToken) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SHOWN}
