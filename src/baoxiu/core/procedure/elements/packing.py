"""The pack around its procedures: who there is, what the words are, what things cost."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from baoxiu.core.procedure.elements.settling import Statements
from baoxiu.core.procedure.elements.shapes import NAME, Amount, Clauses, Element, Names, Words


class Role(Element):
    """A role of the organisation."""

    title: Words
    level: str | None = None
    rank: int = 0
    identity: bool = False  # a person holding several chooses which one he acts in; each event records it
    clause: Clauses = ()


class Document(Element):
    """The controlled document behind a pack."""

    number: str | None = None
    title: Words | None = None
    type: Words | None = None
    drafted_by: Words | None = None  # the office that drafted, reviewed, approved; the persons stand on the published version
    drafted_on: date | None = None
    reviewed_by: Words | None = None
    reviewed_on: date | None = None
    approved_by: Words | None = None
    approved_on: date | None = None
    to: Names = ()
    copy_to: Names = ()
    attachments: Names = ()
    pages: int | None = None
    marks: tuple[Literal["circulate", "file_after_reading", "confidential", "other"], ...] = ()
    term: str | None = None
    clause: Clauses = ()


class Part(Element):
    """One part of the document, with a version of its own: a procedure, a guide or a printed form."""

    title: Words
    version: str
    number: str | None = None  # the document number of the part, where it has one of its own
    procedure: str | None = None
    guide: str | None = None
    form: str | None = None
    named_only: bool = False  # the document names it and does not give it
    clause: Clauses = ()


class Category(Element):
    """A kind of fault or wish."""

    title: Words
    parent: str | None = None
    skill: str | None = None
    procedure: str | None = None
    questions: tuple[Words, ...] = ()
    tools: Names = ()
    parts: Names = ()
    minutes: int | None = None
    guide: str | None = None
    clause: Clauses = ()


class Pack(Element):
    """pack.yaml: one organisation's procedures and what they share."""

    pack: Annotated[str, Field(pattern=NAME)]
    version: str
    title: Words
    source: str = ""
    languages: Names = ("zh", "en")
    replaces: str | None = None
    document: Document | None = None
    parts: dict[str, Part] = {}
    scope: dict[str, Names] = {}
    roles: dict[str, Role]
    levels: dict[str, Words] = {}
    labels: dict[str, Words] = {}
    categories: dict[str, Category] = {}
    settings: dict[str, Any] = {}
    contacts: dict[str, Any] = {}
    calendar: dict[str, Any] = {}  # calendar.yaml: the hours of units that state none of their own
    calendars: dict[str, dict[str, Any]] = {}  # further calendars, by the name a clock counts by
    statements: Statements | None = None  # of units whose tickets are settled month by month
    changed: Names = ()
    added: Names = ()
    clause: Clauses = ()


class Price(Element):
    """One row of prices.csv."""

    code: str
    title: Words
    kind: Literal["labour", "material", "service", "travel"] = "service"
    unit: str = ""
    price: Amount
    from_on: date | None = None
    until_on: date | None = None
    clause: Clauses = ()
