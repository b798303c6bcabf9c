"""Who may get an order of a place: all stations that cover it, with everything the choice looks at, in one statement."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from baoxiu.core.matching import Matching, Station, Wanted, choose, station_of
from baoxiu.directory.models import Unit
from baoxiu.dispatch.models import Coverage, StationAbsence, StationTerms
from baoxiu.tickets import world

COVERAGE = """
SELECT jsonb_build_object('here', o_here, 'area', o_area, 'stations', o_stations)
  FROM dispatch_stations(
      ARRAY[0], ARRAY[%(unit)s::bigint], ARRAY[%(site)s::bigint], ARRAY[%(area)s::text], %(organisation)s, %(level)s::text, %(at)s)
"""
OF_PLACES = "SELECT o_key, o_stations::text FROM dispatch_stations(%s, %s, %s, %s, %s, %s, %s)"
STANDING = """
SELECT u.id, (SELECT count(*) FROM dispatch_coverage c
               WHERE c.unit_id = u.id AND c.since_at <= %(at)s AND (c.until_at IS NULL OR c.until_at > %(at)s)) AS areas,
       t.capacity, t.engineers, t.grade, t.id IS NOT NULL AS has_terms, k.last AS taken,
       (SELECT b.reason FROM dispatch_stationabsence b
         WHERE b.unit_id = u.id AND b.since_at <= %(at)s AND (b.until_at IS NULL OR b.until_at > %(at)s) LIMIT 1) AS away
  FROM directory_unit u
  LEFT JOIN LATERAL (
      SELECT * FROM dispatch_stationterms o
       WHERE o.unit_id = u.id AND o.since_at <= %(at)s AND (o.until_at IS NULL OR o.until_at > %(at)s)
       ORDER BY o.since_at DESC, o.id DESC LIMIT 1) AS t ON true
  LEFT JOIN tickets_counter k ON k.scope = 'taken:' || u.id || ':' || (%(at)s::timestamptz AT TIME ZONE u.zone)::date
 WHERE u.id = ANY(%(units)s)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order is: the unit that took it, the site, the area it said."""

    unit: int
    site: int | None = None
    area: str = ""


def stations_at(places: Collection[Place], organisation: int, *, level: str | None, at: datetime) -> dict[Place, list[Station]]:
    """Everybody who comes into question at each place, asked in one statement."""
    listed = list(dict.fromkeys(places))
    columns: list[Any] = [
        list(range(len(listed))),
        [one.unit for one in listed],
        [one.site for one in listed],
        [one.area for one in listed],
    ]
    with connection.cursor() as cursor:
        cursor.execute(OF_PLACES, [*columns, organisation, level, at])
        rows = cursor.fetchall()
    return {listed[key]: [station_of(row) for row in json.loads(stations)] for key, stations in rows}


def matched(unit: Unit, *, at: datetime, wanted: Wanted | None = None, level: str | None = None, **place: Any) -> Matching:
    """What the dispatch of an order at a place (`site` id, `area`, `category`) would be at an instant; nothing is taken.

    Coverage, terms and absences are never deleted, so that a past instant is answered as it was then.
    """
    given = {**place, "organisation": unit.organisation_id, "unit": unit.pk, "level": level, "at": at}
    said = world.known(["coverage"], given)[0]["coverage"]
    return choose(wanted or Wanted(at, category=place.get("category") or ""), [station_of(row) for row in said["stations"]])


def coverage_of(unit: Unit, *, at: datetime | None = None) -> QuerySet[Coverage]:
    """What a unit serves, in its order: at an instant, or with everything it ever served and will."""
    rows = Coverage.objects.filter(unit=unit).select_related("site")
    return rows.filter(in_force(at)).order_by("order", "area", "id") if at else rows.order_by("-since_at", "order", "id")


def terms_of(unit: Unit, at: datetime) -> StationTerms | None:
    """The terms of a station at an instant."""
    return StationTerms.objects.filter(in_force(at), unit=unit).order_by("-since_at", "-id").first()


def terms_history(unit: Unit) -> QuerySet[StationTerms]:
    """All terms of a station, the newest first."""
    return StationTerms.objects.filter(unit=unit).order_by("-since_at", "-id")


def absences_of(unit: Unit) -> QuerySet[StationAbsence]:
    """When a station took or will take nothing, the newest first."""
    return StationAbsence.objects.filter(unit=unit).order_by("-since_at", "-id")


def day_of(unit: Unit, at: datetime) -> date:
    """The unit's date of an instant: the day its capacity counts by."""
    return at.astimezone(ZoneInfo(unit.zone)).date()


def in_force(at: datetime) -> Q:
    """Rows that count at an instant."""
    return Q(since_at__lte=at) & (Q(until_at__isnull=True) | Q(until_at__gt=at))


def stations_standing(units: Collection[int], at: datetime) -> dict[int, dict[str, Any]]:
    """How stations stand at an instant, by unit: areas covered, capacity, orders taken that day, absence; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"units": list(units), "at": at})
        names = [column.name for column in cursor.description or ()]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
