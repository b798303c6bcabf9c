-- Take what rings by now, most overdue first, at most `many` clocks: their tickets stay locked until the transaction ends,
-- so a second worker passes them by. Answers their facts.
CREATE OR REPLACE FUNCTION tickets_due(until_now timestamptz, many integer) RETURNS json LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off AS $$
DECLARE
  taken uuid[];
BEGIN
  taken := ARRAY(
    SELECT t.id FROM tickets_ticketclock k JOIN tickets_ticket t ON t.id = k.ticket_id
    WHERE k.next_ring_at <= until_now ORDER BY k.next_ring_at LIMIT many
    FOR NO KEY UPDATE OF t SKIP LOCKED);
  RETURN tickets_facts(taken);
END $$;
