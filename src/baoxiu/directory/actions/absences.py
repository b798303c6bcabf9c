"""Leave, sickness, training: when somebody is away and gets no work."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.events import changed
from baoxiu.directory.models import Absence, Person
from baoxiu.directory.queries.absences import KINDS, absences_of
from baoxiu.journal.actions import record


class AwayAlready(Refusal):
    """{name} is away already from {since} to {until}. End that first, or choose other days."""

    code: ClassVar[str] = "away_already"
    zh: ClassVar[str] = "{name} 在 {since} 至 {until} 已登记缺勤，请先结束原登记，或另选时间。"


@transaction.atomic
def set_absence(person: Person, kind: str, *, since: datetime, until: datetime | None, by: Actor, at: datetime, note: str = "") -> Absence:
    """Say that somebody is away from `since` to `until` (until it is said). Nobody is away twice at once."""
    if kind not in KINDS:
        raise Malformed(what="kind / 类别", why=", ".join(KINDS), field="kind")
    if until is not None and until <= since:
        raise Malformed(what="end / 结束时间", why="it must lie after the start / 必须晚于开始时间", field="until")
    Person.objects.select_for_update().get(pk=person.pk)  # two clerks may write down the same leave at once
    other = absences_of([person.pk], since=since, until=until).first()
    if other is not None:
        raise AwayAlready(name=person.name, since=_said(other.since_at), until=_said(other.until_at), field="since")
    absence = Absence.objects.create(person=person, kind=kind, since_at=since, until_at=until, note=note.strip()[:200])
    _record("AbsenceSet", absence, by=by, at=at)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Actor, at: datetime) -> Absence:
    """He is back: an absence under way ends now, one to come does not begin."""
    kept = Absence.objects.select_for_update().get(pk=absence.pk)
    ends = max(kept.since_at, at)
    if kept.until_at is None or kept.until_at > ends:
        kept.until_at = ends
        kept.save(update_fields=["until_at"])
        _record("AbsenceEnded", kept, by=by, at=at)
    return kept


def _said(at: datetime | None) -> str:
    return at.isoformat(" ", "minutes") if at else "…"


def _record(type_: str, absence: Absence, *, by: Actor, at: datetime) -> None:
    said = {"absence": absence.pk, "kind": absence.kind, "since": absence.since_at, "until": absence.until_at}
    record(changed(type_, absence.person.organisation_id or 0, by=by, at=at, person=absence.person_id, **said))
