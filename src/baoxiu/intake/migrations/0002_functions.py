"""The functions behind filing reports (sources in intake/sql)."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SOURCES = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP FUNCTION intake_write(jsonb);
DROP FUNCTION intake_look(bigint, text, bigint, bigint, text, text);
"""


class Migration(migrations.Migration):
    """Make the functions."""

    dependencies: ClassVar = [("intake", "0001_initial"), ("journal", "0003_chains"), ("directory", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL([(SOURCES / "look.sql").read_text(encoding="utf-8")], migrations.RunSQL.noop),
        migrations.RunSQL([(SOURCES / "write.sql").read_text(encoding="utf-8")], UNDO),
    ]
