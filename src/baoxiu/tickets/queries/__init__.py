"""What can be asked of tickets."""

from baoxiu.tickets.queries.boards import Counts, Filters, Page, Tally, board, changed_on_board, counted_by, counts, search
from baoxiu.tickets.queries.columns import Column, columns
from baoxiu.tickets.queries.customers import phone_of_ticket, tickets_of_phone
from baoxiu.tickets.queries.deciding import (
    Standing,
    allowed_on,
    allowed_on_each,
    explain_clock,
    facts_on,
    known_of,
    opening_on,
    read_clock,
    standing_on,
)
from baoxiu.tickets.queries.duplicates import Likely, Outbreak, Suspect, likely_duplicates, outbreak, said_alike
from baoxiu.tickets.queries.emergencies import emergencies, gathered_in
from baoxiu.tickets.queries.handing import handed_by, handed_to
from baoxiu.tickets.queries.lives import (
    DISPOSED_FLAG,
    clocks_of,
    events_of,
    files_of,
    follow_ups_waiting,
    links_of,
    open_around,
    open_by_customer,
    opened_beyond,
    timeline,
)
from baoxiu.tickets.queries.masking import needs_contact, phone_shown, shown_fields, shown_record
from baoxiu.tickets.queries.nearest import nearest_numbers
from baoxiu.tickets.queries.periods import ToMeet, quotas_to_meet
from baoxiu.tickets.queries.recorded import lives_waiting, recorded_counts, recorded_flags, recorded_span
from baoxiu.tickets.queries.scope import held_by, seen_by, ticket_on
from baoxiu.tickets.queries.standing import open_on
from baoxiu.tickets.queries.standings import Stood, UnitsThen, counts_ended, ended_between, stood, touched_between
from baoxiu.tickets.queries.views import default_view, view_on, views_of

__all__ = [
    "DISPOSED_FLAG",
    "Column",
    "Counts",
    "Filters",
    "Likely",
    "Outbreak",
    "Page",
    "Standing",
    "Stood",
    "Suspect",
    "Tally",
    "ToMeet",
    "UnitsThen",
    "allowed_on",
    "allowed_on_each",
    "board",
    "changed_on_board",
    "clocks_of",
    "columns",
    "counted_by",
    "counts",
    "counts_ended",
    "default_view",
    "emergencies",
    "ended_between",
    "events_of",
    "explain_clock",
    "facts_on",
    "files_of",
    "follow_ups_waiting",
    "gathered_in",
    "handed_by",
    "handed_to",
    "held_by",
    "known_of",
    "likely_duplicates",
    "links_of",
    "lives_waiting",
    "nearest_numbers",
    "needs_contact",
    "open_around",
    "open_by_customer",
    "open_on",
    "opened_beyond",
    "opening_on",
    "outbreak",
    "phone_of_ticket",
    "phone_shown",
    "quotas_to_meet",
    "read_clock",
    "recorded_counts",
    "recorded_flags",
    "recorded_span",
    "said_alike",
    "search",
    "seen_by",
    "shown_fields",
    "shown_record",
    "standing_on",
    "stood",
    "ticket_on",
    "tickets_of_phone",
    "timeline",
    "touched_between",
    "view_on",
    "views_of",
]
