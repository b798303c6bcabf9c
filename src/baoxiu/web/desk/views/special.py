"""The register of special users: who is in it as what, and who may write somebody in or strike him out (LSP-02)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, NotFound, Refusal
from baoxiu.directory import actions, queries
from baoxiu.directory.models import Customer
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import choosing, packs
from baoxiu.web.shared.languages import in_language
from baoxiu.web.shared.marks import marks_of
from baoxiu.web.shared.requests import Asked


class RegisterKept(Refusal):
    """The register of special users is kept by {roles}. Tell them whom to write in."""

    code: ClassVar[str] = "register_kept"
    zh: ClassVar[str] = "特殊用户登记由 {roles} 负责，请向其提出。"


@require_GET
def special(request: Asked) -> HttpResponse:
    """Everybody in the register with his open tickets; whoever is looked for stands above it, to be written in."""
    organisation = request.actor.organisation_id or 0
    text = request.GET.get("q", "").strip()
    marks = marks_of(organisation)
    rows = list(queries.marked_customers(organisation))
    found = [one for one in choosing.customers(text, request.actor) if one not in rows] if text else []
    context = {
        "q": text, "found": found, "marks": marks, "may_mark": may_mark(request.actor, request.now),
        "rows": [(one, marks.get(one.vip, one.vip), tickets.seen_by(request.actor).filter(customer=one, final="").count()) for one in rows],
    }  # fmt: skip
    return render(request, "desk/special.html", context)


@require_POST
def mark(request: Asked, customer_id: int) -> HttpResponse:
    """Write a customer in as what he is, or strike him out; both with a reason."""
    organisation = request.actor.organisation_id or 0
    customer = queries.customers_of(organisation).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(what="customer / 客户", name=customer_id)
    if not may_mark(request.actor, request.now):
        raise RegisterKept(roles=_keepers_in_words(organisation))
    _mark(customer, request)
    return redirect("desk:special")


def _mark(customer: Customer, request: Asked) -> None:
    said = request.POST.get("mark", "")
    if said and said not in marks_of(customer.organisation_id):
        raise Malformed(what=said, why="no mark of the register / 不是登记类别", field="mark")
    actions.mark_customer(customer, said, request.POST.get("reason", ""), by=request.actor, at=request.now)


def may_mark(actor: Actor, at: datetime) -> bool:
    """Whether somebody keeps the register: a role the packs name (`special_by`), else whoever looks after the organisation."""
    keepers = _keepers(actor.organisation_id or 0)
    if keepers:
        return any(post.role in keepers for post in actor.posts)
    return bool(catalogue.kept_paths(actor, at=at))


def _keepers(organisation_id: int) -> set[str]:
    return {role for pack in packs.packs_of(organisation_id) for role in pack.pack.settings.get("special_by") or ()}


def _keepers_in_words(organisation_id: int) -> str:
    roles = {name: role for pack in packs.packs_of(organisation_id) for name, role in pack.pack.roles.items()}
    return "、".join(in_language(roles[name].title) for name in sorted(_keepers(organisation_id)) if name in roles)
