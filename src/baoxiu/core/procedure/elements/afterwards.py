"""What comes after the work: who is rung, what is done when it was not right, how long the papers are kept."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from baoxiu.core.procedure.elements.shapes import TEXT, Clauses, Element, Expression, Names, Short, Span, Words


class Rework(Element):
    """What opens when a call-back ends in one of the states `in`. Its expressions see the call-back."""

    opens: str
    in_: Names = Field(default=("not_solved",), alias="in")
    by: Names = ()
    unit: str | None = None
    fields: dict[str, Expression] = {}
    when: Expression | None = Field(default=None, alias="if")
    clause: Clauses = ()


def _rework(value: Any) -> Any:
    return {"opens": value} if isinstance(value, str) else value


class FollowUp(Element):
    """Who rings afterwards: every job, or a share by a draw that anybody can make again (core.engine.followups)."""

    name: str | None = None
    title: Words | None = None
    after: Span | None = None
    of: Names = ()
    at: Names = ()
    when: Expression | None = Field(default=None, alias="if")
    share: float | Expression = 1.0
    way: str | None = None
    by: Names = ()
    opens: str
    unit: str | None = None
    fields: dict[str, Expression] = {}
    attempts: Annotated[int, Field(ge=1)] | None = None
    not_solved: Annotated[Rework | None, Short(_rework, (TEXT,))] = None
    clause: Clauses = ()

    @property
    def key(self) -> str:
        """What the rule goes by: its name, else the procedure it opens."""
        return self.name or self.opens


class Retention(Element):
    """How long the papers of an ended ticket are kept, and who may have them disposed of after that."""

    when: Expression | None = None
    years: Annotated[float, Field(gt=0)] | None = None
    for_ever: bool = False
    otherwise: Retention | None = Field(default=None, alias="else")
    proposed_by: Names = ()
    approved_by: Names = ()
    clause: Clauses = ()
