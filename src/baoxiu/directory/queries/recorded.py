"""What was changed in the register of customers, places and things: by whom, when, before and after."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from baoxiu.journal import queries as journal
from baoxiu.journal.events import subject_of
from baoxiu.journal.models import Event

MARKED = "CustomerMarked"
TAKEN = "TableTaken"


def changes_of(organisation_id: int, table: str, key: str, *, customer: int | None = None) -> QuerySet[Event]:
    """The times a row of a table was written, by file or by hand, and a customer's marks; the latest first."""
    written = Q(data__new__contains=[[key]]) | Q(data__changed__contains=[{"key": [key]}])
    marked = Q(type=MARKED, data__customer=customer) if customer is not None else Q(pk__in=[])
    whole = journal.timeline(subject_of("directory", organisation_id))
    return whole.filter(Q(type=TAKEN, data__table=table) & written | marked).order_by("-seq")
