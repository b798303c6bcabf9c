"""The events: a table partitioned by month, the hash of its chain, and the triggers that keep it append-only."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

TABLE = """
CREATE TABLE journal_event (
    ticket_id       uuid        NOT NULL,
    seq             integer     NOT NULL CHECK (seq > 0),
    at              timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    organisation_id bigint      NOT NULL,
    type            varchar(60) NOT NULL,
    actor_id        bigint,
    actor_name      varchar(80) NOT NULL,
    role            varchar(60) NOT NULL DEFAULT '',
    door            varchar(20) NOT NULL,
    data            jsonb       NOT NULL,
    hash            bytea       NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (ticket_id, seq, at)
) PARTITION BY RANGE (at);
CREATE INDEX journal_event_recent ON journal_event (organisation_id, at);
CREATE TABLE journal_event_other PARTITION OF journal_event DEFAULT;
"""

# The chain: each hash covers the one before and every column. Times count as whole microseconds, so neither the zone
# of the session nor its DateStyle matters; jsonb writes itself in one canonical way.
HASH = """
CREATE FUNCTION journal_hash(
    prev bytea, ticket uuid, seq integer, type text, at timestamptz, recorded_at timestamptz,
    organisation bigint, actor bigint, actor_name text, role text, door text, data jsonb
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(coalesce(prev, ''::bytea) || convert_to(jsonb_build_array(
        ticket::text, seq, type,
        (extract(epoch FROM at - timestamptz '1970-01-01 00:00:00+00') * 1000000)::bigint,
        (extract(epoch FROM recorded_at - timestamptz '1970-01-01 00:00:00+00') * 1000000)::bigint,
        organisation, actor, actor_name, role, door, data
    )::text, 'UTF8'))
$$;
"""

PARTITIONS = """
CREATE FUNCTION journal_ensure_partitions(first date, last date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    month  date := date_trunc('month', first)::date;
    name   text;
    opens  timestamptz;
    closes timestamptz;
    made   integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('journal_ensure_partitions'));
    WHILE month <= last LOOP
        name := 'journal_event_' || to_char(month, 'YYYY_MM');
        opens := month::timestamp AT TIME ZONE 'UTC';
        closes := (month + interval '1 month')::timestamp AT TIME ZONE 'UTC';
        IF to_regclass(name) IS NULL
           AND NOT EXISTS (SELECT 1 FROM journal_event_other WHERE at >= opens AND at < closes) THEN
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF journal_event FOR VALUES FROM (%L) TO (%L)',
                name, to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
                to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
            EXECUTE format(
                'CREATE TRIGGER journal_keep_whole BEFORE TRUNCATE ON %I EXECUTE FUNCTION journal_refuse()', name);
            made := made + 1;
        END IF;
        month := (month + interval '1 month')::date;
    END LOOP;
    RETURN made;
END $$;
"""

KEEP = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_keep BEFORE UPDATE OR DELETE ON journal_event FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_keep_whole BEFORE TRUNCATE ON journal_event EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_keep_whole BEFORE TRUNCATE ON journal_event_other EXECUTE FUNCTION journal_refuse();
"""

AROUND_NOW = "SELECT journal_ensure_partitions((current_date - interval '2 months')::date, (current_date + interval '13 months')::date)"

UNDO = """
DROP TABLE journal_event;
DROP FUNCTION journal_refuse();
DROP FUNCTION journal_ensure_partitions(date, date);
DROP FUNCTION journal_hash(bytea, uuid, integer, text, timestamptz, timestamptz, bigint, bigint, text, text, text, jsonb);
"""


class Migration(migrations.Migration):
    """Make the table of events with all that guards it."""

    dependencies: ClassVar = [("journal", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL([TABLE, HASH, PARTITIONS, KEEP, AROUND_NOW], UNDO)]
