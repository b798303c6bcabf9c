"""What the day's plan is drawn from, read in a fixed number of statements, however many people and jobs there are."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from baoxiu.core.engine.facts import Actor
from baoxiu.directory import scope

Json = Any

# Somebody who is sent out, as rules look at him: skills, posts, areas served, open jobs, shifts, absences from one time to another.
# Who had a duty within fourteen days has a roster; who had none is on duty unless he is away.
SAID = """jsonb_build_object(
    'id', p.id, 'organisation', p.organisation_id, 'name', p.name, 'number', p.number, 'on_shift', p.on_shift,
    'skills', (SELECT coalesce(jsonb_agg(s.code ORDER BY s.code), '[]') FROM directory_skill s
                WHERE s.person_id = p.id AND (s.valid_until_on IS NULL OR s.valid_until_on >= %(on)s)),
    'keeps_skills', EXISTS (SELECT 1 FROM directory_skill s JOIN directory_person k ON k.id = s.person_id
                             WHERE k.organisation_id = %(organisation)s),
    'duties', (SELECT jsonb_agg(jsonb_build_array(d.starts_at, d.ends_at, d.shift) ORDER BY d.starts_at) FROM dispatch_duty d
                WHERE d.person_id = p.id AND d.starts_at < {until} AND d.ends_at > {since}),
    'away', (SELECT jsonb_agg(jsonb_build_array(a.since_at, a.until_at, a.kind) ORDER BY a.since_at, a.id) FROM directory_absence a
              WHERE a.person_id = p.id AND a.since_at < {until}
                AND (a.until_at IS NULL OR (a.until_at > {since} AND a.until_at > a.since_at))),
    'posts', jsonb_agg(jsonb_build_array(h.role, h.unit_id, u.path, h.rank) ORDER BY h.id),
    'unit', min(u.path), 'open', (SELECT count(*) FROM tickets_ticket t WHERE t.holder_id = p.id AND t.final = ''),
    'rostered', EXISTS (SELECT 1 FROM dispatch_duty d WHERE d.person_id = p.id AND d.ends_at > %(at)s::timestamptz - interval '14 days'),
    'areas', (SELECT jsonb_agg(DISTINCT coalesce('site:' || c.site_id, 'area:' || c.area)) FROM dispatch_coverage c
               WHERE c.unit_id = ANY(array_agg(h.unit_id))
                 AND c.since_at <= %(at)s::timestamptz AND (c.until_at IS NULL OR c.until_at > %(at)s::timestamptz)))"""
OF = """directory_person p
  JOIN directory_post h ON h.person_id = p.id
   AND (h.since_on IS NULL OR h.since_on <= %(on)s) AND (h.until_on IS NULL OR h.until_on >= %(on)s)
  JOIN directory_unit u ON u.id = h.unit_id AND u.active
 WHERE p.is_active AND p.organisation_id = %(organisation)s AND (%(roles)s::text[] IS NULL OR h.role = ANY(%(roles)s::text[]))"""

# The people of the plan, at the units somebody looks at; `around`: those of the units above as well.
PEOPLE = f"""
SELECT {SAID.format(since="%(since)s::timestamptz", until="%(until)s::timestamptz")}
  FROM {OF}
   AND EXISTS (SELECT 1 FROM unnest(%(paths)s::text[]) AS seen(path)
                WHERE starts_with(u.path, seen.path) OR (%(around)s AND starts_with(seen.path, u.path)))
   AND (%(skill)s = '' OR EXISTS (SELECT 1 FROM directory_skill s WHERE s.person_id = p.id AND s.code = %(skill)s))
   AND (%(person)s::bigint IS NULL OR p.id = %(person)s)
 GROUP BY p.id ORDER BY min(u.path), p.name, p.id
"""

# What a decision knows of the people a command names, of where the job lies, for when it was planned, of how many jobs are allowed.
CREW = f"""
WITH RECURSIVE line AS (
    SELECT s.id, s.parent_id, s.area_id, 0 AS far FROM directory_site s WHERE s.id = %(site)s::bigint
    UNION ALL
    SELECT s.id, s.parent_id, s.area_id, line.far + 1 FROM directory_site s JOIN line ON s.id = line.parent_id
)
SELECT jsonb_build_object(
    'sites', (SELECT jsonb_agg(id ORDER BY far) FROM line),
    'area', (SELECT area_id FROM line WHERE area_id IS NOT NULL ORDER BY far LIMIT 1),
    'category', %(category)s::text,
    'meant_for', (SELECT m.person_id FROM dispatch_placement m WHERE m.ticket_id = %(ticket)s::uuid),
    'meant_at', (SELECT m.starts_at FROM dispatch_placement m WHERE m.ticket_id = %(ticket)s::uuid),
    'limits', (SELECT jsonb_object_agg(u.path, u.settings -> 'most_open') FROM directory_unit u
                WHERE u.organisation_id = %(organisation)s AND u.settings ? 'most_open'),
    'people', (SELECT jsonb_agg(said) FROM (
        SELECT {SAID.format(since="%(at)s::timestamptz - interval '1 day'", until="%(at)s::timestamptz + interval '60 days'")} AS said
          FROM {OF}
           AND p.id = ANY(%(named)s::bigint[])
         GROUP BY p.id) AS found))
