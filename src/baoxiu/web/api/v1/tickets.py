"""Tickets: find, follow, act."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse, JsonResponse
from ninja import Field, Path, Query, Router
from pydantic import StringConstraints

from baoxiu.core.errors import Malformed
from baoxiu.tickets import actions, queries
from baoxiu.web.api.v1 import shapes, showing
from baoxiu.web.api.who import may
from baoxiu.web.shared.requests import Asked

router = Router()
EVENTS = 100


class Asking(shapes.Shape):
    """What of the tickets is wanted; empty: everything open."""

    state: list[shapes.Name] = Field(default_factory=list)
    unit: list[shapes.Name] = Field(default_factory=list)
    procedure: list[shapes.Name] = Field(default_factory=list)
    kind: list[shapes.Name] = Field(default_factory=list)
    holder: shapes.Id | None = None
    clock: Literal["", "overdue", "soon", "none", "breached"] = ""
    ended: Literal["open", "ended", "all"] = "open"
    category: shapes.Name = ""
    q: shapes.Line = ""
    order: Literal["urgent", "recent"] = "urgent"
    cursor: Annotated[str, StringConstraints(max_length=400, pattern=r"^[\w-]*$")] = ""
    size: Annotated[shapes.Whole, Field(ge=1, le=200)] = 50

    def filters(self) -> queries.Filters:
        """As the board understands it."""
        return queries.Filters(
            states=self.state,
            units=self.unit,
            procedures=self.procedure,
            kinds=self.kind,
            person=self.holder,
            clock=self.clock,
            ended=self.ended,
            category=self.category,
            text=self.q,
            order=self.order,
        )


class Since(shapes.Shape):
    """After which event to go on."""

    after: Annotated[shapes.Whole, Field(ge=0, le=2**31 - 1)] = 0


@router.get("/tickets", auth=may("read"), response={200: shapes.TicketPage, **shapes.refusals()}, summary="Find tickets")
def find_tickets(request: Asked, asking: Query[Asking]) -> dict[str, Any]:
    """The tickets you may see, filtered and searched, the most urgent first; `next` is the cursor of the following page."""
    if unknown := set(request.GET) - set(Asking.model_fields):
        raise Malformed(what="query", why=", ".join(sorted(unknown)))
    page = queries.board(request.actor, asking.filters(), at=request.now, cursor=asking.cursor, size=asking.size)
    return {"items": [showing.ticket(row) for row in page.tickets], "next": page.cursor or None}


@router.get("/tickets/{number}", auth=may("read"), response={200: shapes.TicketWhole, **shapes.refusals(404)}, summary="One ticket")
def show_ticket(request: Asked, response: HttpResponse, number: shapes.Number) -> dict[str, Any]:
    """A ticket by number or id, with fields, clocks and links. Its `ETag` is its version."""
    row = queries.ticket_on(number, seen_by=request.actor)
    response["ETag"] = etag(row.version)
    return showing.whole(row, request.actor)


@router.get(
    "/tickets/{number}/commands",
    auth=may("read"),
    response={200: list[shapes.ChoiceOut], **shapes.refusals(404)},
    summary="What is open to me, and why not",
)
def list_commands(request: Asked, number: shapes.Number) -> list[dict[str, Any]]:
    """Each command with the form it asks for; closed ones carry the clause and what to do."""
    return [showing.choice(each) for each in queries.allowed_on(number, request.actor, request.now, door="api")]


@router.post(
    "/tickets/{number}/commands/{name}",
    auth=may("run"),
    response={200: shapes.OutcomeOut, **shapes.refusals(400, 404, 409, 412, 413, 415)},
    summary="Run a command",
)
def run_command(
    request: Asked,
    number: shapes.Number,
    name: Annotated[shapes.Name, Path()],
    body: shapes.RunIn,
    key: shapes.Key = None,
    version: shapes.Version = None,
) -> HttpResponse:
    """Run a command that stands open. Refused: 409 or 403 with the clause; nothing changes."""
    known, moment = version_of(version), body.happened_at
    outcome = actions.run_command(
        number, name, body.form, by=request.actor, at=request.now, key=key, version=known, door="api", happened_at=moment
    )
    return JsonResponse(outcome.as_answer(), headers={"ETag": etag(outcome.version)})


@router.get("/tickets/{number}/events", auth=may("read"), response={200: shapes.EventPage, **shapes.refusals(404)}, summary="What happened")
def list_events(request: Asked, number: shapes.Number, since: Query[Since]) -> dict[str, Any]:
    """The ticket's events, oldest first, with the hash that chains each to the one before. `next` goes into `after`."""
    row = queries.ticket_on(number, seen_by=request.actor)
    found = list(queries.events_of(row).filter(seq__gt=since.after).order_by("seq")[: EVENTS + 1])
    more = found[EVENTS - 1].seq if len(found) > EVENTS else None
    return {"items": [showing.event(each, row, request.actor) for each in found[:EVENTS]], "next": more}


@router.get(
    "/tickets/{number}/clocks/{name}",
    auth=may("read"),
    response={200: list[shapes.LineOut], **shapes.refusals(404)},
    summary="Explain a deadline",
)
def explain_clock(request: Asked, number: shapes.Number, name: Annotated[shapes.Name, Path()]) -> list[dict[str, Any]]:
    """Why the clock is due when it is, stretch by stretch: ran, paused, closed by night, break or holiday."""
    return [showing.line(each) for each in queries.explain_clock(number, name, request.actor, request.now)]


def etag(version: int) -> str:
    """A version as an entity tag."""
    return f'"{version}"'


def version_of(tag: str | None) -> int | None:
    """The version a caller insists on; '*' and nothing insist on none."""
    return None if tag in (None, "*") else int(str(tag).removeprefix("W/").strip('"'))
