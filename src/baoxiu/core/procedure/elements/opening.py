"""How a ticket is born, and how it finds who does it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from baoxiu.core.procedure.elements.asking import Asks
from baoxiu.core.procedure.elements.moving import Branches, Effects, Guards
from baoxiu.core.procedure.elements.shapes import Clauses, Element, Expression, Names, Span, Words


class Grab(Element):
    """Open jobs are taken by workers themselves."""

    eligible: Expression
    within: Span
    otherwise: Effects = Field(default=(), alias="else")
    clause: Clauses = ()


class DispatchRule(Element):
    """The clauses that one rule of the choice by coverage, or of a place in the day's plan, fulfils; what is told by it cites them."""

    clause: Clauses = ()


RuleName = Literal["coverage", "effect", "contract", "product", "mode", "capacity", "absence",
                   "skill", "area", "load", "leave", "shift", "appointment"]  # fmt: skip


class Dispatch(Element):
    """How a ticket finds who does it."""

    push: str | None = None  # 'coverage'
    level: str | None = None
    waits: str | None = None  # the state of one that no unit takes
    sends: str | None = None  # the system command that sends such a one on, once a unit is found; it asks for `station`
    rules: dict[RuleName, DispatchRule] = {}
    grab: Grab | None = None
    clause: Clauses = ()


class Opens(Element):
    """How a ticket of this procedure is born. `by` may be empty where only links open it."""

    by: Names = ()
    asks: Asks = {}
    when: Guards = ()
    set: dict[str, Any] = {}
    to: Branches
    starts: Names = ()
    then: Effects = ()
    dispatch: Dispatch | None = None
    guide: str | None = None
    mode: str | None = None  # the ask that carries the mode
    unit: str | None = None
    assigns: str | None = None
    clause: Clauses = ()


class Mode(Element):
    """A mode of service, and what its time points mean."""

    title: Words
    t2: Words | None = None
    t3: Words | None = None
    clause: Clauses = ()
