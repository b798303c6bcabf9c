"""When a unit works: its week, the official days it keeps, and days of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.actions.units import change_unit
from baoxiu.directory.models import Unit
from baoxiu.directory.queries.hours import Days, Titles, with_days


@transaction.atomic
def lay_hours(unit: Unit, spec: Mapping[str, Any], *, by: Actor, at: datetime) -> Unit:
    """Lay down a unit's calendar; an empty one takes again what holds above it. Clocks that run keep the deadline they have."""
    whole = {key: value for key, value in spec.items() if value}
    return change_unit(unit, by=by, at=at, calendar=whole)


@transaction.atomic
def set_days(unit: Unit, days: Days, base: Mapping[str, Any], *, titles: Titles | None = None, by: Actor, at: datetime) -> Unit:
    """Close or open single days, named by `titles`. A unit without a calendar of its own first takes over `base`, what holds there now."""
    return lay_hours(unit, with_days(unit.calendar or base, days, titles), by=by, at=at)
