"""Who may get an order of a place: all stations that cover it, with everything the choice looks at, in one statement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from baoxiu.core.matching import Matching, Wanted, choose, station_of
from baoxiu.directory.models import Unit
from baoxiu.dispatch.models import Coverage, StationAbsence, StationTerms
from baoxiu.tickets import world

# Every coverage of a place as the matching reads it (core.matching.station_of). How far it lies: the place itself 0, what it
# lies in 1, 2, …; a street 1000, a district 1003, a city 1005, a province 1007, an area by name 1000; who serves the site,
# where nobody laid down more, from 2000. Raised to the level the procedure dispatches to (a head station).
COVERAGE = """
WITH RECURSIVE line AS (
    SELECT s.id, s.parent_id, s.unit_id, s.title, s.area_id, 0 AS far FROM directory_site s WHERE s.id = %(site)s::bigint
    UNION ALL
    SELECT s.id, s.parent_id, s.unit_id, s.title, s.area_id, line.far + 1 FROM directory_site s JOIN line ON s.id = line.parent_id
), place AS (
    SELECT coalesce(nullif(%(area)s::text, ''), (SELECT l.area_id FROM line l WHERE l.area_id IS NOT NULL ORDER BY l.far LIMIT 1)) AS code
), within AS (
    SELECT p.code AS area, CASE WHEN p.code ~ '^[0-9]{2,9}$' THEN 1000 + greatest(9 - length(p.code), 0) ELSE 1000 END AS far
      FROM place p WHERE p.code IS NOT NULL
    UNION ALL
    SELECT left(p.code, size), 1009 - size FROM place p, unnest(ARRAY[2, 4, 6]) AS size
     WHERE p.code ~ '^([0-9]{4}|[0-9]{6}|[0-9]{9})$' AND size < length(p.code)
), found AS (
    SELECT c.unit_id, line.far, line.title AS place, c.category, c."order", c.since_at, c.until_at
      FROM line JOIN dispatch_coverage c ON c.site_id = line.id
    UNION ALL
    SELECT c.unit_id, w.far, coalesce(a.whole, w.area), c.category, c."order", c.since_at, c.until_at
      FROM within w JOIN dispatch_coverage c ON c.area = w.area LEFT JOIN directory_area a ON a.code = w.area
    UNION ALL
    SELECT line.unit_id, 2000 + line.far, line.title, '', 0, NULL, NULL FROM line WHERE line.unit_id IS NOT NULL
), raised AS (
    SELECT f.*, u.id AS own, u.title AS own_title, h.id AS unit, h.code, h.title, h.changed, h.zone,
           (%(at)s::timestamptz AT TIME ZONE h.zone)::date AS day
      FROM found f
      JOIN directory_unit u ON u.id = f.unit_id AND u.active AND u.organisation_id = %(organisation)s
      CROSS JOIN LATERAL (
          SELECT a.* FROM directory_unit a WHERE a.id = ANY(string_to_array(trim(both '/' from u.path), '/')::bigint[])
           ORDER BY (a.level = %(level)s::text) DESC NULLS LAST, length(a.path) DESC LIMIT 1) AS h
     WHERE h.active AND (f.until_at IS NULL OR f.until_at > %(at)s::timestamptz - interval '30 days')
)
SELECT jsonb_build_object(
    'here', %(level)s::text IS NULL OR EXISTS (
        SELECT 1 FROM directory_unit o JOIN directory_unit a ON starts_with(o.path, a.path)
         WHERE o.id = %(unit)s::bigint AND a.organisation_id = o.organisation_id AND a.level = %(level)s::text),
    'area', (SELECT code FROM place),
    'stations', coalesce(jsonb_agg(jsonb_build_object(
        'unit', r.unit, 'changed', r.changed, 'code', r.code, 'title', r.title, 'far', r.far, 'place', r.place, 'category', r.category,
        'order', r."order", 'since', r.since_at, 'until', r.until_at, 'via', CASE WHEN r.own <> r.unit THEN r.own_title END, 'day', r.day,
        'taken', (SELECT k.last FROM tickets_counter k WHERE k.scope = 'taken:' || r.unit || ':' || r.day),
        'lapsed', t.id IS NULL AND EXISTS (SELECT 1 FROM dispatch_stationterms o WHERE o.unit_id = r.unit AND o.since_at <= %(at)s),
        'terms', CASE WHEN t.id IS NOT NULL
                      THEN jsonb_build_object('products', t.products, 'modes', t.modes, 'capacity', t.capacity) END,
        'absence', b.said)), '[]'))
  FROM raised r
  LEFT JOIN LATERAL (
      SELECT * FROM dispatch_stationterms o
       WHERE o.unit_id = r.unit AND o.since_at <= %(at)s AND (o.until_at IS NULL OR o.until_at > %(at)s)
       ORDER BY o.since_at DESC, o.id DESC LIMIT 1) AS t ON true
  LEFT JOIN LATERAL (
      SELECT jsonb_build_object('reason', o.reason, 'until', o.until_at) AS said FROM dispatch_stationabsence o
       WHERE o.unit_id IN (r.unit, r.own) AND o.since_at <= %(at)s AND (o.until_at IS NULL OR o.until_at > %(at)s)
       ORDER BY o.until_at DESC NULLS FIRST LIMIT 1) AS b ON true
"""


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
