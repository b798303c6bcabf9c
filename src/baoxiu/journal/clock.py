"""The one source of now, for requests, workers and tests. `CLOCK_FILE` moves it, for rehearsals and browser tests."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from baoxiu.core.errors import Malformed


@dataclass(frozen=True, slots=True)
class _Moved:
    """What the clock file said, and our own clock when the file was written."""

    stamp: int
    at: datetime
    runs: bool


_seen: dict[str, _Moved] = {}


def now() -> datetime:
    """The time, aware and in UTC. With a clock file: the time it says, running on from there where it says `runs`."""
    if not settings.CLOCK_FILE:
        return datetime.now(UTC)
    try:
        stamp = Path(settings.CLOCK_FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return datetime.now(UTC)
    moved = _seen.get(settings.CLOCK_FILE)
    if moved is None or moved.stamp != stamp:
        moved = _seen[settings.CLOCK_FILE] = _read(Path(settings.CLOCK_FILE), stamp)
    return moved.at + timedelta(microseconds=(time.time_ns() - moved.stamp) // 1000) if moved.runs else moved.at


def move(at: datetime, *, runs: bool = False) -> None:
    """Write the clock file, so that every process of this installation reads `at` from now on."""
    file = Path(settings.CLOCK_FILE)
    written = file.with_suffix(".new")
    written.write_text(json.dumps({"at": at.isoformat(), "runs": runs}), encoding="utf-8")
    written.replace(file)


def _read(file: Path, stamp: int) -> _Moved:
    """Read the file; a broken one is refused by name, since wrong time would be silent."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(said["at"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise Malformed(what=str(file), why=str(wrong)) from wrong
    if at.tzinfo is None:
        raise Malformed(what=str(file), why="'at' has no zone; write 2026-03-02T09:00:00+08:00")
    return _Moved(stamp, at.astimezone(UTC), bool(said.get("runs", False)))
