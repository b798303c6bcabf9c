"""Work on sets in lanes: while the database writes one piece, the next is decided."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

LANES = 2
Piece = TypeVar("Piece")
Result = TypeVar("Result")


def in_lanes(do: Callable[[Piece], Result], pieces: Iterable[Piece], *, lanes: int = LANES) -> Iterator[Result]:
    """What `do` gives for each piece, in their order; each lane is a thread with a connection of its own.

    A single piece, and whatever stands in somebody's transaction, is done here, one after another.
    """
    ahead = iter(pieces)
    first = list(islice(ahead, 2))
    if len(first) < 2 or connections[DEFAULT_DB_ALIAS].in_atomic_block:
        yield from map(do, chain(first, ahead))
        return
    lines: list[BaseDatabaseWrapper] = []
    with ThreadPoolExecutor(lanes, thread_name_prefix="lane", initializer=_draw, initargs=(lines,)) as threads:
        try:
            yield from _in_order(threads, do, chain(first, ahead), lanes)
        finally:
            threads.shutdown(cancel_futures=True)
            for line in lines:
                line.close()


def _in_order(threads: ThreadPoolExecutor, do: Callable[[Piece], Result], pieces: Iterable[Piece], lanes: int) -> Iterator[Result]:
    waiting: deque[Future[Result]] = deque()
    for piece in pieces:
        waiting.append(threads.submit(do, piece))
        if len(waiting) > lanes:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _draw(lines: list[BaseDatabaseWrapper]) -> None:
    """Note the connection of this thread, so that it can be closed when all is done."""
    line = connections[DEFAULT_DB_ALIAS]
    line.inc_thread_sharing()
    lines.append(line)
