"""What can be asked of tickets."""

from baoxiu.tickets.queries.boards import Counts, Filters, Page, board, counts, search
from baoxiu.tickets.queries.deciding import Standing, allowed_on, explain_clock, facts_on, opening_on, read_clock, standing_on
from baoxiu.tickets.queries.lives import clocks_of, files_of, links_of, timeline
from baoxiu.tickets.queries.masking import needs_contact, phone_shown, shown_fields
from baoxiu.tickets.queries.scope import held_by, seen_by, ticket_on

__all__ = [
    "Counts",
    "Filters",
    "Page",
    "Standing",
    "allowed_on",
    "board",
    "clocks_of",
    "counts",
    "explain_clock",
    "facts_on",
    "files_of",
    "held_by",
    "links_of",
    "needs_contact",
    "opening_on",
    "phone_shown",
    "read_clock",
    "search",
    "seen_by",
    "shown_fields",
    "standing_on",
    "ticket_on",
    "timeline",
]
