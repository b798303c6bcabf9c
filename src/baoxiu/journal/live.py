"""The live line: what changed goes to every open screen by NOTIFY, at most once in fifty milliseconds a process.

NOTIFY inside a command's transaction would make all commits queue for one lock. So a command says after its commit what it
changed, a small thread gathers, and one NOTIFY carries all. What is lost when a process dies is only the hint: screens look
again by themselves.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import Error, connection
from procrastinate.exceptions import ConnectorException

from baoxiu.journal import tasks

CHANNEL = "baoxiu_live"
GATHERED = 0.05  # seconds
MOST_BYTES = 7500  # PostgreSQL takes less than 8000 in one NOTIFY
ROOM = 20_000
IDLE = 30.0  # seconds after which the thread and its connection rest
log = logging.getLogger("baoxiu.live")


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket that changed; `path` is its unit's, so that a screen knows whether it may look."""

    organisation_id: int
    path: str
    number: str
    version: int


class Notifier:
    """Gathers what changed and tells it in one go. Nothing here may ever hold up a command."""

    def __init__(self) -> None:
        """The thread starts with the first change."""
        self._waiting: queue.SimpleQueue[Change] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process = 0
        self._closing = threading.Event()
        self._wakes = False

    def tell(self, change: Change | None, *, has_messages: bool) -> None:
        """Take a change; while the database cannot be reached, hints beyond the room are dropped."""
        if has_messages:
            self._wakes = True
        if change is not None and self._waiting.qsize() < ROOM:
            self._waiting.put(change)
        self._start()

    def close(self) -> None:
        """Tell what is gathered and stop."""
        thread = self._thread
        self._closing.set()
        if thread is not None and self._process == os.getpid():
            thread.join(timeout=5)
        self._closing.clear()

    def _start(self) -> None:
        if self._thread is not None and self._thread.is_alive() and self._process == os.getpid():
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive() or self._process != os.getpid():
                self._process = os.getpid()
                self._thread = threading.Thread(target=self._run, name="live-notifier", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        """Tell until nothing happened for a while. Without a database the hints are lost, and the next one starts anew."""
        try:
            last = time.monotonic()
            while not self._closing.wait(GATHERED) and time.monotonic() - last < IDLE:
                if self._flush():
                    last = time.monotonic()
            self._flush()
        except (Error, ConnectorException) as lost:
            log.warning("the live line is down: %s", lost)
        finally:
            connection.close()

    def _flush(self) -> bool:
        changes, wakes = list(self._taken()), self._wakes
        self._wakes = False
        for payload in payloads(changes):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
        if wakes:
            tasks.send_soon()
        return bool(changes) or wakes

    def _taken(self) -> Iterator[Change]:
        """What waits, the last word on each ticket only."""
        latest: dict[tuple[int, str], Change] = {}
        while True:
            try:
                change = self._waiting.get_nowait()
            except queue.Empty:
                return (yield from latest.values())
            latest[change.organisation_id, change.number] = change


_notifier = Notifier()


def announce(organisation_id: int, path: str, number: str, version: int, *, has_messages: bool = False) -> None:
    """Tell all screens that a ticket of the unit with `path` changed. Call it after the commit; it never waits.

    `has_messages`: the command left rows in the outbox, so a worker is woken for them.
    """
    _notifier.tell(Change(organisation_id, path, number, version), has_messages=has_messages)


def wake_sender() -> None:
    """Wake a worker for rows in the outbox, after the commit that wrote them."""
    _notifier.tell(None, has_messages=True)


def close() -> None:
    """Tell what is gathered and let the connection go: at the end of a process, and of a test that announced."""
    _notifier.close()


def payloads(changes: Iterable[Change]) -> Iterator[str]:
    """As few payloads as fit."""
    rows: list[str] = []
    size = 2
    for change in changes:
        row = json.dumps([change.organisation_id, change.path, change.number, change.version], separators=(",", ":"))
        if rows and size + len(row) + 1 > MOST_BYTES:
            yield f"[{','.join(rows)}]"
            rows, size = [], 2
        rows.append(row)
        size += len(row) + 1
    if rows:
        yield f"[{','.join(rows)}]"


def changes(payload: str) -> Sequence[Change]:
    """What a NOTIFY carried."""
    return [Change(*row) for row in json.loads(payload)]
