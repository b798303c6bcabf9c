"""Which unit covers what, on which terms, and when it takes nothing. Rows end; none is ever deleted or moved (LNG-13, LNG-14)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from baoxiu.directory.models import Site, Unit

ENDS_AFTER_IT_BEGINS = Q(until_at__isnull=True) | Q(until_at__gte=F("since_at"))


class Coverage(models.Model):
    """A unit serves an area (a site and all below it, or an area's code and all in it) for some categories; the smallest `order` first."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="coverage")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=60, blank=True)  # the code of an administrative area, or a name of the organisation's own
    category = models.CharField(max_length=80, blank=True)  # empty: every category
    order = models.PositiveSmallIntegerField(default=1)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)  # from then on it no longer counts
    why = models.CharField(max_length=120, blank=True)  # the number of the request that wanted it

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"], name="coverage_area")]
        constraints: ClassVar = [models.CheckConstraint(condition=ENDS_AFTER_IT_BEGINS, name="coverage_runs_forward")]


class StationTerms(models.Model):
    """What a station's contract says for a time: what it does, with how many people, how much a day, and its settlement grade."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms")
    products = ArrayField(models.CharField(max_length=60), default=list)  # product lines; empty: all
    modes = ArrayField(models.CharField(max_length=40), default=list)  # modes of service; empty: all
    engineers = models.PositiveSmallIntegerField(null=True)
    capacity = models.PositiveIntegerField(null=True)  # orders a day; none: no limit
    grade = models.CharField(max_length=20, blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-since_at"], name="terms_of_unit")]
        constraints: ClassVar = [models.CheckConstraint(condition=ENDS_AFTER_IT_BEGINS, name="terms_run_forward")]


class StationAbsence(models.Model):
    """A time a station takes no orders; those it has stay with it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="absences")
    reason = models.CharField(max_length=20)  # holiday, power, network, moving, event, other
    note = models.CharField(max_length=240, blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-since_at"], name="absence_of_unit")]
        constraints: ClassVar = [models.CheckConstraint(condition=ENDS_AFTER_IT_BEGINS, name="absence_runs_forward")]
