"""Places of which a day has only so many are taken in the call that writes."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SOURCES = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tickets", "0002_functions")]
    operations: ClassVar = [
        migrations.RunSQL([(SOURCES / "take.sql").read_text("utf-8")], "DROP FUNCTION tickets_take(jsonb);"),
        migrations.RunSQL([(SOURCES / "write.sql").read_text("utf-8")], migrations.RunSQL.noop),
    ]
