"""What is due so often in each period and not done yet in the one at hand: who looks, who writes, who checks and signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM, Actor, Words
from baoxiu.core.engine.plans import Act, ClockPlan, Plan
from baoxiu.core.engine.running import quota_reading
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.quotas import Period
from baoxiu.tickets.models import Ticket, TicketClock
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.scope import seen_by
from baoxiu.tickets.queries.sheets import Sheet, sheet_of

MOST = 300


@dataclass(frozen=True, slots=True)
class ToMeet:
    """One quota of one ticket in the period at hand, and the command by which the actor meets it."""

    ticket: Ticket
    title: Words
    period: Period
    command: str
    clause: str

    @property
    def is_met(self) -> bool:
        """Whether enough was done."""
        return not self.period.missing


def quotas_to_meet(actor: Actor, *, at: datetime, with_met: bool = False) -> list[ToMeet]:
    """What the actor may still do in the periods at hand, the first to end first; with those that are met, where wanted."""
    running = TicketClock.objects.filter(is_quota=True, state="running", ticket__in=seen_by(actor).filter(final=""))
    rows = list(running.select_related("ticket", "ticket__unit", "ticket__holder").order_by("due_at", "ticket_id", "name")[:MOST])
    sheets = {said["id"]: sheet_of(said) for said in reading.facts(sorted({str(row.ticket_id) for row in rows}))}
    found = [one for row in rows for one in _to_meet(row, sheets[str(row.ticket_id)], actor, at)]
    return [one for one in found if with_met or not one.is_met]


def _to_meet(row: TicketClock, sheet: Sheet, actor: Actor, at: datetime) -> Iterator[ToMeet]:
    plan = plan_of(sheet.procedure.for_unit(*sheet.facts.unit.line))
    clock = plan.clocks.get(row.name)
    act = _meeting(plan, clock, sheet, actor) if clock is not None else None
    if clock is None or act is None:
        return
    scope = DecisionScope(plan, sheet.facts, SYSTEM, at, plan.types)
    period = quota_reading(clock, sheet.facts.running[row.name], scope, at).current
    if period is not None:
        yield ToMeet(row.ticket, clock.title, period, act.name, next(iter(clock.clauses), ""))


def _meeting(plan: Plan, clock: ClockPlan, sheet: Sheet, actor: Actor) -> Act | None:
    """The command that counts for the quota and that the actor may give where the ticket stands."""
    roles = actor.roles_at(sheet.facts.unit.path)
    for act in plan.acts.values():
        counts = any(name == clock.counts for name, _ in act.adds)
        here = act.states is None or sheet.facts.state in act.states
        own = "holder" in act.by and sheet.facts.holder_id == actor.id
        if counts and here and (own or act.by & roles or _is_named(act, plan, sheet, actor)):
            return act
    return None


def _is_named(act: Act, plan: Plan, sheet: Sheet, actor: Actor) -> bool:
    """Whether a `by` names a field that holds the actor: the tracker of a coordination slip."""
    fields = sheet.facts.fields
    return any(plan.types.get(name) == "person" and fields.get(name) == actor.id for name in act.by)
