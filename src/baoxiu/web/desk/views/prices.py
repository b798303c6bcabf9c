"""Price lists of the office, the day's takings, and money on one ticket."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from baoxiu.acceptance import queries as acceptance
from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.quotes import actions, queries
from baoxiu.web.shared import money
from baoxiu.web.shared.requests import Asked


@require_GET
def prices(request: Asked) -> HttpResponse:
    """Every list the person's units work by, and those that come with packs; a new one is laid by its table."""
    kept = {unit.pk for unit in directory.unit_tree(request.actor.organisation_id or 0) if _lays(request, unit)}
    context = {
        "lists": queries.lists_of(request.actor, at=request.now),
        "packs": [(version, len(rows)) for version, rows in queries.pack_lists(request.actor, at=request.now)],
        "kept": kept,
    }
    return render(request, "desk/prices.html", context)


@require_POST
def end(request: Asked) -> HttpResponse:
    """Let a list end on a day."""
    until_on = _day(request.POST.get("until_on", ""), "until_on")
    if until_on is None:
        raise Malformed(what="until_on", why="empty / 未填写", field="until_on")
    actions.end_list(_unit(request), request.POST.get("version", ""), until_on=until_on, by=request.actor, at=request.now)
    return redirect("desk:prices")


@require_GET
def rows(request: Asked, list_id: int) -> HttpResponse:
    """The rows of one list."""
    found = queries.list_on(list_id, seen_by=request.actor, at=request.now)
    return render(request, "desk/price_rows.html", {"list": found, "rows": queries.rows_of(list_id, seen_by=request.actor)})


@require_GET
def pack_rows(request: Asked, version: str) -> HttpResponse:
    """The rows of a list that comes with a pack."""
    found = dict(queries.pack_lists(request.actor, at=request.now)).get(version)
    if found is None:
        raise NotFound(what="price list / 价目表", name=version)
    return render(request, "desk/price_rows.html", {"list": {"version": version}, "rows": found})


@require_GET
def takings(request: Asked) -> HttpResponse:
    """What came in and went out on a day."""
    organisation = directory.unit_with(request.actor.organisation_id or 0)
    today = request.now.astimezone(ZoneInfo(organisation.zone)).date()
    found = queries.takings(request.actor, _day(request.GET.get("day", ""), "day") or today)
    by_method = [(money.METHODS.get(name, name), amount) for name, amount in sorted(found.by_method.items())]
    lines = [(row, money.METHODS.get(row.method, row.method)) for row in found.rows]
    return render(request, "desk/takings.html", {"takings": found, "by_method": by_method, "lines": lines})


@require_POST
def ask_payment(request: Asked, number: str) -> HttpResponse:
    """Ask for what is to be paid; the page then shows the code."""
    actions.ask_payment(number, by=request.actor, at=request.now)
    return redirect("desk:ticket", number)


@require_POST
def pay_back(request: Asked, number: str, receipt: str) -> HttpResponse:
    """Give money of a payment back, by the way it came."""
    form = request.POST
    reason = form.get("reason", "").strip()
    if not reason:
        raise Malformed(what="reason / 原因", why="empty / 未填写", field="reason")
    amount, key = form.get("amount", ""), form.get("key") or uuid4().hex
    actions.pay_back(number, receipt, amount, reason, by=request.actor, at=request.now, key=key)
    return redirect("desk:ticket", number)


@require_GET
def receipt(request: Asked, number: str, receipt: str) -> HttpResponse:
    """The receipt of a payment, with finance's copy."""
    pdf = acceptance.receipt(number, receipt, by=request.actor, at=request.now)
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{receipt}.pdf"'})


def _lays(request: Asked, unit: Unit) -> bool:
    return actions.may_lay(request.actor, unit, at=request.now)


def _unit(request: Asked) -> Unit:
    return directory.unit_on(request.actor.organisation_id or 0, request.POST.get("unit", ""))


def _day(given: str, name: str) -> date | None:
    if not given.strip():
        return None
    try:
        return datetime.strptime(given.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Malformed(what=given, why="2026-01-31", field=name) from None
