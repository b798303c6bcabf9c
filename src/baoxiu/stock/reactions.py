"""What stock answers: how many there are, and parts that were delivered."""

from __future__ import annotations

from baoxiu.directory import queries as directory
from baoxiu.journal import Happened, reacts
from baoxiu.stock.actions import deliver
from baoxiu.stock.queries import STOCK
from baoxiu.tickets.events import COMMAND_RUN
from baoxiu.tickets.world import provides

provides("stock", STOCK)


@reacts(to=f"{COMMAND_RUN}:part_order")
def on_part_order_moved(event: Happened) -> None:
    """A part order that ends as delivered puts its lines on the shelves of the unit that ordered."""
    ended_well = event.data.get("final") == "done" and event.data["from"] != event.data["to"]
    lines = event.data["fields"].get("lines") or ()
    if ended_well and lines:
        unit, at = directory.unit_with(event.data["unit_id"]), event.recorded_at or event.at
        deliver(unit, lines, by=event.by, at=at, ticket=event.data["number"])
