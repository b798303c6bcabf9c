"""What stock answers: how many there are; and the shelf follows every ticket whose lines move parts."""

from __future__ import annotations

from baoxiu.journal import Happened, reacts
from baoxiu.stock.actions import follow
from baoxiu.stock.queries import STOCK
from baoxiu.tickets.events import COMMAND_RUN, TICKET_OPENED
from baoxiu.tickets.world import provides

provides("stock", STOCK)


@reacts(to=f"{COMMAND_RUN}+stock")
def on_parts_written(event: Happened) -> None:
    """Lines that say what was used, came, went back or was received become movements and replaced parts."""
    follow(event)


@reacts(to=f"{TICKET_OPENED}+stock")
def on_parts_sent(event: Happened) -> None:
    """A return that is opened with its lines marks them as on their way."""
    follow(event)
