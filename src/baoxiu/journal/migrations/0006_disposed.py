"""Papers whose time is over: their events keep their place and hash, and lose what was said (decision 8)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

TABLE = """
CREATE TABLE journal_disposed (
    subject  uuid        PRIMARY KEY,
    seq      integer     NOT NULL CHECK (seq > 0),
    digest   bytea       NOT NULL CHECK (octet_length(digest) = 32),
    disposal uuid        NOT NULL,
    at       timestamptz NOT NULL
);
CREATE TRIGGER journal_keep BEFORE UPDATE OR DELETE ON journal_disposed FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_keep_whole BEFORE TRUNCATE ON journal_disposed EXECUTE FUNCTION journal_refuse();
"""

# What is left of an event: what was done, from where to where, by which rule. Done twice it is the same.
LEFT = """
CREATE FUNCTION journal_left(data jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(jsonb_object_agg(key, value), '{}') || '{"disposed": true}'
      FROM jsonb_each(data) WHERE key IN ('command', 'from', 'to', 'final', 'clauses', 'cause', 'flags', 'follow_ups')
$$;
CREATE FUNCTION journal_name_left(actor bigint, name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN actor IS NULL AND name <> 'system' THEN '' ELSE name END
$$;
CREATE FUNCTION journal_digest_left(of uuid, until integer) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(string_agg(jsonb_build_array(
        ticket_id::text, seq, type,
        (extract(epoch FROM at - timestamptz '1970-01-01 00:00:00+00') * 1000000)::bigint,
        (extract(epoch FROM recorded_at - timestamptz '1970-01-01 00:00:00+00') * 1000000)::bigint,
        organisation_id, actor_id, journal_name_left(actor_id, actor_name), role, door, journal_left(data), encode(hash, 'hex')
    )::text, ' ' ORDER BY seq, at), 'UTF8'))
      FROM journal_event WHERE ticket_id = of AND seq <= until
$$;
"""

# An event is never changed, but for this: where its subject was disposed of, it may lose what was said, and nothing else.
GUARD = """
CREATE FUNCTION journal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND NEW.data = journal_left(OLD.data) AND NEW.actor_name = journal_name_left(OLD.actor_id, OLD.actor_name)
       AND (NEW.ticket_id, NEW.seq, NEW.at, NEW.recorded_at, NEW.organisation_id, NEW.type, NEW.role, NEW.door, NEW.hash)
         = (OLD.ticket_id, OLD.seq, OLD.at, OLD.recorded_at, OLD.organisation_id, OLD.type, OLD.role, OLD.door, OLD.hash)
       AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id
       AND EXISTS (SELECT 1 FROM journal_disposed d WHERE d.subject = OLD.ticket_id AND d.seq >= OLD.seq) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'events are never changed (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER journal_keep ON journal_event;
CREATE TRIGGER journal_keep BEFORE UPDATE OR DELETE ON journal_event FOR EACH ROW EXECUTE FUNCTION journal_guard();
"""

UNDO = """
DROP TRIGGER journal_keep ON journal_event;
CREATE TRIGGER journal_keep BEFORE UPDATE OR DELETE ON journal_event FOR EACH ROW EXECUTE FUNCTION journal_refuse();
DROP FUNCTION journal_guard();
DROP FUNCTION journal_digest_left(uuid, integer);
DROP FUNCTION journal_name_left(bigint, text);
DROP FUNCTION journal_left(jsonb);
DROP TABLE journal_disposed;
"""


class Migration(migrations.Migration):
    """Make the record of what was disposed of, and the one way an event may be emptied."""

    dependencies: ClassVar = [("journal", "0005_pace")]
    operations: ClassVar = [migrations.RunSQL([TABLE, LEFT, GUARD], UNDO)]
