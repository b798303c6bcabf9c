-- Clocks and quotas as they now stand.
CREATE OR REPLACE FUNCTION tickets_time(clocks jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tickets_ticketclock (
    ticket_id, name, is_quota, state, marks, target_seconds, until, counted, warned, breached, escalated, kept,
    due_at, next_ring_at, next_ring)
  SELECT k.ticket_id, k.name, k.is_quota, k.state, k.marks, k.target_seconds, k.until, k.counted, k.warned, k.breached, k.escalated,
    k.kept, k.due_at, k.next_ring_at, coalesce(k.next_ring, '')
  FROM jsonb_to_recordset(clocks) AS k(
    ticket_id uuid, name text, is_quota boolean, state text, marks jsonb, target_seconds float8, until timestamptz, counted jsonb,
    warned boolean, breached boolean, escalated smallint, kept boolean, due_at timestamptz, next_ring_at timestamptz, next_ring text)
  ON CONFLICT (ticket_id, name) DO UPDATE SET
    state = excluded.state, marks = excluded.marks, target_seconds = excluded.target_seconds, until = excluded.until,
    counted = excluded.counted, warned = excluded.warned, breached = excluded.breached, escalated = excluded.escalated,
    kept = excluded.kept, due_at = excluded.due_at, next_ring_at = excluded.next_ring_at, next_ring = excluded.next_ring;
END $$;
