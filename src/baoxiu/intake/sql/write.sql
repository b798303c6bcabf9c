-- Write reports with their files and events, each event the first of its report's chain.
CREATE OR REPLACE FUNCTION intake_write(reports jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  many integer;
BEGIN
  WITH said AS MATERIALIZED (
    SELECT r.*, journal_hash(NULL, r.id, 1, 'ReportFiled', r.reported_at, r.at, r.organisation_id, r.actor_id, r.actor_name, '', r.door, r.record) AS hash
    FROM jsonb_to_recordset(reports) AS r(
      id uuid, organisation_id bigint, unit_id bigint, procedure text, channel text, reported_at timestamptz, at timestamptz,
      reporter_name text, reporter_phone text, owner_id bigint, site_id bigint, asset_id bigint, place text, latitude float8,
      longitude float8, category text, text text, form jsonb, source jsonb, source_key text, taken_by_id bigint, words text[], files text[],
      actor_id bigint, actor_name text, door text, record jsonb)
  ), told AS (
    INSERT INTO journal_event (ticket_id, seq, at, recorded_at, organisation_id, type, actor_id, actor_name, role, door, data, hash)
    SELECT s.id, 1, s.reported_at, s.at, s.organisation_id, 'ReportFiled', s.actor_id, s.actor_name, '', s.door, s.record, s.hash FROM said s
  ), chained AS (
    INSERT INTO journal_chain (subject, seq, hash) SELECT s.id, 1, s.hash FROM said s
  )
  INSERT INTO intake_request (
    id, organisation_id, unit_id, procedure, channel, reported_at, reporter_name, reporter_phone, owner_id, site_id, asset_id,
    place, latitude, longitude, category, text, form, source, source_key, taken_by_id, search)
  SELECT s.id, s.organisation_id, s.unit_id, s.procedure, s.channel, s.reported_at, s.reporter_name, s.reporter_phone, s.owner_id,
    s.site_id, s.asset_id, s.place, s.latitude, s.longitude, s.category, s.text, s.form, s.source, s.source_key, s.taken_by_id,
    array_to_tsvector(s.words)
  FROM said s;
  GET DIAGNOSTICS many = ROW_COUNT;

  INSERT INTO intake_requestfile (request_id, file_id, name)
  SELECT r.id, f.hash, left(f.hash, 12) FROM jsonb_to_recordset(reports) AS r(id uuid, files text[]), unnest(r.files) AS f(hash);
  RETURN many;
END $$;
