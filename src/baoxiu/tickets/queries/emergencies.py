"""Emergencies under way, and the tickets opened in them. Which ones a ticket belongs to is written on it at its birth."""

from __future__ import annotations

from django.db.models import F, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.scope import seen_by

GATHERING = """
SELECT jsonb_agg(jsonb_build_object('id', e.id, 'number', e.number, 'path', u.path, 'version', e.procedure_id))
  FROM tickets_ticket e JOIN directory_unit u ON u.id = e.unit_id
 WHERE e.organisation_id = %(organisation)s AND e.kind = 'emergency' AND e.final = ''
"""
GATHERED = """
SELECT jsonb_build_object(
    'orders', count(*), 'solved', count(*) FILTER (WHERE o.final = 'done'), 'open', count(*) FILTER (WHERE o.final = ''))
  FROM tickets_ticket o
 WHERE o.fields ? '_gathered' AND o.fields -> '_gathered' @> jsonb_build_array(jsonb_build_object('id', %(ticket)s::text))
"""


def emergencies(actor: Actor) -> QuerySet[Ticket]:
    """The emergencies the actor may see: those under way first, the newest first."""
    return seen_by(actor).filter(kind="emergency").select_related("unit").order_by("final", "-opened_at")


def gathered_in(event: Ticket, actor: Actor) -> QuerySet[Ticket]:
    """The tickets opened in an emergency, as far as the actor may see them: open ones first, the most urgent on top."""
    belongs = [{"id": str(event.pk)}]
    rows = seen_by(actor).filter(fields__has_key="_gathered", fields___gathered__contains=belongs)
    return rows.select_related("unit", "holder", "site", "customer").order_by("final", F("due_at").asc(nulls_last=True), "opened_at")
