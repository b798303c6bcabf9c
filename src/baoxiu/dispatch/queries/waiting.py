"""Orders that no station could be found for: what waits, and who would take each now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.matching import Matching, Station, Wanted, choose
from baoxiu.core.procedure.elements import Dispatch
from baoxiu.dispatch.queries.coverage import Place, stations_at
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket

FLAGS = ("uncovered", "no_capacity")
WAITING = """
SELECT t.id::text, t.unit_id, u.path, t.site_id, coalesce(e.data -> 'dispatch' ->> 'area', ''), t.category, t.mode,
       coalesce(t.fields ->> 'product_line', ''), t.procedure_id, t.state
  FROM tickets_ticket t
  JOIN directory_unit u ON u.id = t.unit_id
  LEFT JOIN journal_event e ON e.ticket_id = t.id AND e.seq = 1
 WHERE t.organisation_id = %s AND t.final = '' AND t.flags && '{uncovered,no_capacity}'::varchar[] AND (%s::uuid IS NULL OR t.id = %s)
 ORDER BY t.opened_at, t.id LIMIT %s
"""

SOMEBODY_WAITS = """
SELECT DISTINCT organisation_id FROM tickets_ticket WHERE final = '' AND flags && '{uncovered,no_capacity}'::varchar[] ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that waits for a station: what it wants, and where."""

    id: str
    path: str  # of the unit where it waits
    place: Place
    category: str
    mode: str
    product: str
    dispatch: Dispatch
    holder: str  # the role it waits for

    def wanted(self, at: datetime) -> Wanted:
        """What it wants at an instant."""
        return Wanted(at, self.category, self.mode, self.product)


def waiting_orders(organisation_id: int, *, most: int, ticket: UUID | None = None) -> list[Waiting]:
    """The orders of an organisation that wait for a station, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [organisation_id, ticket, ticket, most])
        read = [_waiting(row) for row in cursor.fetchall()]
    return [one for one in read if one is not None]


def organisations_waiting() -> list[int]:
    """The organisations in which an order may wait for a station."""
    with connection.cursor() as cursor:
        cursor.execute(SOMEBODY_WAITS)
        return [row[0] for row in cursor.fetchall()]


def waiting_tickets(actor: Actor) -> QuerySet[Ticket]:
    """The tickets an actor sees that no station was found for and that still wait, oldest first."""
    rows = tickets.seen_by(actor).filter(final="", flags__overlap=list(FLAGS)).select_related("unit", "site", "holder")
    return rows.filter(state__in=_waiting_states(actor)).order_by("opened_at", "id")


def candidates_for(ticket: Ticket, *, at: datetime) -> Matching | None:
    """Who would get a waiting order now, and why not the others; None for one that does not wait."""
    found = waiting_orders(ticket.organisation_id, most=1, ticket=ticket.pk)
    return next((matching for _, matching in matched_now(found, ticket.organisation_id, at=at)), None)


def matched_now(orders: Sequence[Waiting], organisation_id: int, *, at: datetime) -> list[tuple[Waiting, Matching]]:
    """Each order matched by itself, as if it were the only one."""
    stations = {level: _stations(orders, level, organisation_id, at) for level in {one.dispatch.level for one in orders}}
    return [(one, choose(one.wanted(at), stations[one.dispatch.level][one.place])) for one in orders]


def _stations(orders: Sequence[Waiting], level: str | None, organisation_id: int, at: datetime) -> dict[Place, list[Station]]:
    return stations_at([one.place for one in orders if one.dispatch.level == level], organisation_id, level=level, at=at)


def _waiting(row: Sequence[Any]) -> Waiting | None:
    id_, unit, path, site, area, category, mode, product, procedure_id, state = row
    definition = catalogue.procedure(procedure_id).definition
    dispatch = definition.opens.dispatch or definition.dispatch
    if dispatch is None or dispatch.waits != state:
        return None
    return Waiting(id_, path, Place(unit, site, area), category, mode, product, dispatch, definition.states[state].holder or "")


def _waiting_states(actor: Actor) -> set[str]:
    packs = catalogue.packs_in_force(actor.organisation_id) if actor.organisation_id else ()
    every = [one.definition for pack in packs for one in pack.procedures.values()]
    found = (one.opens.dispatch or one.dispatch for one in every)
    return {dispatch.waits for dispatch in found if dispatch is not None and dispatch.waits}
