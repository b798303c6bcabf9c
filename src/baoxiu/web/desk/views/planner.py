"""The day's plan: who has what when, what a drop would cost, and the drop itself."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from baoxiu.core.errors import Malformed, Refusal
from baoxiu.core.planning import Broken, barred, costs_said, rule_said
from baoxiu.dispatch import actions
from baoxiu.dispatch.queries.planning import PLAN, Drop, Way, drop_of
from baoxiu.web.desk import maps
from baoxiu.web.desk.planner import DayPage, time_on
from baoxiu.web.shared import acting, doors, reading, refusals
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.ticket_page import TicketPage

FACE = "desk"


class PlanKept(Refusal):
    """The plan is made by the office. Your own jobs stand on your phone."""

    code = "plan_kept"
    zh = "派单计划由办公室安排，您的工单请在手机上查看。"


@require_GET
def day(request: Asked) -> HttpResponse:
    """Technicians and their day, or the same on the map."""
    _for_the_office(request)
    page = DayPage(request.GET, request.actor, request.now)
    if page.view != "map":
        return render(request, "desk/day.html", {"page": page})
    answer = render(request, "desk/day_map.html", {"page": page, "map": maps.DayMap(page), "tiles": maps.tiles()})
    answer["Content-Security-Policy"] = maps.policy()
    return answer


@require_GET
def who(request: Asked) -> HttpResponse:
    """Why each technician cannot take a job, whatever the time; those who can are not named."""
    _for_the_office(request)
    page, number = DayPage(request.GET, request.actor, request.now), str(request.GET.get("number", ""))
    job = page.plan.job(number).job
    against = {row.technician.id: barred(job, row.technician) for row in page.plan.rows}
    said = {str(id_): "；".join(rule_said(one, _language(), zone=page.zone) for one in broken) for id_, broken in against.items() if broken}
    return JsonResponse(said)


@require_GET
def check(request: Asked) -> HttpResponse:
    """What a drop would cost, which rules it breaks and by which command it would happen; `drop`: with the forms."""
    _for_the_office(request)
    drop = _drop(request)
    request.clauses = _clauses(drop)
    return render(request, "desk/_placing.html", _context(request, drop, whole=bool(request.GET.get("drop"))))


@require_POST
def place(request: Asked) -> HttpResponse:
    """The drop."""
    _for_the_office(request)
    drop, command = _drop(request), request.POST.get("command", PLAN)
    request.clauses = _clauses(drop)
    way = next((way for way in drop.ways if way.command == command), Way(PLAN))
    form = reading.form_of(request, way.left, zone=_zone(), store=lambda chunks: acting.keep(request, chunks))
    where = actions.Place(drop.planned.number, drop.row.technician.id, drop.start, _zone(), command)
    key, version = request.POST.get("key") or None, _version(request.POST.get("version", ""))
    said = actions.place_job(where, form, by=request.actor, at=request.now, key=key, version=version)
    answer = render(request, "desk/_placed.html", {"said": said, "drop": drop, "way": way})
    answer["HX-Trigger"] = "placed"
    return answer


@require_POST
def take_off(request: Asked, number: str) -> HttpResponse:
    """A job that is only planned goes back to those nobody has."""
    _for_the_office(request)
    actions.take_off_plan(number, by=request.actor, at=request.now, zone=_zone())
    answer = render(request, "desk/_placed.html", {"off": number})
    answer["HX-Trigger"] = "placed"
    return answer


def _context(request: Asked, drop: Drop, *, whole: bool) -> dict[str, Any]:
    way = drop.way
    ways = [_way_shown(request, drop, one, whole=whole) for one in drop.ways]
    return {
        "drop": drop, "way": way, "ways": ways, "whole": whole, "key": uuid4().hex,
        "broken": [_said(request, drop, broken) for broken in drop.broken(way)],
        "costs": costs_said(drop.fit, _language(), {one.number: one.row["title"] for one in drop.row.jobs if one.row["title"]}),
        "stands": way is not None and not drop.broken(way),
        "ready": way is not None and way.at_once and not drop.broken(way),
    }  # fmt: skip


def _way_shown(request: Asked, drop: Drop, way: Way, *, whole: bool) -> dict[str, Any]:
    """One way with its form; what the drop itself answers is not asked again."""
    fields: list[Any] = []
    if whole and way.choice is not None and way.is_open:
        page = TicketPage(drop.planned.number, request.actor, request.now, door=FACE)
        left = {ask["name"] for ask in way.left}
        fields = [field for field in page.drawn(way.choice).fields if field.name in left]
    refusal = way.choice.refusal if way.choice is not None and not way.is_open else None
    return {"way": way, "fields": fields, "refusal": refusal, "broken": drop.broken(way)}


def _said(request: Asked, drop: Drop, broken: Broken) -> dict[str, Any]:
    return refusals.shown(request, actions.refusal_of(drop, broken, _zone())) | {"rule_name": broken.rule}


def _drop(request: Asked) -> Drop:
    given = request.POST if request.method == "POST" else request.GET
    person, start = str(given.get("person", "")), time_on(str(given.get("at", "")))
    if not person.isdecimal() or start is None:
        raise Malformed(what="place / 位置", why=f"{person or '—'}, {given.get('at', '—')}")
    return drop_of(str(given.get("number", "")), int(person), start, by=request.actor, at=request.now, zone=_zone())


def _clauses(drop: Drop) -> Any:
    pack = drop.planned.procedure.pack
    return pack.clauses if pack else {}


def _for_the_office(request: Asked) -> None:
    if doors.works_outside(request.actor):
        raise PlanKept


def _version(given: str) -> int | None:
    return int(given) if given.isdecimal() else None


def _language() -> str:
    return get_language() or "zh"


def _zone() -> str:
    return timezone.get_current_timezone_name()
