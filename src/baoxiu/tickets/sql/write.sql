-- Everything one intention does, in one call: steps in order (each moves a ticket at most once), then the key's answer. Answers {id: number} of the newborn.
-- Reports that wanted the tickets are kept in the same call.
-- BX001: a ticket moved on meanwhile, or a day was filled. BX002: the key was answered meanwhile. Either way nothing is written.
CREATE OR REPLACE FUNCTION tickets_write(payload jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  numbers jsonb := '{}';
  answer jsonb := payload -> 'answer';
  step jsonb;
BEGIN
  IF payload ? 'reports' THEN
    PERFORM intake_write(payload -> 'reports');
  END IF;
  FOR step IN SELECT jsonb_array_elements(payload -> 'steps') LOOP
    IF step ? 'opened' THEN
      numbers := numbers || tickets_open(step -> 'opened');
    END IF;
    IF step ? 'moved' THEN
      PERFORM tickets_move(step -> 'moved');
    END IF;
    IF step ? 'takes' THEN
      PERFORM tickets_take(step -> 'takes');
    END IF;
    IF step ? 'links' THEN
      INSERT INTO tickets_ticketlink (parent_id, child_id, relation)
      SELECT l.parent_id, l.child_id, 'opened' FROM jsonb_to_recordset(step -> 'links') AS l(parent_id uuid, child_id uuid);
    END IF;
    IF step ? 'clocks' THEN
      PERFORM tickets_time(step -> 'clocks');
    END IF;
    IF step ? 'messages' THEN
      PERFORM tickets_tell(step -> 'messages', numbers);
    END IF;
  END LOOP;

  IF payload ? 'key' THEN
    answer := answer || jsonb_build_object('number', coalesce(numbers ->> (payload ->> 'ticket'), answer ->> 'number'));
    INSERT INTO journal_answered (who, key, fingerprint, answer, at)
    VALUES (payload ->> 'who', payload ->> 'key', payload ->> 'fingerprint', answer, (payload ->> 'at')::timestamptz)
    ON CONFLICT (who, key) DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the key was answered meanwhile' USING ERRCODE = 'BX002';
    END IF;
  END IF;
  RETURN numbers;
END $$;
