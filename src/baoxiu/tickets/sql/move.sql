-- Write what decisions did to tickets that exist, each with its event. One whose version is another meanwhile spoils all.
-- Rows are found by their keys whatever the statistics say: a plan made while the table was small must not outlive it.
CREATE OR REPLACE FUNCTION tickets_move(moved jsonb) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off AS $$
DECLARE
  done integer;
BEGIN
  PERFORM 1 FROM jsonb_to_recordset(moved) AS r(id uuid, base int) JOIN tickets_ticket t ON t.id = r.id AND t.version = r.base
  ORDER BY t.id FOR NO KEY UPDATE OF t;
  GET DIAGNOSTICS done = ROW_COUNT;
  IF done <> jsonb_array_length(moved) THEN
    RAISE EXCEPTION 'a ticket moved on meanwhile' USING ERRCODE = 'BX001';
  END IF;

  WITH asked AS MATERIALIZED (
    SELECT r.*, t.organisation_id, journal_hash(
      t.last_hash, r.id, r.seq, r.event, r.at, r.recorded_at, t.organisation_id, r.actor_id, r.actor_name, r.role, r.door, r.record) AS hash
    FROM jsonb_to_recordset(moved) AS r(
      id uuid, base int, seq int, unit_id bigint, state text, final text, mode text, changes jsonb, grants jsonb, flags text[],
      holder_role text, holder_id bigint, state_since timestamptz, closed_at timestamptz, due_at timestamptz, due_clock text,
      breached boolean, words text[], event text, at timestamptz, recorded_at timestamptz, actor_id bigint, actor_name text,
      role text, door text, record jsonb)
    JOIN tickets_ticket t ON t.id = r.id
  ), told AS (
    INSERT INTO journal_event (ticket_id, seq, at, recorded_at, organisation_id, type, actor_id, actor_name, role, door, data, hash)
    SELECT a.id, a.seq, a.at, a.recorded_at, a.organisation_id, a.event, a.actor_id, a.actor_name, a.role, a.door, a.record, a.hash
    FROM asked a
  )
  UPDATE tickets_ticket t SET
    version = a.base + 1, seq = a.seq, last_hash = a.hash, unit_id = a.unit_id, state = a.state, final = a.final, mode = a.mode,
    fields = t.fields || a.changes, grants = coalesce(a.grants, t.grants), flags = t.flags || a.flags,
    holder_role = a.holder_role, holder_id = a.holder_id, state_since = a.state_since, closed_at = CASE WHEN a.final <> '' THEN coalesce(t.closed_at, a.closed_at) END,
    due_at = a.due_at, due_clock = a.due_clock, breached = a.breached,
    search = CASE WHEN a.words IS NULL THEN t.search ELSE t.search || array_to_tsvector(a.words) END
  FROM asked a WHERE t.id = a.id;
END $$;
