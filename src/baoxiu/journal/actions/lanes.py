"""Sending side by side: a few lanes a channel, each its own thread, so that a channel that hangs holds up only itself."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping

from baoxiu.journal.channels import Channel, NotSent, Outgoing, WayOut
from baoxiu.journal.channels.apprise import FellSilent

LANES = 4  # a channel
PATIENCE = 15.0  # seconds a channel may take for one message


class Unanswered(Exception):
    """The channel did not answer in time; it may have sent."""


class Stumbled(Exception):
    """The channel broke in a way of its own; what it said may hold its address, so only what kind it was is kept."""


class _Lane:
    """Sends its share one after the other; told to stop, it begins no further one."""

    def __init__(self, channel: Channel, share: list[tuple[int, Outgoing]]) -> None:
        self.answers: queue.SimpleQueue[tuple[int, Exception | None]] = queue.SimpleQueue()
        self.stopped = threading.Event()
        self.share = share
        self.began = time.monotonic()
        self._channel = channel
        threading.Thread(target=self._run, name="sending", daemon=True).start()

    def _run(self) -> None:
        for pk, outgoing in self.share:
            if self.stopped.is_set():
                return
            self.began = time.monotonic()
            self.answers.put((pk, self._try(outgoing)))

    def _try(self, outgoing: Outgoing) -> Exception | None:
        try:
            self._channel.send(outgoing)
        except Exception as failed:  # noqa: BLE001 - the worker's edge: whatever a gateway does, the others go on
            return failed if isinstance(failed, NotSent | FellSilent | OSError) else Stumbled(type(failed).__name__)
        return None


def send_all(outgoing: Mapping[int, tuple[WayOut, Outgoing]]) -> Iterator[tuple[int, Exception | None]]:
    """Send all; gives each one's outcome as it comes. What a silent channel was not even asked is not given."""
    groups: dict[tuple[int, str], list[tuple[int, Outgoing]]] = defaultdict(list)
    channels: dict[tuple[int, str], Channel] = {}
    for pk, (way, one) in outgoing.items():
        groups[way.owner, one.by].append((pk, one))
        channels[way.owner, one.by] = way.channel
    lanes = [_Lane(channels[which], rows[k::LANES]) for which, rows in groups.items() for k in range(min(LANES, len(rows)))]
    for lane in lanes:
        yield from _outcomes(lane)


def _outcomes(lane: _Lane) -> Iterator[tuple[int, Exception | None]]:
    for pk, _ in lane.share:
        answer = _answer(lane)
        if answer is None:
            lane.stopped.set()
            yield pk, Unanswered(f"no answer within {PATIENCE:.0f} seconds")
            return
        yield answer


def _answer(lane: _Lane) -> tuple[int, Exception | None] | None:
    """The lane's next outcome; None once the message it is at has taken longer than our patience."""
    while True:
        left = lane.began + PATIENCE - time.monotonic()
        try:
            return lane.answers.get(timeout=max(left, 0.01))
        except queue.Empty:
            if time.monotonic() - lane.began >= PATIENCE:
                return None
