"""What a customer said of his ticket, for those who work on it; and commands that were offered a moment ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.core.engine import customers, rights
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.core.procedure.elements import Procedure
from baoxiu.tickets.queries import Standing


@dataclass(frozen=True, slots=True)
class OfTime:
    """What he said of the agreed time: that it suits, or when it would."""

    confirmed: datetime | None
    asked_for: datetime | None


def of_time(ticket: Any, procedure: Procedure) -> OfTime:
    """His last word on the time that stands now; nothing once the ticket has ended."""
    when = customers.appointment_of(procedure, ticket.fields) if not ticket.final else None
    return OfTime(when if customers.is_confirmed(ticket.fields, when) else None, customers.asked_for(ticket.fields, when))


def past(command: str, standing: Standing, actor: Actor) -> Choice | None:
    """A command of this actor's that is not offered here any more: sent again it is answered as then, or refused in words."""
    act = plan_of(standing.procedure).acts.get(command)
    if act is None or act.kind == "system" or rights.role_for(act, plan_of(standing.procedure), standing.facts, actor) is None:
        return None
    asks = tuple({"name": ask.name, "type": ask.type, "label": ask.label} for ask in act.asks.values())
    return Choice(act.name, act.title, False, asks, None, act.clauses)
