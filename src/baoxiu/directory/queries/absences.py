"""Who is away, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F, Q, QuerySet

from baoxiu.directory.models import Absence

KINDS: Mapping[str, Mapping[str, str]] = {
    "leave": {"zh": "休假", "en": "Leave"},
    "sick": {"zh": "病假", "en": "Sick"},
    "training": {"zh": "培训", "en": "Training"},
    "other": {"zh": "其他", "en": "Other"},
}


def absences_of(people: Iterable[int], *, since: datetime, until: datetime | None = None) -> QuerySet[Absence]:
    """Absences of these people that touch the time from `since` to `until` (open: for ever), the first to begin first."""
    rows = Absence.objects.filter(Q(until_at=None) | Q(until_at__gt=since) & Q(until_at__gt=F("since_at")), person_id__in=list(people))
    return (rows if until is None else rows.filter(since_at__lt=until)).order_by("since_at", "id")


def away_at(people: Iterable[int], at: datetime) -> dict[int, Absence]:
    """Which of these people are away at an instant, and by which absence."""
    rows = Absence.objects.filter(Q(until_at=None) | Q(until_at__gt=at), since_at__lte=at, person_id__in=list(people))
    return {row.person_id: row for row in rows}
