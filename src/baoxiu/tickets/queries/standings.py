"""Tickets as they stood at an instant, from their events alone: what was recorded before it, and nothing later.

A ticket's row says how it stands now; whoever reckons a past month must not see what came after. Fields, state and linked
tickets are folded from the journal in the database; running clocks are not told, since events do not hold their marks.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import LinkFacts, TicketFacts, UnitFacts
from baoxiu.directory import queries as directory
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.lives import DISPOSED_FLAG
from baoxiu.tickets.queries.sheets import RELATIONS

AT_ONCE = 1000

# Later events lay their changes over earlier ones: of a doubled key jsonb_object_agg keeps the last.
STOOD = """
WITH told AS MATERIALIZED (
    SELECT e.ticket_id, e.seq, e.recorded_at, e.data FROM journal_event e
     WHERE e.ticket_id = ANY(%(ids)s) AND e.recorded_at < %(at)s
), written AS (
    SELECT ticket_id, jsonb_object_agg(c.key, c.value ORDER BY seq) AS fields
      FROM told, jsonb_each(CASE WHEN jsonb_typeof(data -> 'changes') = 'object' THEN data -> 'changes' ELSE '{}' END) AS c GROUP BY 1
), moved AS (
    SELECT ticket_id, (array_agg(data ->> 'to' ORDER BY seq DESC))[1] AS state,
           jsonb_object_agg(data ->> 'to', recorded_at ORDER BY seq DESC) AS entered
      FROM told WHERE data ->> 'to' IS NOT NULL GROUP BY 1
), marked AS (
    SELECT ticket_id, array_agg(flag ORDER BY seq) AS flags
      FROM told, jsonb_array_elements_text(CASE WHEN jsonb_typeof(data -> 'flags') = 'array' THEN data -> 'flags' ELSE '[]' END) AS flag
     GROUP BY 1
)
SELECT t.id, t.number, t.procedure_id, t.kind, t.mode, t.unit_id, t.opened_at, moved.state, moved.entered::text,
       coalesce(written.fields, '{}')::text, coalesce(marked.flags, '{}'), %(disposed)s = ANY(t.flags)
  FROM tickets_ticket t JOIN moved ON moved.ticket_id = t.id
  LEFT JOIN written ON written.ticket_id = t.id LEFT JOIN marked ON marked.ticket_id = t.id
"""
KIN = """
SELECT parent_id, child_id, 'opened' FROM tickets_ticketlink WHERE parent_id = ANY(%(ids)s)
UNION ALL SELECT child_id, parent_id, 'opened_by' FROM tickets_ticketlink WHERE child_id = ANY(%(ids)s)
"""
# Of the wanted tickets, those that something was recorded on in a span of time, or on what they opened.
TOUCHED = """
WITH told AS MATERIALIZED (
    SELECT DISTINCT ticket_id FROM journal_event
     WHERE organisation_id = %(organisation)s AND at >= %(reach)s AND recorded_at >= %(since)s AND recorded_at < %(until)s
)
SELECT w.id FROM unnest(%(ids)s::uuid[]) AS w(id)
 WHERE w.id IN (SELECT ticket_id FROM told)
    OR EXISTS (SELECT 1 FROM tickets_ticketlink l JOIN told ON told.ticket_id = l.child_id WHERE l.parent_id = w.id)
