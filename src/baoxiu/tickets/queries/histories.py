"""Tickets with everything that was done to them: what figures are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from baoxiu.core.engine.facts import Actor
from baoxiu.core.engine.figures import History, Ran
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory.models import Unit
from baoxiu.journal import queries as journal
from baoxiu.tickets.events import COMMAND_RUN
from baoxiu.tickets.queries import reading, scope
from baoxiu.tickets.queries.sheets import sheet_of

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Past:
    """One ticket's past, and the version of the procedure it lives by."""

    history: History
    procedure: LoadedProcedure
    version_id: int


def pasts(unit: Unit, *, since: datetime, until: datetime, seen_by: Actor) -> Iterator[Past]:
    """The tickets opened in [since, until) at `unit` or below, and those they opened, as far as the actor may see them."""
    here = Q(unit__path__startswith=unit.path) | Q(parents__parent__unit__path__startswith=unit.path)
    within = scope.seen_by(seen_by).filter(here, opened_at__gte=since, opened_at__lt=until)
    ids = list(within.order_by("opened_at", "id").values_list("id", flat=True).distinct())
    for first in range(0, len(ids), AT_ONCE):
        yield from _some(ids[first : first + AT_ONCE])


def _some(ids: Sequence[UUID]) -> Iterator[Past]:
    ran = _ran(ids)
    for said in reading.facts([str(one) for one in ids]):
        sheet = sheet_of(said)
        yield Past(History(sheet.facts, tuple(ran[sheet.facts.id])), sheet.procedure, sheet.version_id)


def _ran(ids: Sequence[UUID]) -> dict[str, list[Ran]]:
    found: dict[str, list[Ran]] = defaultdict(list)
    events = journal.events_of(ids, COMMAND_RUN)
    for ticket_id, at, data in events.values_list("ticket_id", "at", "data"):
        found[str(ticket_id)].append(Ran(data["command"], at, data.get("form") or {}))
    return found
