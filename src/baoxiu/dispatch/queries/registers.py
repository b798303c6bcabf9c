"""The register of areas: tickets of the kind `area_register` that are in force say where a station may do more than elsewhere."""

from __future__ import annotations

# Whether the place of an order lies in an area on the register of the unit that takes it. In force: approved and not ended.
REGISTERED_AREA = """
WITH RECURSIVE line AS (
    SELECT s.id, s.parent_id, s.area_id, 0 AS far FROM directory_site s WHERE s.id = %(site)s::bigint
    UNION ALL
    SELECT s.id, s.parent_id, s.area_id, l.far + 1 FROM directory_site s JOIN line l ON s.id = l.parent_id
), place AS (
    SELECT coalesce(nullif(%(area)s::text, ''), (SELECT l.area_id FROM line l WHERE l.area_id IS NOT NULL ORDER BY l.far LIMIT 1)) AS code
)
SELECT to_jsonb(EXISTS (
    SELECT 1 FROM place p JOIN tickets_ticket t ON t.unit_id = %(unit)s::bigint AND t.final = '' AND t.kind = 'area_register'
     WHERE p.code IS NOT NULL AND t.fields ->> 'approver' <> '' AND starts_with(p.code, t.fields ->> 'area')
       AND (t.fields ->> 'from_on')::date <= (%(at)s::timestamptz AT TIME ZONE (
           SELECT u.zone FROM directory_unit u WHERE u.id = t.unit_id))::date))
"""
