"""Papers whose time is over: a ticket keeps its number, its state and its chain of events, and loses what it knew."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Refusal
from baoxiu.core.joined import callers
from baoxiu.intake import actions as intake
from baoxiu.intake import queries as intake_queries
from baoxiu.journal import Happened
from baoxiu.journal import actions as journal
from baoxiu.tickets.events import TICKET_DISPOSED
from baoxiu.tickets.models import Ticket, TicketFile
from baoxiu.tickets.queries.lives import DISPOSED_FLAG, open_around

HASH = re.compile(r'"([0-9a-f]{64})"')

# The ticket's last word is an event of its own, chained to what was left of the others.
LAST = """
WITH emptied AS (
    UPDATE tickets_ticket t SET
        seq = t.seq + 1, version = t.version + 1, fields = '{}', title = '', grants = '{}', category = '', mode = '',
        customer_id = NULL, site_id = NULL, asset_id = NULL, flags = t.flags || %(flag)s::text,
        search = array_to_tsvector(tickets_number_words(t.number)),
        last_hash = journal_hash(t.last_hash, t.id, t.seq + 1, %(type)s, %(at)s, %(at)s, t.organisation_id, %(actor)s, %(name)s, '', 'desk',
            jsonb_build_object('disposal', %(disposal)s::text, 'digest', encode(d.digest, 'hex')))
      FROM journal_disposed d WHERE d.subject = t.id AND t.id = ANY(%(ids)s)
    RETURNING t.id, t.seq, t.organisation_id, t.last_hash, d.digest
)
INSERT INTO journal_event (ticket_id, seq, at, recorded_at, organisation_id, type, actor_id, actor_name, role, door, data, hash)
SELECT id, seq, %(at)s, %(at)s, organisation_id, %(type)s, %(actor)s, %(name)s, '', 'desk',
       jsonb_build_object('disposal', %(disposal)s::text, 'digest', encode(digest, 'hex')), last_hash
  FROM emptied
"""


class StillOpen(Refusal):
    """{number} has not ended, or a ticket linked with it has not. Its papers stay."""

    code = "still_open"
    zh = "{number} 或其关联单据尚未结束，不得销毁。"


@transaction.atomic
def dispose_tickets(ids: Sequence[UUID], *, disposal: UUID, by: Actor, at: datetime) -> list[journal.Emptied]:
    """Empty tickets that have ended, their reports, messages and files; gives the digest of what is left of each chain.

    1. Nobody may move them meanwhile. 2. The events are emptied, once their chains are proven whole. 3. Each ticket's row is emptied, with
    an event of its own at the end of its chain. 4. Reports and files that nothing else needs go. 5. Later rooms empty what they keep.
    """
    tickets = list(Ticket.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("request").order_by("pk"))
    for ticket in tickets:
        if not ticket.final or open_around(ticket):
            raise StillOpen(number=ticket.number)
    requests = _reports_alone(tickets)
    hashes = _files_alone(tickets, requests)
    subjects = [*(ticket.pk for ticket in tickets), *requests]
    emptied = journal.dispose_events(subjects, disposal=disposal, at=at)
    _empty_rows(tickets, disposal, by, at)
    TicketFile.objects.filter(ticket__in=tickets).delete()
    intake.empty_requests(requests)
    journal.empty_messages([ticket.pk for ticket in tickets])
    journal.remove_files(hashes)
    journal.react(*(Happened(TICKET_DISPOSED, ticket.pk, ticket.organisation_id, at, by, {"number": ticket.number}) for ticket in tickets))
    return emptied


def _empty_rows(tickets: Sequence[Ticket], disposal: UUID, by: Actor, at: datetime) -> None:
    ids = [ticket.pk for ticket in tickets]
    who: dict[str, Any] = {"actor": by.id, "name": by.name[:80]}
    said = {**who, "ids": ids, "flag": DISPOSED_FLAG, "type": TICKET_DISPOSED, "at": at, "disposal": disposal}
    with connection.cursor() as cursor:
        cursor.execute(LAST, said)


def _reports_alone(tickets: Sequence[Ticket]) -> list[UUID]:
    """The reports of these tickets that no other ticket still needs."""
    reports = {ticket.request_id for ticket in tickets if ticket.request_id is not None}
    reports |= {UUID(one["request"]) for ticket in tickets for one in callers(ticket.fields)}
    others = Ticket.objects.filter(request_id__in=reports).exclude(pk__in=[t.pk for t in tickets]).exclude(flags__contains=[DISPOSED_FLAG])
    return sorted(reports - set(others.values_list("request_id", flat=True)))


def _files_alone(tickets: Sequence[Ticket], requests: Sequence[UUID]) -> set[str]:
    """The files on these tickets and reports that nothing else holds: no other ticket's list, no linked ticket's fields."""
    ids = [ticket.pk for ticket in tickets]
    named = {hash_ for ticket in tickets for hash_ in HASH.findall(json.dumps(ticket.fields))}
    named |= set(TicketFile.objects.filter(ticket__in=ids).values_list("file_id", flat=True))
    named |= intake_queries.files_of_requests(requests)
    kept = set(TicketFile.objects.filter(file_id__in=named).exclude(ticket__in=ids).values_list("file_id", flat=True))
    kept |= intake_queries.files_elsewhere(named, requests)
    linked = Ticket.objects.filter(Q(children__child__in=ids) | Q(parents__parent__in=ids)).exclude(pk__in=ids)
    for text in linked.annotate(said=Cast("fields", TextField())).values_list("said", flat=True).distinct():
        kept |= named & set(HASH.findall(text))
    return named - kept
