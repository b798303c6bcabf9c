-- Everything a decision may look at, of each wanted ticket, as one JSON array (no order promised).
-- One plan for all calls: planned anew for each array, the plan would cost more than the reading.
CREATE OR REPLACE FUNCTION tickets_facts(wanted uuid[]) RETURNS json LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  RETURN (
    SELECT coalesce(json_agg(json_build_object(
      'id', t.id, 'organisation', t.organisation_id, 'number', t.number,
      'procedure', t.procedure_id, 'procedure_key', t.procedure_key, 'kind', t.kind,
      'state', t.state, 'final', t.final, 'mode', t.mode, 'version', t.version, 'seq', t.seq,
      'title', t.title, 'category', t.category, 'opened_at', t.opened_at, 'state_since', t.state_since,
      'fields', t.fields, 'grants', t.grants, 'flags', t.flags,
      'holder_role', t.holder_role, 'holder', t.holder_id,
      'customer', t.customer_id, 'site', t.site_id, 'asset', t.asset_id, 'request', t.request_id,
      'breached', t.breached, 'due_at', t.due_at, 'due_clock', t.due_clock,
      'unit', t.unit_id, 'unit_changed', (SELECT u.changed FROM directory_unit u WHERE u.id = t.unit_id),
      'clocks', (SELECT json_agg(json_build_array(
                   k.name, k.marks, k.target_seconds, k.until, k.warned, k.breached, k.counted, k.escalated,
                   k.is_quota, k.state, k.due_at, k.next_ring_at, k.next_ring))
                 FROM tickets_ticketclock k WHERE k.ticket_id = t.id),
      'links', (SELECT json_agg(each.link ORDER BY each.opened_at, each.number) FROM (
                  SELECT o.opened_at, o.number, json_build_array(
                    o.id, o.number, o.procedure_key, o.kind, o.state, o.final, 'opened', o.fields, o.procedure_id) AS link
                  FROM tickets_ticketlink l JOIN tickets_ticket o ON o.id = l.child_id WHERE l.parent_id = t.id
                  UNION ALL
                  SELECT o.opened_at, o.number, json_build_array(
                    o.id, o.number, o.procedure_key, o.kind, o.state, o.final, 'opened_by', o.fields, o.procedure_id)
                  FROM tickets_ticketlink l JOIN tickets_ticket o ON o.id = l.parent_id WHERE l.child_id = t.id) AS each)
    )), '[]'::json)
    FROM tickets_ticket t WHERE t.id = ANY(wanted));
END $$;
