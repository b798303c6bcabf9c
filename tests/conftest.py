"""What every test may use: a database, and one cast of people everybody knows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cast import Cast

pytest_plugins = ["plugin_database"]

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Shanghai


@pytest.fixture
def cast(db: None) -> Cast:
    """Two organisations that know nothing of each other, with people, customers and places."""
    from cast import make_cast

    return make_cast(MORNING)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Threads of servers and of the live line may still hold a connection when the database is dropped at the end."""
    yield
    from django.db import connection

    from baoxiu.journal import live

    live.close()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def nothing_recorded(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A test with real commits leaves no events: emptying the tables afterwards does not reach what is never changed."""
    yield
    marked = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marked and marked.kwargs.get("transaction")):
        from django.db import connection

        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER journal_keep")
            cursor.execute("DELETE FROM journal_event")
            cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER journal_keep")


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """A test that is rolled back leaves nothing in memory."""
    yield
    for name in ("baoxiu.catalogue.queries.procedures", "baoxiu.directory.queries.units"):
        if name in sys.modules:
            sys.modules[name].forget()
