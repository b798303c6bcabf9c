"""Taking a report at the desk: who rings, what is wrong, what the procedure asks; kept while typing; filed with one key."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from baoxiu.intake import actions, queries
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk import callers, intake
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.rows import row


@require_GET
def report(request: Asked) -> HttpResponse:
    """The empty form, or the draft of this tab; above it the number of what was just filed."""
    form = intake.Form(request.actor, request.now, _draft(request))
    caller = callers.caller_of(form.said, request.actor)
    context = {
        **form.context(),
        "caller": caller,
        "past": callers.past(caller, request.actor, request.now),
        "tab": _tab(request),
        "next_tab": str(int(_tab(request)) + 1),
        "key": uuid4().hex,
        "filed": _filed(request),
    }
    return render(request, "desk/report.html", context)


@require_POST
def file(request: Asked) -> HttpResponse:
    """File it. The draft goes with it; the answer is the number."""
    form = intake.Form(request.actor, request.now, request.POST.dict())
    filed = actions.file_report(form.report(request), by=request.actor, at=request.now, key=request.POST.get("key") or None, door="desk")
    actions.drop_draft(_tab(request), by=request.actor)
    address = f"{reverse('desk:report')}?tab={_tab(request)}&filed={filed.number}"
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if request.htmx else redirect(address)


@require_POST
def draft(request: Asked) -> HttpResponse:
    """Keep what stands in the form."""
    said = {name: value for name, value in request.POST.dict().items() if name not in {"csrfmiddlewaretoken", "key", "find"} and value}
    actions.save_draft(_tab(request), said, by=request.actor, at=request.now)
    return render(request, "desk/_draft.html", {"draft_at": request.now})


@require_POST
def drop_draft(request: Asked) -> HttpResponse:
    """Begin anew."""
    actions.drop_draft(_tab(request), by=request.actor)
    return redirect(f"{reverse('desk:report')}?tab={_tab(request)}")


@require_GET
def customers(request: Asked) -> HttpResponse:
    """Who it may be, while typing."""
    text = request.GET.get("find", "").strip()
    return render(request, "desk/_customers.html", {"customers": callers.find(text, request.actor) if text else [], "asked": text})


@require_GET
def caller(request: Asked, customer_id: int) -> HttpResponse:
    """The caller's line and his tickets."""
    found = callers.caller_on(customer_id, request.actor)
    context = {"caller": found, "past": callers.past(found, request.actor, request.now), "draft": {}}
    return render(request, "desk/_caller_found.html", context)


@require_GET
def questions(request: Asked) -> HttpResponse:
    """What to ask, once procedure or category is chosen."""
    form = intake.Form(request.actor, request.now, request.GET.dict())
    return render(request, "desk/_asked.html", form.context())


@require_GET
def hint(request: Asked) -> HttpResponse:
    """What may have been reported already."""
    alike = callers.alike(request.GET.dict(), actor=request.actor, at=request.now)
    return render(request, "desk/_hint.html", {"alike": alike})


def _tab(request: Asked) -> str:
    """Each call has its own tab, numbered."""
    given = request.POST.get("tab") or request.GET.get("tab") or "1"
    return given if given.isdecimal() and len(given) < 4 else "1"


def _draft(request: Asked) -> dict[str, Any]:
    found = queries.drafts_of(request.actor.id or 0).filter(tab=_tab(request)).first()
    return {**found.form, "draft_at": found.changed_at} if found else {}


def _filed(request: Asked) -> Any:
    number = request.GET.get("filed", "")
    return row(tickets.ticket_on(number, seen_by=request.actor), request.now) if number else None
