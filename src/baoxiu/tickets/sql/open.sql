-- Write newborn tickets, each with its first event. Answers {id: number}.
CREATE OR REPLACE FUNCTION tickets_open(opened jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  numbers jsonb := tickets_number(opened);
BEGIN
  SELECT numbers || coalesce(jsonb_object_agg(r.id, r.number), '{}') INTO numbers
  FROM jsonb_to_recordset(opened) AS r(id uuid, number text) WHERE r.number IS NOT NULL;

  WITH born AS MATERIALIZED (
    SELECT r.*, coalesce(numbers ->> r.id::text, '') AS given, journal_hash(
      NULL, r.id, 1, r.event, r.at, r.recorded_at, r.organisation_id, r.actor_id, r.actor_name, r.role, r.door, r.record) AS hash
    FROM jsonb_to_recordset(opened) AS r(
      id uuid, organisation_id bigint, unit_id bigint, procedure_id bigint, procedure_key text, kind text, title text,
      state text, final text, mode text, changes jsonb, grants jsonb, flags text[], holder_role text, holder_id bigint,
      request_id uuid, customer_id bigint, site_id bigint, asset_id bigint, category text, opened_at timestamptz,
      closed_at timestamptz, due_at timestamptz, due_clock text, breached boolean, words text[],
      event text, at timestamptz, recorded_at timestamptz, actor_id bigint, actor_name text, role text, door text, record jsonb)
  ), told AS (
    INSERT INTO journal_event (ticket_id, seq, at, recorded_at, organisation_id, type, actor_id, actor_name, role, door, data, hash)
    SELECT b.id, 1, b.at, b.recorded_at, b.organisation_id, b.event, b.actor_id, b.actor_name, b.role, b.door, b.record, b.hash
    FROM born b
  )
  INSERT INTO tickets_ticket (
    id, organisation_id, unit_id, number, procedure_id, procedure_key, kind, title, state, final, mode, version, fields, grants,
    flags, holder_role, holder_id, request_id, customer_id, site_id, asset_id, category, opened_at, state_since, closed_at,
    due_at, due_clock, breached, seq, last_hash, search)
  SELECT b.id, b.organisation_id, b.unit_id, b.given, b.procedure_id, b.procedure_key, b.kind, b.title, b.state, b.final, b.mode,
    1, b.changes, coalesce(b.grants, '{}'), b.flags, b.holder_role, b.holder_id, b.request_id, b.customer_id, b.site_id,
    b.asset_id, b.category, b.opened_at, b.opened_at, b.closed_at, b.due_at, b.due_clock, b.breached, 1, b.hash,
    array_to_tsvector(b.words || tickets_number_words(b.given))
  FROM born b;
  RETURN numbers;
END $$;

-- What a number is found by: the whole of it, and its last four, five and six characters.
CREATE OR REPLACE FUNCTION tickets_number_words(number text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['#' || lower(number), '~' || right(lower(number), 4), '~' || right(lower(number), 5), '~' || right(lower(number), 6)];
$$;
