"""The call-backs that are due, what the rules drew, and the chain from the first order over each rework to the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor
from baoxiu.core.engine.followups import FOLLOW_UP, FOLLOW_UPS
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket
from baoxiu.visits import queries as visits

CALL_BACK = "call_back"

# Every ticket of a chain, from any of them: up to the first order, then down over call-backs and reworks.
CHAIN = """
WITH RECURSIVE up AS (
    SELECT t.id, t.kind, t.fields, 0 AS far FROM tickets_ticket t WHERE t.id = %(ticket)s
    UNION
    SELECT p.id, p.kind, p.fields, up.far + 1
      FROM up JOIN tickets_ticketlink l ON l.child_id = up.id JOIN tickets_ticket p ON p.id = l.parent_id
     WHERE (up.kind = 'call_back' OR up.fields ? 'rework_of') AND up.far < 40
), first AS (
    SELECT id FROM up ORDER BY far DESC, id LIMIT 1
), down AS (
    SELECT id, NULL::uuid AS after, 0 AS depth FROM first
    UNION
    SELECT c.id, down.id, down.depth + 1
      FROM down JOIN tickets_ticketlink l ON l.parent_id = down.id JOIN tickets_ticket c ON c.id = l.child_id
     WHERE (c.kind = 'call_back' OR c.fields ? 'rework_of') AND down.depth < 40
)
SELECT DISTINCT ON (id) id, after, depth FROM down ORDER BY id, depth
"""

# Of the orders that ended well, those that nobody had to come back for.
FIRST_TIME = """
WITH jobs AS (
    SELECT t.id FROM tickets_ticket t
     WHERE t.id = ANY(%(ids)s)
), again AS (
    SELECT DISTINCT j.id FROM jobs j
      JOIN tickets_ticketlink l ON l.parent_id = j.id JOIN tickets_ticket c ON c.id = l.child_id
      LEFT JOIN tickets_ticketlink m ON m.parent_id = c.id LEFT JOIN tickets_ticket d ON d.id = m.child_id
     WHERE c.fields ? 'rework_of' OR (c.kind = 'call_back' AND d.fields ? 'rework_of')
)
SELECT (SELECT count(*) FROM jobs), (SELECT count(*) FROM again)
"""


@dataclass(frozen=True, slots=True)
class Call:
    """A call-back to make: which job it follows, how, by which rule, and the command that records the answer."""

    ticket: Ticket
    order: str
    rule: Mapping[str, Any]
    tried: int
    command: str

    @property
    def attempts(self) -> int | None:
        """How often is tried."""
        return self.rule.get("attempts")


@dataclass(frozen=True, slots=True)
class Round:
    """One ticket of a chain: the first order, a call-back, a rework; who was there."""

    ticket: Ticket
    depth: int
    people: tuple[str, ...]

    @property
    def is_call(self) -> bool:
        """Whether it is a call, not work."""
        return self.ticket.kind == CALL_BACK


@dataclass(frozen=True)
class Chain:
    """The first order, then each call-back and rework in the order they were opened."""

    rounds: Sequence[Round]

    @cached_property
    def reworks(self) -> list[Round]:
        """The times somebody had to come back."""
        return [one for one in self.rounds[1:] if not one.is_call]

    @property
    def is_fixed_first_time(self) -> bool | None:
        """Whether nobody had to come back; None while it is not known."""
        if self.reworks:
            return False
        return True if all(one.ticket.final for one in self.rounds) else None


@dataclass(frozen=True, slots=True)
class FirstTime:
    """Of how many orders that ended well how many needed nobody again."""

    counted: int
    again: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where there were none."""
        return 1 - self.again / self.counted if self.counted else None


def calls_due(actor: Actor, *, most: int = 200) -> list[Call]:
    """The open call-backs the actor sees, the most urgent first."""
    rows = tickets.seen_by(actor).filter(kind=CALL_BACK, final="").select_related("unit", "customer", "holder", "site")
    return [_call(row) for row in rows.order_by(F("due_at").asc(nulls_last=True), "opened_at")[:most]]


def _call(ticket: Ticket) -> Call:
    plan = plan_of(catalogue.procedure(ticket.procedure_id))
    here = [act for act in plan.acts.values() if act.kind == "command" and ticket.state in (act.states or ())]
    command = next((act.name for act in here if act.primary), here[0].name if here else "")
    rule = ticket.fields.get(FOLLOW_UP) or {}
    logs = [name for name, field in plan.definition.fields.items() if field.type == "contact_log"]
    tried = sum(len(ticket.fields.get(name) or ()) for name in logs)
    return Call(ticket, str(rule.get("order") or ticket.fields.get("order") or ""), rule, tried, command)


def call_on(ticket: Ticket) -> Call:
    """A call-back at hand as a call to make."""
    return _call(ticket)


def calls_to_come(actor: Actor, *, most: int = 100) -> QuerySet[Any]:
    """The call-backs that wait for their time: clocks that open one, the next first."""
    return tickets.follow_ups_waiting(actor)[:most]


def drawn_for(ticket: Ticket) -> list[Mapping[str, Any]]:
    """What the rules drew for a ticket, drawn or not."""
    return list(ticket.fields.get(FOLLOW_UPS) or ())


def chain_of(ticket: Ticket, actor: Actor) -> Chain | None:
    """The chain a ticket belongs to, as far as the actor may see it; None where there is but the one."""
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, {"ticket": ticket.pk})
        depths: dict[UUID, int] = {id_: depth for id_, _, depth in cursor.fetchall()}
    if len(depths) < 2:
        return None
    rows = tickets.seen_by(actor).filter(pk__in=depths).select_related("holder", "unit").order_by("opened_at", "pk")
    return Chain([Round(row, depths[row.pk], people_of(row)) for row in sorted(rows, key=lambda row: depths[row.pk])])


def people_of(ticket: Ticket) -> tuple[str, ...]:
    """Who was there: at each visit, else who worked, else who rang."""
    there = [name for visit in visits.visits_of(ticket) for name in (visit.by_name,) if name]
    named = there or list(_named(ticket, ("_labour", "calls")))
    return tuple(dict.fromkeys(named)) or ((ticket.holder.name,) if ticket.holder else ())


def _named(ticket: Ticket, records: Sequence[str]) -> Iterator[str]:
    for record in records:
        entries = ticket.fields.get(record)
        yield from (str(one["by_name"]) for one in entries or () if isinstance(one, Mapping) and one.get("by_name"))


def first_time_fixed(actor: Actor, *, since: datetime, until: datetime) -> FirstTime:
    """Of the orders reported in [since, until) that ended well: how many needed nobody again. Reworks themselves are not counted."""
    done = tickets.seen_by(actor).filter(kind="work_order", final="done", opened_at__gte=since, opened_at__lt=until)
    ids = list(done.exclude(fields__has_key="rework_of").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(FIRST_TIME, {"ids": ids})
        counted, again = cursor.fetchone()
    return FirstTime(counted, again)
