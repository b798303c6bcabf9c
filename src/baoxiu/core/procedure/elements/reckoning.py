"""What is counted, charged, approved and fined."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from baoxiu.core.procedure.elements.shapes import Amount, Clauses, Element, Expression, Names, Span, Words


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
    """How a price is made: of `labour`, or of `materials` (docs/engines/pricing.md)."""

    lines: str | None = None  # the field that says what was done, or used
    planned: str | None = None  # the field that says what is planned
    minutes: str | None = None  # labour: worked, or a field of type labour_time
    over: Literal["all_visits", "last_visit"] = "all_visits"
    several_kinds: Literal["highest_standard_once", "each"] = "highest_standard_once"
    billing_unit: Span | Expression | None = None
    minimum: Span | Expression | None = None
    from_: Literal["price_list"] | None = Field(default=None, alias="from")
    otherwise: dict[Literal["stock_in_price"], Amount] | None = Field(default=None, alias="else")
    rounding: Literal["none"] | None = None
    round_to: Amount | None = None
    checked: bool = False  # materials: ticked as checked before they are used
    when: Expression | None = Field(default=None, alias="if")
    collected_by: Names = ()
    refunded_by: Names = ()
    clause: Clauses = ()
