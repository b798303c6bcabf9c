"""How often something goes to the database, counted on the wire by the client library's own trace of the protocol."""

from __future__ import annotations

import tempfile
from collections.abc import Callable

from django.db import connection


def round_trips(does: Callable[[], object]) -> int:
    """How many times the server said it was ready again. A statement that is prepared on the way costs one more, once."""
    connection.ensure_connection()
    with tempfile.TemporaryFile("w+") as trace:
        connection.connection.pgconn.trace(trace.fileno())
        try:
            does()
        finally:
            connection.connection.pgconn.untrace()
        trace.seek(0)
        return sum("ReadyForQuery" in line for line in trace)
