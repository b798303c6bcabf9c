"""What quotes answers: the list in force, what a customer said to a price, and money that was taken or given back."""

from __future__ import annotations

from baoxiu.journal import Happened, reacts
from baoxiu.quotes.actions import keep_payments, keep_quotes
from baoxiu.quotes.queries import PRICES
from baoxiu.tickets.events import COMMAND_RUN
from baoxiu.tickets.world import provides

provides("prices", PRICES)


@reacts(to=f"{COMMAND_RUN}+_consents")
def on_price_answered(event: Happened) -> None:
    """A yes or no to a price becomes a row."""
    keep_quotes(event)


@reacts(to=f"{COMMAND_RUN}+_payments")
def on_paid(event: Happened) -> None:
    """A payment or refund becomes a row with a receipt's number."""
    keep_payments(event)
