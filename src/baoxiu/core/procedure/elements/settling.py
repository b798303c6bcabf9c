"""What a station is paid for a ticket and why, and how its monthly statement is drawn up, disputed and closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from baoxiu.core.procedure.elements.shapes import Clauses, Element, Expression, Names, Span, Words


class Tier(Element):
    """One tier of the tariff: the first whose condition holds is what a ticket earns."""

    title: Words
    when: Expression | None = Field(default=None, alias="if")
    fee: Expression
    clause: Clauses = ()


class Deduction(Element):
    """What is taken off, and why: an `amount`, or a `share` of the fee."""

    title: Words
    when: Expression = Field(alias="if")
    amount: Expression | None = None
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    clause: Clauses = ()


class Settlement(Element):
    """What a ticket of this procedure earns the unit that did it, once it stands in one of the states `at`."""

    at: Names
    tiers: Annotated[dict[str, Tier], Field(min_length=1)]
    deductions: dict[str, Deduction] = {}
    shows: Names = ()  # fields laid beside the line: its times, what was said when it was rung
    clause: Clauses = ()


class Statements(Element):
    """The monthly statement of a unit: of which level, who draws it up, disputes it, answers and closes it."""

    of: str
    drawn_by: Annotated[Names, Field(min_length=1)]
    disputed_by: Annotated[Names, Field(min_length=1)]
    answered_by: Annotated[Names, Field(min_length=1)]
    dispute_within: Span = "10d"
    note: Words | None = None
    clause: Clauses = ()
