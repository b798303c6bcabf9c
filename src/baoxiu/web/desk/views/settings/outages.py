"""Failures of the system itself: recorded by hand, since only inside one a job may be entered afterwards."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import actions
from baoxiu.directory.queries import outages_of, person_with
from baoxiu.web.desk.views.settings.frame import Keeper, done, kept_whole, shown
from baoxiu.web.desk.views.settings.parts import Cell, Field, Form, Press, Table
from baoxiu.web.shared.requests import Asked


@require_http_methods(["GET", "POST"])
@kept_whole
def outages(request: Asked, keeper: Keeper) -> HttpResponse:
    """Every outage, and the form for one more."""
    if request.method == "POST":
        starts, ends = (_moment(request, name, keeper) for name in ("starts", "ends"))
        reason = request.POST.get("reason", "").strip()[:240]
        if starts is None or not reason:
            raise Malformed(what="start, reason / 开始时间、原因", why="empty / 未填写", field="reason" if starts else "starts")
        if starts > request.now:
            raise Malformed(what="start / 开始时间", why="it lies ahead / 晚于现在", field="starts")
        who = person_with(request.actor.id or 0)
        actions.record_outage(keeper.organisation, starts, ends, reason, recorded_by=who, by=request.actor, at=request.now)
        return done(request, _("The outage was recorded."), "desk:set_outages")
    fields = [
        Field("starts", _("From day"), "datetime-local", must=True),
        Field("ends", _("Until"), "datetime-local", help=_("Empty: it still lasts.")),
        Field("reason", _("What failed"), must=True, longest=240),
    ]
    form = Form(_("Record an outage"), reverse("desk:set_outages"), fields, _("Record it"), "plus")
    sub = _("Inside a recorded outage, and nowhere else, jobs may be entered afterwards.")
    return shown(request, "outages", _("System outages"), [_listed(keeper), form], sub=sub)


@require_POST
@kept_whole
def end(request: Asked, keeper: Keeper, id_: int) -> HttpResponse:
    """It is over now."""
    found = outages_of(keeper.organisation.pk).filter(pk=id_, ends_at=None).first()
    if found is None:
        raise NotFound(what="outage / 系统故障", name=id_)
    actions.end_outage(found, request.now, by=request.actor, at=request.now)
    return done(request, _("The outage is over."), "desk:set_outages")


def _listed(keeper: Keeper) -> Table:
    zone = ZoneInfo(keeper.organisation.zone)
    rows = []
    for one in outages_of(keeper.organisation.pk)[:200]:
        over = one.ends_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if one.ends_at else ""
        press = None if over else Press(_("It is over"), reverse("desk:set_outage_end", args=[one.pk]), "check")
        rows.append([
            Cell(one.starts_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")), Cell(over) if over else Cell(_("lasts"), tone="bad"),
            Cell(one.reason), Cell(one.recorded_by.name), Cell(press=press),
        ])  # fmt: skip
    heads = [_("From day"), _("Until"), _("What failed"), _("Recorded by"), ""]
    return Table(_("Outages"), heads, rows, "plug-x", blank=_("None recorded."))


def _moment(request: Asked, name: str, keeper: Keeper) -> datetime | None:
    text = request.POST.get(name, "").strip()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(keeper.organisation.zone)) if text else None
    except ValueError:
        raise Malformed(what=text, why="2026-01-31T09:00", field=name) from None
