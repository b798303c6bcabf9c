-- Every coverage of each place asked for, with how its station stands, as the matching reads it (core.matching.station_of).
-- How far it lies: the place itself 0, what it lies in 1, 2, …; a street 1000, a district 1003, a city 1005, a province 1007, an
-- area by name 1000; who serves the site, where nobody laid down more, from 2000. Raised to the level the procedure dispatches
-- to (a head station). `o_here`: the path of the station that takes it itself; '/' where no level is dispatched to.
-- One plan for all calls: planned anew for each, the plan would cost more than the looking.
CREATE OR REPLACE FUNCTION dispatch_stations(
  keys integer[], units bigint[], sites bigint[], areas text[], in_organisation bigint, at_level text, at_time timestamptz)
RETURNS TABLE (o_key integer, o_area text, o_here text, o_stations jsonb) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH RECURSIVE asked AS (
      SELECT * FROM unnest(keys, units, sites, areas) AS q(key, unit, site, area)), line AS (
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
             (at_time AT TIME ZONE h.zone)::date AS day
        FROM found f
        JOIN directory_unit u ON u.id = f.unit_id AND u.active AND u.organisation_id = in_organisation
        CROSS JOIN LATERAL (
            SELECT a.* FROM directory_unit a WHERE a.id = ANY(string_to_array(trim(both '/' from u.path), '/')::bigint[])
             ORDER BY (a.level = at_level) DESC NULLS LAST, length(a.path) DESC LIMIT 1) AS h
       WHERE h.active AND (f.until_at IS NULL OR f.until_at > at_time - interval '30 days')
  ), standing AS (
      SELECT n.unit, n.own, k.last AS taken, t.said AS terms, b.said AS absence,
             t.said IS NULL AND EXISTS (SELECT 1 FROM dispatch_stationterms o WHERE o.unit_id = n.unit AND o.since_at <= at_time) AS lapsed
        FROM (SELECT DISTINCT r.unit, r.own, r.day FROM raised r) AS n
        LEFT JOIN tickets_counter k ON k.scope = 'taken:' || n.unit || ':' || n.day
        LEFT JOIN LATERAL (
            SELECT jsonb_build_object('products', o.products, 'modes', o.modes, 'capacity', o.capacity) AS said FROM dispatch_stationterms o
             WHERE o.unit_id = n.unit AND o.since_at <= at_time AND (o.until_at IS NULL OR o.until_at > at_time)
             ORDER BY o.since_at DESC, o.id DESC LIMIT 1) AS t ON true
        LEFT JOIN LATERAL (
            SELECT jsonb_build_object('reason', o.reason, 'until', o.until_at) AS said FROM dispatch_stationabsence o
             WHERE o.unit_id IN (n.unit, n.own) AND o.since_at <= at_time AND (o.until_at IS NULL OR o.until_at > at_time)
             ORDER BY o.until_at DESC NULLS FIRST LIMIT 1) AS b ON true
  )
  SELECT p.key, p.code::text AS area, CASE WHEN at_level IS NULL THEN '/' ELSE (
             SELECT a.path::text FROM directory_unit o
               JOIN directory_unit a ON a.id = ANY(string_to_array(trim(both '/' from o.path), '/')::bigint[])
              WHERE o.id = p.unit AND a.level = at_level LIMIT 1) END AS here,
         coalesce(jsonb_agg(jsonb_build_object(
             'unit', r.unit, 'changed', r.changed, 'code', r.code, 'title', r.title, 'far', r.far, 'place', r.place, 'category', r.category,
             'order', r."order", 'since', r.since_at, 'until', r.until_at, 'via', CASE WHEN r.own <> r.unit THEN r.own_title END,
             'day', r.day, 'taken', s.taken, 'lapsed', s.lapsed, 'terms', s.terms, 'absence', s.absence))
             FILTER (WHERE r.unit IS NOT NULL), '[]') AS stations
    FROM place p LEFT JOIN raised r ON r.key = p.key LEFT JOIN standing s ON s.unit = r.unit AND s.own = r.own
   GROUP BY p.key, p.code, p.unit;
END $$;
