"""What a request to change coverage or capacity is judged by: what is covered now, and what the change would leave uncovered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from baoxiu.directory.models import Unit

COVERED_AREAS = """
SELECT coalesce(jsonb_agg(said ORDER BY said), '[]') FROM (
    SELECT DISTINCT coalesce(a.whole || ' ' || a.code, s.title, c.area) AS said
      FROM dispatch_coverage c LEFT JOIN directory_area a ON a.code = c.area LEFT JOIN directory_site s ON s.id = c.site_id
     WHERE c.unit_id = %(unit)s AND c.since_at <= %(at)s AND (c.until_at IS NULL OR c.until_at > %(at)s)) AS found
"""

# The areas a unit gives up (those named, or all it covers where it takes nothing any more) that from then on nobody covers:
# no other unit that takes orders, and not the unit itself by a greater area it keeps.
GIVEN_UP = """
WITH gone AS ({gone}), dropped AS (
    SELECT g.*, area FROM gone g, unnest(g.areas) AS area
    UNION
    SELECT g.*, c.area FROM gone g JOIN dispatch_coverage c ON c.unit_id = g.unit AND c.area <> ''
     WHERE g.all_of_it AND c.since_at <= g.since AND (c.until_at IS NULL OR c.until_at > g.since)
)
SELECT coalesce(jsonb_agg(DISTINCT coalesce(a.whole || ' ' || a.code, d.area)), '[]')
  FROM dropped d LEFT JOIN directory_area a ON a.code = d.area
 WHERE NOT EXISTS (
    SELECT 1 FROM dispatch_coverage c
      JOIN directory_unit u ON u.id = c.unit_id AND u.active AND u.organisation_id = d.organisation
     WHERE (c.area = d.area OR (c.area ~ '^[0-9]{2,6}$' AND starts_with(d.area, c.area)))
       AND c.since_at <= d.since AND (c.until_at IS NULL OR c.until_at > d.since)
       AND NOT (c.unit_id = d.unit AND (d.all_of_it OR c.area = ANY(d.areas)))
       AND NOT EXISTS (
           SELECT 1 FROM dispatch_stationterms t WHERE t.unit_id = c.unit_id AND t.capacity = 0
              AND t.since_at <= d.since AND (t.until_at IS NULL OR t.until_at > d.since)))
"""
OF_TICKET = """
    SELECT t.unit_id AS unit, t.organisation_id AS organisation,
           greatest((t.fields ->> 'effective_on')::date::timestamp AT TIME ZONE u.zone, %(at)s::timestamptz) AS since,
           ARRAY(SELECT jsonb_array_elements_text(
               CASE jsonb_typeof(t.fields -> 'drop') WHEN 'array' THEN t.fields -> 'drop' ELSE '[]' END)) AS areas,
           coalesce(t.fields ->> 'change' = 'capacity' AND (t.fields ->> 'capacity')::numeric = 0, false) AS all_of_it
      FROM tickets_ticket t JOIN directory_unit u ON u.id = t.unit_id WHERE t.id = %(ticket)s::uuid
"""
SAID = """
    SELECT %(unit)s::bigint AS unit, %(organisation)s::bigint AS organisation, %(since)s::timestamptz AS since, %(areas)s::text[] AS areas,
           %(all)s::boolean AS all_of_it
"""
UNCOVERED_BY_CHANGE = GIVEN_UP.replace("{gone}", OF_TICKET)


def left_uncovered(unit: Unit, areas: Collection[str], *, since: datetime, everything: bool = False) -> list[str]:
    """The areas that nobody would cover any more if a unit gave these up (or everything); in words."""
    given: dict[str, Any] = {"unit": unit.pk, "organisation": unit.organisation_id or unit.pk, "since": since, "areas": list(areas)}
    given["all"] = everything
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array(SELECT jsonb_array_elements_text(({GIVEN_UP.replace('{gone}', SAID)})))", given)
        (found,) = cursor.fetchone()
    return list(found)
