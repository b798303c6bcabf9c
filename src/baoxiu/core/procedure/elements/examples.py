"""Golden cases: what is done when by whom, and what must come of it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from baoxiu.core.procedure.elements.shapes import Clauses, Element, Names, Words

AT = r"^(\d{4}-\d{2}-\d{2} )?\d{2}:\d{2}(:\d{2})?$"
At = Annotated[str, Field(pattern=AT)]


class Expected(Element):
    """What must hold after a turn, of the ticket it was about. Times are wall-clock times of the example's zone."""

    state: str | None = None
    fields: dict[str, Any] = {}
    clocks: dict[str, str] = {}  # clock -> due time, or 'paused', 'stopped', 'kept', 'breached', 'none'
    rang: Names | None = None  # clocks and quotas that rang on the way: 'arrival.warn', 'arrival.breach'
    told: Names | None = None  # roles that were told by it or on the way
    opens: Names | None = None  # procedures of tickets it opened
    holder: str | None = None  # the role that must act now
    flags: Names | None = None


class Turn(Expected):
    """One command, or a wait (no `do`)."""

    at: At
    by: str | None = None
    do: str | None = None
    with_: dict[str, Any] = Field(default={}, alias="with")
    on: str | None = None  # the newest ticket of this procedure; else the first one
    door: str = "desk"
    refused: str | None = None  # the clause or the code that refuses


class Birth(Expected):
    """The ticket at its birth."""

    at: At
    by: str
    with_: dict[str, Any] = Field(default={}, alias="with")
    door: str = "desk"
    refused: str | None = None


class Example(Element):
    """One golden case."""

    example: str
    title: Words | None = None
    procedure: str
    zone: str = "Asia/Shanghai"
    world: dict[str, Any] = {}
    skills: dict[str, Names] = {}
    opens: Birth
    turns: tuple[Turn, ...] = ()
    clause: Clauses = ()


class Examples(Element):
    """Several golden cases in one file."""

    examples: tuple[Example, ...]
