"""Emptying what was recorded of papers whose time is over: events keep their place in the chain, messages and files go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from baoxiu.core.errors import Refusal
from baoxiu.journal.models import Delivery, Message, Notice, StoredFile
from baoxiu.journal.queries.chains import find_tampering
from baoxiu.journal.queries.files import place_of
from baoxiu.journal.queries.small import small_place

DISPOSE = """
INSERT INTO journal_disposed (subject, seq, digest, disposal, at)
SELECT e.ticket_id, max(e.seq), journal_digest_left(e.ticket_id, max(e.seq)), %(disposal)s, %(at)s
  FROM journal_event e WHERE e.ticket_id = ANY(%(subjects)s) GROUP BY e.ticket_id
RETURNING subject, seq, encode(digest, 'hex')
"""
EMPTY = """
UPDATE journal_event e SET data = journal_left(e.data), actor_name = journal_name_left(e.actor_id, e.actor_name)
  FROM journal_disposed d WHERE d.subject = e.ticket_id AND e.seq <= d.seq AND e.ticket_id = ANY(%(subjects)s)
"""


class ChainBroken(Refusal):
    """{say} Nothing is disposed of while the record is not whole."""

    code = "chain_broken"
    zh = "{say_zh}记录不完整时不得销毁。"


@dataclass(frozen=True, slots=True)
class Emptied:
    """What is left of a subject's events: how many, and the digest over what is left of them."""

    subject: UUID
    events: int
    digest: str


@transaction.atomic
def dispose_events(subjects: Sequence[UUID], *, disposal: UUID, at: datetime) -> list[Emptied]:
    """Empty the events of `subjects`. Refused where a chain is not whole: a disposal must not hide what was done to it."""
    broken = find_tampering(subjects)
    if broken:
        raise ChainBroken(say=broken[0].say("en"), say_zh=broken[0].say("zh"))
    with connection.cursor() as cursor:
        cursor.execute(DISPOSE, {"subjects": list(subjects), "disposal": disposal, "at": at})
        emptied = [Emptied(subject, seq, digest) for subject, seq, digest in cursor.fetchall()]
        cursor.execute(EMPTY, {"subjects": list(subjects)})
    return emptied


@transaction.atomic
def empty_messages(tickets: Collection[UUID]) -> None:
    """Messages and notices about tickets lose their words and addresses; that they were sent stays."""
    Delivery.objects.filter(message__ticket_id__in=tickets).update(address="", name="", last_error="")
    Message.objects.filter(ticket_id__in=tickets).update(words={}, address="", last_error="")
    Notice.objects.filter(ticket_id__in=tickets).update(words={})


@transaction.atomic
def remove_files(hashes: Collection[str]) -> int:
    """Remove files for good: rows now, bytes and the small picture beside them once the transaction stands. How many there were."""
    found = list(StoredFile.objects.filter(pk__in=hashes).values_list("pk", flat=True))
    StoredFile.objects.filter(pk__in=found).delete()
    for hash_ in found:
        for place in (place_of(hash_), small_place(hash_)):
            transaction.on_commit(partial(place.unlink, missing_ok=True))
    return len(found)
