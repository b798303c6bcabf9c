"""Which unit covers what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from baoxiu.directory.models import Site, Unit


class Coverage(models.Model):
    """A unit serves an area (a site and all below it, or an area code) for some categories; the smallest `order` first."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="coverage")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=80, blank=True)  # empty: every category
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"], name="coverage_area")]
