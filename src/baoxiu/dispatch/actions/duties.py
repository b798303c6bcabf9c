"""Laying the duty roster."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.models import Person, Unit
from baoxiu.dispatch.events import DUTY_ENDED, DUTY_SET
from baoxiu.dispatch.models import Duty
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record

LONGEST = timedelta(days=2)


class OnDutyAlready(Refusal):
    """{name} is on duty already from {since} to {until}. End that duty first, or choose another time."""

    code = "on_duty_already"
    zh = "{name} 在 {since} 至 {until} 已有班次，请先取消原班次，或另选时间。"


@transaction.atomic
def set_duty(unit: Unit, person: Person, shift: str, *, since: datetime, until: datetime, by: Actor, at: datetime) -> Duty:
    """Put a person on duty at a unit. Nobody is on duty twice at once."""
    if not since < until or until - since > LONGEST or not shift.strip():
        raise Malformed(what="duty / 班次", why="since < until <= since + 48h, shift / 开始早于结束，不超过 48 小时，写明班次")
    with connection.cursor() as cursor:  # two clerks may lay the same person's roster at once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('duty'), %s)", [person.pk])
    other = Duty.objects.filter(person=person, starts_at__lt=until, ends_at__gt=since).first()
    if other is not None:
        raise OnDutyAlready(name=person.name, since=other.starts_at, until=other.ends_at)
    duty = Duty.objects.create(unit=unit, person=person, shift=shift.strip()[:40], starts_at=since, ends_at=until)
    _record(DUTY_SET, duty, by=by, at=at)
    return duty


@transaction.atomic
def end_duty(duty: Duty, *, by: Actor, at: datetime) -> None:
    """Take a person off: a duty under way ends now, one to come does not begin."""
    kept = Duty.objects.select_for_update().get(pk=duty.pk)
    kept.ends_at = min(kept.ends_at, max(kept.starts_at, at))
    kept.save(update_fields=["ends_at"])
    _record(DUTY_ENDED, kept, by=by, at=at)


def _record(type_: str, duty: Duty, *, by: Actor, at: datetime) -> None:
    unit = duty.unit
    said = {"person": duty.person_id, "shift": duty.shift, "since": duty.starts_at.isoformat(), "until": duty.ends_at.isoformat()}
    record(Happened(type_, subject_of("duty", duty.pk), unit.organisation_id or unit.pk, at, by, said))
