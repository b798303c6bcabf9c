"""Load over HTTP: so many connections kept open, each asking one thing after another, counted after a warm-up.

One thread and bare sockets: what asks must not eat the cores it measures. Every answer is looked at.
"""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from time import monotonic, perf_counter
from typing import Any
from uuid import uuid4

from bench.ground import CONNECTIONS, SECONDS, first

WARM_UP = 3.0
PATIENCE = 30.0
PIECE = 1 << 16
WELL = (b"200", b"201")
SAID = b'"state"'  # what became of the ticket stands in every good answer
Ask = Callable[[int], tuple[str, dict[str, Any]]]  # a running number -> path and body


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests answered well a second, and how long they took (milliseconds)."""

    rate: float
    p50: float
    p99: float
    refused: int


@dataclass(slots=True)
class Line:
    """One connection: what it asks next, and what has come of the answer."""

    socket: socket.socket
    requests: Iterator[bytes]
    asked: float = 0.0
    answer: bytes = b""

    def ask(self) -> None:
        """Ask the next thing."""
        self.answer, self.asked = b"", perf_counter()
        self.socket.sendall(next(self.requests))

    def hear(self) -> bool | None:
        """Take what came; whether the answer is a good one, None while it is not whole."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionError("the server hung up")
        self.answer += piece
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return None
        return head[9:12] in WELL and SAID in body


@dataclass(slots=True)
class Heard:
    """What was answered after the warm-up, and what was refused at any time."""

    times: list[float] = field(default_factory=list)
    refused: int = 0


def post(port: int, token: str, ask: Ask) -> Measured:
    """Ask for some seconds; anything but a good answer counts as refused. Each request has a key of its own."""
    with ExitStack() as stack:
        lines = [stack.enter_context(closing(socket.create_connection(("127.0.0.1", port)))) for _ in range(CONNECTIONS)]
        heard = _all([Line(line, _requests(token, ask, place)) for place, line in enumerate(lines)])
    return Measured(len(heard.times) / SECONDS, first(heard.times, 0.5) * 1000, first(heard.times, 0.99) * 1000, heard.refused)


def _all(lines: list[Line]) -> Heard:
    begun = monotonic() + WARM_UP
    ends, heard = begun + SECONDS, Heard()
    ready = select.epoll()
    by_number = {line.socket.fileno(): line for line in lines}
    for number, line in by_number.items():
        ready.register(number, select.EPOLLIN)
        line.ask()
    while by_number:
        for number, _ in _some(ready):
            line = by_number[number]
            good = line.hear()
            if good is None:
                continue
            now = monotonic()
            if not good:
                heard.refused += 1
            elif begun <= now < ends:
                heard.times.append(perf_counter() - line.asked)
            if now < ends:
                line.ask()
            else:
                del by_number[number]
    ready.close()
    return heard


def _some(ready: select.epoll) -> list[tuple[int, int]]:
    found = ready.poll(PATIENCE)
    if not found:
        raise TimeoutError(f"no answer in {PATIENCE:.0f} s")
    return found


def _requests(token: str, ask: Ask, place: int) -> Iterator[bytes]:
    """One after another, each with a key of its own."""
    once = uuid4().hex
    for number in count(place, CONNECTIONS):
        path, body = ask(number)
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        yield (head + f"Idempotency-Key: {once}-{number}\r\nContent-Length: {len(content)}\r\n\r\n").encode() + content


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    if at < 0:
        raise ValueError("an answer without its length")
    return int(head[at + 15 :].split(b"\r\n", 1)[0])
