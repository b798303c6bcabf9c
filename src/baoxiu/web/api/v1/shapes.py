"""The shapes that go in and out. Times are ISO 8601 with offset; long lists are pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from annotated_types import Ge, Le
from ninja import Field, Header, Path, Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, StringConstraints

NO_NULL = r"^[^\x00]*$"
Code = Annotated[str, StringConstraints(max_length=80, pattern=NO_NULL)]
Name = Annotated[str, StringConstraints(max_length=120, pattern=NO_NULL)]
Line = Annotated[str, StringConstraints(max_length=240, pattern=NO_NULL)]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=NO_NULL)]


def _digits(given: object) -> object:
    """A whole number of an address is written in digits: 10.0, +10 and 1_0 are none."""
    if isinstance(given, str) and not (given.isascii() and given.isdigit()):
        raise ValueError("digits only")
    return given


Whole = Annotated[int, BeforeValidator(_digits)]
Id = Annotated[Whole, Field(ge=1, le=2**63 - 1)]
When = Annotated[AwareDatetime, Ge(datetime(2000, 1, 1, tzinfo=UTC)), Le(datetime(2200, 1, 1, tzinfo=UTC))]
Scope = Literal["read", "report", "run", "packs"]
Words = dict[str, str]

Number = Annotated[
    Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^/\x00]+$")],
    Path(description="the ticket's number, or its id"),
]
Key = Annotated[
    Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[\x21-\x7e]+$")] | None,
    Header(alias="Idempotency-Key", description="a key of your own for this one intention; repeat it and nothing is done twice"),
]
Version = Annotated[
    Annotated[str, StringConstraints(pattern=r'^(\*|(W/)?"[0-9]{1,9}")$')] | None,
    Header(alias="If-Match", description="the ETag of the ticket as you know it; where it moved on meanwhile, 412"),
]


class Shape(Schema):
    """Closed to unknown keys."""

    model_config = ConfigDict(extra="forbid")


class Fault(Schema):
    """One thing wrong with what was sent: `where` in the request, or which `field` of a form."""

    where: list[str | int] | None = None
    why: str | None = None
    field: str | None = None
    code: str | None = None
    clause: str | None = None
    words: Words | None = None


class Problem(Schema):
    """RFC 9457: what was refused and why, which clause says so, and what to do."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    words: Words
    clause: str | None = None
    field: str | None = None
    errors: list[Fault] | None = None

    model_config = ConfigDict(json_schema_extra={"example": {
        "type": "urn:baoxiu:problem:in_the_past",
        "title": "Unprocessable Entity",
        "status": 422,
        "code": "in_the_past",
        "detail": "“预约时间”已是过去的时间，请填写一个将来的时间。",
        "instance": "/api/v1/tickets/SZ01-260302-0001/commands/promise_visit",
        "clause": "LCD-31",
        "field": "promised_at",
        "words": {"zh": "“预约时间”已是过去的时间，请填写一个将来的时间。", "en": "The promise lies in the past. Give a time to come."},
    }})  # fmt: skip


def refusals(*further: int) -> dict[Any, Any]:
    """The problems an operation may answer with; these may come of any."""
    return {frozenset({401, 403, 422, 503, *further}): Problem}


class ReportIn(Shape):
    """What somebody says is broken or wanted."""

    unit: Name | None = Field(None, description="code of the unit it comes to; default: the caller's own first")
    procedure: Code = Field("", description="the procedure to open; default: the category's, else the first in force that people may open")
    channel: Literal["api", "phone", "walk_in", "web", "patrol"] = "api"
    category: Code = ""
    area: Code = Field("", description="kind of area, where the pack tells such apart")
    text: Text = Field("", description="what is broken or wanted, in the reporter's words")
    reporter_name: Name = ""
    reporter_phone: Annotated[str, StringConstraints(max_length=40, pattern=NO_NULL)] = ""
    owner_name: Name = Field("", description="whose it is, where that is not the reporter")
    site: Name | None = Field(None, description="code of a place the directory knows")
    asset: Name | None = Field(None, description="code of a thing the directory knows")
    place: Line = ""
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    answers: dict[Code, Any] = Field(default_factory=dict, description="the pack's own questions; see the form of this report")

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {
        "unit": "YH-1",
        "category": "plumbing",
        "text": "厨房水管漏水，水已流到走廊",
        "reporter_name": "王女士",
        "reporter_phone": "13800138000",
        "place": "3 栋 2 单元 1201",
    }})  # fmt: skip


