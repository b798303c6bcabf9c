"""Reports: the way in."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Status

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.intake import actions as intake
from baoxiu.tickets import queries as tickets
from baoxiu.web.api.v1 import shapes, showing
from baoxiu.web.api.who import may
from baoxiu.web.shared.requests import Asked

router = Router()


@router.post(
    "/reports", auth=may("report"), response={201: shapes.ReportOut, **shapes.refusals(400, 404, 409, 413, 415)}, summary="File a report"
)
def file_report(request: Asked, response: HttpResponse, body: shapes.ReportIn, key: shapes.Key = None) -> Status[Any]:
    """File what somebody says is broken or wanted; it is answered with its number, and its ticket is open."""
    by = request.actor
    filed = intake.file_report(_report(body, by), by=by, at=request.now, key=key, door="api")
    response["Location"] = f"/api/v1/tickets/{filed.ticket_id}"
    return Status(201, {"id": filed.request_id, "ticket": filed.ticket_id, "number": filed.number, "state": filed.state})


@router.get(
    "/reports/form", auth=may("report"), response={200: shapes.ChoiceOut, **shapes.refusals(404, 409)}, summary="What a report asks for"
)
def report_form(
    request: Asked, procedure: Annotated[shapes.Code, Query()], unit: Annotated[shapes.Name | None, Query()] = None
) -> dict[str, Any]:
    """The questions a procedure opens with; closed with the reason where you may not open one."""
    by = request.actor
    return showing.choice(tickets.opening_on(procedure, _unit(unit, by), by, request.now))


def _report(body: shapes.ReportIn, by: Actor) -> dict[str, Any]:
    """The report as intake takes it; what is named by a code is found."""
    unit = _unit(body.unit, by)
    organisation = unit.organisation_id or unit.pk
    site = _known("site", directory.site_on, organisation, body.site)
    asset = _known("asset", directory.asset_on, organisation, body.asset)
    return {**body.model_dump(), "unit": unit, "site": site, "asset": asset}


def _unit(code: str | None, by: Actor) -> Unit:
    """The unit named, of the caller's organisation; else the caller's own."""
    if code is None:
        if not by.posts:
            raise NotFound(what="unit / 单位", name="-", field="unit")
        return directory.unit_with(by.posts[0].unit_id)
    return directory.unit_on(by.organisation_id or 0, code)


def _known(what: str, find: Any, organisation: int, code: str | None) -> int | None:
    if code is None:
        return None
    found = find(organisation, code)
    if found is None:
        raise NotFound(what=what, name=code, field=what)
    return int(found.pk)
