"""The hash as the planner may unfold it into a statement: the same bytes, without a call for each event."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

HASH = "journal_hash(bytea, uuid, integer, text, timestamptz, timestamptz, bigint, bigint, text, text, text, jsonb)"


class Migration(migrations.Migration):
    """Declare what its parts are: jsonb_build_array is STABLE, and a function that claims more than its parts is called, not unfolded."""

    dependencies: ClassVar = [("journal", "0003_chains")]
    operations: ClassVar = [migrations.RunSQL(f"ALTER FUNCTION {HASH} STABLE", f"ALTER FUNCTION {HASH} IMMUTABLE")]
