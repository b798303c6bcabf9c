"""Shelves and the ledger of their movements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import scope
from baoxiu.directory.models import Unit
from baoxiu.journal import subject_of
from baoxiu.stock.models import StockLevel, StockMovement

# What a decision knows as `stock(part)`: the free pieces at the unit that works on the ticket. What came by a part order is meant for the
# job it was ordered for, until that job used it or ended.
STOCK = """
WITH came AS (
    SELECT j.id AS job, m.part, sum(m.quantity) AS n
      FROM tickets_ticket j
      JOIN tickets_ticketlink l ON l.parent_id = j.id
      JOIN stock_stockmovement m ON m.ticket_id = l.child_id AND m.unit_id = %(unit)s
     WHERE j.unit_id = %(unit)s AND j.final = '' AND j.id IS DISTINCT FROM %(ticket)s::uuid
     GROUP BY j.id, m.part
), meant AS (
    SELECT part, sum(greatest(n - used, 0)) AS n
      FROM (SELECT c.part, c.n, (SELECT count(*) FROM stock_replacedpart r
                                  WHERE r.ticket_id = c.job AND r.part = c.part AND r.struck_at IS NULL) AS used FROM came c) AS each
     GROUP BY part
), free AS (
    SELECT l.part, l.quantity - coalesce(meant.n, 0) AS n
      FROM stock_stocklevel l LEFT JOIN meant USING (part) WHERE l.unit_id = %(unit)s
)
SELECT coalesce(jsonb_object_agg(part, n), '{}') FROM free WHERE n > 0
"""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A shelf that is not the sum of its ledger, or a ledger that is not what was recorded."""

    unit_id: int
    part: str
    level: int
    ledger: int
    recorded: int


def stock_of(unit: Unit) -> QuerySet[StockLevel]:
    """What lies on a unit's shelves."""
    return StockLevel.objects.filter(unit=unit).order_by("part")


def quantity_of(unit: Unit, part: str) -> int:
    """How many of a part a unit has."""
    return StockLevel.objects.filter(unit=unit, part=part).values_list("quantity", flat=True).first() or 0


def shelves(actor: Actor, *, unit: Unit | None = None, text: str = "") -> QuerySet[StockLevel]:
    """What lies where, at the units the actor sees; of one unit, or by the code or title of a part."""
    seen = StockLevel.objects.filter(scope.below(actor, "unit__path"), unit__organisation_id=actor.organisation_id)
    seen = seen.filter(unit=unit) if unit is not None else seen
    named = Q(part__icontains=text) | Q(title__icontains=text)
    return (seen.filter(named) if text else seen).select_related("unit").order_by("unit__path", "part")


def shelf_on(actor: Actor, code: str) -> Unit:
    """The unit of that code, if the actor sees it."""
    found = scope.visible_units(actor).filter(organisation_id=actor.organisation_id, code=code).first()
    if found is None:
        raise NotFound(what="unit / 单位", name=code)
    return found


def parts_held(units: Iterable[Unit]) -> dict[int, int]:
    """How many kinds of parts each unit has on its shelf."""
    held = StockLevel.objects.filter(unit__in=list(units), quantity__gt=0).values_list("unit")
    return dict(held.annotate(n=Count("pk")))


def ledger(unit: Unit, part: str = "", *, kind: str = "") -> QuerySet[StockMovement]:
    """The movements of a unit, the newest first; of one part, or of one kind. `undone` is the reversal of a movement."""
    rows = StockMovement.objects.filter(unit=unit).annotate(undone=Max("reversed_by"))
    rows = rows.filter(part=part) if part else rows
    rows = rows.filter(kind=kind) if kind else rows
    return rows.select_related("ticket", "by").order_by("-pk")


def moved_by(tickets: Iterable[object]) -> QuerySet[StockMovement]:
    """What these tickets moved, the oldest first."""
    return StockMovement.objects.filter(ticket__in=list(tickets)).annotate(unit_title=F("unit__title")).order_by("pk")


# Three ways to the same count: the shelf, the sum of its ledger, the sum of what the journal recorded of it.
DIFFERING = """
WITH ledger AS (
    SELECT unit_id, part, sum(quantity) AS total FROM stock_stockmovement WHERE unit_id = ANY(%(units)s) GROUP BY 1, 2
), recorded AS (
    SELECT u.id AS unit_id, line->>'part' AS part, sum((line->>'quantity')::int) AS total
      FROM unnest(%(units)s::bigint[], %(subjects)s::uuid[]) AS u(id, subject)
      JOIN journal_event e ON e.ticket_id = u.subject AND e.type = 'StockMoved'
      CROSS JOIN jsonb_array_elements(e.data->'lines') AS line
     GROUP BY 1, 2
), level AS (
    SELECT unit_id, part, quantity FROM stock_stocklevel WHERE unit_id = ANY(%(units)s)
)
SELECT unit_id, part, coalesce(level.quantity, 0), coalesce(ledger.total, 0), coalesce(recorded.total, 0)
  FROM level FULL JOIN ledger USING (unit_id, part) FULL JOIN recorded USING (unit_id, part)
 WHERE (coalesce(level.quantity, 0), coalesce(ledger.total, 0)) IS DISTINCT FROM (coalesce(ledger.total, 0), coalesce(recorded.total, 0))
 ORDER BY 1, 2
"""


def discrepancies(units: Iterable[Unit]) -> list[Discrepancy]:
    """Shelves that cannot be made again from what was recorded; none, where all is well."""
    ids = [unit.pk for unit in units]
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING, {"units": ids, "subjects": [subject_of("stock", id_) for id_ in ids]})
        return [Discrepancy(int(row[0]), str(row[1]), *map(int, row[2:])) for row in cursor.fetchall()]
