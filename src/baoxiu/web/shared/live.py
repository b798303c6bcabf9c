"""The live line `/live`: one LISTEN a process, fanned out to every open page that may see the ticket.

1. A stream begins with the session of its cookie; strangers get 401.
2. What the database tells is offered to the streams of that organisation whose units lie above the ticket's.
3. A board says how it is laid out, and gets the lines themselves: drawn once for all who see the same units the same way.
   Whoever sees more than his units (what he holds elsewhere, what is his own) asks by himself, and so does every other page.
4. A page that reads too slowly is told to look at everything again, and is never waited for.
5. Who has logged out, or lost a post, gets no more lines within half a minute.
6. When the database goes away the line is drawn anew, and every page looks again: what was missed is not repeated.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error, close_old_connections, connection, connections

from baoxiu.core.engine.facts import Actor, Post
from baoxiu.core.errors import Refusal
from baoxiu.journal import live as told
from baoxiu.web.shared.languages import language_of
from baoxiu.web.shared.sessions import actor_of_session, actors_still_in

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Draw = Callable[[Actor, str, str, Sequence[str]], str | None]  # who, how his board is laid out, language, numbers -> its lines

HEARTBEAT = 15.0
LIFE = 30 * 60.0  # then the page connects again, and its session is looked at again
ROOM = 100  # changes a page may be behind
AGAIN = 1.0  # seconds before the database is tried again
MOST_DRAWN = 60  # changes at once; beyond that boards read again what they show
LONGEST = 2000  # characters of an address
MOST_FACES = 24  # drawings of one change; beyond that boards ask by themselves
ASKED_AGAIN = 30.0  # seconds for which it stands that somebody is logged in and where he works
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
LOOK_AGAIN = b"event: again\ndata: 1\n\n"
log = logging.getLogger("baoxiu.live")


@dataclass(frozen=True, slots=True)
class Face:
    """What decides how a change looks on a board: the same for everybody with the same posts, language and address."""

    organisation_id: int | None
    posts: tuple[Post, ...]
    board: str
    language: str
    numbers: tuple[str, ...]

    @property
    def anybody(self) -> Actor:
        """Somebody with these posts who holds nothing."""
        return Actor(0, "", "person", self.organisation_id, self.posts)


@dataclass(eq=False)
class Watcher:
    """One open page. `board`: how a board is laid out, as its address says it; None where the page is no board."""

    actor: Actor
    session: str = ""
    board: str | None = None
    language: str = ""
    asked: float = 0.0
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(ROOM))

    def sees(self, change: told.Change) -> bool:
        """Whether the change is on a ticket of this person's units."""
        return change.organisation_id == self.actor.organisation_id and any(change.path.startswith(post.path) for post in self.actor.posts)

    def face(self, board: str, numbers: tuple[str, ...]) -> Face:
        """How these changes look on this board."""
        return Face(self.actor.organisation_id, self.actor.posts, board, self.language, numbers)

    def offer(self, event: bytes) -> None:
        """Hand over; a page that is full forgets what it has and looks at everything."""
        if self.waiting.full():
            while not self.waiting.empty():
                self.waiting.get_nowait()
            event = LOOK_AGAIN
        self.waiting.put_nowait(event)