class ReportOut(Schema):
    """A report that is in."""

    id: UUID
    ticket: UUID
    number: str
    state: str


class TicketOut(Schema):
    """A ticket as a list shows it."""

    id: UUID
    number: str
    procedure: str
    kind: str
    title: str
    state: str
    state_title: Words
    final: str | None
    mode: str | None
    unit: str
    holder_role: str | None
    holder: str | None
    category: str
    opened_at: datetime
    state_since: datetime
    closed_at: datetime | None
    due_at: datetime | None
    due_clock: str | None
    breached: bool
    flags: list[str]
    version: int


class ClockOut(Schema):
    """A clock or quota of a ticket."""

    name: str
    title: Words
    is_quota: bool
    state: str
    due_at: datetime | None
    breached: bool
    kept: bool | None


class LinkOut(Schema):
    """A linked ticket."""

    id: UUID
    number: str
    procedure: str
    state: str


class TicketWhole(TicketOut):
    """A ticket whole: fields as the caller may see them, clocks, links."""

    fields: dict[str, Any]
    clocks: list[ClockOut]
    links: list[LinkOut]


class TicketPage(Schema):
    """A page; `next` is the cursor of the following one, null at the end."""

    items: list[TicketOut]
    next: str | None


class ChoiceOut(Schema):
    """A command: open, or closed with the reason and its clause."""

    command: str
    title: Words
    open: bool
    primary: bool
    asks: list[dict[str, Any]]
    clauses: list[str]
    refusal: dict[str, Any] | None


class RunIn(Shape):
    """The form of a command."""

    form: dict[Code, Any] = Field(default_factory=dict, description="an answer for each name the command asks for")
    happened_at: When | None = Field(None, description="when it happened by the caller's own clock; recorded, never trusted")

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"form": {"promised_at": "2026-03-03T14:00:00+08:00"}}})


class OutcomeOut(Schema):
    """What a command did."""

    id: UUID
    number: str
    state: str
    version: int
    events: list[str]


class EventOut(Schema):
    """One event of a ticket's chain."""

    seq: int
    type: str
    at: datetime
    recorded_at: datetime
    actor: str
    role: str | None
    door: str
    data: dict[str, Any]
    hash: str


class EventPage(Schema):
    """Events, oldest first; `next` asks for those after it."""

    items: list[EventOut]
    next: int | None


class LineOut(Schema):
    """One stretch of a clock's explanation."""

    start: datetime
    end: datetime | None
    what: str
    words: Words
    seconds: float


class FileOut(Schema):
    """A file on a ticket."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    purpose: str
    added_at: datetime


class PackOut(Schema):
    """An installed pack, and the version in force."""

    key: str
    title: Words
    version: str | None
    procedures: list[str]


class PackVersionOut(Schema):
    """One version of a pack."""

    version: str
    state: str
    drafted_at: datetime
    published_at: datetime | None
    retired_at: datetime | None
    digest: str


class PackWhole(PackOut):
    """A pack with its versions, and the document of the one in force."""

    versions: list[PackVersionOut]
    document: dict[str, Any] | None


class KnownOut(Schema):
    """A question a pack knows the answer to."""

    key: str
    topic: Words
    question: Words
    answer: list[Words]
    do: list[Words]
    dont: list[Words]
    note: Words | None
    faults: list[str]
    steps: list[str]
    clauses: list[str]


class PhraseOut(Schema):
    """What is not said to a customer, and what is said instead."""

    forbidden: Words
    instead: Words
    clauses: list[str]


class KnowledgeOut(Schema):
    """What the packs in force know."""

    questions: list[KnownOut]
    phrases: list[PhraseOut]


class TokenIn(Shape):
    """A new token."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=NO_NULL)]
    scopes: list[Scope] = Field(min_length=1, max_length=4)
    expires_at: When | None = None

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "门禁平台", "scopes": ["report", "read"]}})


class TokenOut(Schema):
    """A token without its secret."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class TokenMade(TokenOut):
    """A token just made: its secret is said once."""

    secret: str
