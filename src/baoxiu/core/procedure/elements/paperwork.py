"""What is said, ticked, agreed and printed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from baoxiu.core.procedure.elements.shapes import BACK_BY, Clauses, Element, Expression, Names, Words


class Checklist(Element):
    """Things to tick at a step. `gates` names the command that stays shut until all are ticked."""

    title: Words | None = None
    items: tuple[Words, ...] | Expression
    step: str  # a state, or 'open'
    role: str | None = None
    gates: str | None = None
    since: str | None = None  # a time field: what was ticked before it no longer counts (another visit, another list)
    clause: Clauses = ()


class Guide(Element):
    """Words to say or advice, shown at a step to a role, never enforced."""

    at: Names  # states, commands, or 'open'
    to: Names = ()
    script: str | None = None  # guides/NAME.md
    advice: str | None = None
    questions: str | None = None
    words: Words | None = None  # or the text itself
    when: Expression | None = Field(default=None, alias="if")
    clause: Clauses = ()


class Consent(Element):
    """The customer agrees before the next step; each stays as evidence. Commands `agree`/`decline` come with it."""

    of: str = "customer"
    before: str | None = None
    at_any_time_in: str | None = None
    when: Expression | None = None
    again_when: Expression | None = None
    words: str | None = None
    title: Words | None = None
    shows: Names = ()
    records: Names = ()
    pauses_work: bool = False
    since: str | None = None  # a time field: what was said before it no longer counts
    clause: Clauses = ()


class Copy(Element):
    """One copy of a slip. With `back_by` it must come back: its return is a command (core.engine.copies)."""

    of: str
    title: Words | None = None
    back_by: Annotated[str, Field(pattern=BACK_BY)] | None = None
    back_to: Names = ()
    since: Names = ()
    if_: Expression | None = Field(default=None, alias="if")
    clause: Clauses = ()


class Slip(Element):
    """A numbered printed form."""

    form: str
    title: Words | None = None
    note: Words | None = None
    copies: tuple[Copy, ...] = ()
    clause: Clauses = ()
