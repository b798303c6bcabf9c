"""Golden cases: what they name exists, and their times are times that go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from baoxiu.core.procedure.checking.part import PEOPLE
from baoxiu.core.procedure.elements.examples import Birth, Example, Turn
from baoxiu.core.procedure.faults import Fault, fault
from baoxiu.core.procedure.folder import Folder
from baoxiu.core.procedure.hints import hints
from baoxiu.core.procedure.reading import Path, Read

if TYPE_CHECKING:
    from baoxiu.core.procedure.loading import LoadedPack


def cases(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """Every golden case of every file."""
    for name in folder.examples:
        read = folder.yaml[name]
        several = "examples" in read.value
        rows = read.value["examples"] if several else [read.value]
        for place, row in enumerate(rows):
            example = Example.model_validate(row, by_alias=True, by_name=False)
            at: Path = ("examples", place) if several else ()
            yield from _names(pack, example, read, at)
            yield from _times(example, read, at)


def _names(pack: LoadedPack, example: Example, read: Read, at: Path) -> Iterator[Fault]:
    if example.procedure not in pack.procedures:
        yield _fault(read, "unknown_procedure", (*at, "procedure"), name=example.procedure, **hints(example.procedure, pack.procedures))
    people = {*pack.pack.roles, *PEOPLE}
    for path, turn in _turns(example, at):
        role = (turn.by or "system").split("/")[0]
        if role not in people:
            yield _fault(read, "unknown_role", (*path, "by"), name=role, **hints(role, people))
        on = turn.on if isinstance(turn, Turn) else None
        if on and on not in pack.procedures:
            yield _fault(read, "unknown_procedure", (*path, "on"), name=on, **hints(on, pack.procedures))


def _times(example: Example, read: Read, at: Path) -> Iterator[Fault]:
    try:
        ZoneInfo(example.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield _fault(read, "bad_time", (*at, "zone"), found=example.zone)
        return
    before = ""
    for path, turn in _turns(example, at):
        now = turn.at if len(turn.at) > len("09:00:00") else f"{before[:10]} {turn.at}"
        if not _is_time(now):
            yield _fault(read, "bad_time", (*path, "at"), found=turn.at)
        elif before and _padded(now) < _padded(before):
            yield _fault(read, "time_goes_back", (*path, "at"), found=turn.at, before=before)
        before = now


def _turns(example: Example, at: Path) -> Iterator[tuple[Path, Birth | Turn]]:
    yield (*at, "opens"), example.opens
    yield from (((*at, "turns", place), turn) for place, turn in enumerate(example.turns))


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).year > 1
    except ValueError:
        return False


def _padded(text: str) -> str:
    return text if text.count(":") > 1 else f"{text}:00"


def _fault(read: Read, code: str, path: Path, **facts: object) -> Fault:
    return fault(code, read.file, read.line(path), **facts)
