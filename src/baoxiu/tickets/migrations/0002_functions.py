"""The functions behind the hot paths (sources in tickets/sql) and the indexes of the open board."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SOURCES = Path(__file__).resolve().parent.parent / "sql"
FUNCTIONS = ("facts", "read", "number", "open", "move", "write", "time", "tell", "sweep")

BOARD = """
CREATE INDEX ticket_urgent ON tickets_ticket (organisation_id, coalesce(due_at, 'infinity'), id) WHERE final = '';
CREATE INDEX ticket_urgent_here ON tickets_ticket (unit_id, coalesce(due_at, 'infinity'), id) WHERE final = '';
"""
UNDO = """
DROP INDEX ticket_urgent;
DROP INDEX ticket_urgent_here;
DROP FUNCTION tickets_write(jsonb);
DROP FUNCTION tickets_tell(jsonb, jsonb);
DROP FUNCTION tickets_time(jsonb);
DROP FUNCTION tickets_move(jsonb);
DROP FUNCTION tickets_open(jsonb);
DROP FUNCTION tickets_number_words(text);
DROP FUNCTION tickets_number(jsonb);
DROP FUNCTION tickets_due(timestamptz, integer);
DROP FUNCTION tickets_read(uuid, bigint, text, text, text);
DROP FUNCTION tickets_facts(uuid[]);
"""


class Migration(migrations.Migration):
    """Make the functions and the indexes."""

    dependencies: ClassVar = [
        ("tickets", "0001_initial"),
        ("intake", "0001_initial"),
        ("journal", "0002_events"),
        ("directory", "0001_initial"),
    ]
    operations: ClassVar = [
        *[migrations.RunSQL([(SOURCES / f"{name}.sql").read_text(encoding="utf-8")], migrations.RunSQL.noop) for name in FUNCTIONS],
        migrations.RunSQL(BOARD, UNDO),
    ]
