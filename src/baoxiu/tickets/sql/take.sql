-- Take places of which a day has only so many: [{scope, most}], one each; `most` null counts without a limit.
-- Where one is used up meanwhile, nothing is written (BX001) and the choice is made anew.
CREATE OR REPLACE FUNCTION tickets_take(takes jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT t.scope, count(*) AS many, min(t.most) AS most
    FROM jsonb_to_recordset(takes) AS t(scope text, most bigint) GROUP BY t.scope ORDER BY t.scope
  LOOP
    INSERT INTO tickets_counter AS c (scope, last)
    SELECT wanted.scope, wanted.many WHERE wanted.most IS NULL OR wanted.many <= wanted.most
    ON CONFLICT (scope) DO UPDATE SET last = c.last + wanted.many WHERE wanted.most IS NULL OR c.last + wanted.many <= wanted.most;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the day is full meanwhile: %', wanted.scope USING ERRCODE = 'BX001';
    END IF;
  END LOOP;
END $$;
