"""The live line: strangers hear nothing, everybody hears of his own units, a slow page is told to look again."""

from __future__ import annotations

import asyncio
from typing import Any

from baoxiu.core.engine.facts import Actor, Post
from baoxiu.journal.live import Change
from baoxiu.web.shared.live import LOOK_AGAIN, ROOM, LiveLine, Watcher, event, session_key

STATION = Actor(7, "陈协调", "person", 1, (Post("coordinator", 4, "/1/4/"),))


def test_a_page_hears_of_its_own_units_and_those_below() -> None:
    watcher = Watcher(STATION)

    told = ((1, "/1/4/"), (1, "/1/4/9/"), (1, "/1/5/"), (2, "/1/4/"))

    heard = [watcher.sees(Change(organisation, path, "N", 1)) for organisation, path in told]

    assert heard == [True, True, False, False]


def test_a_page_that_reads_too_slowly_is_told_to_look_at_everything_once() -> None:
    watcher = Watcher(STATION)

    for number in range(ROOM + 1):
        watcher.offer(event("tickets", f'["{number}"]'))

    assert watcher.waiting.qsize() == 1
    assert watcher.waiting.get_nowait() == LOOK_AGAIN


def test_a_stranger_is_asked_to_log_in() -> None:
    assert asyncio.run(_asked_by_a_stranger()) == [401]


async def _asked_by_a_stranger() -> list[int]:
    line, said = LiveLine(), []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            said.append(message["status"])

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    await line.stream({"type": "http", "path": "/live", "headers": []}, receive, send)
    return said


def test_the_session_is_found_among_other_cookies() -> None:
    headers = [(b"accept", b"text/event-stream"), (b"cookie", b"django_language=en; sessionid=abc123; other=1")]

    assert session_key({"headers": headers}) == "abc123"
    assert session_key({"headers": []}) == ""
