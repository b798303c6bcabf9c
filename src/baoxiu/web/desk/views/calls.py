"""Whom to ring afterwards: the queue of call-backs, those that wait for their time, and how many jobs needed nobody again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor
from baoxiu.directory import queries as directory
from baoxiu.followup import queries
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk.approving import approvals_of
from baoxiu.web.desk.views.ticket import FACE, page_on
from baoxiu.web.shared import rows
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.ticket_page import TicketPage

LATELY = timedelta(days=30)
ANSWERS = frozenset({"choice", "rating", "tick"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One call-back as a line: the ticket's own line, whom to ring, about what, how often he was tried."""

    row: rows.Row
    call: queries.Call
    person: str
    phone: str


@dataclass(frozen=True, slots=True)
class ToCome:
    """A call-back whose time has not come."""

    number: str
    title: str
    at: datetime | None
    rule: Words


@require_GET
def calls(request: Asked) -> HttpResponse:
    """The queue, the most urgent first; `r` records the answer of the chosen one."""
    found = [_shown(call, request.actor, request.now) for call in queries.calls_due(request.actor)]
    context = {
        "calls": found,
        "to_come": [_to_come(clock) for clock in queries.calls_to_come(request.actor)],
        "first_time": queries.first_time_fixed(request.actor, since=request.now - LATELY, until=request.now),
        "days": LATELY.days,
    }
    return render(request, "desk/calls.html", context)


@require_GET
def approvals(request: Asked) -> HttpResponse:
    """What waits for a yes: one's own first, then what waits for others one sees."""
    mine, others = approvals_of(request.actor, request.now)
    return render(request, "desk/approvals.html", {"mine": mine, "others": others})


@require_GET
def call(request: Asked, number: str) -> HttpResponse:
    """One call-back beside the list: whom to ring, what it is about, the script and the form."""
    page = page_on(request, number)
    due = queries.call_on(page.ticket)  # type: ignore[arg-type]
    command = request.GET.get("do", "") or answering(page)
    doing = page.doing(command) if command and page.may(command) else None
    order = tickets.seen_by(request.actor).filter(number=due.order).select_related("unit", "holder", "site", "customer").first()
    context = {
        "page": page,
        "face": FACE,
        "doing": doing,
        "person": _shown(due, request.actor, request.now).person,
        "order": rows.row(order, request.now) if order else None,
    }
    return render(request, "desk/_call.html" if request.htmx else "desk/call.html", context)


def answering(page: TicketPage) -> str:
    """The command whose form takes what the customer says; none where his answers are buttons of their own."""
    asking = [one for one in page.choices_open if any(ask["type"] in ANSWERS for ask in one.asks)]
    return asking[0].command if asking else ""


def _shown(call: queries.Call, actor: Actor, at: datetime) -> Shown:
    fields = tickets.shown_fields(call.ticket, actor, catalogue.procedure(call.ticket.procedure_id).definition)
    said = fields.get("customer")
    person = said.get("name", "") if isinstance(said, dict) else said or (call.ticket.customer.name if call.ticket.customer else "")
    phone = str(fields.get("phone") or "")
    return Shown(rows.row(call.ticket, at), call, str(person), directory.shown(phone) if phone[:1] in "+0123456789" else phone)


def _to_come(clock: Any) -> ToCome:
    plan = plan_of(catalogue.procedure(clock.ticket.procedure_id))
    title: Words = plan.clocks[clock.name].title if clock.name in plan.clocks else ""
    return ToCome(clock.ticket.number, clock.ticket.title, clock.due_at, title)
