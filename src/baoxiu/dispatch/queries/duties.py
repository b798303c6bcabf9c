"""The duty roster as it is read: who is on, what a decision may know of it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit
from baoxiu.directory.scope import visible_units
from baoxiu.dispatch.models import Duty

# Who is on duty at a ticket's unit, and at the units above it, from now for a fortnight.
ROSTER = """
SELECT jsonb_agg(jsonb_build_object('person', d.person_id, 'since', d.starts_at, 'until', d.ends_at, 'shift', d.shift))
  FROM dispatch_duty d JOIN directory_unit held ON held.id = d.unit_id
  JOIN directory_unit here ON here.id = %(unit)s AND starts_with(here.path, held.path)
 WHERE d.ends_at > %(at)s::timestamptz AND d.starts_at < %(at)s::timestamptz + interval '14 days' AND d.ends_at > d.starts_at
"""


def duties_of(unit: Unit, *, since: datetime, until: datetime) -> QuerySet[Duty]:
    """The duties at a unit and below that lie at least partly in a time, in their order."""
    found = Duty.objects.filter(unit__path__startswith=unit.path, starts_at__lt=until, ends_at__gt=since)
    return found.select_related("person", "unit").order_by("starts_at", "person__name")


def on_duty(unit: Unit, at: datetime) -> QuerySet[Duty]:
    """Who is on duty now at a unit and below."""
    return (
        Duty.objects.filter(unit__path__startswith=unit.path, starts_at__lte=at, ends_at__gt=at)
        .select_related("person", "unit")
        .order_by("person__name")
    )


def on_duty_around(actor: Actor, at: datetime) -> QuerySet[Duty]:
    """Who is on duty now at any unit the actor sees, by shift and name."""
    here = visible_units(actor).order_by().values("id")
    found = Duty.objects.filter(unit__in=here, starts_at__lte=at, ends_at__gt=at)
    return found.select_related("person").order_by("shift", "person__name")