"""

# Open jobs, and those that ended that day, with what the plan knows of each: where it lies, its clocks, its visits, its placement.
JOBS = """
WITH RECURSIVE chosen AS (
    SELECT t.id FROM tickets_ticket t
     WHERE t.organisation_id = %(organisation)s AND t.final = ''
       AND (%(tickets)s::text[] IS NULL OR t.number = ANY(%(tickets)s::text[]) OR t.holder_id = ANY(%(people)s)
            OR EXISTS (SELECT 1 FROM dispatch_placement m WHERE m.ticket_id = t.id AND m.person_id = ANY(%(people)s)))
    UNION ALL
    SELECT t.id FROM tickets_ticket t
     WHERE t.organisation_id = %(organisation)s AND t.final <> '' AND t.opened_at > %(since)s::timestamptz - interval '30 days'
       AND t.closed_at >= %(since)s AND t.closed_at < %(until)s AND t.fields ? '_visits'
), wanted AS (
    SELECT t.*, u.path AS unit_path, m.person_id AS meant_for, m.starts_at AS meant_at
      FROM chosen JOIN tickets_ticket t ON t.id = chosen.id JOIN directory_unit u ON u.id = t.unit_id
      LEFT JOIN dispatch_placement m ON m.ticket_id = t.id
     WHERE t.kind = 'work_order'
       AND (t.holder_id = ANY(%(people)s) OR EXISTS (
               SELECT 1 FROM unnest(%(paths)s::text[]) AS seen(path) WHERE starts_with(u.path, seen.path)))
       AND (t.final <> '' OR t.holder_id = ANY(%(people)s) OR m.person_id = ANY(%(people)s)
            OR t.holder_role = ANY(%(roles)s) OR t.state = ANY(%(states)s) OR t.number = ANY(%(tickets)s::text[]))
     ORDER BY t.due_at NULLS LAST, t.opened_at, t.id LIMIT %(most)s
), line AS (
    SELECT s.id AS site, s.id, s.parent_id, s.area_id, s.latitude, s.longitude, 0 AS far
      FROM directory_site s WHERE s.id IN (SELECT site_id FROM wanted)
    UNION ALL
    SELECT line.site, s.id, s.parent_id, s.area_id, s.latitude, s.longitude, line.far + 1
      FROM directory_site s JOIN line ON s.id = line.parent_id
), lies AS (
    SELECT line.site, jsonb_agg(line.id ORDER BY far) AS sites,
           (array_agg(line.area_id ORDER BY far) FILTER (WHERE line.area_id IS NOT NULL))[1] AS area,
           (array_agg(ARRAY[line.latitude, line.longitude] ORDER BY far)
              FILTER (WHERE line.latitude + line.longitude IS NOT NULL))[1:1] AS place
      FROM line GROUP BY line.site
)
SELECT jsonb_build_object(
    'id', w.id, 'number', w.number, 'title', w.title, 'state', w.state, 'final', w.final, 'version', w.version, 'category', w.category,
    'procedure', w.procedure_id, 'unit', w.unit_id, 'path', w.unit_path, 'holder', w.holder_id, 'holder_role', w.holder_role,
    'opened_at', w.opened_at, 'due_at', w.due_at, 'due_clock', w.due_clock, 'closed_at', w.closed_at,
    'meant_for', w.meant_for, 'meant_at', w.meant_at, 'fields', w.fields,
    'site', s.title, 'address', s.address, 'sites', l.sites, 'area', l.area, 'place', l.place,
    'clocks', (SELECT jsonb_object_agg(k.name, jsonb_build_array(k.state, k.due_at, k.breached))
                 FROM tickets_ticketclock k WHERE k.ticket_id = w.id AND NOT k.is_quota AND k.state <> 'stopped'))::text
  FROM wanted w LEFT JOIN lies l ON l.site = w.site_id LEFT JOIN directory_site s ON s.id = w.site_id
"""
MOST = 2000  # jobs of one plan; whoever has more looks at one unit


def people_rows(actor: Actor, given: Mapping[str, Any]) -> list[dict[str, Json]]:
    """The people of these roles at the units below `paths`; `around`: and above."""
    return _read(PEOPLE, {"organisation": actor.organisation_id, "skill": "", "person": None, "around": False, **given})


def job_rows(actor: Actor, given: Mapping[str, Any]) -> list[dict[str, Json]]:
    """The jobs of the plan."""
    return _read(JOBS, {"organisation": actor.organisation_id, "tickets": None, "most": MOST, **given})


def paths_seen(actor: Actor, units: Collection[str]) -> list[str]:
    """The paths of these units, as far as the actor sees them; of none named, all he sees."""
    if not units:
        return list(scope.prefixes(actor))
    return [path for path in units if scope.sees(actor, path)]


def _read(statement: str, given: Mapping[str, Any]) -> list[dict[str, Json]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [_loaded(row) for row in cursor.fetchall()]


def _loaded(row: Sequence[Any]) -> dict[str, Json]:
    found: dict[str, Json] = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    return found


def time_of(said: Json) -> datetime | None:
    """A time as the database says it in JSON."""
    return datetime.fromisoformat(said) if said else None
