"""What lies where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from baoxiu.directory.models import Unit


class StockLevel(models.Model):
    """How many of a part a unit has."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    quantity = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("unit", "part", name="stock_level_once")]
