"""Keeping visits as rows, and hanging signs at sites."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Site
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record
from baoxiu.visits.events import SITE_MARKED
from baoxiu.visits.models import SiteMark, Visit

Json = Any
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is mistaken for another when it is typed
MARK_LENGTH = 10
TIMES = ("accepted_at", "departed_at", "appointed_at", "arrived_at", "left_at")
KEPT = (*TIMES, "person", "by_name", "companions", "outcome", "proof", "fetched", "labour_seconds")


def keep_visits(ticket: UUID, fields: Mapping[str, Json]) -> None:
    """Draw the visits of a ticket anew from its record: the same however often it is done."""
    visits: Sequence[Mapping[str, Json]] = fields.get("_visits") or ()
    spans = fields.get("_labour") or ()
    rows = [_row(ticket, visit, visits[nth + 1 : nth + 2], spans) for nth, visit in enumerate(visits)]
    if rows:
        Visit.objects.bulk_create(rows, update_conflicts=True, unique_fields=["ticket", "nth"], update_fields=list(KEPT))


def _row(ticket: UUID, visit: Mapping[str, Json], following: Sequence[Mapping[str, Json]], spans: Sequence[Mapping[str, Json]]) -> Visit:
    until = _begun(following[0]) if following else None
    return Visit(
        ticket_id=ticket,
        nth=visit["nth"],
        person_id=visit.get("by"),
        by_name=str(visit.get("by_name") or "")[:120],
        companions=str(visit.get("companions") or "")[:240],
        outcome=str(visit.get("outcome") or "")[:80],
        proof=visit.get("proof"),
        fetched=visit.get("fetched") or [],
        labour_seconds=_labour(spans, _time(visit.get("arrived_at")), until),
        **{name: _time(visit.get(name)) for name in TIMES},
    )


def _begun(visit: Mapping[str, Json]) -> datetime | None:
    return next((_time(visit[name]) for name in ("accepted_at", "departed_at", "arrived_at") if visit.get(name)), None)


def _labour(spans: Sequence[Mapping[str, Json]], since: datetime | None, until: datetime | None) -> int:
    """The seconds of finished labour that began during the visit."""
    if since is None:
        return 0
    done = ((_time(span["at"]), _time(span.get("until"))) for span in spans)
    times = [end - start for start, end in done if start and end and start >= since and (until is None or start < until)]
    return int(sum(times, timedelta()).total_seconds())


def _time(text: Json) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def empty_visits(ticket: UUID) -> None:
    """The visits of a ticket that was disposed of: when and by whom stays; how it was proven and what was fetched goes."""
    Visit.objects.filter(ticket_id=ticket).update(proof=None, fetched=[], companions="")


@transaction.atomic
def mark_site(site: Site, *, by: Actor, at: datetime, anew: bool = False) -> SiteMark:
    """The sign of a site; made when it has none yet, or `anew` when the old one is lost and must prove nothing any more."""
    found = SiteMark.objects.select_for_update().filter(site=site).first()
    if found is not None and not anew:
        return found
    mark = "".join(secrets.choice(LETTERS) for _ in range(MARK_LENGTH))
    kept, _ = SiteMark.objects.update_or_create(site=site, defaults={"mark": mark, "made_by_id": by.id, "made_at": at})
    record(Happened(SITE_MARKED, subject_of("site", site.pk), site.organisation_id, at, by, {"site": site.pk, "anew": found is not None}))
    return kept
