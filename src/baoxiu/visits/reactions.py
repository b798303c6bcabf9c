"""What visits answer to: a ticket's command that wrote a visit or labour; and what they know for decisions on other tickets."""

from __future__ import annotations

from baoxiu.journal import Happened, reacts
from baoxiu.tickets.events import COMMAND_RUN, TICKET_DISPOSED
from baoxiu.tickets.world import provides
from baoxiu.visits.actions import empty_visits, keep_visits
from baoxiu.visits.queries import EARLIER, PROOF

provides("earlier_visits", EARLIER)
provides("site_proof", PROOF)


@reacts(to=f"{COMMAND_RUN}+_visits")
def on_visit(event: Happened) -> None:
    """The rows follow the ticket, in the same transaction."""
    keep_visits(event.subject, event.data["fields"])


@reacts(to=f"{COMMAND_RUN}+_labour")
def on_labour(event: Happened) -> None:
    """Labour belongs to the visit it was done in."""
    keep_visits(event.subject, event.data["fields"])


@reacts(to=TICKET_DISPOSED)
def on_disposed(event: Happened) -> None:
    """The ticket's papers were disposed of, and with them what the visits said of the home."""
    empty_visits(event.subject)
