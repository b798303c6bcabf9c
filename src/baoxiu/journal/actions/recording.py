"""Recording events: the chain grows by one link an event, in the transaction of what caused it."""

from __future__ import annotations

import json
from datetime import date, datetime
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from baoxiu.journal.events import Happened, reactions_to

# One statement: the chain's end moves on (its row is the lock: writers of one chain queue, others never meet), and the event
# is written with the hash that was laid there.
APPEND = """
WITH link AS (
    INSERT INTO journal_chain AS c (subject, seq, hash)
    VALUES (%(subject)s, 1, journal_hash(NULL, %(subject)s, 1, {rest}))
    ON CONFLICT (subject) DO UPDATE SET seq = c.seq + 1, hash = journal_hash(c.hash, %(subject)s, c.seq + 1, {rest})
    RETURNING seq, hash
)
INSERT INTO journal_event (ticket_id, seq, at, recorded_at, organisation_id, type, actor_id, actor_name, role, door, data, hash)
SELECT %(subject)s, seq, %(at)s, %(recorded_at)s, %(organisation)s, %(type)s, %(actor)s, %(actor_name)s, %(role)s, %(door)s,
       %(data)s::jsonb, hash
  FROM link
""".replace(
    "{rest}",
    "%(type)s, %(at)s, %(recorded_at)s, %(organisation)s, %(actor)s, %(actor_name)s, %(role)s, %(door)s, %(data)s::jsonb",
)


@transaction.atomic
def record(*events: Happened) -> tuple[object, ...]:
    """Append events to the chains of their subjects, then let the rooms react. Gives what the reactions gave.

    A ticket's own events are written by its room together with its row; this is for every other subject.
    """
    for event in events:
        _append(event)
    return react(*events)


def react(*events: Happened) -> tuple[object, ...]:
    """Run the reactions to events that are already written, in order, inside the caller's transaction."""
    return tuple(reaction(event) for event in events for reaction in reactions_to(event.type))


@transaction.atomic
def ensure_partitions(first: date, last: date) -> int:
    """Make the monthly parts of the journal from `first` to `last`, where they are missing; how many were made.

    An import of old reports calls this before it begins. A month that already lies in the default part stays there.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_ensure_partitions(%s, %s)", [first, last])
        (made,) = cursor.fetchone()
    return int(made)


def _append(event: Happened) -> None:
    with connection.cursor() as cursor:
        cursor.execute(APPEND, _columns(event))


def _columns(event: Happened) -> dict[str, UUID | datetime | int | str | None]:
    recorded_at: datetime = event.recorded_at or event.at
    return {
        "subject": event.subject,
        "at": event.at,
        "recorded_at": recorded_at,
        "organisation": event.organisation_id,
        "type": event.type,
        "actor": event.by.id,
        "actor_name": event.by.name,
        "role": event.role,
        "door": event.door,
        "data": json.dumps(dict(event.data), cls=DjangoJSONEncoder, ensure_ascii=False),
    }
