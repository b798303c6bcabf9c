"""Disposals: papers whose time is over, proposed by one person and approved by another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baoxiu.directory.models import Person, Unit
from baoxiu.tickets.models import Ticket


class Disposal(models.Model):
    """One proposal, and what became of it."""

    STATES: ClassVar = ["proposed", "declined", "done"]

    id = models.UUIDField(primary_key=True)  # its chain of events goes by it too
    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why_declined = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="disposal_by_two", condition=Q(state="proposed") | ~Q(decided_by=F("proposed_by"))),
        ]


class Paper(models.Model):
    """One ticket's papers in a disposal, and until when they had to be kept."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="papers")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    kept_until = models.DateTimeField()
    clause = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("disposal", "ticket", name="paper_once")]
