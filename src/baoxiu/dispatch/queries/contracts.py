"""What a unit's contract says, for decisions and for settlement: its own, or that of the nearest unit above it that has one."""

from __future__ import annotations

_OF_UNIT = """
  FROM directory_unit u JOIN directory_unit o ON starts_with(u.path, o.path) JOIN dispatch_stationterms t ON t.unit_id = o.id
 WHERE u.id = %(unit)s::bigint AND t.grade <> ''"""

# What expressions know of it at an instant.
CONTRACT = f"""
SELECT coalesce((SELECT jsonb_build_object('grade', t.grade){_OF_UNIT}
   AND t.since_at <= %(at)s AND (t.until_at IS NULL OR t.until_at > %(at)s)
 ORDER BY length(o.path) DESC, t.since_at DESC, t.id DESC LIMIT 1), '{{}}')
"""

# Its settlement grades, each with its days: of two that hold at an instant, the first.
GRADES = f"""
SELECT coalesce((SELECT jsonb_agg(
    jsonb_build_object('grade', t.grade, 'since', t.since_at, 'until', t.until_at) ORDER BY length(o.path) DESC, t.since_at DESC, t.id DESC
){_OF_UNIT}), '[]')
"""
