"""A worker's own jobs, and the open ones he may take or is told why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.queries import Filters
from baoxiu.web.shared import packs
from baoxiu.web.shared.rows import Row, row, rows

SHOWN = 30
GRAB = "grab"


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A job nobody has taken yet, and whether this person may."""

    row: Row
    grab: Choice
    key: str


def mine(actor: Actor, at: datetime) -> list[Row]:
    """The jobs this person holds, and those that wait for his role at his units; the most urgent first."""
    held = list(tickets.held_by(actor.id or 0).select_related("unit", "holder", "site"))
    return rows(held + _for_my_roles(actor, at, {ticket.pk for ticket in held}), at)


def open_jobs(actor: Actor, at: datetime) -> list[OpenJob]:
    """The grab pool as this person sees it."""
    keys = _grabbed(actor)
    if not keys:
        return []
    page = tickets.board(actor, Filters(procedures=keys), at=at, size=SHOWN)
    waiting = [ticket for ticket in page.tickets if ticket.holder_id is None]
    return list(_offered(waiting, actor, at))


def _offered(waiting: Iterable[Any], actor: Actor, at: datetime) -> Iterable[OpenJob]:
    for ticket in waiting:
        choices = tickets.allowed_on(ticket.number, actor, at, door="field")
        grab = next((choice for choice in choices if choice.command == GRAB), None)
        if grab is not None:
            yield OpenJob(row(ticket, at), grab, uuid4().hex)


def _grabbed(actor: Actor) -> tuple[str, ...]:
    every = packs.procedures_of(actor.organisation_id)
    return tuple(key for key, one in every.items() if one.definition.dispatch and one.definition.dispatch.grab)


def _for_my_roles(actor: Actor, at: datetime, known: set[Any]) -> list[Any]:
    """Jobs nobody holds by name whose next step is for a role of this person, where that role goes out."""
    roles = {post.role for post in actor.posts} & packs.roles_sent_out(actor.organisation_id)
    if not roles:
        return []
    page = tickets.board(actor, Filters(), at=at, size=SHOWN * 3)
    wanted = [ticket for ticket in page.tickets if ticket.holder_id is None and ticket.holder_role in roles and ticket.pk not in known]
    return wanted[:SHOWN]
