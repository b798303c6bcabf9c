"""Two connections on one chain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.journal import Happened, actions, queries


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_chain_queue_and_no_link_is_lost() -> None:
    subject = uuid4()

    def write(k: int) -> None:
        try:
            actions.record(Happened("Noted", subject, 1, datetime(2026, 3, 2, tzinfo=UTC), SYSTEM, {"k": k}))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))

    assert [e.seq for e in queries.timeline(subject)] == list(range(1, 41))
    assert [one for one in queries.find_tampering() if one.subject == subject] == []
