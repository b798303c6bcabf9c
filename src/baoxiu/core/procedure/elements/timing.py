"""What must happen by when, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from baoxiu.core.procedure.elements.moving import Effects
from baoxiu.core.procedure.elements.shapes import TEXT, Clauses, Element, Expression, Names, Short, Span, Words


class Trigger(Element):
    """A command, perhaps only under a condition: `log_attempt` or `{log_attempt: 'outcome == "reached"'}`."""

    command: str
    when: Expression | None = None


def _trigger(row: Any) -> Any:
    if isinstance(row, str):
        return {"command": row}
    if isinstance(row, dict) and len(row) == 1 and "command" not in row:
        ((name, when),) = row.items()
        return {"command": name, "when": when}
    return row


def _triggers(value: Any) -> Any:
    rows: Iterable[Any] = (value,) if isinstance(value, str | dict) else value
    return tuple(_trigger(row) for row in rows) if isinstance(rows, list | tuple) else value


CONDITIONAL = {"type": "object", "additionalProperties": TEXT, "minProperties": 1, "maxProperties": 1}
Triggers = Annotated[tuple[Trigger, ...], Short(_triggers, items=(TEXT, CONDITIONAL), alone=True)]


class Warned(Element):
    """A warning before the due time."""

    before: Span
    tell: Names = ()
    words: Words | None = None


class Breach(Element):
    """What a breach does. `run` is a system command; `demand` names the command people must now use; `then` any effects."""

    tell: Names = ()
    words: Words | None = None
    run: str | None = None
    demand: str | None = None
    then: Effects = ()


class Step(Element):
    """One step of an escalation chain, `after` the breach."""

    after: Span
    tell: Names = ()
    words: Words | None = None
    then: Effects = ()


class ClockOf(Element):
    """A time limit. `starts`/`stops` name commands ('opened' is the birth), or states as 'state:NAME'."""

    title: Words | None = None
    starts: Triggers
    stops: Triggers = ()
    within: Span | None = None  # worked time; or
    due: Expression | None = None  # a fixed instant ('end_of_day' too); or
    limit: str | None = None  # a table of `limits`
    calendar: str = "unit"  # "always", "unit", or a calendar of the pack
    pauses_in: Names = ()  # states; beside the states' own `pauses`
    restarts: bool = False  # a further start lays it anew (a new promise)
    unless: Expression | None = None
    warn: Warned | None = None
    breach: Breach | None = None
    chain: tuple[Step, ...] = ()
    counts: bool = True  # part of the time figures
    clause: Clauses = ()


class QuotaMore(Element):
    """What is due after the first periods."""

    count: int
    per: Literal["working_day", "day", "week", "month"] = "working_day"
    for_: str = Field(alias="for")


class QuotaOf(Element):
    """A count due per period."""

    title: Words | None = None
    starts: Triggers = ()  # or a command's `starts`
    stops: Triggers = ()
    count: str  # the list field whose new entries count
    at_least: int
    per: Literal["working_day", "day", "week", "month"]
    for_: str | None = Field(default=None, alias="for")
    then_at_least: QuotaMore | None = None
    begins: Effects = ()  # what follows when a period begins: a task for whom it concerns
    remind: Warned | None = None  # before a period ends with too few
    short: Breach | None = None
    clause: Clauses = ()


class Limit(Element):
    """A table of limits by a fact: `{by: site.area_class, urban: 45m, rural: 90m, from: opened}`; any further key is a row."""

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    __pydantic_extra__: dict[str, Span] = Field(init=False)

    by: Expression
    from_: str = Field(default="opened", alias="from")
    calendar: str = "always"
    clause: Clauses = ()

    @property
    def rows(self) -> dict[str, str]:
        """The table: what the fact may be -> the limit then."""
        return dict(self.__pydantic_extra__)
