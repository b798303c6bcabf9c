"""The live line: strangers hear nothing, everybody hears of his own units, a slow page is told to look again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.http import QueryDict

from baoxiu.core.engine.facts import Actor, Post
from baoxiu.core.errors import NotFound
from baoxiu.journal.live import Change
from baoxiu.web.shared import live
from baoxiu.web.shared.live import LOOK_AGAIN, ROOM, LiveLine, Watcher, board_of, event, session_key

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


def test_a_board_says_how_it_is_laid_out_and_another_page_does_not() -> None:
    assert board_of({"query_string": b"board=state%3Dwork-order.dispatched%26order%3Drecent"}) == "state=work-order.dispatched&order=recent"
    assert board_of({"query_string": b"board="}) == ""
    assert board_of({"query_string": b""}) is None


def test_people_with_the_same_posts_and_view_get_one_drawing_and_the_others_their_own() -> None:
    asked, heard = asyncio.run(_told_to({"a": ("", STATION), "b": ("", STATION), "c": ("order=recent", STATION), "d": (None, STATION)}))

    assert asked == [("", ("N1",)), ("order=recent", ("N1",))]
    assert heard["a"] == heard["b"] == {"numbers": ["N1"], "lines": "<lines of >", "boards": 3}
    assert heard["c"]["lines"] == "<lines of order=recent>"
    assert heard["d"] == ["N1"]


def test_who_has_logged_out_gets_no_line_and_who_changed_his_post_looks_again() -> None:
    moved = replace(STATION, posts=(Post("coordinator", 9, "/1/4/9/"),))
    people = {"in": ("", STATION), "out": ("", STATION), "moved": ("", STATION)}

    asked, heard = asyncio.run(_told_to(people, still={"in": STATION, "moved": moved}, asked=-1000.0))

    assert len(asked) == 1
    assert heard == {"in": {"numbers": ["N1"], "lines": "<lines of >", "boards": 3}, "moved": 1}


def test_a_board_that_cannot_be_drawn_is_told_the_numbers_and_spoils_no_other() -> None:
    _, heard = asyncio.run(_told_to({"a": ("broken", STATION), "b": ("mine=1", STATION), "c": ("&" * 1900, STATION), "d": ("", STATION)}))

    assert {name: heard[name] for name in "abc"} == {"a": ["N1"], "b": ["N1"], "c": ["N1"]}
    assert heard["d"]["lines"] == "<lines of >"


def test_where_drawing_fails_altogether_everybody_looks_again() -> None:
    _, heard = asyncio.run(_told_to({"a": ("fault", STATION), "b": ("", STATION), "c": (None, STATION)}))

    assert heard["a"] == 1 and heard["c"] == ["N1"]


async def _told_to(
    people: Mapping[str, tuple[str | None, Actor]], *, still: dict[str, Actor] | None = None, asked: float | None = None
) -> tuple[list[tuple[str, tuple[str, ...]]], dict[str, Any]]:
    """What was drawn for one change, and what each page heard; `still`: who is logged in yet, where that is asked."""
    drawn: list[tuple[str, tuple[str, ...]]] = []

    def draw(_anybody: Actor, board: str, _language: str, numbers: Sequence[str]) -> str | None:
        if board == "broken":
            raise NotFound(what="unit / 单位", name="X")
        if board == "fault":
            raise KeyError(board)
        QueryDict(board)
        drawn.append((board, tuple(numbers)))
        return None if "mine" in board else f"<lines of {board}>"

    line, now = LiveLine(draw), asyncio.get_running_loop().time()
    line._watchers = {
        name: Watcher(who, name, board, "zh-hans", now if asked is None else asked) for name, (board, who) in people.items()
    }.values()  # type: ignore[assignment]
    with patch.object(live, "actors_still_in", lambda _keys: still or {}):
        line._fan_out([Change(1, "/1/4/", "N1", 2)])
        await asyncio.gather(*line._drawing, return_exceptions=True)
        await asyncio.sleep(0)
    said = {watcher.session: watcher.waiting for watcher in line._watchers if not watcher.waiting.empty()}
    return drawn, {name: json.loads(queue.get_nowait().decode().split("data: ", 1)[1]) for name, queue in said.items()}
