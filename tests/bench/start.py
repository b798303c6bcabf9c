"""Row 13: a second `baoxiu run` to its first page; the memory of everything it started, idle."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

from bench.clocks import Row
from starting.installation import Installation

MEMORY = 400.0  # MB


def measure() -> Row:
    """Seconds to the first page of a second start; beside it the first start and the memory (shared pages counted once)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = Installation(Path(tempfile.gettempdir()) / f"baoxiu-start-{uuid4().hex[:8]}", port)
    try:
        first = _start(place)
        place.stop()
        second = _start(place)
        sleep(5)
        memory = sum(_megabytes(line) for line in place.processes())
    finally:
        place.clear()
    return Row(13, "second start to the first page", second, "s", 5.0, {"first start s": first, "idle MB": memory, "goal MB": MEMORY})


def _start(place: Installation) -> float:
    begun = monotonic()
    place.start()
    return monotonic() - begun


def _megabytes(line: str) -> float:
    """Proportional set size of a process."""
    try:
        text = Path(f"/proc/{line.split()[0]}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next(int(row.split()[1]) for row in text.splitlines() if row.startswith("Pss:")) / 1024
