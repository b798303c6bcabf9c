"""What is counted, charged, approved and fined."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from baoxiu.core.procedure.elements.shapes import Amount, Clauses, Element, Expression, Names, Words


class Figure(Element):
    """What counts. `of`: 'opened', a command, a final state, or a list field; `good`: what makes it count as good."""

    title: Words | None = None
    of: str
    good: Expression | None = None
    sum: Expression | None = None
    by: Names = ()  # grouped by these fields
    without: Expression | None = None
    period: Literal["day", "week", "month"] = "month"
    to: Names = ()
    clause: Clauses = ()


class Approval(Element):
    """A chain of roles that must say yes, in order."""

    chain: Names
    over: Expression | None = None
    clause: Clauses = ()


class Penalty(Element):
    """Proposed by the engine, confirmed by another person."""

    when: Expression
    between: tuple[Amount, Amount] | None = None
    amount: Expression | None = None
    yuan: bool = True
    confirm: str
    against: str | None = None
    clause: Clauses = ()


class Charge(Element):
    """How a price is made (docs/engines/pricing.md)."""

    minutes: str | None = None
    over: str | None = None
    from_: str | None = Field(default=None, alias="from")
    otherwise: dict[str, Any] | None = Field(default=None, alias="else")
    rounding: str | None = None
    round_to: Amount | None = None
    several_kinds: str | None = None
    clause: Clauses = ()
