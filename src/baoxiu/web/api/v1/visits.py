"""The visits of a ticket, and those before it for the same trouble. Setting out and arriving are commands like any other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from baoxiu.tickets import queries as tickets
from baoxiu.visits import queries as visits
from baoxiu.web.api.v1 import shapes
from baoxiu.web.api.who import may
from baoxiu.web.shared.requests import Asked

router = Router()


class VisitOut(Schema):
    """One visit; what was not noted is null, and an empty outcome means it is under way. `labour` is in seconds."""

    nth: int
    by: str
    companions: str
    accepted_at: datetime | None
    departed_at: datetime | None
    appointed_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    outcome: str
    proof: dict[str, Any] | None
    fetched: list[dict[str, Any]]
    labour: int


class EarlierOut(Schema):
    """A visit of another ticket for the same trouble, and who was there."""

    number: str
    title: str
    at: datetime
    by: str
    companions: str
    outcome: str
    state: str


class VisitsOut(Schema):
    """The visits of a ticket, the first one first; earlier ones, the newest first."""

    visits: list[VisitOut]
    earlier: list[EarlierOut]


AS_THEY_ARE = ("nth", "companions", "accepted_at", "departed_at", "appointed_at", "arrived_at", "left_at", "outcome", "proof", "fetched")
ALIKE = ("number", "title", "at", "companions", "outcome", "state")


@router.get("/tickets/{number}/visits", auth=may("read"), response={200: VisitsOut, **shapes.refusals(404)}, summary="Visits")
def show_visits(request: Asked, number: shapes.Number) -> dict[str, Any]:
    """Who went when, how the arrival was proven, how it ended; and who was there before."""
    ticket = tickets.ticket_on(number, seen_by=request.actor)
    earlier = visits.earlier_visits(ticket, request.actor, request.now)
    return {"visits": [_visit(row) for row in visits.visits_of(ticket)], "earlier": [_earlier(one) for one in earlier]}


def _visit(row: Any) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in AS_THEY_ARE}, "by": row.by_name, "labour": row.labour_seconds}


def _earlier(one: visits.Earlier) -> dict[str, Any]:
    return {**{name: getattr(one, name) for name in ALIKE}, "by": one.by_name}
