"""What people were told, and what could not be sent."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q, QuerySet

from baoxiu.journal.models import Delivery, Message, Notice

SHOWN = 100


def notices_of(person_id: int) -> QuerySet[Notice]:
    """What a person was told: open tasks first, then the newest; the last hundred."""
    open_task = Q(task=True, done_at=None)
    return Notice.objects.filter(person_id=person_id).alias(is_open=open_task).order_by("-is_open", "-created_at", "-id")[:SHOWN]


def unread_of(person_id: int) -> int:
    """How many notices wait under the bell: unread, or a task that is not ticked."""
    return Notice.objects.filter(Q(read_at=None) | Q(task=True, done_at=None), person_id=person_id).count()


def dead_letters(organisation_id: int) -> QuerySet[Message]:
    """Messages that did not reach everybody, newest first, with their deliveries: for a person to send again."""
    return (
        Message.objects.filter(organisation_id=organisation_id, state="dead").prefetch_related("deliveries").order_by("-created_at", "-id")
    )


def messages_of(ticket_id: UUID | str) -> QuerySet[Message]:
    """What was sent because of a ticket, oldest first."""
    return Message.objects.filter(ticket_id=ticket_id).prefetch_related("deliveries", "notices").order_by("created_at", "id")


def message_on(organisation_id: int, message_id: int) -> Message | None:
    """One message of an organisation."""
    return Message.objects.filter(organisation_id=organisation_id, pk=message_id).first()


def waiting_deliveries(organisation_id: int) -> QuerySet[Delivery]:
    """What is on its way or waits for its next try, the longest waiting first."""
    mine = Delivery.objects.filter(message__organisation_id=organisation_id, state__in=["waiting", "sending"])
    return mine.select_related("message").annotate(number=F("message__number")).order_by("next_try_at")
