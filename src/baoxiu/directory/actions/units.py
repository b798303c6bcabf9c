"""Laying out an organisation: units, places, things, recorded outages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from baoxiu.core.calendars import Calendar
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.events import changed
from baoxiu.directory.models import Asset, Person, Site, SystemOutage, Unit
from baoxiu.directory.queries.pieces import pieces
from baoxiu.journal.actions import record

CODE = re.compile(r"[\w.-]{1,40}")
FREE_TO_CHANGE = frozenset({"code", "level", "title", "title_en", "zone", "calendar", "settings", "phone"})


class CodeTaken(Refusal):
    """The code {unit} is already used in this organisation. Choose another."""

    code = "code_taken"
    zh = "编码 {unit} 在本组织中已被使用，请换一个。"


class BadCode(Malformed):
    """The code {unit} cannot be used: write letters, digits, dot, dash or underscore, at most 40."""

    zh = "编码“{unit}”不可用：请用字母、数字、点、短横线或下划线，最多 40 个字符。"


class OtherOrganisation(Refusal):
    """{what} belongs to another organisation."""

    code = "other_organisation"
    zh = "{what}属于另一个组织。"


@transaction.atomic
def create_unit(parent: Unit | None, *, level: str, code: str, title: str, by: Actor, at: datetime, **facts: Any) -> Unit:
    """Add a unit below `parent`; without one it is the root of a new organisation.

    `facts`: title_en, zone, calendar, settings, phone. Zone: the parent's where none is given.
    """
    if not CODE.fullmatch(code):
        raise BadCode(unit=code, field="code")
    facts.setdefault("zone", parent.zone if parent else "Asia/Shanghai")
    _check_calendar(facts)
    unit = Unit(parent=parent, organisation=parent.organisation if parent else None, level=level, code=code, title=title, **facts)
    _place(unit)
    record(changed("UnitCreated", unit.organisation_id or unit.pk, by=by, at=at, unit=unit.pk, code=code, title=title))
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, by: Actor, at: datetime, **facts: Any) -> Unit:
    """Change code, level, title, zone, calendar, settings or phone. Everything below learns of it."""
    unknown = facts.keys() - FREE_TO_CHANGE
    if unknown:
        raise Malformed(what=", ".join(sorted(unknown)), why="this is not changed here")
    if not CODE.fullmatch(facts.get("code", unit.code)):
        raise BadCode(unit=facts["code"], field="code")
    _check_calendar({"zone": unit.zone, "calendar": unit.calendar, **facts})
    try:
        with transaction.atomic():
            Unit.objects.filter(pk=unit.pk).update(**facts)
    except IntegrityError as taken:
        raise CodeTaken(unit=facts["code"], field="code") from taken
    Unit.objects.filter(path__startswith=unit.path).update(changed=F("changed") + 1)
    record(changed("UnitChanged", unit.organisation_id or unit.pk, by=by, at=at, unit=unit.pk, **facts))
    unit.refresh_from_db()
    return unit


def add_site(organisation: Unit, *, level: str, code: str, title: str, **facts: Any) -> Site:
    """Add a place; `facts`: parent, address, area_class, latitude, longitude, unit (who serves it)."""
    site = Site(organisation=organisation, level=level, code=code, title=title, **facts)
    site.search = site_pieces(site)
    try:
        with transaction.atomic():
            site.save(force_insert=True)
    except IntegrityError as taken:
        raise CodeTaken(unit=code) from taken
    return site


def site_pieces(site: Site) -> list[str]:
    """What a place is found by."""
    return sorted(pieces(f"{site.title} {site.code} {site.address}", "s"))


def add_asset(organisation: Unit, *, code: str, title: str, **facts: Any) -> Asset:
    """Add a thing that may need repair; `facts`: site, owner, model, serial, category, installed_on, warranty_until_on."""
    try:
        with transaction.atomic():
            return Asset.objects.create(organisation=organisation, code=code, title=title, **facts)
    except IntegrityError as taken:
        raise CodeTaken(unit=code) from taken


@transaction.atomic
def record_outage(
    organisation: Unit, starts_at: datetime, ends_at: datetime | None, reason: str, *, recorded_by: Person, by: Actor, at: datetime
) -> SystemOutage:
    """Record a failure of the system itself; jobs done inside it may be entered afterwards (LCD-41)."""
    if ends_at is not None and ends_at <= starts_at:
        raise Malformed(what="end / 结束时间", why="it must lie after the start / 必须晚于开始时间", field="ends")
    outage = SystemOutage.objects.create(
        organisation=organisation, starts_at=starts_at, ends_at=ends_at, reason=reason, recorded_by=recorded_by
    )
    record(changed("OutageRecorded", organisation.pk, by=by, at=at, outage=outage.pk, starts_at=starts_at, ends_at=ends_at, reason=reason))
    return outage


@transaction.atomic
def end_outage(outage: SystemOutage, ends_at: datetime, *, by: Actor, at: datetime) -> SystemOutage:
    """Say when a failure of the system ended."""
    kept = SystemOutage.objects.select_for_update().get(pk=outage.pk)
    if ends_at <= kept.starts_at or ends_at > at:
        raise Malformed(what="end / 结束时间", why="between its start and now / 应在开始时间与当前时间之间", field="ends")
    kept.ends_at = ends_at
    kept.save(update_fields=["ends_at"])
    record(changed("OutageEnded", kept.organisation_id, by=by, at=at, outage=kept.pk, ends_at=ends_at))
    return kept


def _place(unit: Unit) -> None:
    """Store the unit and give it its path, which needs its id."""
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as taken:
        raise CodeTaken(unit=unit.code, field="code") from taken
    unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
    unit.organisation_id = unit.organisation_id or unit.pk
    unit.save(update_fields=["path", "organisation"])


def _check_calendar(facts: Mapping[str, Any]) -> None:
    """Refuse a calendar or a zone that cannot be read, before a clock depends on it."""
    spec = facts.get("calendar") or {"week": {"mon": ["09:00-17:00"]}}
    Calendar.of(spec, facts["zone"])
