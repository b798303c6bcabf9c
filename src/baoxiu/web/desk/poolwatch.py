"""A job in the grab pool as the desk watches it: who may take it and who may not, how long there is, what happens when nobody does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baoxiu.core.planning import against, rule_said
from baoxiu.core.procedure.elements import Effect
from baoxiu.dispatch.queries.planning import Asked, DayPlan, Offered, Row, is_pooled, pool_of
from baoxiu.web.desk import wishes
from baoxiu.web.shared import naming
from baoxiu.web.shared.ticket_page import TicketPage


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who may not take it now, and why."""

    name: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Watched:
    """The pool around one ticket. `to` is None where more than the plan knows decides who may."""

    to: Sequence[str] | None
    kept: Sequence[Kept]
    due_at: datetime | None
    is_missed: bool
    after: Sequence[str]
    clause: str
    may_name: bool  # whether who watches is ever asked whom to send


def watched(page: TicketPage) -> Watched | None:
    """The pool of a ticket that stands in it; nothing is read for any other."""
    grab = page.procedure.dispatch.grab if page.procedure.dispatch else None
    command = page.procedure.commands.get("grab")
    if grab is None or command is None or page.ticket.state not in command.from_ or page.final:
        return None
    zone = timezone.get_current_timezone_name()
    plan = DayPlan(page.actor, Asked(timezone.localdate(page.at), zone, ticket=page.ticket.number), at=page.at)
    found = next((one for one in pool_of(plan) if one.planned.number == page.ticket.number), None)
    if found is None or not is_pooled(found.planned):
        return None
    to = [row.name for row in found.to] if found.to is not None else None
    after = list(dict.fromkeys(said for effect in grab.otherwise if (said := _after(effect, page))))
    kept, names = _kept(found, plan.rows, page.at, zone), wishes.choice_for("assign", page) is not None
    return Watched(to, kept, found.due_at, found.is_missed, after, next(iter(grab.clause), ""), names)


def _kept(found: Offered, rows: Iterable[Row], at: datetime, zone: str) -> list[Kept]:
    if found.to is None:
        return []
    may = {row.technician.id for row in found.to}
    return [_why(found, row, at, zone) for row in rows if row.technician.id not in may]


def _why(found: Offered, row: Row, at: datetime, zone: str) -> Kept:
    """By the rules of the plan; where the pool asks for more, that alone is said."""
    said = [rule_said(one, get_language() or "zh", zone=zone) for one in against(found.planned.job, row.technician, at=at)]
    return Kept(row.name, said or [_("does not fit what the pool asks for")])


def _after(effect: Effect, page: TicketPage) -> str:
    """One consequence of nobody's taking it."""
    roles = "、".join(naming.in_language(naming.role(page.pack, role)) for role in effect.tell or effect.for_ or effect.to or ())
    if effect.allow is not None:
        command = page.procedure.commands.get(effect.allow)
        return _("{roles} may then: {command}").format(roles=roles, command=naming.in_language(command.title) if command else effect.allow)
    if effect.tell is not None or effect.task is not None:
        return _("{roles} is told").format(roles=roles)
    return ""
