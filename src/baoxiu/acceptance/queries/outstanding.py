"""Copies of slips that are out: by crew and age, those that should be back first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.copies import COPIES
from baoxiu.core.engine.facts import Actor, Words
from baoxiu.core.engine.implied import copy_titles
from baoxiu.core.expressions import time_of
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket
from baoxiu.visits import queries as visits

OUT = """jsonb_path_exists("tickets_ticket"."fields", '$._copies[*] ? (!exists(@.back_at))')"""  # as the index has it


@dataclass(frozen=True, slots=True)
class CopyOut:
    """One copy that is out: of which slip, with whom, since when, and when it should be back."""

    ticket: Ticket
    key: str  # what `return_copy` calls it
    title: Words
    who: str
    out_at: datetime
    due_at: datetime | None

    def age(self, at: datetime) -> timedelta:
        """How long it is out."""
        return at - self.out_at

    def is_late(self, at: datetime) -> bool:
        """Whether it should be back."""
        return self.due_at is not None and self.due_at < at


@dataclass(frozen=True, slots=True)
class Crew:
    """The copies one crew has out."""

    unit: Any
    who: str
    copies: list[CopyOut]


def copies_out(actor: Actor, *, most: int = 300) -> list[Crew]:
    """The copies that are out of the tickets the actor sees: crew by crew, the longest out first."""
    rows = tickets.seen_by(actor).filter(RawSQL(OUT, [], output_field=BooleanField())).select_related("unit", "holder")
    crews: dict[tuple[int, str], Crew] = {}
    for one in sorted((copy for row in rows[:most] for copy in _of(row)), key=lambda copy: copy.out_at):
        crews.setdefault((one.ticket.unit_id, one.who), Crew(one.ticket.unit, one.who, [])).copies.append(one)
    return list(crews.values())


def _of(ticket: Ticket) -> list[CopyOut]:
    titles = copy_titles(catalogue.procedure(ticket.procedure_id).definition)
    who = _with_whom(ticket)
    return [
        CopyOut(
            ticket,
            f"{entry['slip']}.{entry['copy']}",
            titles.get((entry["slip"], entry["copy"]), {"zh": entry["copy"], "en": entry["copy"]}),
            who,
            time_of(entry["out_at"]) or ticket.opened_at,
            time_of(entry.get("due_at")) if entry.get("due_at") else None,
        )
        for entry in ticket.fields.get(COPIES) or ()
        if not entry.get("back_at")
    ]


def _with_whom(ticket: Ticket) -> str:
    """Who has it: whoever was there last, else whoever holds the ticket."""
    last = visits.visits_of(ticket).last()
    return last.by_name if last is not None and last.by_name else ticket.holder.name if ticket.holder else ""
