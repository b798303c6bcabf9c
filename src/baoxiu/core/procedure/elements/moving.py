"""What moves a ticket: states, commands, their guards and consequences."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from baoxiu.core.procedure.elements.asking import Asks
from baoxiu.core.procedure.elements.shapes import TEXT, Clauses, Element, Expression, Names, Short, Words

NOT_NOW: dict[Literal["zh", "en"], str] = {"zh": "现在不能这样做。", "en": "This cannot be done now."}


class Guard(Element):
    """A condition. Not met: refused with these words, by this clause. Only a system command may go without words."""

    that: Expression
    words: Words = Field(default=NOT_NOW, alias="else")
    tell: Names = ()  # who hears of the refusal
    clause: Clauses = ()


class Effect(Element):
    """One consequence; exactly one of the verbs."""

    open: str | None = None
    tell: Names | None = None
    mail: Names | None = None
    sms: Names | None = None
    chat: Names | None = None
    task: Words | None = None
    run: str | None = None
    allow: str | None = None
    follow_up: str | None = None
    flag: str | None = None
    # with them
    to: Names | None = None  # open: role that gets it; allow: roles
    for_: Names | None = Field(default=None, alias="for")  # task: whose
    on: str | None = Field(default=None, alias="linked")  # run: 'parent' or the procedure of open children
    unit: str | None = None
    fields: dict[str, Expression] | None = None  # open/run: field or form name -> expression over this ticket
    reason: str | None = None  # short for fields: {reason: '"..."'}
    lines: str | None = None
    each: str | None = None  # open: one ticket for each entry of this list; in `fields` the entry is `each`
    words: Words | None = None  # {expression} blanks filled
    when: Expression | None = Field(default=None, alias="if")
    clause: Clauses = ()

    @model_validator(mode="after")
    def _one_verb(self) -> Effect:
        verbs = [self.open, self.tell, self.mail, self.sms, self.chat, self.task, self.run, self.allow, self.follow_up, self.flag]
        if self.each is not None and self.open is None:
            raise ValueError("each goes with open: one ticket for each entry of a list")
        if sum(v is not None for v in verbs) != 1:
            raise ValueError("an effect has exactly one of open, tell, mail, sms, chat, task, run, allow, follow_up, flag")
        return self


def _one(value: Any) -> Any:
    return (value,) if isinstance(value, dict) else value


Effects = Annotated[tuple[Effect, ...], Short(_one, alone=True)]
Guards = Annotated[tuple[Guard, ...], Short(_one, alone=True)]


class Branch(Element):
    """Where a command leads. The first branch whose condition holds is taken; the last has none."""

    state: str  # a state, or 'same'
    when: Expression | None = Field(default=None, alias="if")
    then: Effects = ()
    set: dict[str, Any] = {}
    clause: Clauses = ()


def _branches(value: Any) -> Any:
    return ({"state": value},) if isinstance(value, str) else _one(value)


Branches = Annotated[tuple[Branch, ...], Field(min_length=1), Short(_branches, (TEXT,), alone=True)]


class State(Element):
    """Where a ticket stands."""

    title: Words
    holder: str | None = None  # role that must act
    final: Literal["done", "cancelled", "converted", "referred"] | None = None
    pauses: Names = ()  # clocks that stand still here
    guide: str | None = None
    customer: Words | None = None  # what the customer reads
    clause: Clauses = ()


class Command(Element):
    """What a person may do to a ticket in some states."""

    title: Words | None = None
    from_: Names = Field(default=(), alias="from")  # states; `any`: every state that is not final
    by: Names = ()
    asks: Asks = {}
    when: Guards = ()
    needs: Names = ()  # gates: 'consent.price', 'signature.customer' or a field name, 'checklist.finish', 'print.work-order', 'code.visit'
    set: dict[str, Any] = {}  # values are expressions; a bare word that is no known name is text
    set_once: dict[str, Any] = {}
    adds: dict[str, dict[str, Any]] = {}  # list field -> entry; each entry also keeps at, by
    removes: Names = ()
    to: Branches = (Branch(state="same"),)
    starts: Names = ()
    stops: Names = ()
    then: Effects = ()
    assigns: str | None = None  # expression: the person who now holds it
    unassigns: bool = False
    moves_to: Expression | None = None  # a unit code: hand over to another unit
    starts_labour: bool = False
    ends_labour: bool = False
    visit: Literal["accept", "depart", "arrive", "fetch", "leave", "absent"] | None = None  # the step of a visit it is
    shows: Names = ()
    guide: str | None = None
    primary: bool | None = None  # the big button here; default: the first command of the holder's role
    door: Names = ()  # only through these doors
    clause: Clauses = ()


class Answer(Element):
    """What a linked ticket brings back when it reaches a state: run a (system) command, or go to a state."""

    run: str | None = None
    to: str | None = None
    when: Expression | None = Field(default=None, alias="if")
    set: dict[str, Any] = {}
    tell: Names = ()
    then: Effects = ()
    clause: Clauses = ()
