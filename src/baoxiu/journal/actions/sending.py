"""Sending: rows of the outbox become notices and deliveries, and deliveries leave by their channel, once per key.

1. Resolve: each waiting message finds its people. Who works here reads it under the bell; other ways become deliveries.
2. Claim: due deliveries are taken, marked and committed before anything leaves.
3. Send: side by side and without a transaction; a channel that hangs holds up only itself, and only for `PATIENCE`.
4. Note what came of each: sent; refused (tried again later, in the end dead); or unsure, which only a person repeats.

`at` is always passed in: the workers' now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import F, Q

from baoxiu.core.engine.facts import Words
from baoxiu.journal.actions.lanes import send_all
from baoxiu.journal.actions.ways import note_health
from baoxiu.journal.channels import NotSent, Outgoing, WayOut
from baoxiu.journal.models import Delivery, Message, Notice
from baoxiu.journal.queries import one_time
from baoxiu.journal.queries.recipients import Recipient, recipients_of
from baoxiu.journal.queries.ways import channel_for

BATCH = 200  # messages resolved in one round
CLAIMED = 60  # deliveries sent in one round; so many that the slowest channel still ends within the lease
LEASE = timedelta(minutes=5)
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))  # after the eighth try it is dead
NOBODY = "nobody was found for '{to}'"
NO_ADDRESS = "no address for '{by}' is known of '{to}'"
LEFT_OPEN = "a worker stopped while sending; it may have gone out"

Ways = Callable[[str, int], WayOut]


@dataclass(slots=True)
class Drained:
    """What one round did."""

    resolved: int = 0
    sent: int = 0
    refused: int = 0
    unsure: int = 0

    @property
    def is_nothing(self) -> bool:
        """Nothing was waiting."""
        return not (self.resolved or self.sent or self.refused or self.unsure)


def drain_messages(at: datetime) -> Drained:
    """One round over the outbox: resolve what waits, send what is due. Any number of workers may do it at once."""
    done = Drained(resolved=_resolve(at))
    ways: Ways = cache(channel_for)  # looked up anew each round, so that what was changed on a page holds from the next
    _settle_left_open(at, ways)
    claimed = _claim(at)
    if claimed:
        _send(claimed, ways, at, done)
    return done


# -- 1. resolve


@transaction.atomic
def _resolve(at: datetime) -> int:
    due = Message.objects.select_for_update(skip_locked=True).filter(state="waiting", next_try_at__lte=at)
    messages = list(due.order_by("next_try_at", "id")[:BATCH])
    notices: list[Notice] = []
    deliveries: list[Delivery] = []
    known: dict[tuple[str, int | None, int], Sequence[Recipient]] = {}
    for message in messages:
        _address(message, _people(message, known), notices, deliveries, at)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    Message.objects.bulk_update(messages, ["state", "last_error", "sent_at"])
    return len(messages)


def _people(message: Message, known: dict[tuple[str, int | None, int], Sequence[Recipient]]) -> Sequence[Recipient]:
    """Who is meant; a storm names the same few roles again and again, each is looked up once a round."""
    if message.to == "customer":
        return recipients_of(message)
    whom = (message.to, message.unit_id, message.organisation_id)
    if whom not in known:
        known[whom] = recipients_of(message)
    return known[whom]


def _address(message: Message, people: Sequence[Recipient], notices: list[Notice], deliveries: list[Delivery], at: datetime) -> None:
    """Lay out one message: a notice for each who logs in, a delivery where it goes further."""
    told = [_notice(message, person.person_id, at) for person in people if person.person_id is not None]
    wanted = [delivery for person in people if (delivery := _delivery(message, person, at))]
    notices += told
    deliveries += wanted
    if wanted:
        message.state = "sending"
    elif told:
        message.state, message.sent_at = "sent", at
    else:
        message.state = "dead"
        message.last_error = (NO_ADDRESS if people else NOBODY).format(to=message.to, by=message.by)


def _notice(message: Message, person_id: int, at: datetime) -> Notice:
    return Notice(
        person_id=person_id,
        message=message,
        ticket_id=message.ticket_id,
        number=message.number,
        words=message.words,
        task=message.task,
        created_at=at,
    )


def _delivery(message: Message, person: Recipient, at: datetime) -> Delivery | None:
    """A delivery by the channel the message names; who has no login gets a mere notice by text message or mail."""
    by = message.by
    if by == "notice":
        if person.person_id is not None:
            return None
        by = next((channel for channel in ("sms", "mail", "chat") if channel in person.addresses), by)
    if by not in person.addresses:
        return None
    return Delivery(
        message=message,
        by=by,
        address=person.addresses[by],
        person_id=person.person_id,
        name=person.name,
        language=person.language,
        next_try_at=at,
    )


# -- 2. claim


def _settle_left_open(at: datetime, ways: Ways) -> None:
    """A delivery whose worker died: sent again where the receiver drops doubles, else only a person may."""
    for delivery in Delivery.objects.filter(state="sending", next_try_at__lte=at).select_related("message")[:BATCH]:
        knows_keys = _way(delivery, ways).channel.knows_keys
        mine = Delivery.objects.filter(pk=delivery.pk, state="sending", next_try_at=delivery.next_try_at)
        if mine.update(state="waiting" if knows_keys else "unsure", last_error=LEFT_OPEN, next_try_at=at) and not knows_keys:
            _close([delivery.message_id], at)


@transaction.atomic
def _claim(at: datetime) -> list[Delivery]:
    due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(state="waiting", next_try_at__lte=at)
    claimed = list(due.select_related("message").order_by("next_try_at", "id")[:CLAIMED])
    taken = Delivery.objects.filter(pk__in=[delivery.pk for delivery in claimed])
    taken.update(state="sending", attempts=F("attempts") + 1, next_try_at=at + LEASE)
    for delivery in claimed:
        delivery.attempts += 1
    return claimed


# -- 3. send, 4. note


def _send(claimed: Sequence[Delivery], ways: Ways, at: datetime, done: Drained) -> None:
    by_key = {delivery.pk: delivery for delivery in claimed}
    outgoing = {delivery.pk: (_way(delivery, ways), _outgoing(delivery)) for delivery in claimed}
    fared: dict[tuple[int, str], list[Exception | None]] = defaultdict(list)
    for pk, outcome in send_all(outgoing):
        way, _ = outgoing[pk]
        _note(by_key[pk], way, outcome, at, done)
        fared[way.owner, by_key.pop(pk).by].append(outcome)
    for (owner, by), outcomes in fared.items():
        note_health(owner, by, outcomes, at)
    left = Delivery.objects.filter(pk__in=list(by_key), state="sending")
    left.update(state="waiting", attempts=F("attempts") - 1, next_try_at=at + BACK_OFF[0])
    _close([delivery.message_id for delivery in claimed], at)


def _way(delivery: Delivery, ways: Ways) -> WayOut:
    return ways(delivery.by, delivery.message.organisation_id)


def _outgoing(delivery: Delivery) -> Outgoing:
    message = delivery.message
    return Outgoing(
        key=f"{message.key}:{delivery.pk}",
        by=delivery.by,
        address=delivery.address,
        name=delivery.name,
        title=message.number,
        text=one_time.filled(said(message.words, delivery.language), message.key),
        number=message.number,
        attempt=delivery.attempts,
    )


def said(words: Words, language: str) -> str:
    """The words in the reader's language, else in English, else in the language there is."""
    return words.get(language[:2]) or words.get("en") or next(iter(words.values()), "")


