"""What can be asked of stock."""

from __future__ import annotations

from django.db.models import QuerySet

from baoxiu.directory.models import Unit
from baoxiu.stock.models import StockLevel

# What a decision knows as `stock(part)`: the free pieces at the unit that holds the ticket.
STOCK = "SELECT coalesce(jsonb_object_agg(l.part, l.quantity), '{}') FROM stock_stocklevel l WHERE l.unit_id = %(unit)s AND l.quantity > 0"


def stock_of(unit: Unit) -> QuerySet[StockLevel]:
    """What lies on a unit's shelves."""
    return StockLevel.objects.filter(unit=unit).order_by("part")


def quantity_of(unit: Unit, part: str) -> int:
    """How many of a part a unit has."""
    return StockLevel.objects.filter(unit=unit, part=part).values_list("quantity", flat=True).first() or 0
