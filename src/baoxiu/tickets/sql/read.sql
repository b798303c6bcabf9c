-- One look before a command: the ticket by its id, or by its number in an organisation; and what the key was answered.
CREATE OR REPLACE FUNCTION tickets_read(by_id uuid, in_organisation bigint, by_number text, asking text, with_key text)
RETURNS json LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  found uuid := by_id;
  answered json;
BEGIN
  IF found IS NULL THEN
    SELECT t.id INTO found FROM tickets_ticket t WHERE t.organisation_id = in_organisation AND t.number = by_number;
  END IF;
  IF with_key IS NOT NULL THEN
    SELECT json_build_object('fingerprint', a.fingerprint, 'answer', a.answer) INTO answered
    FROM journal_answered a WHERE a.who = asking AND a.key = with_key;
  END IF;
  RETURN json_build_object('answered', answered, 'ticket', tickets_facts(ARRAY[found]) -> 0);
END $$;
