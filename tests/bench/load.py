"""Load over HTTP: so many connections kept open, each asking one thing after another, counted after a warm-up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, perf_counter
from typing import Any
from uuid import uuid4

from bench.ground import CONNECTIONS, SECONDS, first

WARM_UP = 3.0
Ask = Callable[[int], tuple[str, dict[str, Any]]]  # a running number -> path and body


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests answered well a second, and how long they took (milliseconds)."""

    rate: float
    p50: float
    p99: float
    refused: int


def post(port: int, token: str, ask: Ask) -> Measured:
    """Ask for some seconds; anything but 200 or 201 counts as refused. Each request has a key of its own."""
    return asyncio.run(_all(port, token, ask))


async def _all(port: int, token: str, ask: Ask) -> Measured:
    begun = monotonic() + WARM_UP
    ends = begun + SECONDS
    times: list[float] = []
    refused = await asyncio.gather(*(_one(port, token, ask, place, begun, ends, times) for place in range(CONNECTIONS)))
    return Measured(len(times) / SECONDS, first(times, 0.5) * 1000, first(times, 0.99) * 1000, sum(refused))


async def _one(port: int, token: str, ask: Ask, place: int, begun: float, ends: float, times: list[float]) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    number, refused = place, 0
    while monotonic() < ends:
        path, body = ask(number)
        number += CONNECTIONS
        started = perf_counter()
        status = await _exchange(reader, writer, _request(path, token, body))
        took = perf_counter() - started
        if status not in (200, 201):
            refused += 1
        elif monotonic() >= begun:
            times.append(took)
    writer.close()
    return refused


def _request(path: str, token: str, body: dict[str, Any]) -> bytes:
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    return (head + f"Idempotency-Key: {uuid4().hex}\r\nContent-Length: {len(content)}\r\n\r\n").encode() + content


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), None)
    if length is not None:
        await reader.readexactly(length)
    else:
        while (size := int(await reader.readline(), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return int(head[9:12])
