"""Why a ticket stands with its station: the explanation its latest dispatch left in its events."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

LATEST = """
SELECT (e.data -> 'dispatch')::text, e.at FROM journal_event e
 WHERE e.ticket_id = %s AND e.data ? 'dispatch' ORDER BY e.seq DESC LIMIT 1
"""


def explanation_of(ticket_id: Any) -> dict[str, Any] | None:
    """What was kept of the latest dispatch by coverage, with `at`; None where the ticket never was."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [ticket_id])
        row = cursor.fetchone()
    if row is None:
        return None
    said: dict[str, Any] = json.loads(row[0])
    return {**said, "at": row[1]}
