"""Working time counted the slow way, minute by minute on the zone's own clock, and random calendars to compare with."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from baoxiu.core.calendars import Calendar

MINUTE = timedelta(minutes=1)
DAYS = 16
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# A zone, and the day around which its clock does something: nothing, jumps, repeats, jumps at midnight, half an hour.
SCENES = (
    ("Asia/Shanghai", date(2026, 2, 14)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Asia/Kathmandu", date(2026, 6, 1)),
)


@dataclass(frozen=True)
class Scene:
    """A random calendar over some days."""

    spec: dict[str, Any]
    zone: str
    first: date

    @property
    def calendar(self) -> Calendar:
        return Calendar.of(self.spec, self.zone)

    def minute(self, number: int) -> datetime:
        """The scene's minute of that number, as an instant."""
        return _start(self.first) + number * MINUTE


@lru_cache(maxsize=64)
def _clock_face(zone: str, first: date) -> list[datetime]:
    """What the zone's clock has shown at most by each minute of the scene."""
    shown, most = [], datetime(1970, 1, 1)  # noqa: DTZ001
    for number in range(DAYS * 1440):
        local = (_start(first) + number * MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        most = max(most, local)
        shown.append(most)
    return shown


def _start(first: date) -> datetime:
    return datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=DAYS // 2)


def open_minutes(scene: Scene) -> list[bool]:
    """For each minute of the scene whether it counts: a window is open from the first minute the clock shows its edge."""
    face = _clock_face(scene.zone, scene.first)
    counts = [False] * len(face)
    for number in range(-2, DAYS + 2):
        day = _start(scene.first).date() + timedelta(days=number)
        for opens, closes in _windows(scene.spec, day):
            midnight = datetime.combine(day, datetime.min.time())
            first = bisect_left(face, midnight + opens * MINUTE)
            last = bisect_left(face, midnight + closes * MINUTE)
            counts[first:last] = [True] * (last - first)
    return counts


def _windows(spec: dict[str, Any], day: date) -> list[tuple[int, int]]:
    named = spec.get("open", {}).get(day.isoformat())
    if named is not None:
        return [_edges(text) for text in named]
    usual = spec["week"].get(WEEKDAYS[day.weekday()], [])
    if day.isoformat() in spec.get("closed", []):
        return []
    if day.isoformat() in spec.get("makeup", []):
        return [_edges(text) for text in usual or spec["makeup_hours"]]
    if day.isoformat() in spec.get("holidays", []):
        return []
    return [_edges(text) for text in usual]


def _edges(text: str) -> tuple[int, int]:
    opens, closes = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return opens, closes if closes > opens else closes + 1440


@st.composite
def windows(draw: st.DrawFn) -> str:
    """A window of a day, often at odd minutes, often past midnight."""
    opens = draw(st.integers(0, 1439))
    closes = draw(st.integers(1, 1440))
    return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A random calendar whose special days lie within the scene."""
    zone, first = draw(st.sampled_from(SCENES))
    dates = st.integers(-DAYS // 2, DAYS // 2).map(lambda number: (first + timedelta(days=number)).isoformat())
    day = st.lists(windows(), max_size=3)
    week = draw(st.dictionaries(st.sampled_from(WEEKDAYS), day, min_size=1).filter(lambda week: any(week.values())))
    spec = {
        "week": week,
        "holidays": draw(st.lists(dates, max_size=3)),
        "makeup": draw(st.lists(dates, max_size=2)),
        "makeup_hours": draw(st.lists(windows(), min_size=1, max_size=2)),
        "closed": draw(st.lists(dates, max_size=3)),
        "open": draw(st.dictionaries(dates, st.lists(windows(), min_size=1, max_size=2), max_size=2)),
    }
    return Scene(spec, zone, first)


minutes = st.integers(3 * 1440, (DAYS - 3) * 1440)


@st.composite
def instants(draw: st.DrawFn, scene: Scene) -> datetime:
    """Any instant of the scene, to the microsecond; often on a full minute."""
    whole = scene.minute(draw(minutes))
    return whole + draw(st.sampled_from([timedelta(), timedelta(), timedelta(seconds=17, microseconds=3)]))
