"""Nobody asks for messages by the beginning of their key: the index for that costs every message and serves none."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

LIKE = "journal_message_key_21ede6ae_like"


class Migration(migrations.Migration):
    """Drop it; the key stays unique."""

    dependencies: ClassVar = [("journal", "0006_disposed")]
    operations: ClassVar = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {LIKE}",
            f"CREATE INDEX IF NOT EXISTS {LIKE} ON journal_message (key varchar_pattern_ops)",
        ),
    ]
