"""The day's plan: what the desk means to happen, beside what the procedures know."""

from __future__ import annotations

from django.db import models

from baoxiu.directory.models import Person
from baoxiu.tickets.models import Ticket


class Placement(models.Model):
    """Whom and when the desk has in mind for a job. Who holds it and what is agreed the ticket says; this bends to it."""

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.PROTECT, related_name="placement")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    starts_at = models.DateTimeField()
    placed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
