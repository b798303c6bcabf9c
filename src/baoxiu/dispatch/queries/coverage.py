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

# Every coverage of each asked place as the matching reads it (core.matching.station_of). How far it lies: the place itself 0,
# what it lies in 1, 2, …; a street 1000, a district 1003, a city 1005, a province 1007, an area by name 1000; who serves the
# site, where nobody laid down more, from 2000. Raised to the level the procedure dispatches to (a head station).
OF_PLACES = """
WITH RECURSIVE asked AS ({asked}), line AS (
    SELECT q.key, s.id, s.parent_id, s.unit_id, s.title, s.area_id, 0 AS far FROM asked q JOIN directory_site s ON s.id = q.site
    UNION ALL
    SELECT l.key, s.id, s.parent_id, s.unit_id, s.title, s.area_id, l.far + 1 FROM directory_site s JOIN line l ON s.id = l.parent_id
), near AS (
    SELECT DISTINCT ON (l.key) l.key, l.area_id FROM line l WHERE l.area_id IS NOT NULL ORDER BY l.key, l.far
), place AS (
    SELECT q.key, q.unit, coalesce(nullif(q.area, ''), n.area_id) AS code FROM asked q LEFT JOIN near n ON n.key = q.key
), within AS (
    SELECT p.key, p.code AS area, CASE WHEN p.code ~ '^[0-9]{2,9}$' THEN 1000 + greatest(9 - length(p.code), 0) ELSE 1000 END AS far
      FROM place p WHERE p.code IS NOT NULL
    UNION ALL
    SELECT p.key, left(p.code, size), 1009 - size FROM place p, unnest(ARRAY[2, 4, 6]) AS size
     WHERE p.code ~ '^([0-9]{4}|[0-9]{6}|[0-9]{9})$' AND size < length(p.code)
), found AS (
    SELECT l.key, c.unit_id, l.far, l.title AS place, c.category, c."order", c.since_at, c.until_at
      FROM line l JOIN dispatch_coverage c ON c.site_id = l.id
    UNION ALL
    SELECT w.key, c.unit_id, w.far, coalesce(a.whole, w.area), c.category, c."order", c.since_at, c.until_at
      FROM within w JOIN dispatch_coverage c ON c.area = w.area LEFT JOIN directory_area a ON a.code = w.area
    UNION ALL
    SELECT l.key, l.unit_id, 2000 + l.far, l.title, '', 0, NULL, NULL FROM line l WHERE l.unit_id IS NOT NULL
), raised AS (
    SELECT f.*, u.id AS own, u.title AS own_title, h.id AS unit, h.code, h.title, h.changed,
           (%(at)s::timestamptz AT TIME ZONE h.zone)::date AS day
      FROM found f
      JOIN directory_unit u ON u.id = f.unit_id AND u.active AND u.organisation_id = %(organisation)s
      CROSS JOIN LATERAL (
          SELECT a.* FROM directory_unit a WHERE a.id = ANY(string_to_array(trim(both '/' from u.path), '/')::bigint[])
           ORDER BY (a.level = %(level)s::text) DESC NULLS LAST, length(a.path) DESC LIMIT 1) AS h
     WHERE h.active AND (f.until_at IS NULL OR f.until_at > %(at)s::timestamptz - interval '30 days')
), standing AS (
    SELECT n.unit, n.own, k.last AS taken, t.said AS terms, b.said AS absence,
           t.said IS NULL AND EXISTS (SELECT 1 FROM dispatch_stationterms o WHERE o.unit_id = n.unit AND o.since_at <= %(at)s) AS lapsed
      FROM (SELECT DISTINCT r.unit, r.own, r.day FROM raised r) AS n
      LEFT JOIN tickets_counter k ON k.scope = 'taken:' || n.unit || ':' || n.day
      LEFT JOIN LATERAL (
          SELECT jsonb_build_object('products', o.products, 'modes', o.modes, 'capacity', o.capacity) AS said FROM dispatch_stationterms o
           WHERE o.unit_id = n.unit AND o.since_at <= %(at)s AND (o.until_at IS NULL OR o.until_at > %(at)s)
           ORDER BY o.since_at DESC, o.id DESC LIMIT 1) AS t ON true
      LEFT JOIN LATERAL (
          SELECT jsonb_build_object('reason', o.reason, 'until', o.until_at) AS said FROM dispatch_stationabsence o
           WHERE o.unit_id IN (n.unit, n.own) AND o.since_at <= %(at)s AND (o.until_at IS NULL OR o.until_at > %(at)s)
           ORDER BY o.until_at DESC NULLS FIRST LIMIT 1) AS b ON true
)
SELECT p.key, p.code AS area, CASE WHEN %(level)s::text IS NULL THEN '/' ELSE (
           SELECT a.path FROM directory_unit o
             JOIN directory_unit a ON a.id = ANY(string_to_array(trim(both '/' from o.path), '/')::bigint[])
            WHERE o.id = p.unit AND a.level = %(level)s::text LIMIT 1) END AS here,
       coalesce(jsonb_agg(jsonb_build_object(
           'unit', r.unit, 'changed', r.changed, 'code', r.code, 'title', r.title, 'far', r.far, 'place', r.place, 'category', r.category,
           'order', r."order", 'since', r.since_at, 'until', r.until_at, 'via', CASE WHEN r.own <> r.unit THEN r.own_title END,
           'day', r.day, 'taken', s.taken, 'lapsed', s.lapsed, 'terms', s.terms, 'absence', s.absence))
           FILTER (WHERE r.unit IS NOT NULL), '[]') AS stations
  FROM place p LEFT JOIN raised r ON r.key = p.key LEFT JOIN standing s ON s.unit = r.unit AND s.own = r.own
 GROUP BY p.key, p.code, p.unit
"""
ONE = "SELECT 0 AS key, %(unit)s::bigint AS unit, %(site)s::bigint AS site, %(area)s::text AS area"
MANY = "SELECT * FROM unnest(%(keys)s::int[], %(units)s::bigint[], %(sites)s::bigint[], %(areas)s::text[]) AS q(key, unit, site, area)"
STANDING = """
SELECT u.id, (SELECT count(*) FROM dispatch_coverage c
               WHERE c.unit_id = u.id AND c.since_at <= %(at)s AND (c.until_at IS NULL OR c.until_at > %(at)s)) AS areas,
       t.capacity, t.engineers, t.id IS NOT NULL AS has_terms, k.last AS taken,
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
COVERAGE = f"""
SELECT jsonb_build_object('here', o.here, 'area', o.area, 'stations', o.stations) FROM ({OF_PLACES.replace("{asked}", ONE)}) AS o
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
    columns: dict[str, Any] = {"keys": list(range(len(listed))), "units": [p.unit for p in listed], "sites": [p.site for p in listed]}
    given = {**columns, "areas": [p.area for p in listed], "organisation": organisation, "level": level, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, stations::text FROM ({OF_PLACES.replace('{asked}', MANY)}) AS o", given)
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
