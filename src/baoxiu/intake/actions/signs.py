"""Signs to report by: made for rooms, machines and units, and made anew where one was lost."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Asset, Site, Unit
from baoxiu.intake.events import SIGN_HUNG
from baoxiu.intake.models import ReportSign
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is mistaken for another when it is typed
MARK_LENGTH = 10
Thing = Site | Asset | None  # None: the unit's own door


def hang_signs(unit: Unit, things: Iterable[Thing], *, by: Actor, at: datetime) -> list[ReportSign]:
    """The signs of some places and machines, in their order; made for those that have none."""
    wanted = list(things)
    with transaction.atomic():
        held = {_thing_of(sign): sign for sign in _in_force(unit)}
        made = [_sign(unit, thing, by, at) for thing in wanted if _key(thing) not in held]
        ReportSign.objects.bulk_create(made, ignore_conflicts=True)
        _tell(made, by, at, anew=False)
    held = {_thing_of(sign): sign for sign in _in_force(unit)}
    return [held[_key(thing)] for thing in wanted]


@transaction.atomic
def replace_sign(sign: ReportSign, *, by: Actor, at: datetime) -> ReportSign:
    """Retire a sign that was lost or copied, and make the one that hangs there now."""
    gone = ReportSign.objects.filter(pk=sign.pk, retired_at=None).update(retired_at=at)
    following = _in_force(sign.unit).filter(site=sign.site_id, asset=sign.asset_id).first()
    if not gone and following is not None:  # somebody else did it a moment ago
        return following
    made = _sign(sign.unit, sign.asset or sign.site, by, at)
    made.save(force_insert=True)
    _tell([made], by, at, anew=True)
    return made


def _in_force(unit: Unit) -> QuerySet[ReportSign]:
    return ReportSign.objects.filter(unit=unit, retired_at=None).select_related("site", "asset", "asset__site", "unit")


def _sign(unit: Unit, thing: Thing, by: Actor, at: datetime) -> ReportSign:
    mark = "".join(secrets.choice(LETTERS) for _ in range(MARK_LENGTH))
    site, asset = (thing, None) if isinstance(thing, Site) else (None, thing)
    root = unit.organisation_id or unit.pk
    return ReportSign(mark=mark, organisation_id=root, unit=unit, site=site, asset=asset, made_by_id=by.id, made_at=at)


def _tell(signs: Sequence[ReportSign], by: Actor, at: datetime, *, anew: bool) -> None:
    for sign in signs:
        said = {"unit": sign.unit_id, "site": sign.site_id, "asset": sign.asset_id, "anew": anew}
        record(Happened(SIGN_HUNG, subject_of("report_sign", sign.mark), sign.organisation_id, at, by, said))


def _thing_of(sign: ReportSign) -> tuple[str, int]:
    return ("asset", sign.asset_id) if sign.asset_id else ("site", sign.site_id) if sign.site_id else ("unit", 0)


def _key(thing: Thing) -> tuple[str, int]:
    return ("unit", 0) if thing is None else ("site" if isinstance(thing, Site) else "asset", thing.pk)
