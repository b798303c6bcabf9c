"""Whom a form offers to be sent out: what the day knows of each, the best first; who cannot be sent stands there with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baoxiu.core.engine.facts import Choice
from baoxiu.core.planning import namings, role_named, rule_said
from baoxiu.dispatch.queries.planning import Against, Candidate, Crew, Named
from baoxiu.web.shared.drawing import Field, Option

if TYPE_CHECKING:
    from baoxiu.web.shared.ticket_page import TicketPage


def offered(fields: Sequence[Field], choice: Choice, pages: Sequence[TicketPage]) -> list[Field]:
    """The fields of a command, the person it sends out chosen among those it may be; of several tickets judged for each."""
    step = namings(pages[0].standing.procedure).get(choice.command)
    if step is None:
        return list(fields)
    return [replace(one, options=_options(one, choice, pages)) if one.name == step.person else one for one in fields]


def _options(field: Field, choice: Choice, pages: Sequence[TicketPage]) -> list[Option]:
    first = pages[0]
    step = namings(first.standing.procedure)[choice.command]
    numbers, paths = [page.ticket.number for page in pages], sorted({page.ticket.unit.path for page in pages})
    role = role_named(first.standing.procedure, step)
    crew = Crew(Named(numbers, paths, step, role, first.ticket.unit.organisation_id or first.ticket.unit.pk), at=first.at)
    return [_option(one, field) for one in crew.candidates]


def _option(one: Candidate, field: Field) -> Option:
    key = str(one.technician.id)
    return Option(key, one.name, key == str(field.value), is_shut=one.is_barred, beside=" · ".join(_said(one)))


def _said(one: Candidate) -> list[str]:
    """Why not; else what speaks for him."""
    if one.is_barred:
        return _reasons(one.bars)
    partly = [_("not for {n} of {many}").format(n=one.barred_from, many=one.many), *_reasons(one.bars)] if one.bars else []
    return [*partly, *(_reasons(one.notes) or [_("on duty now")] if one.is_there or one.notes else []), *_figures(one)]


def _reasons(against: Sequence[Against]) -> list[str]:
    """Each rule once, with its clause."""
    zone = timezone.get_current_timezone_name()
    words = [(rule_said(one.broken, get_language() or "zh", zone=zone), one.clauses) for one in against]
    return list(dict.fromkeys(f"{said} ({clauses[0]})" if clauses else said for said, clauses in words))


def _figures(one: Candidate) -> list[str]:
    """Jobs in hand of how many allowed, when there is room for this one, how far it is."""
    technician, laid = one.technician, one.soonest
    load = f"{technician.open}/{technician.most}" if technician.most is not None else str(technician.open)
    found = [_("{load} jobs").format(load=load)]
    if laid is not None:
        start, today = timezone.localtime(laid.start), timezone.localdate(laid.start)
        is_today = today == timezone.localdate(one.at)
        found.append(_("free from {at}").format(at=start.strftime("%H:%M" if is_today else "%m-%d %H:%M")))
        if laid.way is not None:
            far = f"{laid.way.metres} m" if laid.way.metres < 1000 else f"{laid.way.metres / 1000:.1f} km"
            found.append(_("{far} away").format(far=far))
    return found
