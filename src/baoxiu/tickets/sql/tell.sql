-- Rows of the outbox. A newborn ticket's words learn its number here; the customer's address is the one on the ticket or its report.
CREATE OR REPLACE FUNCTION tickets_tell(messages jsonb, numbers jsonb) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off AS $$
BEGIN
  INSERT INTO journal_message (
    key, organisation_id, unit_id, ticket_id, number, "to", by, words, task, clause, address, state, attempts, next_try_at, last_error, created_at)
  SELECT m.key, m.organisation_id, m.unit_id, m.ticket_id, n.number, m."to", m.by,
    replace(m.words::text, '{number}', n.number)::jsonb, m.task, m.clause,
    CASE WHEN m."to" = 'customer' THEN coalesce(t.fields ->> 'phone', r.reporter_phone, '') ELSE '' END,
    'waiting', 0, m.at, '', m.at
  FROM jsonb_to_recordset(messages) AS m(
    key text, organisation_id bigint, unit_id bigint, ticket_id uuid, number text, "to" text, by text, words jsonb, task boolean,
    clause text, at timestamptz)
  JOIN tickets_ticket t ON t.id = m.ticket_id
  LEFT JOIN intake_request r ON r.id = t.request_id AND m."to" = 'customer'
  CROSS JOIN LATERAL (SELECT coalesce(numbers ->> m.ticket_id::text, m.number) AS number) AS n
  ON CONFLICT (key) DO NOTHING;
END $$;
