"""One command on several tickets of the board: what all, some or none of them allow, its form, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.core.errors import Malformed, NotFound, Refusal
from baoxiu.tickets import actions
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import acting, problems, reading
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.ticket_page import PRINTING, TICKING, Doing, TicketPage

MOST = 100
ONE_BY_ONE = frozenset({TICKING, PRINTING, "verify_code", "sign"})  # each ticket's own, whatever several have in common


@dataclass(frozen=True, slots=True)
class Offered:
    """A command of a procedure, and how many of the chosen tickets allow it now."""

    command: str
    procedure: str
    title: Words
    procedure_title: Words
    many: int
    of: int
    primary: bool


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one ticket; why not, by clause, where it was refused."""

    number: str
    title: str
    words: str = ""
    clause: str = ""
    rule: Words = ""


class Bulk:
    """Several tickets, as whoever acts may see them, and what may be done to them together."""

    def __init__(self, numbers: Sequence[str], actor: Actor, at: datetime) -> None:
        """Find them; those he may not see are not there."""
        wanted = list(dict.fromkeys(numbers))
        if not wanted or len(wanted) > MOST:
            raise Malformed(what="choice / 所选单据", why=f"1 – {MOST}")
        self.actor, self.at = actor, at
        found = {ticket.number: ticket for ticket in tickets.seen_by(actor).filter(number__in=wanted).select_related("unit")}
        self.tickets = [found[number] for number in wanted if number in found]
        if not self.tickets:
            raise NotFound(what="ticket / 单据", name=wanted[0])

    @cached_property
    def pages(self) -> list[TicketPage]:
        """Each ticket with what stands open on it."""
        return [TicketPage(ticket.pk, self.actor, self.at, door="desk") for ticket in self.tickets]

    @cached_property
    def offered(self) -> list[Offered]:
        """What may be done to at least one of them: what most allow first."""
        of: dict[tuple[str, str], list[TicketPage]] = {}
        for page in self.pages:
            for choice in page.choices_open:
                if choice.command not in ONE_BY_ONE:
                    of.setdefault((page.procedure.procedure, choice.command), []).append(page)
        found = [self._offered(command, pages) for (_key, command), pages in of.items()]
        return sorted(found, key=lambda one: (-one.many, not one.primary))

    def _offered(self, command: str, pages: Sequence[TicketPage]) -> Offered:
        procedure, choice = pages[0].procedure, pages[0].choice(command)
        of = sum(page.procedure.procedure == procedure.procedure for page in self.pages)
        return Offered(command, procedure.procedure, choice.title, procedure.title, len(pages), of, choice.primary)

    def of(self, procedure: str) -> list[TicketPage]:
        """The chosen tickets of a procedure."""
        return [page for page in self.pages if page.procedure.procedure == procedure]

    def allowing(self, procedure: str, command: str) -> list[TicketPage]:
        """Those of them the command stands open on."""
        return [page for page in self.of(procedure) if page.may(command)]

    def doing(self, procedure: str, command: str) -> Doing:
        """The form for all of them: what is proposed for one alone is left out."""
        pages = self.allowing(procedure, command)
        if not pages or command in ONE_BY_ONE:
            raise NotFound(what="command / 操作", name=command)
        return pages[0].drawn(shared_by([page.choice(command) for page in pages]), among=pages)

    def run(self, request: Asked, procedure: str, command: str) -> list[Became]:
        """Run it on each that is of the procedure; each stands or falls by itself, and a second sending does nothing again."""
        known = {page.ticket.pk: page for page in self.of(procedure)}
        if not known or command in ONE_BY_ONE:
            raise NotFound(what="command / 操作", name=command)
        forms: dict[Any, Mapping[str, Any]] = {id_: _form(request, page, command) for id_, page in known.items()}
        done = actions.run_on_each(
            [ticket for ticket in self.tickets if ticket.pk in known],
            command,
            lambda ticket: forms[ticket.pk],
            by=self.actor,
            at=self.at,
            key=request.POST.get("key") or uuid4().hex,
        )
        pages = {page.ticket.number: page for page in known.values()}
        others = [
            Became(page.ticket.number, page.title, _("It follows another procedure.")) for page in self.pages if page.ticket.pk not in known
        ]
        return [became(pages[one.number], one.refusal) for one in done] + others


def shared_by(choices: Sequence[Choice]) -> Choice:
    """One form for several tickets: only what is proposed alike for all of them is proposed."""
    first = choices[0]
    return Choice(first.command, first.title, first.open, tuple(_alike(choices)), first.refusal, first.clauses, first.primary)


def _alike(choices: Sequence[Choice]) -> Iterable[Mapping[str, Any]]:
    for ask in choices[0].asks:
        same = [other for choice in choices for other in choice.asks if other["name"] == ask["name"]]
        differs = any(other.get("proposed") != ask.get("proposed") for other in same)
        yield {**ask, "proposed": None} if differs else ask


def _form(request: Asked, page: TicketPage, command: str) -> Mapping[str, Any]:
    """What was filled in, read by what this ticket's command asks."""
    choice = next((one for one in page.standing.choices if one.command == command), None)
    asks = choice.asks if choice else ()
    return reading.form_of(request, asks, zone=page.ticket.unit.zone, store=lambda chunks: acting.keep(request, chunks))


def became(page: TicketPage, refusal: Refusal | None) -> Became:
    """One ticket's outcome in words."""
    if refusal is None:
        return Became(page.ticket.number, page.title)
    clause = refusal.clause or ""
    words = problems.words_of(refusal, get_language() or "zh")
    return Became(page.ticket.number, page.title, words, clause, page.clauses.get(clause, ""))
