-- Numbers for the rows that name a counter: {id: number}. The counter's row is held until the transaction ends,
-- so a number that is rolled back is given again: no gaps, no doubles.
CREATE OR REPLACE FUNCTION tickets_number(opened jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  numbers jsonb;
BEGIN
    WITH asked AS MATERIALIZED (
      SELECT r.id, r.scope, r.before, r.after, r.width,
             row_number() OVER (PARTITION BY r.scope ORDER BY r.place) AS nth, count(*) OVER (PARTITION BY r.scope) AS many
      FROM ROWS FROM (jsonb_to_recordset(opened) AS (id uuid, scope text, before text, after text, width int))
           WITH ORDINALITY AS r(id, scope, before, after, width, place)
      WHERE r.scope IS NOT NULL
    ), given AS (
      INSERT INTO tickets_counter AS c (scope, last)
      SELECT a.scope, count(*) FROM asked a GROUP BY a.scope ORDER BY a.scope
      ON CONFLICT (scope) DO UPDATE SET last = c.last + excluded.last
      RETURNING c.scope, c.last
    ), counted AS (
      SELECT a.id, a.before, a.after, a.width, (g.last - a.many + a.nth)::text AS digits
      FROM asked a JOIN given g ON g.scope = a.scope
    )
    SELECT coalesce(jsonb_object_agg(n.id, n.before || lpad(n.digits, greatest(n.width, length(n.digits)), '0') || n.after), '{}')
    INTO numbers FROM counted n;
  RETURN numbers;
END $$;