def _note(delivery: Delivery, way: WayOut, outcome: Exception | None, at: datetime, done: Drained) -> None:
    changes: dict[str, object] = {"state": "sent", "sent_at": at, "last_error": ""}
    if outcome is None:
        done.sent += 1
    elif isinstance(outcome, NotSent) or way.channel.knows_keys:
        done.refused += 1
        changes = _again(delivery, str(outcome), at)
    else:
        done.unsure += 1
        changes = {"state": "unsure", "last_error": str(outcome), "next_try_at": at}
    Delivery.objects.filter(pk=delivery.pk, state="sending").update(**changes)


def _again(delivery: Delivery, why: str, at: datetime) -> dict[str, object]:
    if delivery.attempts > len(BACK_OFF):
        return {"state": "dead", "last_error": why, "next_try_at": at}
    return {"state": "waiting", "last_error": why, "next_try_at": at + BACK_OFF[delivery.attempts - 1]}


def _close(message_ids: Sequence[int], at: datetime) -> None:
    """A message is sent when all its deliveries are, and dead when one of them is lost and none is still on its way."""
    open_ = Q(deliveries__state__in=["waiting", "sending"])
    lost = Q(deliveries__state__in=["dead", "unsure"])
    done = Message.objects.filter(pk__in=message_ids, state="sending").exclude(pk__in=Message.objects.filter(open_).values("pk"))
    dead = Message.objects.filter(lost, pk__in=message_ids).values("pk")
    Message.objects.filter(pk__in=list(done.filter(pk__in=dead).values_list("pk", flat=True))).update(state="dead")
    done.update(state="sent", sent_at=at)
