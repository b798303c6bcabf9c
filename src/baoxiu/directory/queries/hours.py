"""A calendar's days of its own, and hours as somebody writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from baoxiu.core.calendars import Calendar

Days = Mapping[date, Sequence[str] | None]  # its windows; empty: closed; None: as the week says again
Titles = Mapping[date, str]
COMMAS = re.compile(r"[,，;；、]")
DASHES = re.compile(r"[－–—~～]")


def with_days(spec: Mapping[str, Any], days: Days, titles: Titles | None = None) -> dict[str, Any]:
    """A calendar with some days closed, opened, or left to the week again; `titles`: what each is called from now on."""
    closed, opened = own_days(spec)
    names = {day: title for day, title in titles_of(spec).items() if day not in days}
    names |= {day: title for day, title in (titles or {}).items() if title and days.get(day) is not None}
    for day, windows in days.items():
        closed.discard(day)
        opened.pop(day, None)
        if windows:
            opened[day] = [str(one) for one in windows]
        elif windows is not None:
            closed.add(day)
    whole = {**spec, "closed": sorted(day.isoformat() for day in closed), "open": {day.isoformat(): opened[day] for day in sorted(opened)},
             "names": {day.isoformat(): names[day] for day in sorted(names)}}  # fmt: skip
    return {key: value for key, value in whole.items() if value or key not in ("closed", "open", "names")}


def titles_of(spec: Mapping[str, Any]) -> dict[date, str]:
    """What the days are called that a calendar closes and opens by name."""
    return {_day(day): str(title) for day, title in (spec.get("names") or {}).items()} if spec else {}


def own_days(spec: Mapping[str, Any]) -> tuple[set[date], dict[date, list[str]]]:
    """The days a calendar closes and opens by name."""
    if not spec:
        return set(), {}
    closed = {day for row in spec.get("closed") or () for day in _range(row)}
    opened = {_day(day): [windows] if isinstance(windows, str) else list(windows) for day, windows in (spec.get("open") or {}).items()}
    return closed, opened


def read_windows(text: str, zone: str) -> list[str]:
    """Hours as somebody writes them, '9:00-12:00, 13:00-18:00'; refused where they are none."""
    plain = DASHES.sub("-", text.replace("：", ":"))
    said = [one.strip() for one in COMMAS.split(plain) if one.strip()]
    if said:
        Calendar.of({"week": {"mon": said}}, zone)
    return said


def _range(row: Any) -> list[date]:
    first, last = (_day(row), _day(row)) if isinstance(row, str | date) else (_day(row[0]), _day(row[-1]))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _day(said: Any) -> date:
    return said if isinstance(said, date) else date.fromisoformat(str(said))
