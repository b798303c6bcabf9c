"""What the engine proposes and people confirm: penalties a ticket has earned by its procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM, TicketFacts
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.money import Money
from baoxiu.core.procedure.elements import Penalty
from baoxiu.core.procedure.loaded import LoadedProcedure


@dataclass(frozen=True, slots=True)
class Proposed:
    """A penalty proposed. Somebody with the role `confirm`, other than who reported it, sets the amount within the bounds."""

    name: str
    least: Money | None
    most: Money | None
    confirm: str
    against: str | None
    clause: str | None


def proposed_penalties(procedure: LoadedProcedure, ticket: TicketFacts, at: datetime) -> tuple[Proposed, ...]:
    """The penalties whose condition holds on the ticket at `at`, in the order they are written."""
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    scope = DecisionScope(plan, ticket, SYSTEM, at, plan.types)
    earned = ((name, penalty) for name, penalty in plan.definition.penalties.items() if compiled(penalty.when).holds(scope))
    return tuple(_proposed(name, penalty, scope) for name, penalty in earned)


def _proposed(name: str, penalty: Penalty, scope: DecisionScope) -> Proposed:
    least, most = (Money(bound) for bound in penalty.between) if penalty.between else (None, None)
    if penalty.amount is not None:
        amount = compiled(penalty.amount).run(scope)
        least = most = Money(Decimal(str(amount))).rounded() if amount is not None else None
    return Proposed(name, least, most, penalty.confirm, penalty.against, next(iter(penalty.clause), None))