class LiveLine:
    """All open pages of this process and the one connection that listens for them."""

    def __init__(self, draw: Draw | None = None) -> None:
        """Nothing is opened before the server starts. `draw` makes the lines of a board."""
        self._draw = draw
        self._watchers: set[Watcher] = set()
        self._listener: asyncio.Task[None] | None = None
        self._reader: ThreadPoolExecutor | None = None
        self._drawer: ThreadPoolExecutor | None = None
        self._drawing: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begin to listen; one thread reads the sessions of those who come, one draws."""
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-session")
        self._drawer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-drawing")
        self._listener = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Stop listening; the open pages end with the server."""
        if self._listener:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
        for one in filter(None, (self._reader, self._drawer)):
            await asyncio.get_running_loop().run_in_executor(one, connections.close_all)
            one.shutdown()

    async def stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one page until it goes away."""
        loop, key = asyncio.get_running_loop(), session_key(scope)
        actor = await loop.run_in_executor(self._reader, actor_of_session, key)
        if actor is None:
            await send({"type": "http.response.start", "status": 401, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"Log in first."})
            return
        watcher = Watcher(actor, key, board_of(scope) if self._draw else None, language_of(scope["headers"]), loop.time())
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
        boards: dict[Face, list[Watcher]] = defaultdict(list)
        for watcher in self._watchers:
            numbers = tuple(change.number for change in changes if watcher.sees(change))
            if numbers and watcher.board is not None and len(numbers) <= MOST_DRAWN:
                boards[watcher.face(watcher.board, numbers)].append(watcher)
            elif numbers:
                watcher.offer(event("tickets", json.dumps(numbers)))
        if boards:
            self._drawing.add(task := asyncio.create_task(self._draw_all(boards)))
            task.add_done_callback(self._after_drawing)

    def _after_drawing(self, task: asyncio.Task[None]) -> None:
        """Where drawing failed, everybody looks by himself: nobody is left with what was."""
        self._drawing.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("boards were not drawn", exc_info=fault)
            self._tell_all(LOOK_AGAIN)

    async def _draw_all(self, boards: Mapping[Face, list[Watcher]]) -> None:
        """Draw for those who still may see it; the faces most people have come first."""
        loop, many = asyncio.get_running_loop(), sum(map(len, boards.values()))
        await self._ask_again([watcher for row in boards.values() for watcher in row if loop.time() - watcher.asked > ASKED_AGAIN])
        for nth, (face, watchers) in enumerate(sorted(boards.items(), key=lambda row: -len(row[1]))):
            lines = await loop.run_in_executor(self._drawer, self._drawn, face) if nth < MOST_FACES else None
            said = _said_to_boards(face, lines, many)
            for watcher in watchers:
                if watcher.board is not None:
                    watcher.offer(said if watcher.actor.posts == face.posts else LOOK_AGAIN)

    async def _ask_again(self, watchers: Sequence[Watcher]) -> None:
        """Whether they are still logged in, and with which posts; who is not hears no more of lines."""
        if not watchers:
            return
        loop, keys = asyncio.get_running_loop(), {watcher.session: watcher.actor.id or 0 for watcher in watchers}
        still = await loop.run_in_executor(self._drawer, _still_in, keys)
        if still is None:
            return
        for watcher in watchers:
            actor = still.get(watcher.session)
            watcher.asked = loop.time()
            watcher.actor, watcher.board = (actor, watcher.board) if actor else (replace(watcher.actor, posts=()), None)

    def _drawn(self, face: Face) -> str | None:
        """In a thread. None: the boards ask by themselves."""
        assert self._draw
        close_old_connections()
        try:
            return self._draw(face.anybody, face.board, face.language, face.numbers)
        except (Error, Refusal, SuspiciousOperation, ValueError) as fault:
            log.warning("a board was not drawn: %s", fault)
            return None

    def _tell_all(self, said: bytes) -> None:
        for watcher in self._watchers:
            watcher.offer(said)


def _still_in(keys: Mapping[str, int]) -> Mapping[str, Actor] | None:
    """In a thread. None while the database cannot say: then nothing can be drawn either."""
    close_old_connections()
    try:
        return actors_still_in(keys)
    except Error as fault:
        log.warning("nobody was asked for again: %s", fault)
        return None


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


def _said_to_boards(face: Face, lines: str | None, boards: int) -> bytes:
    """The lines, and how many boards look, so that they do not all ask for the numbers over them at once."""
    if lines is None:
        return event("tickets", json.dumps(face.numbers))
    return event("drawn", json.dumps({"numbers": face.numbers, "lines": lines, "boards": boards}, ensure_ascii=False))


def board_of(scope: Scope) -> str | None:
    """How the board is laid out on the page that asks, if it says so."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True).get("board")
    return asked[0][:LONGEST] if asked else None


def session_key(scope: Scope) -> str:
    """The session's key in the cookies of `scope`, or nothing."""
    header = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    morsel = SimpleCookie(header.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def where() -> dict[str, Any]:
    """The database of settings, as psycopg takes it."""
    given = connection.get_connection_params()
    return {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
