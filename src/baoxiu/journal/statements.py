"""Statements of the hot paths: prepared once a connection, so that each later call is neither parsed nor planned again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

Values = Sequence[Any] | Mapping[str, Any]


def row(statement: LiteralString, values: Values) -> tuple[Any, ...] | None:
    """The first row a statement answers, None where there is none.

    Parameters go beside the text, not into it as with Django's cursors. `statement` is one of few: each is kept at the server.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.close_if_health_check_failed()
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors, psycopg.Cursor(database.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchone()
