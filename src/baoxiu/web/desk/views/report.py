"""Taking a report at the desk: who rings, what is wrong, what the procedure asks; kept while typing; filed with one key."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from baoxiu.intake import actions
from baoxiu.journal import queries as journal
from baoxiu.tickets import actions as ticketing
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk import callers, intake, lines
from baoxiu.web.desk.outlook import Outlook
from baoxiu.web.shared import doors
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.rows import row

BROUGHT = ("find", "procedure", "category", "customer", "site", "place", "reporter_phone", "reporter_name", "text")  # by whoever links here


@require_GET
def report(request: Asked) -> HttpResponse:
    """The empty form, or the draft of this call; above it the number of what was just filed."""
    draft = lines.draft_of(request)
    if done := journal.answered(request.actor, str(draft.get(lines.KEY, ""))):  # it was filed, and the answer never arrived
        actions.drop_draft(lines.tab_of(request), by=request.actor)
        return redirect(_address(lines.tab_of(request), filed=done["number"]))
    said = draft or {name: request.GET[name] for name in BROUGHT if name in request.GET}
    form = intake.Form(request.actor, request.now, said)
    caller = callers.caller_of(form.said, request.actor, request.now)
    context = {
        **form.context(),
        "caller": caller,
        "past": callers.past(caller, request.actor, request.now),
        "calls": lines.calls(request),
        "tab": lines.tab_of(request),
        "typed": lines.typed(draft),
        "began_at": said.get(lines.BEGAN) or request.now.isoformat(),
        "key": draft.get(lines.KEY) or uuid4().hex,
        "filed": _told(request, "filed"),
        "joined": _told(request, "joined"),
        "outlook": Outlook(form, request.now),
        "storms": _storms(request),
    }
    return render(request, "desk/report.html", context)


@require_POST
def file(request: Asked) -> HttpResponse:
    """File it. The draft goes with it; the answer is the number. `then`: a command whose form is opened on the new ticket."""
    form = intake.Form(request.actor, request.now, request.POST.dict())
    filed = actions.file_report(form.report(request), by=request.actor, at=request.now, key=request.POST.get("key") or None, door="desk")
    actions.drop_draft(lines.tab_of(request), by=request.actor)
    if command := request.POST.get("then"):
        return _go(request, f"{reverse('desk:ticket', args=[filed.number])}?{urlencode({'do': command})}")
    return _go(request, _address(lines.tab_of(request), filed=filed.number))


@require_POST
def join(request: Asked) -> HttpResponse:
    """Put this call on a ticket that is open already; the caller is told its number."""
    form = intake.Form(request.actor, request.now, request.POST.dict())
    key = request.POST.get("key") or None
    joined = ticketing.join_report(request.POST.get("into", ""), form.report(request), by=request.actor, at=request.now, key=key)
    actions.drop_draft(lines.tab_of(request), by=request.actor)
    return _go(request, _address(lines.tab_of(request), joined=joined.number))


@require_POST
def part(request: Asked, number: str, request_id: str) -> HttpResponse:
    """Take a caller off a ticket again: his report gets a ticket of its own."""
    own = ticketing.part_report(number, request_id, by=request.actor, at=request.now, key=request.POST.get("key") or None)
    return _go(request, reverse("desk:ticket", args=[own.number]))


@require_POST
def draft(request: Asked) -> HttpResponse:
    """Keep what stands in the form."""
    kept = lines.keep(request)
    return render(request, "desk/_draft.html", {"draft_at": request.now}) if kept else HttpResponse(status=204)


@require_POST
def drop_draft(request: Asked) -> HttpResponse:
    """Begin anew, or be rid of a call nothing came of."""
    actions.drop_draft(lines.tab_of(request), by=request.actor)
    others = [call.tab for call in lines.calls(request) if not call.is_here]
    return redirect(_address(others[0] if others else lines.FIRST))


@require_POST
def another(request: Asked) -> HttpResponse:
    """Another call is picked up beside this one."""
    return _go(request, _address(lines.pick_up(request)))


@require_GET
def customers(request: Asked) -> HttpResponse:
    """Who it may be, while typing."""
    text = request.GET.get("find", "").strip()[:80]
    found = callers.find(text, request.actor) if text else []
    return render(request, "desk/_customers.html", {"customers": found, "asked": text, "newcomer": callers.newcomer(text)})


@require_GET
def caller(request: Asked, customer_id: int) -> HttpResponse:
    """The caller's line and his tickets."""
    found = callers.caller_on(customer_id, request.actor, request.now)
    context: dict[str, Any] = {"caller": found, "past": callers.past(found, request.actor, request.now), "draft": {}}
    return render(request, "desk/_caller_found.html", context)


@require_GET
def questions(request: Asked) -> HttpResponse:
    """What to ask, once procedure or category is chosen."""
    form = intake.Form(request.actor, request.now, request.GET.dict())
    return render(request, "desk/_asked.html", form.context())


@require_GET
def hint(request: Asked) -> HttpResponse:
    """What may have been reported already."""
    return render(request, "desk/_hint.html", {"outlook": _outlook(request, request.GET.dict())})


@require_POST
def ahead(request: Asked) -> HttpResponse:
    """While typing: where it leads, what may be promised, who is near, what it may repeat, which category it speaks of."""
    return render(request, "desk/_ahead.html", {"outlook": _outlook(request, request.POST.dict())})


def _outlook(request: Asked, said: dict[str, Any]) -> Outlook:
    return Outlook(intake.Form(request.actor, request.now, said), request.now)


def _go(request: Asked, address: str) -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _address(tab: str, **told: str) -> str:
    return f"{reverse('desk:report')}?{urlencode({'tab': tab, **told})}"


def _told(request: Asked, name: str) -> Any:
    number = request.GET.get(name, "")
    return row(tickets.ticket_on(number, seen_by=request.actor), request.now) if number else None


def _storms(request: Asked) -> list[Any]:
    """Emergencies under way here: the clerk says so, and takes calls by their procedure."""
    if doors.works_outside(request.actor):
        return []
    return [row(one, request.now) for one in tickets.emergencies(request.actor).filter(final="").select_related("holder", "site")[:3]]
