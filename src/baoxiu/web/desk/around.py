"""What lies around a ticket at the desk: the way it took state by state, and the tickets linked with it, by what they are to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast

from django.utils.translation import gettext as _

from baoxiu.catalogue import queries as catalogue
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import naming
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.ticket_page import TicketPage

URGES = "_urges"


@dataclass(frozen=True, slots=True)
class Step:
    """One state it stood in: since when, for how long (to now where it stands there)."""

    title: str
    since: datetime
    stayed: timedelta
    is_now: bool = False
    final: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """One linked ticket."""

    number: str
    title: Words
    state: Words
    final: str
    opened_at: datetime
    is_beyond: bool


class Around:
    """Read when the page comes to it."""

    def __init__(self, page: TicketPage) -> None:
        """Of the ticket the page shows."""
        self.page = page

    @cached_property
    def way(self) -> list[Step]:
        """The states it stood in, oldest first."""
        moves = [(naming.in_language(cast(Words, line.to_state)), line.at) for line in reversed(self.page.timeline) if line.to_state]
        ends = [at for _state, at in moves[1:]]
        stays = [Step(state, since, max(until - since, timedelta())) for (state, since), until in zip(moves, ends, strict=False)]
        return [*stays, *(self._last(state, since) for state, since in moves[-1:])]

    def _last(self, state: str, since: datetime) -> Step:
        """Where it stands: to now, or for good."""
        return Step(state, since, max(self.page.at - since, timedelta()), not self.page.final, self.page.final)

    @property
    def urges(self) -> int:
        """How often somebody asked to hurry."""
        return len(self.page.ticket.fields.get(URGES) or ())

    @cached_property
    def links(self) -> list[tuple[str, list[Linked]]]:
        """Linked tickets by what they are to this one; those it opened elsewhere without a way in."""
        ticket: Any = self.page.ticket
        found = [(_kin(row, is_parent=row.is_parent), _linked(row)) for row in tickets.links_of(ticket, self.page.actor)]
        found += [(_kin(row), _linked(row, is_beyond=True)) for row in tickets.opened_beyond(ticket, self.page.actor)]
        groups: dict[str, list[Linked]] = {}
        for kin, one in sorted(found, key=lambda pair: ORDER.index(pair[0])):
            groups.setdefault(kin, []).append(one)
        titles = kin_titles()
        return [(titles[kin], listed) for kin, listed in groups.items()]


ORDER = ("parent", "rework", "urge", "part", "coordination", "call", "request", "complaint", "child")
KINDS = {
    "urge": "urge",
    "part_order": "part",
    "coordination": "coordination",
    "call_back": "call",
    "withdrawal": "request",
    "special_case": "request",
    "coverage_change": "request",
    "complaint": "complaint",
}


def kin_titles() -> dict[str, str]:
    """What a linked ticket is to this one, in words."""
    return {
        "parent": _("It came from"),
        "rework": _("Done over again"),
        "urge": _("Urged"),
        "part": _("Parts"),
        "coordination": _("Coordination"),
        "call": _("Call-backs"),
        "request": _("Requests"),
        "complaint": _("Complaints"),
        "child": _("It opened"),
    }


def _kin(row: Any, *, is_parent: bool = False) -> str:
    if is_parent:
        return "parent"
    if row.fields.get("rework_of"):
        return "rework"
    return KINDS.get(row.kind, "child")


def _linked(row: Any, *, is_beyond: bool = False) -> Linked:
    procedure = catalogue.procedure(row.procedure_id)
    title = row.title or procedure.definition.title if not is_beyond else procedure.definition.title
    return Linked(row.number, title, naming.state(procedure, row.state), row.final, row.opened_at, is_beyond)
