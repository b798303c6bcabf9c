"""Open boards as browsers keep them: a live line each, and a connection on which the board asks for what changed.

An event loop of its own process: what looks must not eat the cores it measures. As live.js and board.js do it, a line that comes
drawn is shown at once and the numbers over the board are asked for a while later; of a change that is only named the board waits a
moment, asks for what changed, and asks nothing further before it has its answer.
"""

from __future__ import annotations

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import random
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from bench.ground import processor_seconds

MOMENT = 0.06  # seconds, as live.js has it
PATIENCE = 60.0
HOST = "127.0.0.1"
NAMED, DRAWN = b"event: tickets\n", b"event: drawn\n"


@dataclass(slots=True)
class Seen:
    """Of each ticket, when its event came to the boards and when they showed it; how long boards waited for an answer."""

    heard: dict[str, list[float]] = field(default_factory=dict)
    shown: dict[str, list[float]] = field(default_factory=dict)
    redraws: list[float] = field(default_factory=list)
    refused: int = 0


class OpenBoard:
    """One board on one screen."""

    def __init__(self, port: int, session: str, seen: Seen) -> None:
        """Nothing is connected yet."""
        self.port, self.session, self.seen = port, session, seen
        self._waiting: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._asking: asyncio.Task[Any] | None = None
        self._counting: asyncio.Task[None] | None = None
        self._speaks: tuple[StreamReader, StreamWriter] | None = None
        self._line: asyncio.Task[None] | None = None
        self._writer: StreamWriter | None = None
        self._took = 0.0

    async def open(self) -> None:
        """Connect both; the line stands when its first words have come."""
        reader, self._writer = await asyncio.open_connection(HOST, self.port)
        self._writer.write(self._request("/live?board="))
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise ConnectionError(head.decode())
        await self._ask([])
        self._line = asyncio.create_task(self._listen(reader))

    async def close(self) -> None:
        """Hang up."""
        for task in filter(None, (self._line, self._asking, self._counting)):
            task.cancel()
        for writer in filter(None, (self._writer, self._speaks and self._speaks[1])):
            writer.close()

    async def _listen(self, reader: StreamReader) -> None:
        while line := await reader.readline():
            if line in (NAMED, DRAWN):
                said = json.loads((await reader.readline()).removeprefix(b"data: "))
                now = perf_counter()
                numbers = said if line == NAMED else said["numbers"]
                _note(self.seen.heard, numbers, now)
                if line == NAMED:
                    self._changed(numbers)
                else:
                    self._drawn(said, now)

    def _drawn(self, said: dict[str, Any], now: float) -> None:
        """board.js: the lines are laid at once, the numbers over them are asked for later."""
        self.seen.refused += not all(number in said["lines"] for number in said["numbers"])
        _note(self.seen.shown, said["numbers"], now)
        if self._counting is None or self._counting.done():
            self._counting = asyncio.create_task(self._count(MOMENT + random() * 0.05 * said["boards"] + 10 * self._took))

    async def _count(self, wait: float) -> None:
        await asyncio.sleep(wait)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._timed([]))
            await self._asking
            self._follow()

    def _changed(self, numbers: list[str]) -> None:
        """live.js: what comes within a moment becomes one question."""
        self._waiting.update(numbers)
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(MOMENT, self._follow)

    def _follow(self) -> None:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_all())

    async def _ask_all(self) -> None:
        """board.js: one question at a time."""
        while self._waiting:
            numbers = sorted(self._waiting)
            self._waiting.clear()
            _note(self.seen.shown, numbers, await self._timed(numbers))

    async def _timed(self, numbers: list[str]) -> float:
        """Ask, and note how long the answer took; when it had come."""
        begun = perf_counter()
        await self._ask(numbers)
        self._took = perf_counter() - begun
        self.seen.redraws.append(self._took)
        return perf_counter()

    async def _ask(self, numbers: list[str]) -> None:
        if self._speaks is None or self._speaks[0].at_eof():  # an idle connection is hung up on; a browser takes a new one
            self._speaks = await asyncio.open_connection(HOST, self.port)
        reader, writer = self._speaks
        writer.write(self._request("/desk/board/changed?" + urlencode([("n", number) for number in numbers])))
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        self.seen.refused += not (b" 200 " in head[:20] and all(number.encode() in body for number in numbers))

    def _request(self, path: str) -> bytes:
        head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: sessionid={self.session}\r\n"
        return f"{head}HX-Request: true\r\nAccept-Encoding: identity\r\n\r\n".encode()


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of the commands: from their answer to the event on each line, to the line of each board; milliseconds."""

    heard: list[float]
    shown: list[float]
    redraws: list[float]
    missed: int
    refused: int
    worked: float  # processor milliseconds of web processes and database, for each change


async def watched(port: int, sessions: list[str], command: Callable[[], Awaitable[str]], *, many: int, pause: float, reach: int) -> Watched:
    """Open a board for each session, run commands with a pause between, and wait until `reach` boards have shown each."""
    seen = Seen()
    boards = [OpenBoard(port, session, seen) for session in sessions]
    for start in range(0, len(boards), 20):
        await asyncio.gather(*(board.open() for board in boards[start : start + 20]))
    answered, worked = {}, processor_seconds()
    for _ in range(many):
        answered[await command()] = perf_counter()
        await asyncio.sleep(pause)
    ends = perf_counter() + PATIENCE
    while perf_counter() < ends and any(len(seen.shown.get(number, ())) < reach for number in answered):
        await asyncio.sleep(0.1)
    worked = processor_seconds() - worked
    await asyncio.gather(*(board.close() for board in boards))

    def since(of: dict[str, list[float]]) -> list[float]:
        return [max(0.0, at - then) * 1000 for number, then in answered.items() for at in of.get(number, ())]

    heard, shown = since(seen.heard), since(seen.shown)
    return Watched(heard, shown, [one * 1000 for one in seen.redraws], reach * many - len(shown), seen.refused, worked * 1000 / many)


def _note(where: dict[str, list[float]], numbers: list[str], at: float) -> None:
    for number in numbers:
        where.setdefault(number, []).append(at)


def _length(head: bytes) -> int:
    at = head.lower().index(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0])
