"""Putting a message into the outbox, in the transaction of what caused it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from baoxiu.core.engine.facts import Words
from baoxiu.journal.models import Message


def tell(  # noqa: PLR0913 - each is a column of the outbox
    to: str,
    words: Words,
    *,
    key: str,
    organisation_id: int,
    at: datetime,
    unit_id: int | None = None,
    by: str = "notice",
    task: bool = False,
    address: str = "",
    about: tuple[UUID, str] | None = None,
) -> None:
    """Tell `to` ('role:…', 'person:7', 'contact:…'); a worker sends it. The same key again tells nobody twice.

    `address`: where a customer is reached who is told of no ticket. `about`: the ticket it opens, with its number.
    """
    row = Message(
        key=key,
        organisation_id=organisation_id,
        unit_id=unit_id,
        to=to,
        by=by,
        words=dict(words),
        task=task,
        address=address,
        ticket_id=about[0] if about else None,
        number=about[1] if about else "",
        next_try_at=at,
        created_at=at,
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)
