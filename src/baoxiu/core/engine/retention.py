"""How long the papers of a ticket are kept: from its end, by the calendar, by what the ticket knows."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM, TicketFacts
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.elements import Retention
from baoxiu.core.procedure.loaded import LoadedProcedure

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """How long, and by which clause. `until` None: for ever, or nobody has said how long."""

    until: datetime | None
    is_stated: bool = True
    clause: str | None = None


def kept(procedure: LoadedProcedure, ticket: TicketFacts, ended_at: datetime) -> Kept:
    """How long a ticket that ended at `ended_at` is kept. It may go at the first midnight after the same date, so many years on."""
    rule = procedure.for_unit(*ticket.unit.line).definition.retention
    if rule is None:
        return Kept(None, is_stated=False)
    scope = DecisionScope(plan_of(procedure), ticket, SYSTEM, ended_at, plan_of(procedure).types)
    found = _holding(rule, scope)
    clause = next(iter(found.clause or rule.clause), None)
    if found.for_ever or found.years is None:
        return Kept(None, clause=clause)
    zone = ZoneInfo(ticket.unit.zone)
    day = later(ended_at.astimezone(zone).date(), round(found.years * MONTHS)) + timedelta(days=1)
    return Kept(datetime(day.year, day.month, day.day, tzinfo=zone), clause=clause)


def shortest_years(rule: Retention | None) -> float | None:
    """The least a rule may come to, for looking only at tickets that may be due; None where nothing ever is."""
    if rule is None:
        return None
    years = [found for one in (rule, *_others(rule)) if (found := one.years) is not None and not one.for_ever]
    return min(years, default=None)


def later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // MONTHS, month % MONTHS + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _holding(rule: Retention, scope: DecisionScope) -> Retention:
    if rule.when is None or rule.otherwise is None or compiled(rule.when).holds(scope):
        return rule
    return _holding(rule.otherwise, scope)


def _others(rule: Retention) -> tuple[Retention, ...]:
    return (rule.otherwise, *_others(rule.otherwise)) if rule.otherwise is not None else ()
