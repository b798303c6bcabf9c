"""The duty roster, and handing all of somebody's open tickets to another."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from baoxiu.core.errors import Malformed, NotFound, Refusal
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Person, Unit
from baoxiu.directory.scope import visible_units
from baoxiu.dispatch import actions as dispatch
from baoxiu.dispatch import queries as duties
from baoxiu.tickets import actions, queries
from baoxiu.web.shared import doors
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.rows import rows

AHEAD = timedelta(days=14)


class RosterKept(Refusal):
    """The roster is laid by the office. Ask there to change your shift."""

    code = "roster_kept"
    zh = "排班由办公室安排，如需调整请联系办公室。"


@require_GET
def shifts(request: Asked) -> HttpResponse:
    """Who is on when, what is on offer to me, and the forms for both."""
    return _shown(request)


@require_POST
def set_duty(request: Asked) -> HttpResponse:
    """Put somebody on duty."""
    _for_the_office(request)
    unit, person = _unit(request), _person(request, "person")
    since, until = (_moment(request.POST.get(name, ""), unit) for name in ("since", "until"))
    dispatch.set_duty(unit, person, request.POST.get("shift", ""), since=since, until=until, by=request.actor, at=request.now)
    return redirect("desk:shifts")


@require_POST
def end_duty(request: Asked, duty_id: int) -> HttpResponse:
    """Take somebody off the roster."""
    found = next((one for unit in _units(request) for one in _ahead(unit, request.now) if one.pk == duty_id), None)
    if found is None:
        raise NotFound(what="duty / 班次", name=duty_id)
    _for_the_office(request)
    dispatch.end_duty(found, by=request.actor, at=request.now)
    return redirect("desk:shifts")


@require_POST
def hand_over(request: Asked) -> HttpResponse:
    """Offer everything one person holds to another."""
    person, to = _person(request, "person"), _person(request, "to_person")
    why, key = request.POST.get("why", ""), request.POST.get("key", "")
    return _shown(request, actions.hand_over_all(person.pk, to.pk, why, by=request.actor, at=request.now, key=key))


@require_POST
def take_over(request: Asked) -> HttpResponse:
    """Take over everything that is offered to me."""
    actions.take_over_all(by=request.actor, at=request.now, door="desk", key=request.POST.get("key", ""))
    return redirect("desk:shifts")


def _shown(request: Asked, handed: list[actions.Done] | None = None) -> HttpResponse:
    units = _units(request)
    people = directory.people_of(request.actor.organisation_id or 0)
    context = {
        "units": units, "people": people, "now": request.now,
        "duties": [duty for unit in _tops(units) for duty in _ahead(unit, request.now)],
        "offered": rows(queries.handed_to(request.actor), request.now), "handed": handed, "key": uuid4().hex,
    }  # fmt: skip
    return render(request, "desk/shifts.html", context)


def _for_the_office(request: Asked) -> None:
    if doors.works_outside(request.actor):
        raise RosterKept


def _units(request: Asked) -> list[Unit]:
    return list(visible_units(request.actor).order_by("path"))


def _tops(units: list[Unit]) -> list[Unit]:
    """Those below no other of them: together they hold all."""
    return [one for one in units if not any(one.path != other.path and one.path.startswith(other.path) for other in units)]


def _ahead(unit: Unit, at: datetime) -> list[Any]:
    begin = datetime.combine(timezone.localdate(at), time.min, timezone.get_current_timezone())
    return list(duties.duties_of(unit, since=begin, until=at + AHEAD))


def _unit(request: Asked) -> Unit:
    found = next((one for one in _units(request) if str(one.pk) == request.POST.get("unit")), None)
    if found is None:
        raise NotFound(what="unit / 单位", name=request.POST.get("unit", ""))
    return found


def _person(request: Asked, name: str) -> Person:
    said = request.POST.get(name, "")
    found = next((one for one in directory.people_of(request.actor.organisation_id or 0) if str(one.pk) == said), None)
    if found is None:
        raise NotFound(what="person / 人员", name=said)
    return found


def _moment(text: str, unit: Unit) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(unit.zone))
    except ValueError:
        raise Malformed(what="time / 时间", why=text or "—") from None
