"""Putting a job into somebody's day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound, Refusal, Refused, StaleVersion
from baoxiu.core.planning import Broken, refusal_said
from baoxiu.dispatch.events import JOB_PLACED, JOB_TAKEN_OFF
from baoxiu.dispatch.models import Placement
from baoxiu.dispatch.queries.planning import PLAN, Asked, DayPlan, Drop, Planned, Way, drop_of
from baoxiu.journal import Happened, live, subject_of
from baoxiu.journal.actions import answer_once, record, tell
from baoxiu.tickets import actions as tickets

LANGUAGES = ("zh", "en")
MEANT = {"zh": "计划派给您：{number}，{at}", "en": "Planned for you: {number}, {at}"}


class NobodyMayBeNamed(Refusal):
    """{number} is held already, and nobody may be named for it now. Whoever holds it hands it over."""

    code = "nobody_may_be_named"
    zh = "{number} 已有处理人，按规程现在不能改派；请由处理人移交。"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job goes: to whom, when; by which command of its procedure (empty: it is planned and nothing else)."""

    number: str
    person: int
    start: datetime
    zone: str
    command: str = PLAN


def place_job(
    place: Place,
    form: Mapping[str, Any] | None = None,
    *,
    by: Actor,
    at: datetime,
    key: str | None = None,
    version: int | None = None,
) -> Mapping[str, Any]:
    """Give a job to somebody at a time; what was placed. The same key again is answered as then.

    1. Judge the place as the screen did; a rule it breaks refuses by its clause. 2. Run the procedure's own command, which may
    refuse as from any door. 3. Keep what was meant in the plan. All of it or nothing.
    """
    said = [place.number, place.person, place.start.isoformat(), place.command, form]
    return answer_once(by, key, said, lambda: _placed(place, form or {}, by, at, version), at=at)


def _placed(place: Place, form: Mapping[str, Any], by: Actor, at: datetime, version: int | None) -> Mapping[str, Any]:
    drop = drop_of(place.number, place.person, place.start, by=by, at=at, zone=place.zone)
    way = _way(drop, place.command)
    if version is not None and version != drop.planned.row["version"]:
        raise StaleVersion(number=place.number, found=drop.planned.row["version"], given=version)
    refuse_broken(drop, way, place.zone)
    with transaction.atomic():
        if way.command:
            whole = {**form, **way.filled(place.person, place.start)}
            meant_at = place.start if way.agrees else drop.fit.start
            tickets.run_command(place.number, way.command, whole, by=by, at=at, meant_at=meant_at)
        _keep(drop, place, by, at)
    return {"number": place.number, "name": drop.row.name, "start": place.start, "command": place.command}


@transaction.atomic
def take_off_plan(number: str, *, by: Actor, at: datetime, zone: str) -> None:
    """A job that is only planned goes back to those nobody has; whoever holds it by the procedure keeps it."""
    planned = DayPlan(by, Asked(at.astimezone(ZoneInfo(zone)).date(), zone, ticket=number), at=at).job(number)
    if planned.is_taken:
        raise NobodyMayBeNamed(number=number)
    if Placement.objects.filter(ticket_id=planned.row["id"]).delete()[0]:
        _record(JOB_TAKEN_OFF, planned, by, at, {})


def refuse_broken(drop: Drop, way: Way | None, zone: str) -> None:
    """Refuse the first rule the place breaks, by its clause."""
    for broken in drop.broken(way):
        raise refusal_of(drop, broken, zone)


def refusal_of(drop: Drop, broken: Broken, zone: str) -> Refused:
    """A broken rule as a refusal in words: whom it is about and what is wrong."""
    return refusal_said(drop.row.name, broken, drop.clauses(broken), zone=zone)


def _way(drop: Drop, command: str) -> Way:
    """The way asked for; one that is shut refuses with its own reason."""
    found = next((way for way in drop.ways if way.command == command), None)
    if found is None and command == PLAN and drop.planned.is_taken and not drop.is_agreed:
        raise NobodyMayBeNamed(number=drop.planned.number)
    if found is None and command == PLAN:
        return Way(PLAN)  # barred by the agreed time
    if found is None:
        raise NotFound(what="command / 操作", name=command)
    if found.choice is not None and found.choice.refusal is not None and not found.is_open:
        said = found.choice.refusal
        raise Refused(said["words"], clause=said.get("clause"), code=said.get("code"))
    return found


def _keep(drop: Drop, place: Place, by: Actor, at: datetime) -> None:
    row = drop.planned.row
    meant = {"person_id": place.person, "starts_at": place.start, "placed_by_id": by.id, "placed_at": at}
    Placement.objects.update_or_create(ticket_id=row["id"], defaults=meant)
    _record(JOB_PLACED, drop.planned, by, at, {"person": place.person, "starts_at": place.start.isoformat(), "command": place.command})
    if not place.command and drop.planned.person != place.person and place.person != by.id:
        _tell(drop, place, at)


def _tell(drop: Drop, place: Place, at: datetime) -> None:
    """Whoever is meant for a job that no command gives him hears of it."""
    row, said = drop.planned.row, {"number": place.number, "at": place.start.astimezone(drop.start.tzinfo).strftime("%m-%d %H:%M")}
    words = {language: MEANT[language].format(**said) for language in LANGUAGES}
    key = f"placed:{row['id']}:{place.person}:{at.isoformat()}"
    tell(f"person:{place.person}", words, key=key, organisation_id=drop.row.actor.organisation_id or 0, unit_id=row["unit"], at=at)


def _record(type_: str, planned: Planned, by: Actor, at: datetime, said: Mapping[str, Any]) -> None:
    """Into the journal, and to the open screens: a plan that changed no ticket changed the day all the same."""
    row, organisation = planned.row, by.organisation_id or 0
    whole = {"ticket": row["id"], "number": row["number"], **said}
    record(Happened(type_, subject_of("placement", row["id"]), organisation, at, by, whole))
    transaction.on_commit(partial(live.announce, organisation, row["path"], row["number"], row["version"], has_messages=True))
