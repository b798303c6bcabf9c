"""Reading notices, ticking tasks, sending again what did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from baoxiu.core.errors import NotFound
from baoxiu.journal.models import Delivery, Message, Notice


def read_notices(*, person_id: int, at: datetime) -> int:
    """Mark everything a person was told as read; how many were new."""
    return Notice.objects.filter(person_id=person_id, read_at=None).update(read_at=at)


def tick_notice(notice_id: int, *, person_id: int, at: datetime) -> None:
    """A task is done. Only whose it is can tick it; ticking twice keeps the first time."""
    mine = Notice.objects.filter(pk=notice_id, person_id=person_id)
    if not mine.filter(done_at=None).update(done_at=at, read_at=at) and not mine.exists():
        raise NotFound(what="notice / 通知", name=notice_id)


@transaction.atomic
def resend(message_id: int, *, organisation_id: int, at: datetime) -> Message:
    """Send again what did not arrive, or of which nobody knows whether it did. What arrived is not repeated."""
    message = Message.objects.select_for_update().filter(pk=message_id, organisation_id=organisation_id).first()
    if message is None:
        raise NotFound(what="message / 消息", name=message_id)
    lost = Delivery.objects.filter(message=message, state__in=["dead", "unsure"])
    if lost.update(state="waiting", attempts=0, next_try_at=at):
        message.state = "sending"
    elif message.state == "dead":
        message.state, message.next_try_at = "waiting", at
    message.save(update_fields=["state", "next_try_at"])
    return message


def keep_unsent(ticket_ids: Sequence[str]) -> int:
    """Let messages that wait about these tickets stay unsent: they tell of a past that was imported. How many."""
    return Message.objects.filter(ticket_id__in=ticket_ids, state="waiting").update(state="dropped")
