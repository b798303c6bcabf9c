"""Which jobs are open to grab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Refused
from baoxiu.tickets import queries as tickets
from baoxiu.tickets import world
from baoxiu.tickets.models import Ticket

# What a decision knows as `person` beside the actor: open jobs in hand, whether on shift, and the areas served (none: all).
# On shift: not taken off by hand, not away, and on duty by the roster where one is kept for him.
ON_SHIFT = """p.on_shift AND NOT EXISTS (
        SELECT 1 FROM directory_absence a
         WHERE a.person_id = p.id AND a.since_at <= %(at)s::timestamptz AND (a.until_at IS NULL OR a.until_at > %(at)s::timestamptz)) AND (
        NOT EXISTS (SELECT 1 FROM dispatch_duty d WHERE d.person_id = p.id AND d.ends_at > %(at)s::timestamptz - interval '14 days')
        OR EXISTS (SELECT 1 FROM dispatch_duty d
                    WHERE d.person_id = p.id AND d.starts_at <= %(at)s::timestamptz AND d.ends_at > %(at)s::timestamptz))"""

PERSON = f"""
WITH RECURSIVE line AS (
    SELECT s.id, s.parent_id, s.code FROM directory_site s WHERE s.id = %(site)s::bigint
    UNION ALL
    SELECT s.id, s.parent_id, s.code FROM directory_site s JOIN line ON s.id = line.parent_id
), mine AS (
    SELECT c.site_id, c.area FROM dispatch_coverage c
     WHERE c.unit_id IN (SELECT h.unit_id FROM directory_post h WHERE h.person_id = %(person)s)
       AND c.since_at <= %(at)s::timestamptz AND (c.until_at IS NULL OR c.until_at > %(at)s::timestamptz)
)
SELECT jsonb_build_object(
    'open', (SELECT count(*) FROM tickets_ticket t WHERE t.holder_id = %(person)s AND t.final = ''),
    'on_shift', {ON_SHIFT},
    'areas', CASE WHEN EXISTS (SELECT 1 FROM mine) THEN (
        SELECT coalesce(jsonb_agg(name), '[]') FROM (
            SELECT to_jsonb(area) AS name FROM mine WHERE area <> ''
            UNION ALL
            SELECT to_jsonb(site_id) FROM mine WHERE site_id IS NOT NULL
            UNION ALL
            SELECT name FROM (SELECT s.id, s.code FROM directory_site s WHERE s.id = %(site)s::bigint) AS here,
                   LATERAL (VALUES (to_jsonb(here.id)), (to_jsonb(here.code))) AS names(name)
             WHERE EXISTS (SELECT 1 FROM line JOIN mine ON mine.site_id = line.id)
        ) AS served) END)
  FROM directory_person p WHERE p.id = %(person)s
"""


@dataclass(frozen=True, slots=True)
class Job:
    """An open job a worker may grab, or why he may not."""

    ticket: Ticket
    refusal: Refused | None

    @property
    def eligible(self) -> bool:
        """Whether he may."""
        return self.refusal is None


def grabbable(actor: Actor, *, at: datetime, most: int = 50) -> list[Job]:
    """The jobs nobody holds yet that may be grabbed at the actor's units, his own chances first, then the most urgent."""
    found = [_job(ticket, actor, at) for ticket in _open_jobs(actor)[:most]]
    return sorted((job for job in found if job is not None), key=lambda job: not job.eligible)


def _open_jobs(actor: Actor) -> QuerySet[Ticket]:
    return tickets.seen_by(actor).filter(final="", holder=None).select_related("unit", "site").order_by("due_at", "opened_at")


def _job(ticket: Ticket, actor: Actor, at: datetime) -> Job | None:
    """None where the procedure lets nobody grab it now, or the actor's role never does."""
    procedure, facts, belongs = tickets.known_of(ticket)
    command = procedure.definition.commands.get("grab")
    if command is None or ticket.state not in command.from_:
        return None
    here: Mapping[str, Any] = {"organisation": ticket.organisation_id, "unit": ticket.unit_id, "ticket": facts.id}
    found, _ = world.known(engine.needed_world(procedure, "grab"), {**here, **belongs, "person": actor.id, "at": at})
    refusal = engine.eligible(procedure, replace(facts, world=found), actor, at)
    return None if refusal is not None and refusal.reason == "not_your_role" else Job(ticket, refusal)
