"""The backend Django loads by this name: PostgreSQL's own, with a health check that costs no round trip."""

from __future__ import annotations

import select

import psycopg
from django.db.backends.postgresql import base

HUNG_UP = select.POLLIN | select.POLLHUP | select.POLLERR


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for nothing has nothing to read, unless the server hung up. Only then is the server asked."""

    health_check_enabled: bool
    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        """Look at the line; close it where it is dead, so that the next statement connects anew."""
        if self.connection is not None and self.health_check_enabled and not self.health_check_done and is_silent(self.connection):
            self.health_check_done = True
        super().close_if_health_check_failed()


def is_silent(connection: psycopg.Connection) -> bool:
    """Whether an open connection has nothing to read."""
    if connection.closed:
        return False
    line = select.poll()
    line.register(connection.fileno(), HUNG_UP)
    return not line.poll(0)
