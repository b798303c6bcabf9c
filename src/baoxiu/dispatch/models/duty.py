"""The duty roster: who is on when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baoxiu.directory.models import Person, Unit


class Duty(models.Model):
    """A person is on duty at a unit from one instant to another. Taken off the roster it ends; it is never deleted."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    shift = models.CharField(max_length=40)  # what people call it: 早班, 夜班
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="duty_runs_forward"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "starts_at"], name="duty_of_unit"),
            models.Index(fields=["person", "starts_at"], name="duty_of_person"),
        ]
