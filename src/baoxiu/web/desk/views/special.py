"""The register of special users: who is in it as what, and who may write somebody in or strike him out (LSP-02)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from baoxiu.catalogue import actions
from baoxiu.catalogue import queries as catalogue
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import choosing
from baoxiu.web.shared.requests import Asked


@require_GET
def special(request: Asked) -> HttpResponse:
    """Everybody in the register with his open tickets; whoever is looked for stands above it, to be written in."""
    organisation = request.actor.organisation_id or 0
    text = request.GET.get("q", "").strip()
    rows = list(queries.marked_customers(organisation))
    open_tickets = tickets.open_by_customer([one.pk for one in rows], request.actor)
    context = {
        "q": text,
        "found": [one for one in choosing.customers(text, request.actor) if one not in rows] if text else [],
        "marks": catalogue.special_marks(organisation),
        "may_mark": catalogue.keeps_specials(request.actor, at=request.now),
        "rows": [(one, open_tickets.get(one.pk, 0)) for one in rows],
    }
    return render(request, "desk/special.html", context)


@require_POST
def mark(request: Asked, customer_id: int) -> HttpResponse:
    """Write a customer in as what he is, or strike him out; both with a reason."""
    customer = queries.customers_of(request.actor.organisation_id or 0).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(what="customer / 客户", name=customer_id)
    said = request.POST
    actions.mark_special(customer, said.get("mark", ""), said.get("reason", ""), by=request.actor, at=request.now)
    return redirect("desk:special")
