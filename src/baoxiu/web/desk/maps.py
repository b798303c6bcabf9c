"""The map of a day: where jobs lie, who goes where in which order; with tiles from the host the settings name, or on a plain ground."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from baoxiu.core.planning import Laid
from baoxiu.dispatch.queries.planning import Planned
from baoxiu.web.desk.planner import Card, DayPage
from baoxiu.web.shared.middleware import POLICY

IMAGES = "img-src 'self' data: blob:"


def policy() -> str:
    """What the map page may load: pictures from the host of the tiles besides our own, and nothing else more."""
    host = tile_host(settings.MAP_TILES)
    return POLICY.replace(IMAGES, f"{IMAGES} {host}") if host else POLICY


def tile_host(template: str) -> str:
    """The origin tiles come from; a blank in its name stands for any of several servers."""
    parts = urlsplit(template)
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if parts.netloc else ""


def tiles() -> dict[str, str]:
    """Where tiles come from and whom they are owed to; empty: none."""
    return {"tiles": settings.MAP_TILES, "credit": settings.MAP_CREDIT}


class DayMap:
    """The day's jobs as points, and each technician's way as a line."""

    def __init__(self, page: DayPage) -> None:
        """Drawn from the same plan as the timeline."""
        self.page = page

    @property
    def points(self) -> list[dict[str, Any]]:
        """Every job that has a place."""
        return list(self._points())

    @property
    def ways(self) -> list[dict[str, Any]]:
        """Who goes where in which order."""
        found = [
            {"name": line.row.name, "points": [_where(block.job) for block in line.blocks if block.job.job.place]}
            for line in self.page.lines
        ]
        return [way for way in found if len(way["points"]) > 1]

    @property
    def unplaced(self) -> int:
        """How many jobs have no coordinates."""
        return sum(1 for _ in self._jobs()) - len(self.points)

    def _points(self) -> Iterator[dict[str, Any]]:
        for planned, laid, name, kind in self._jobs():
            if planned.job.place is not None:
                yield {**_point(planned, laid), "who": name, "kind": kind}

    def _jobs(self) -> Iterator[tuple[Planned, Laid | None, str, str]]:
        cards: list[Card] = [*self.page.pool, *self.page.waiting]
        for card in cards:
            yield card.job, None, "", "waiting"
        for line in self.page.lines:
            for block in line.blocks:
                yield block.job, block.laid, line.row.name, "late" if block.is_late else block.kind


def _point(planned: Planned, laid: Laid | None) -> dict[str, Any]:
    start = laid.start if laid else planned.appointment
    return {
        "number": planned.number,
        "title": planned.row["title"] or planned.number,
        "site": planned.row["site"] or "",
        "at": timezone.localtime(start).strftime("%H:%M") if start else "",
        "where": _where(planned),
        "href": reverse("desk:ticket", args=[planned.number]),
    }


def _where(planned: Planned) -> list[float]:
    place = planned.job.place
    return [place.latitude, place.longitude] if place else []
