"""Figures of a procedure counted over tickets' histories: how many, how many of them good, and what is left out.

A figure looks at what it counts in one of four ways (`of`): each ticket opened, each ticket that stands in a state, each time
a command was run, each entry of a list field. Its conditions see the ticket as it stands at the time of reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from baoxiu.core.engine import visited
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM, TicketFacts
from baoxiu.core.engine.plans import Plan
from baoxiu.core.engine.scope import LIST_TYPES, DecisionScope
from baoxiu.core.expressions import Expression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.expressions.values import ready
from baoxiu.core.procedure.elements import Figure
from baoxiu.core.procedure.loaded import LoadedProcedure

Json = Any


@dataclass(frozen=True, slots=True)
class Ran:
    """One command of a ticket's past: its name, when, and the form as taken."""

    command: str
    at: datetime
    form: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """A ticket as it stands, and what was done to it, oldest first."""

    ticket: TicketFacts
    ran: tuple[Ran, ...] = ()


@dataclass(slots=True)
class Count:
    """What a figure comes to. `numbers` are the tickets behind it: those that were not good."""

    counted: int = 0
    good: int = 0
    left_out: int = 0
    sum: Decimal | None = None
    numbers: list[str] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        """Good ones among those counted; None where there were none."""
        return self.good / self.counted if self.counted else None


Group = tuple[str, ...]


def figure(procedure: LoadedProcedure, name: str, histories: Iterable[History], *, at: datetime) -> dict[Group, Count]:
    """The figure `name` over `histories`, by its groups (the values of `by`); one group () where it names none."""
    plan = plan_of(procedure)
    reading = _Reading(plan, plan.definition.figures[name], at)
    for history in histories:
        if history.ticket.procedure == procedure.key:
            reading.take(history)
    return reading.groups or {(): Count()}


def figures(procedure: LoadedProcedure, histories: Sequence[History], *, at: datetime) -> dict[str, Count]:
    """Every figure of the procedure as one count, groups added up."""
    names = procedure.definition.figures
    return {name: added(figure(procedure, name, histories, at=at).values()) for name in names}


def added(counts: Iterable[Count]) -> Count:
    """Several counts as one."""
    whole = Count()
    for count in counts:
        whole.counted += count.counted
        whole.good += count.good
        whole.left_out += count.left_out
        whole.numbers += count.numbers
        if count.sum is not None:
            whole.sum = (whole.sum or Decimal()) + count.sum
    return whole


class _Reading:
    """One figure being read."""

    def __init__(self, plan: Plan, element: Figure, at: datetime) -> None:
        self.plan = plan
        self.of = element.of
        self.by = element.by
        self.good = _maybe(element.good)
        self.without = _maybe(element.without)
        self.summed = _maybe(element.sum)
        self.at = at
        self.groups: dict[Group, Count] = {}

    def take(self, history: History) -> None:
        """Count what the ticket brings."""
        for entry in self._occasions(history):
            scope = DecisionScope(self.plan, history.ticket, SYSTEM, self.at, self.plan.types)
            scope.take(entry)
            self._count(scope, history.ticket.number)

    def _occasions(self, history: History) -> Iterator[Mapping[str, Json]]:
        ticket, definition = history.ticket, self.plan.definition
        if self.of == "opened":
            yield {}
        elif self.of in definition.states:
            yield from [{}] if ticket.state == self.of else []
        elif self.of == "visits" and "visits" not in self.plan.definition.fields:
            yield from (ready(visit) for visit in visited.entries(ticket.fields.get(visited.VISITS)))
        elif self._is_list():
            yield from (ready(dict(entry)) for entry in ticket.fields.get(self.of) or () if isinstance(entry, Mapping))
        else:
            yield from (ready({**ran.form, "at": ran.at}) for ran in history.ran if ran.command == self.of)

    def _is_list(self) -> bool:
        """A command may share its name with a field it fills; only a list has entries to count."""
        return self.plan.types.get(self.of) in LIST_TYPES

    def _count(self, scope: DecisionScope, number: str) -> None:
        key = tuple(str(scope.value(name)) for name in self.by)
        count = self.groups.setdefault(key, Count())
        if self.without is not None and self.without.holds(scope):
            count.left_out += 1
            return
        count.counted += 1
        if self.good is None or self.good.holds(scope):
            count.good += 1
        else:
            count.numbers.append(number)
        if self.summed is not None:
            count.sum = (count.sum or Decimal()) + self._amount(self.summed, scope)

    def _amount(self, summed: Expression, scope: DecisionScope) -> Decimal:
        """What a sum adds: money as it is kept, never by way of a float; lengths of time in minutes."""
        name = summed.source.strip()
        found = scope.stored(name) if self.plan.types.get(name) == "money" else summed.run(scope)
        if isinstance(found, timedelta):
            return Decimal(found / timedelta(minutes=1)).quantize(Decimal("0.01"))
        return Decimal(str(found or 0))


def _maybe(source: str | None) -> Expression | None:
    return compiled(source) if source else None
