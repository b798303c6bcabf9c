"""Time at work, exact: from the start to the completion of each visit, several visits added, nothing rounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

Fault = Literal["backwards", "overlapping", "unfinished"]


@dataclass(frozen=True, slots=True)
class Spell:
    """One stretch of work of a visit. Visits count from 1."""

    start: datetime
    end: datetime
    visit: int = 1


def spells_of(entries: Sequence[Mapping[str, Any]]) -> tuple[Spell, ...]:
    """The ended stretches of time entries (`at` or `start`, `until` or `end`), each with its visit.

    An entry names its `visit`; else each entry is a visit of its own, but where the work was held up: then it goes on.
    """
    found: list[Spell] = []
    nth, goes_on = 0, False
    for entry in entries:
        nth = int(entry["visit"]) if entry.get("visit") else nth + (0 if goes_on and nth else 1)
        goes_on = bool(entry.get("held_up"))
        start, end = bounds(entry)
        if start is not None and end is not None:
            found.append(Spell(start, end, nth))
    return tuple(found)


def bounds(entry: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """When an entry begins and ends."""
    return _instant(entry.get("at") or entry.get("start")), _instant(entry.get("until") or entry.get("end"))


def entries_fault(entries: Iterable[Mapping[str, Any]]) -> Fault | None:
    """What is wrong with entries written by hand: one without an end, one that runs backwards, two at once by one person."""
    by_person: dict[Any, list[tuple[datetime, datetime]]] = defaultdict(list)
    for entry in entries:
        start, end = bounds(entry)
        if start is None or end is None:
            return "unfinished"
        if end <= start:
            return "backwards"
        by_person[entry.get("by")].append((start, end))
    for spans in by_person.values():
        if any(after[0] < before[1] for before, after in pairwise(sorted(spans))):
            return "overlapping"
    return None


def worked(spells: Iterable[Spell]) -> timedelta:
    """All time at work."""
    return sum((spell.end - spell.start for spell in spells), timedelta())


def time_by_visit(spells: Iterable[Spell]) -> dict[int, timedelta]:
    """Time at work, by visit."""
    found: dict[int, timedelta] = {}
    for spell in spells:
        found[spell.visit] = found.get(spell.visit, timedelta()) + (spell.end - spell.start)
    return found


def _instant(said: Any) -> datetime | None:
    if said is None or isinstance(said, datetime):
        return said
    try:
        read = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return read if read.tzinfo else None