"""
LATE = timedelta(days=15)  # a phone's own time may lie before the day it was recorded on (tickets.actions.rows.LATEST)
UnitsThen = Mapping[int, UnitFacts]


@dataclass(frozen=True, slots=True)
class Stood:
    """A ticket as it stood. `entered`: when each state was first recorded.

    `is_emptied`: papers of it, or of a linked one, were disposed of since, so it cannot be told any more how it stood.
    """

    facts: TicketFacts
    version_id: int  # of the procedure
    entered: Mapping[str, datetime]
    is_emptied: bool = False

    def since(self, states: Sequence[str]) -> datetime | None:
        """When it first stood in one of the states."""
        return min((at for name, at in self.entered.items() if name in states), default=None)


def stood(ids: Sequence[UUID], at: datetime, units: UnitsThen | None = None) -> Iterator[Stood]:
    """The tickets that had been opened before `at`, each with those it opened and that opened it, as they stood then.

    `units` says what units were then; of others what they are now.
    """
    for first in range(0, len(ids), AT_ONCE):
        yield from _some(ids[first : first + AT_ONCE], at, units or {})


def ended_between(units: Sequence[int], procedures: Sequence[str], since: datetime, until: datetime) -> list[tuple[UUID, int]]:
    """The tickets of these procedures at these units that ended in [since, until), each with its procedure's version; oldest first."""
    rows = Ticket.objects.filter(unit_id__in=units, procedure_key__in=procedures, closed_at__gte=since, closed_at__lt=until)
    return list(rows.order_by("closed_at", "id").values_list("id", "procedure_id"))


def counts_ended(units: Sequence[int], procedures: Sequence[str], since: datetime, until: datetime) -> dict[int, int]:
    """How many of them ended, unit by unit."""
    rows = Ticket.objects.filter(unit_id__in=units, procedure_key__in=procedures, closed_at__gte=since, closed_at__lt=until)
    return dict(rows.order_by().values_list("unit_id").annotate(Count("id")))


def touched_between(organisation_id: int, ids: Sequence[UUID], since: datetime, until: datetime) -> list[UUID]:
    """Of these tickets, those that something was recorded on in [since, until), or on a ticket they opened."""
    if not ids:
        return []
    span = {"organisation": organisation_id, "reach": since - LATE, "since": since, "until": until}
    return [row[0] for row in _rows(TOUCHED, {"ids": list(ids), **span})]


def _some(ids: Sequence[UUID], at: datetime, units: UnitsThen) -> Iterator[Stood]:
    kin: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for one, other, relation in _rows(KIN, {"ids": list(ids)}):
        kin[one].append((other, relation))
    wanted = {*ids, *(other for others in kin.values() for other, _ in others)}
    rows = {row[0]: row for row in _rows(STOOD, {"ids": list(wanted), "at": at, "disposed": DISPOSED_FLAG})}
    for id_ in ids:
        if id_ in rows:
            links = [_link(rows[other], relation) for other, relation in kin[id_] if other in rows]
            is_emptied = any(rows[one][-1] for one in (id_, *(other for other, _ in kin[id_])) if one in rows)
            yield _stood(rows[id_], tuple(sorted(links, key=lambda pair: pair[0])), units, is_emptied=is_emptied)


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _link(row: Sequence[Any], relation: str) -> tuple[tuple[datetime, str], LinkFacts]:
    id_, number, version_id, kind, _, _, opened_at, state, _, fields, _, _ = row
    procedure = catalogue.procedure(version_id)
    final = procedure.definition.states[state].final if state in procedure.definition.states else None
    facts = LinkFacts(str(id_), number, procedure.key, kind, state, final, RELATIONS[relation], json.loads(fields))
    return (opened_at, number), facts


def _stood(row: Sequence[Any], links: tuple[tuple[tuple[datetime, str], LinkFacts], ...], units: UnitsThen, *, is_emptied: bool) -> Stood:
    id_, number, version_id, kind, mode, unit_id, opened_at, state, entered, fields, flags, _ = row
    facts = TicketFacts(
        id=str(id_),
        number=number,
        procedure=catalogue.procedure(version_id).key,
        kind=kind,
        state=state,
        mode=mode or None,
        version=0,
        opened_at=opened_at,
        unit=units.get(unit_id) or directory.unit_facts(unit_id),
        fields=json.loads(fields),
        links=tuple(link for _, link in links),
        flags=tuple(flags),
    )
    return Stood(facts, version_id, {name: datetime.fromisoformat(at) for name, at in json.loads(entered).items()}, is_emptied)
