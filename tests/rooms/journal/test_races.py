"""Several connections at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.journal import Happened, actions, queries
from baoxiu.journal.models import Message

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_chain_queue_and_no_link_is_lost() -> None:
    subject = uuid4()

    def write(k: int) -> None:
        try:
            actions.record(Happened("Noted", subject, 1, AT, SYSTEM, {"k": k}))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))

    assert [e.seq for e in queries.timeline(subject)] == list(range(1, 41))
    assert [one for one in queries.find_tampering() if one.subject == subject] == []


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_message_once(tmp_path: Path, settings: Settings) -> None:
    settings.CHANNELS, settings.CHANNEL_FILE = "", tmp_path / "outbox"
    for k in range(120):
        actions.tell("customer", {"zh": f"{k}"}, key=f"k{k}", organisation_id=1, at=AT, by="sms")
    Message.objects.update(address="13800138000")

    def work(_: int) -> int:
        sent = 0
        try:
            while not (done := actions.drain_messages(AT)).is_nothing:
                sent += done.sent
        finally:
            connection.close()
        return sent

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 120

    lines = [json.loads(line) for file in settings.CHANNEL_FILE.iterdir() for line in file.read_text().splitlines()]
    assert len(lines) == len({line["text"] for line in lines}) == 120
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
