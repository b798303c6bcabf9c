"""How many tickets still stand on a version of a pack."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from baoxiu.tickets.models import Ticket


def open_on(procedures: Iterable[int]) -> dict[int, int]:
    """How many open tickets follow each of these procedure versions."""
    rows = Ticket.objects.filter(procedure_id__in=list(procedures), final="").order_by().values("procedure_id")
    return {row["procedure_id"]: row["many"] for row in rows.annotate(many=Count("id"))}
