"""Tickets as lines of a list, in the words of each one's own procedure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.planning import appointed_at
from baoxiu.web.shared import naming
from baoxiu.web.shared.languages import Words

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in a list."""

    number: str
    version: int
    title: str
    procedure_title: Words
    state_title: Words
    final: str
    place: str
    holder_name: str
    holder_title: Words
    unit_title: Words
    due_at: datetime | None
    due_title: Words
    is_late: bool
    is_paused: bool
    opened_at: datetime
    closed_at: datetime | None
    id: str = ""
    vip: str = ""

    @property
    def due_key(self) -> str:
        """Its place among others by due time, to the microsecond."""
        return str((self.due_at - EPOCH) // TICK) if self.due_at else "Infinity"

    @property
    def opened_key(self) -> str:
        """Its place among others by when it was opened."""
        return str((self.opened_at - EPOCH) // TICK)


def rows(tickets: Iterable[Any], at: datetime) -> list[Row]:
    """Lines for these tickets; unit, holder and site are at hand."""
    return [row(ticket, at) for ticket in tickets]


def row(ticket: Any, at: datetime) -> Row:
    """One line."""
    procedure = catalogue.procedure(ticket.procedure_id)
    state = procedure.definition.states.get(ticket.state)
    clock = plan_of(procedure).clocks.get(ticket.due_clock)
    return Row(
        number=ticket.number,
        version=ticket.version,
        title=ticket.title,
        procedure_title=procedure.definition.title,
        state_title=naming.state(procedure, ticket.state),
        final=ticket.final,
        place=ticket.site.title if ticket.site else naming.text_of(ticket.fields.get("place") or ""),
        holder_name=ticket.holder.name if ticket.holder else "",
        holder_title=naming.role(procedure.pack, ticket.holder_role),
        unit_title=naming.unit(ticket.unit),
        due_at=ticket.due_at,
        due_title=clock.title if clock else "",
        is_late=bool(ticket.due_at and ticket.due_at < at and not ticket.final),
        is_paused=bool(state and state.pauses and not ticket.due_at),
        opened_at=ticket.opened_at,
        closed_at=ticket.closed_at,
        id=str(ticket.pk),
        vip=ticket.customer.vip if ticket.customer else "",
    )


def appointment_of(ticket: Any) -> datetime | None:
    """The time agreed for a ticket, by the field its procedure keeps it in; of a list of promises the last."""
    return appointed_at(catalogue.procedure(ticket.procedure_id), ticket.fields)
