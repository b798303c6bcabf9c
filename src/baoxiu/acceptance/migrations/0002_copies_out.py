"""An index of tickets that have copies out: few at a time, however many tickets there are."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

INDEX = """
CREATE INDEX ticket_copies_out ON tickets_ticket (organisation_id)
 WHERE jsonb_path_exists(fields, '$._copies[*] ? (!exists(@.back_at))')
"""


class Migration(migrations.Migration):
    """Make the index."""

    dependencies: ClassVar = [("acceptance", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(INDEX, "DROP INDEX ticket_copies_out")]
