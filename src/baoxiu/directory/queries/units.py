"""The tree of an organisation: units, what they inherit, who is above and below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from baoxiu.core.engine.facts import UnitFacts
from baoxiu.core.errors import NotFound
from baoxiu.directory.models import Unit

_facts: dict[int, tuple[int, UnitFacts]] = {}


def organisations() -> QuerySet[Unit]:
    """The roots: every organisation of the installation."""
    return Unit.objects.filter(parent=None).order_by("id")


def organisation_on(code: str) -> Unit:
    """The organisation with this code."""
    found = organisations().filter(code=code).first()
    if found is None:
        raise NotFound(what="organisation / 组织", name=code)
    return found


def unit_on(organisation_id: int, code: str) -> Unit:
    """The unit of an organisation with this code."""
    found = Unit.objects.filter(organisation_id=organisation_id, code=code).first()
    if found is None:
        raise NotFound(what="unit / 单位", name=code)
    return found


def unit_with(id_: int) -> Unit:
    """The unit with this id."""
    found = Unit.objects.filter(id=id_).first()
    if found is None:
        raise NotFound(what="unit / 单位", name=id_)
    return found


def unit_tree(organisation_id: int) -> QuerySet[Unit]:
    """All units in use of an organisation, each after the one above it."""
    return Unit.objects.filter(organisation_id=organisation_id, active=True).order_by("path")


def units_by_code(organisation_id: int) -> dict[str, Unit]:
    """Every unit of an organisation by its code, in use or not."""
    return {unit.code: unit for unit in Unit.objects.filter(organisation_id=organisation_id)}


def units_that_serve(organisation_id: int) -> list[Unit]:
    """The units in use that serve places, each after the one above it."""
    return list(Unit.objects.filter(organisation_id=organisation_id, active=True, sites__isnull=False).distinct().order_by("path"))


def units_below_codes(organisation_id: int, codes: Iterable[str]) -> QuerySet[Unit]:
    """The units with these codes and all below them."""
    paths = Unit.objects.filter(organisation_id=organisation_id, code__in=list(codes)).values_list("path", flat=True)
    return Unit.objects.filter(reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[])))


def units_below(unit: Unit) -> QuerySet[Unit]:
    """The unit itself and all below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def units_above(unit: Unit) -> list[Unit]:
    """The unit itself and all above it, nearest first."""
    rows = Unit.objects.alias(whole=Value(unit.path)).filter(whole__startswith=F("path"), organisation_id=unit.organisation_id)
    return sorted(rows, key=lambda row: -len(row.path))


def nearest_unit(unit: Unit, level: str) -> Unit | None:
    """The nearest unit of that level, from the unit itself upward."""
    return next((row for row in units_above(unit) if row.level == level), None)


def calendar_of(unit: Unit) -> Mapping[str, Any]:
    """The unit's calendar, or the nearest one above that has one; empty where nobody laid one down."""
    return _inherited_calendar(units_above(unit))


def unit_facts(unit_id: int, changed: int | None = None) -> UnitFacts:
    """What a decision knows of a unit; from memory where the caller's `changed` is what we have."""
    held = _facts.get(unit_id)
    if held is not None and held[0] == changed:
        return held[1]
    unit = unit_with(unit_id)
    facts = _facts_of(unit)
    _facts[unit_id] = (unit.changed, facts)
    return facts


def forget() -> None:
    """Drop what is held in memory: a restored database may give old ids to other things."""
    _facts.clear()


def _facts_of(unit: Unit) -> UnitFacts:
    line = units_above(unit)
    settings: dict[str, Any] = {}
    for row in reversed(line):
        settings = merged(settings, row.settings)
    return UnitFacts(
        id=unit.pk,
        code=unit.code,
        title=unit.title,
        path=unit.path,
        zone=unit.zone,
        calendar=_inherited_calendar(line),
        settings=settings,
        above=tuple(row.code for row in line if row.pk != unit.pk),
    )


def merged(above: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a unit over those above it: its own value wins, tables are joined key by key."""
    whole = dict(above)
    for key, value in own.items():
        held = whole.get(key)
        whole[key] = merged(held, value) if isinstance(held, Mapping) and isinstance(value, Mapping) else value
    return whole


def _inherited_calendar(line: Sequence[Unit]) -> Mapping[str, Any]:
    return next((row.calendar for row in line if row.calendar), {})
