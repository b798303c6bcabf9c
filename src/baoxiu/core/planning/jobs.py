"""A job and a technician's day, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Hold = Literal["", "appointment", "running", "done"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """From an instant to another (None: open), and what it is: a shift's name, why somebody is away."""

    since: datetime
    until: datetime | None
    what: str = ""

    def holds(self, start: datetime, end: datetime) -> bool:
        """Whether all of the time from `start` to `end` lies in it."""
        return self.since <= start and (self.until is None or end <= self.until)

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether any of it does."""
        return self.since < end and (self.until is None or start < self.until)


@dataclass(frozen=True, slots=True)
class Job:
    """One job of a day. `starts_at` None: as soon as it fits. `hold` says why it does not move: an agreed time, under way, over."""

    number: str
    lasts: timedelta
    starts_at: datetime | None = None
    hold: Hold = ""
    due_at: datetime | None = None  # by when somebody must be there, or be done
    place: Place | None = None
    skill: str = ""
    skill_title: Mapping[str, str] | None = None
    lies_in: frozenset[str] = frozenset()  # the sites and areas it lies in, as `Technician.areas` names them
    unit: str = ""  # the path of the unit that has it
    anybody: bool = False  # it belongs to an emergency: whoever there is may be sent

    @property
    def until(self) -> datetime | None:
        """When one that does not move ends."""
        return self.starts_at + self.lasts if self.starts_at else None


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who is sent out, on one day.

    None means that nobody keeps it here, so that it bars nothing: `skills`, `areas` (served), `posts`, `most` (open jobs),
    `duties` (the roster).
    """

    id: int
    skills: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    posts: tuple[str, ...] | None = None  # the paths of the units he works at
    open: int = 0
    most: int | None = None
    duties: tuple[Stretch, ...] | None = None
    away: tuple[Stretch, ...] = ()
    jobs: tuple[Job, ...] = ()
