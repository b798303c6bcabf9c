"""Who is sent out on a day, and what each has already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor, Post
from baoxiu.core.planning import LIMIT, Stretch, Technician, technician_of
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.directory import queries as directory
from baoxiu.dispatch.queries.planning.jobs import Planned

Json = Any


@dataclass(frozen=True, slots=True)
class Window:
    """The time a plan looks at, and now."""

    since: datetime
    until: datetime
    at: datetime

    @property
    def today(self) -> Stretch | None:
        """The day itself, where now lies in it."""
        return Stretch(self.since, self.until) if self.since <= self.at < self.until else None


@dataclass(frozen=True, slots=True)
class Row:
    """One technician's line of the plan."""

    technician: Technician
    name: str
    number: str
    skills: tuple[str, ...]
    unit_path: str
    actor: Actor
    jobs: tuple[Planned, ...] = ()


def rows_of(people: Sequence[Mapping[str, Json]], jobs: Iterable[Planned], limits: Mapping[str, int], window: Window) -> list[Row]:
    """The lines of the plan. `limits`: how many open jobs are allowed, by the path of a unit."""
    his: dict[int, list[Planned]] = defaultdict(list)
    for planned in jobs:
        if planned.person is not None:
            his[planned.person].append(planned)
    return [_row(one, his[one["id"]], limits, window) for one in people]


def _row(one: Mapping[str, Json], jobs: Sequence[Planned], limits: Mapping[str, int], window: Window) -> Row:
    technician = technician_of(one, limits, window.today, [planned.job for planned in jobs])
    return Row(technician, one["name"], one["number"], tuple(one["skills"]), one["unit"], _actor(one), tuple(jobs))


def limits_of(organisation: int, packs: Iterable[LoadedPack]) -> Mapping[str, int]:
    """How many open jobs somebody may hold, by the path of the unit that says so; what a pack says holds everywhere."""
    said = {unit.path: unit.settings.get(LIMIT) for unit in directory.unit_tree(organisation).only("path", "settings")}
    general = {f"/{organisation}/": most for pack in packs if isinstance(most := pack.pack.settings.get(LIMIT), int)}
    return {**general, **{path: most for path, most in said.items() if isinstance(most, int)}}


def _actor(one: Mapping[str, Json]) -> Actor:
    posts = tuple(Post(*post) for post in one["posts"])
    return Actor(one["id"], one["name"], "person", one["organisation"], posts, frozenset(one["skills"]), one["on_shift"])
