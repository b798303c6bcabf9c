"""Visits as rows, drawn from their tickets; and the signs of sites. Only `actions` write these rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from baoxiu.directory.models import Person, Site
from baoxiu.tickets.models import Ticket


class Visit(models.Model):
    """The nth visit of a ticket, as its record says; the ticket is the truth and this a picture of it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="visits", db_index=False)
    nth = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)
    companions = models.CharField(max_length=240, blank=True)
    accepted_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    appointed_at = models.DateTimeField(null=True)  # as it was agreed when he came
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=80, blank=True)  # empty: still under way
    proof = models.JSONField(null=True)
    fetched = models.JSONField(default=list)  # ways back for tools or material: at, what, back_at
    labour_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("ticket", "nth", name="visit_once")]
        indexes: ClassVar = [
            models.Index(fields=["person", "arrived_at"], name="visit_of_person"),
            models.Index(fields=["arrived_at"], name="visit_arrivals"),
        ]

    @property
    def preparation(self) -> timedelta | None:
        """From acceptance to departure; None where one of the two was not noted."""
        return self.departed_at - self.accepted_at if self.departed_at and self.accepted_at else None

    @property
    def early(self) -> timedelta | None:
        """How long before the appointment he came; negative: late; None without an appointment."""
        return self.appointed_at - self.arrived_at if self.appointed_at and self.arrived_at else None

    @property
    def labour(self) -> timedelta:
        """The labour done during it, spans that are over."""
        return timedelta(seconds=self.labour_seconds)

    @property
    def lost(self) -> timedelta:
        """The time lost on ways back."""
        trips = [
            (datetime.fromisoformat(trip["at"]), datetime.fromisoformat(trip["back_at"])) for trip in self.fetched if "back_at" in trip
        ]
        return sum((back - away for away, back in trips), timedelta())


class SiteMark(models.Model):
    """The sign that hangs at a site: who scans it is there."""

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="mark")
    mark = models.CharField(max_length=16, unique=True)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
