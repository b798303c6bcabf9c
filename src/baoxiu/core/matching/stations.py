"""What an order wants and what a station offers, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Json = Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one order wants of a station, at the instant it is dispatched."""

    at: datetime
    category: str = ""
    mode: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a station's contract says while it is in force. Empty products or modes: all of them. No capacity: no daily limit."""

    products: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A time a station takes no orders."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """One way a station may come into question: a coverage of the place, with what is known of the station there.

    `far` counts how far the coverage lies from the place (0: the place itself); `order` is what somebody laid down, the
    smallest first. `lapsed`: the station had a contract and has none now.
    """

    unit: int
    code: str
    title: str
    far: int
    place: str = ""  # what is covered: a site's title or an area's
    category: str = ""  # of its own; empty: every category
    order: int = 1
    since: datetime | None = None
    until: datetime | None = None
    terms: Terms | None = None
    lapsed: bool = False
    absence: Absence | None = None
    day: date | None = None
    taken: int = 0  # orders that came to it on that day
    changed: int = 0
    via: str = ""  # the service point whose coverage this is

    @property
    def takes(self) -> dict[str, Json] | None:
        """The place of its day that one order takes; none is counted where no terms are laid down."""
        return {"scope": f"taken:{self.unit}:{self.day}", "most": self.terms.capacity} if self.terms is not None else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one station: chosen, barred for `reasons`, or fit but behind the chosen one for one reason."""

    station: Station
    chosen: bool
    reasons: tuple[str, ...]
    facts: Mapping[str, Json] = field(default_factory=dict)

    def as_record(self) -> dict[str, Json]:
        """As the ticket's event keeps it."""
        one = self.station
        record = {"unit": one.unit, "code": one.code, "title": one.title, "chosen": self.chosen, "reasons": list(self.reasons)}
        return {**record, **{name: value for name, value in self.facts.items() if value not in (None, "", [])}}


def station_of(row: Mapping[str, Json]) -> Station:
    """A station from the row the database said."""
    terms, absence = row.get("terms"), row.get("absence")
    return Station(
        unit=row["unit"],
        code=row["code"],
        title=row["title"],
        far=row["far"],
        place=row.get("place") or "",
        category=row.get("category") or "",
        order=row.get("order") or 0,
        since=_time(row.get("since")),
        until=_time(row.get("until")),
        terms=_terms(terms) if terms else None,
        lapsed=bool(row.get("lapsed")),
        absence=Absence(absence["reason"], _time(absence.get("until"))) if absence else None,
        day=date.fromisoformat(row["day"]) if row.get("day") else None,
        taken=row.get("taken") or 0,
        changed=row.get("changed") or 0,
        via=row.get("via") or "",
    )


def _terms(row: Mapping[str, Json]) -> Terms:
    return Terms(frozenset(row.get("products") or ()), frozenset(row.get("modes") or ()), row.get("capacity"))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
