"""Indexes of what is owed each period and of call-backs whose time will come: a few rows of a large table."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

INDEXES = """
CREATE INDEX clock_rounds ON tickets_ticketclock (due_at, ticket_id) WHERE is_quota AND state = 'running';
CREATE INDEX clock_follow_ups ON tickets_ticketclock (next_ring_at)
 WHERE starts_with(name, 'follow_up.') AND next_ring_at IS NOT NULL;
"""
UNDO = "DROP INDEX clock_rounds; DROP INDEX clock_follow_ups"


class Migration(migrations.Migration):
    """Make the indexes."""

    dependencies: ClassVar = [("tickets", "0005_emergencies")]
    operations: ClassVar = [migrations.RunSQL(INDEXES, UNDO)]
