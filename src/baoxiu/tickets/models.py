"""Tickets, their links, running clocks, number counters and files; views of the board. Only `actions` write these rows."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from baoxiu.catalogue.models import ProcedureVersion
from baoxiu.directory.models import Asset, Customer, Person, Site, Unit
from baoxiu.intake.models import Request
from baoxiu.journal.models import StoredFile


class Ticket(models.Model):
    """Anything that moves through a procedure."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)  # who works on it; moves with hand-over
    number = models.CharField(max_length=60)
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    procedure_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=240, blank=True)  # one line for boards
    state = models.CharField(max_length=60)
    final = models.CharField(max_length=12, blank=True)
    mode = models.CharField(max_length=40, blank=True)
    version = models.IntegerField(default=1)
    fields = models.JSONField(default=dict)
    grants = models.JSONField(default=dict)
    flags = ArrayField(models.CharField(max_length=60), default=list)
    holder_role = models.CharField(max_length=60, blank=True)
    holder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    state_since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # most urgent running clock
    due_clock = models.CharField(max_length=60, blank=True)
    breached = models.BooleanField(default=False)  # a clock that counts has been breached
    seq = models.IntegerField(default=0)  # last event
    last_hash = models.BinaryField(max_length=32, default=b"")
    search = SearchVectorField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("organisation", "number", name="ticket_number_once")]
        indexes: ClassVar = [
            # The open board, most urgent first, of a unit and of a whole organisation: migration 0002 (without a due time: last).
            models.Index(fields=["organisation", "-opened_at"], name="ticket_recent"),
            models.Index(fields=["holder", "due_at"], name="ticket_held", condition=Q(final="")),
            models.Index(fields=["customer"], name="ticket_of_customer"),
            models.Index(fields=["site"], name="ticket_at_site"),
            GinIndex(fields=["search"], name="ticket_search"),
        ]


class TicketLink(models.Model):
    """`child` was opened by `parent`."""

    parent = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="children", db_index=False)
    child = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="parents")
    relation = models.CharField(max_length=30, default="opened")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("parent", "child", "relation", name="link_once")]


class TicketClock(models.Model):
    """A clock or quota of a ticket (core.engine.facts.Running) and when it rings next."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    name = models.CharField(max_length=60)
    is_quota = models.BooleanField(default=False)
    state = models.CharField(max_length=8)  # running, paused, stopped
    marks = models.JSONField()  # [[kind, at, target?, reason?], …]
    target_seconds = models.FloatField(null=True)
    until = models.DateTimeField(null=True)
    counted = models.JSONField(default=list)
    warned = models.BooleanField(default=False)
    breached = models.BooleanField(default=False)
    escalated = models.PositiveSmallIntegerField(default=0)
    kept = models.BooleanField(null=True)
    due_at = models.DateTimeField(null=True)
    next_ring_at = models.DateTimeField(null=True)
    next_ring = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("ticket", "name", name="clock_once")]
        indexes: ClassVar = [models.Index(fields=["next_ring_at"], name="clock_rings", condition=Q(next_ring_at__isnull=False))]


class Counter(models.Model):
    """The last number given, per unit, procedure and period: no gaps, no doubles."""

    scope = models.CharField(max_length=120, primary_key=True)
    last = models.BigIntegerField(default=0)


class TicketFile(models.Model):
    """A photo, paper or signature on a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=60, blank=True)  # the field or step it belongs to
    added_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()


class BoardView(models.Model):
    """The address of a board somebody keeps under a name, for himself or for a unit and all below."""

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")  # whom it is shared with; null: nobody
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)  # what stands behind the `?`
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("owner", "name", name="board_view_once")]


class BoardDefault(models.Model):
    """The view somebody's board begins with."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(BoardView, on_delete=models.CASCADE, related_name="+")
