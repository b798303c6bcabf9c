"""The live line `/live`: one LISTEN a process, fanned out to every open page that may see the ticket.

1. A stream begins with the session of its cookie; strangers get 401.
2. What the database tells is offered to the streams of that organisation whose units lie above the ticket's.
3. A page that reads too slowly is told to look at everything again, and is never waited for.
4. When the database goes away the line is drawn anew, and every page looks again: what was missed is not repeated.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections

from baoxiu.core.engine.facts import Actor
from baoxiu.journal import live as told
from baoxiu.web.shared.sessions import actor_of_session

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEARTBEAT = 15.0
LIFE = 30 * 60.0  # then the page connects again, and its session is looked at again
ROOM = 100  # changes a page may be behind
AGAIN = 1.0  # seconds before the database is tried again
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
LOOK_AGAIN = b"event: again\ndata: 1\n\n"
log = logging.getLogger("baoxiu.live")


@dataclass(eq=False)
class Watcher:
    """One open page."""

    actor: Actor
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(ROOM))

    def sees(self, change: told.Change) -> bool:
        """Whether the change is on a ticket of this person's units."""
        return change.organisation_id == self.actor.organisation_id and any(change.path.startswith(post.path) for post in self.actor.posts)

    def offer(self, event: bytes) -> None:
        """Hand over; a page that is full forgets what it has and looks at everything."""
        if self.waiting.full():
            while not self.waiting.empty():
                self.waiting.get_nowait()
            event = LOOK_AGAIN
        self.waiting.put_nowait(event)


class LiveLine:
    """All open pages of this process and the one connection that listens for them."""

    def __init__(self) -> None:
        """Nothing is opened before the server starts."""
        self._watchers: set[Watcher] = set()
        self._listener: asyncio.Task[None] | None = None
        self._reader: ThreadPoolExecutor | None = None

    async def open(self) -> None:
        """Begin to listen; one thread reads the sessions of those who come."""
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-session")
        self._listener = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Stop listening; the open pages end with the server."""
        if self._listener:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
        if self._reader:
            await asyncio.get_running_loop().run_in_executor(self._reader, connections.close_all)
            self._reader.shutdown()

    async def stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one page until it goes away."""
        actor = await asyncio.get_running_loop().run_in_executor(self._reader, actor_of_session, session_key(scope))
        if actor is None:
            await send({"type": "http.response.start", "status": 401, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"Log in first."})
            return
        watcher = Watcher(actor)
        self._watchers.add(watcher)
        try:
            await _until_gone(receive, _speak(watcher, send))
        finally:
            self._watchers.discard(watcher)

    async def _listen(self) -> None:
        while True:
            try:
                await self._follow()
            except psycopg.OperationalError as lost:
                log.warning("the live line is down, trying again: %s", lost)
            await asyncio.sleep(AGAIN)
            self._tell_all(LOOK_AGAIN)

    async def _follow(self) -> None:
        async with await psycopg.AsyncConnection.connect(**where(), autocommit=True) as line:
            await line.execute(f"LISTEN {told.CHANNEL}")
            async for notice in line.notifies():
                self._fan_out(told.changes(notice.payload))

    def _fan_out(self, changes: Sequence[told.Change]) -> None:
        for watcher in self._watchers:
            if numbers := [change.number for change in changes if watcher.sees(change)]:
                watcher.offer(event("tickets", json.dumps(numbers)))

    def _tell_all(self, said: bytes) -> None:
        for watcher in self._watchers:
            watcher.offer(said)


async def _speak(watcher: Watcher, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
    loop = asyncio.get_running_loop()
    ends = loop.time() + LIFE
    while loop.time() < ends:
        said = b": still here\n\n"
        with contextlib.suppress(TimeoutError):
            said = await asyncio.wait_for(watcher.waiting.get(), HEARTBEAT)
        await send({"type": "http.response.body", "body": said, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive, speaking: Awaitable[None]) -> None:
    """Speak until the page hangs up."""
    speaker = asyncio.ensure_future(speaking)
    listener = asyncio.create_task(_hung_up(receive))
    _done, left = await asyncio.wait({speaker, listener}, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def event(name: str, words: str) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {words}\n\n".encode()


def session_key(scope: Scope) -> str:
    """The session's key in the cookies of `scope`, or nothing."""
    header = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    morsel = SimpleCookie(header.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def where() -> dict[str, Any]:
    """The database of settings, as psycopg takes it."""
    given = connection.get_connection_params()
    return {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
