"""What every test may use: a database, and one cast of people everybody knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

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
