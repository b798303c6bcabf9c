"""Whom a command names: the person and the job as what is on record makes them, and what bars naming the one for the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import TicketFacts
from baoxiu.core.planning.fitting import Broken, against
from baoxiu.core.planning.jobs import Job, Stretch, Technician
from baoxiu.core.planning.steps import Step, appointed_at, naming_step, rules_cited
from baoxiu.core.procedure.elements import Category
from baoxiu.core.procedure.loaded import LoadedProcedure

Json = Any
LIMIT = "most_open"  # the setting that says how many open jobs somebody may hold
USUAL = timedelta(minutes=60)  # where the kind of fault says nothing
SHORTEST = timedelta(minutes=10)
AREA_STEPS = (2, 4, 6, 9)  # how many digits of an area's code say the areas it lies in
GATHERED = "_gathered"  # the emergencies a ticket belongs to
DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def namings(procedure: LoadedProcedure) -> Mapping[str, Step]:
    """The commands that name somebody who is sent out: whoever holds the job afterwards is chosen in their form."""
    plan = plan_of(procedure)
    found = ((act.name, naming_step(act, plan)) for act in plan.acts.values() if act.kind == "command")
    return {name: step for name, step in found if step is not None}


def role_named(procedure: LoadedProcedure, step: Step) -> str | None:
    """The role whoever is named must hold."""
    return plan_of(procedure).acts[step.command].asks[step.person or ""].role


# -- the job


def known_of(procedure: LoadedProcedure, category: str, fields: Mapping[str, Json], lies: Mapping[str, Json]) -> dict[str, Any]:
    """What a job's kind of fault and its place say of it: how long it takes, the skill it wants, where it lies, who may go."""
    return {
        "lasts": _lasts(_category(procedure, category)),
        **_skill(procedure, category),
        "lies_in": _lies_in(lies, fields) if _asks_area(procedure) else frozenset(),
        "anybody": bool(fields.get(GATHERED)),
    }


def job_of(procedure: LoadedProcedure, ticket: TicketFacts, crew: Mapping[str, Json]) -> Job:
    """A ticket as the job somebody is named for."""
    known = known_of(procedure, crew["category"] or "", ticket.fields, crew)
    return Job(ticket.number, unit=ticket.unit.path, **known)


def starts_at(appointed: datetime | None, meant: datetime | None, lasts: timedelta, *, at: datetime) -> datetime | None:
    """For when somebody is named where nobody says: the time agreed with the customer, else the one he is planned for; None: now."""
    if appointed is not None and appointed > at:
        return appointed
    return max(meant, at) if meant is not None and meant + lasts > at else None


def _category(procedure: LoadedProcedure, category: str) -> Category:
    known = procedure.pack.pack.categories if procedure.pack else {}
    return known.get(category) or NO_CATEGORY


NO_CATEGORY = Category(title={"zh": "", "en": ""})


def _skill(procedure: LoadedProcedure, category: str) -> dict[str, Json]:
    skill = _category(procedure, category).skill
    categories = procedure.pack.pack.categories if procedure.pack else {}
    named = categories.get(skill or "") or _category(procedure, category)
    return {"skill": skill, "skill_title": named.title} if skill else {}


def _lasts(category: Category) -> timedelta:
    return max(SHORTEST, timedelta(minutes=category.minutes)) if category.minutes else USUAL


def _asks_area(procedure: LoadedProcedure) -> bool:
    """Whether a person's area counts: where coverage or somebody's hand chose the unit, its people go wherever its jobs lie."""
    definition = procedure.definition
    dispatch = definition.opens.dispatch or definition.dispatch
    return "area" in rules_cited(procedure) or dispatch is None or dispatch.push is None


def _lies_in(lies: Mapping[str, Json], fields: Mapping[str, Json]) -> frozenset[str]:
    """As coverage names it: the sites it lies in, the area of the nearest of them with all that is in, the area the report named."""
    sites = {f"site:{one}" for one in lies.get("sites") or ()}
    area, named = lies.get("area") or "", fields.get("area")
    areas = {f"area:{area[:digits]}" for digits in AREA_STEPS if len(area) >= digits}
    return frozenset(sites | areas | ({f"area:{named}"} if isinstance(named, str) and named else set()))


# -- the person


def technician_of(row: Mapping[str, Json], limits: Mapping[str, int], today: Stretch | None, jobs: Iterable[Job] = ()) -> Technician:
    """Somebody as he is on record. `today`: the day now lies in, while whoever is marked off shift is away; None: another day is meant."""
    off = [Stretch(today.since, today.until, "off")] if today is not None and not row["on_shift"] else []
    return Technician(
        id=row["id"],
        skills=frozenset(row["skills"]) if row["keeps_skills"] else None,
        areas=frozenset(row["areas"]) if row["areas"] else None,
        posts=tuple(post[2] for post in row["posts"]),
        open=row["open"],
        most=limit_at(row["unit"], limits),
        duties=tuple(_stretches(row["duties"])) if row["rostered"] else None,
        away=(*_stretches(row["away"]), *off),
        jobs=tuple(jobs),
    )


def limit_at(path: str, limits: Mapping[str, int]) -> int | None:
    """What holds at a unit: its own limit, else that of the nearest unit above."""
    found = [(len(above), most) for above, most in limits.items() if path.startswith(above)]
    return max(found)[1] if found else None


def _stretches(said: Sequence[Sequence[Json]] | None) -> list[Stretch]:
    return [Stretch(datetime.fromisoformat(one), datetime.fromisoformat(two) if two else None, what) for one, two, what in said or ()]


# -- the one for the other


def bars_naming(
    procedure: LoadedProcedure, ticket: TicketFacts, crew: Mapping[str, Json], said: datetime | None, *, at: datetime
) -> list[tuple[str, Broken]]:
    """What bars the people a command names, each by name. `crew`: what is on record; `said`: the time the command gives.

    Whoever holds the job already is not named anew: only the time he is given counts.
    """
    plain = job_of(procedure, ticket, crew)
    limits = {**_general(procedure, ticket), **{path: most for path, most in (crew["limits"] or {}).items() if isinstance(most, int)}}
    found: list[tuple[str, Broken]] = []
    for row in crew["people"] or ():
        meant = datetime.fromisoformat(crew["meant_at"]) if crew["meant_for"] == row["id"] else None
        start = said or starts_at(appointed_at(procedure, ticket.fields), meant, plain.lasts, at=at)
        job, technician = replace(plain, starts_at=start), technician_of(row, limits, today_of(start or at, at, ticket.unit.zone))
        if row["id"] != ticket.holder_id:
            found += [(row["name"], one) for one in against(job, technician, at=at)]
        elif said is not None:
            found += [(row["name"], one) for one in against(job, technician, at=at) if one.rule in TIMED]
    return found


TIMED = frozenset({"leave", "shift"})  # rules about a time


def _general(procedure: LoadedProcedure, ticket: TicketFacts) -> dict[str, int]:
    most = procedure.pack.pack.settings.get(LIMIT) if procedure.pack else None
    return {ticket.unit.path[: ticket.unit.path.find("/", 1) + 1]: most} if isinstance(most, int) else {}


def today_of(start: datetime, at: datetime, zone: str) -> Stretch | None:
    """The day now lies in, where that is the day meant."""
    here = at.astimezone(ZoneInfo(zone))
    if start.astimezone(here.tzinfo).date() != here.date():
        return None
    midnight = datetime.combine(here.date(), time.min, here.tzinfo)
    return Stretch(midnight, midnight + DAY)
