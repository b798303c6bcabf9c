"""How far it is from one job to the next, and about how long that takes: by the air, with a detour, at a town's pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from baoxiu.core.planning.jobs import Place

EARTH_METRES = 6_371_000
DETOUR = 1.3
METRES_A_MINUTE = 250  # fifteen kilometres an hour, lifts and locks left out


@dataclass(frozen=True, slots=True)
class Travel:
    """The way between two places: an estimate."""

    metres: int
    takes: timedelta


def travel(start: Place | None, end: Place | None) -> Travel | None:
    """The way from one place to another; None where one of them is not known."""
    if start is None or end is None:
        return None
    metres = round(_by_air(start, end) * DETOUR)
    return Travel(metres, timedelta(minutes=-(-metres // METRES_A_MINUTE)))


def _by_air(start: Place, end: Place) -> float:
    north, south = radians(start.latitude), radians(end.latitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(end.longitude - start.longitude) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(min(1.0, half)))
