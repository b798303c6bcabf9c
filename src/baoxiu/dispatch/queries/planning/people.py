"""Who is sent out on a day: shifts, absences, skills, areas, and what each has already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor, Post
from baoxiu.core.planning import Stretch, Technician
from baoxiu.directory import queries as directory
from baoxiu.dispatch.models import Duty
from baoxiu.dispatch.queries.planning.jobs import Planned

Json = Any
LIMIT = "most_open"  # the setting that says how many open jobs somebody may hold


@dataclass(frozen=True, slots=True)
class Window:
    """The time a plan looks at, and now."""

    since: datetime
    until: datetime
    at: datetime


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
    ids = [one["id"] for one in people]
    duties, away = _duties(ids, window), _absences(ids, window)
    keeps_skills = any(one["skills"] for one in people)
    his: dict[int, list[Planned]] = defaultdict(list)
    for planned in jobs:
        if planned.person is not None:
            his[planned.person].append(planned)
    return [_row(one, his[one["id"]], duties, away, limits, window, keeps_skills=keeps_skills) for one in people]


def _row(
    one: Mapping[str, Json],
    jobs: Sequence[Planned],
    duties: Mapping[int, list[Stretch]],
    away: Mapping[int, list[Stretch]],
    limits: Mapping[str, int],
    window: Window,
    *,
    keeps_skills: bool,
) -> Row:
    off = [] if one["on_shift"] or not window.since <= window.at < window.until else [Stretch(window.since, window.until, "off")]
    technician = Technician(
        id=one["id"],
        skills=frozenset(one["skills"]) if keeps_skills else None,
        areas=frozenset(one["areas"]) if one["areas"] else None,
        posts=tuple(post[2] for post in one["posts"]),
        open=one["open"],
        most=limit_at(one["unit"], limits),
        duties=tuple(duties[one["id"]]) if one["rostered"] else None,
        away=(*away[one["id"]], *off),
        jobs=tuple(planned.job for planned in jobs),
    )
    return Row(technician, one["name"], one["number"], tuple(one["skills"]), one["unit"], _actor(one, window), tuple(jobs))


def limit_at(path: str, limits: Mapping[str, int]) -> int | None:
    """What holds at a unit: its own limit, else that of the nearest unit above."""
    found = [(len(above), most) for above, most in limits.items() if path.startswith(above)]
    return max(found)[1] if found else None


def _actor(one: Mapping[str, Json], window: Window) -> Actor:
    posts = tuple(Post(*post) for post in one["posts"])
    return Actor(one["id"], one["name"], "person", one["organisation"], posts, frozenset(one["skills"]), one["on_shift"])


def _duties(ids: Sequence[int], window: Window) -> Mapping[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    for duty in Duty.objects.filter(person__in=ids, starts_at__lt=window.until, ends_at__gt=window.since).order_by("starts_at"):
        found[duty.person_id].append(Stretch(duty.starts_at, duty.ends_at, duty.shift))
    return found


def _absences(ids: Sequence[int], window: Window) -> Mapping[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    for absence in directory.absences_of(ids, since=window.since, until=window.until):
        found[absence.person_id].append(Stretch(absence.since_at, absence.until_at, absence.kind))
    return found
