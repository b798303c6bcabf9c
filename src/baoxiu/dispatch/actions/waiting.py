"""Orders that waited for a station: dispatched as soon as one can take them, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.matching import Matching, Station, share_out
from baoxiu.directory.models import Unit
from baoxiu.dispatch.queries.coverage import Place, stations_at
from baoxiu.dispatch.queries.waiting import Waiting, waiting_orders
from baoxiu.journal.side_by_side import in_lanes
from baoxiu.tickets.actions.sending import Sending, send_on

CHUNK = 500
MOST = 10_000
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What became of the orders that waited."""

    sent: int
    left: int


def dispatch_waiting(organisation: Unit, *, by: Actor = SYSTEM, at: datetime, most: int = MOST) -> Dispatched:
    """Give every waiting order a station that can take it, the oldest first; the others wait on.

    1. Read what waits, and all stations of all its places, in two statements. 2. Match one after another, so that no day is
    overfilled. 3. Write in chunks; what lost a race is matched again. A person dispatches what waits for a role of his.
    """
    sent = 0
    for _ in range(ROUNDS):
        orders = [one for one in waiting_orders(organisation.pk, most=most) if _may(by, one)]
        wanted = list(_sendings(orders, organisation, at))
        went = sum(len(ids) for ids in in_lanes(partial(send_on, at=at, cause=by.name), _chunks(wanted)))
        sent += went
        if went == len(wanted):
            return Dispatched(sent, len(orders) - went)
    return Dispatched(sent, len(orders) - went)


def _may(by: Actor, order: Waiting) -> bool:
    return by.kind == "system" or order.holder in by.roles_at(order.path)


def _sendings(orders: Sequence[Waiting], organisation: Unit, at: datetime) -> Iterator[Sending]:
    orders = [one for one in orders if one.dispatch.sends]
    stations: dict[tuple[str | None, Place], list[Station]] = {}
    for level in {one.dispatch.level for one in orders}:
        places = [one.place for one in orders if one.dispatch.level == level]
        found = stations_at(places, organisation.pk, level=level, at=at)
        stations |= {(level, place): rows for place, rows in found.items()}
    matchings = share_out((one.wanted(at), stations[one.dispatch.level, one.place]) for one in orders)
    for order, matching in zip(orders, matchings, strict=True):
        if matching.chosen is not None:
            yield _sending(order, matching, matching.chosen)


def _sending(order: Waiting, matching: Matching, chosen: Station) -> Sending:
    because = {**matching.as_record(), "area": order.place.area}
    return Sending(order.id, order.dispatch.sends or "", chosen, because)


def _chunks(rows: Sequence[Sending]) -> Iterator[list[Sending]]:
    ahead = iter(rows)
    while chunk := list(islice(ahead, CHUNK)):
        yield chunk
