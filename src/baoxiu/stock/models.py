"""Shelves, the ledger of their movements, and parts that were replaced. Only `actions` write these rows.

The ledger is only ever added to: migration 0002 lets the database refuse anything else.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baoxiu.directory.models import Person, Unit
from baoxiu.tickets.models import Ticket


class StockLevel(models.Model):
    """How many of a part a unit has: the sum of its movements."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    quantity = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("unit", "part", name="stock_level_once")]


class StockMovement(models.Model):
    """One movement on a shelf. Never changed: what was wrong is reversed by another one."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=60)
    quantity = models.IntegerField()  # what came (+) or went (−); 0 where a count found what was expected
    balance = models.PositiveIntegerField()  # what lay there afterwards
    kind = models.CharField(max_length=12)  # opening, receipt, delivery, use, sent_back, count, write_off, transfer, reversal
    reason = models.CharField(max_length=240, blank=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)  # of the ticket, or of a paper that came along
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversed_by", db_index=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(quantity=0) | Q(kind="count"), name="stock_moves_something")]
        indexes: ClassVar = [
            models.Index(fields=["unit", "part", "-id"], name="stock_ledger"),
            models.Index(fields=["reverses"], name="stock_reversals", condition=Q(reverses__isnull=False)),
        ]


class ReplacedPart(models.Model):
    """One piece put in on a job, and the piece it replaced, which the station owes customer service support until it is there."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)  # whose shelf it came from, and who owes
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="replaced_parts", db_index=False)
    nth = models.PositiveIntegerField()
    movement = models.ForeignKey(StockMovement, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    new_serial = models.CharField(max_length=60, blank=True)
    old_serial = models.CharField(max_length=60, blank=True)
    used_at = models.DateTimeField()
    used_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    used_by_name = models.CharField(max_length=80, blank=True)
    struck_at = models.DateTimeField(null=True)  # the job's lines were put right, and it is not among them any more
    # what took the new piece out later, and what put the old piece in again: each serial number is in one place
    out_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    again_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default="owed")  # owed, sent, received
    sent_by = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="sent_parts")  # the return it went with
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    missing_at = models.DateTimeField(null=True)  # support reported it short: it is owed still

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("ticket", "nth", name="replaced_part_once"),
            models.UniqueConstraint(
                "organisation", "new_serial", name="serial_in_one_machine",
                condition=~Q(new_serial="") & Q(struck_at=None) & Q(out_by=None),
            ),
            models.UniqueConstraint(
                "organisation", "old_serial", name="serial_taken_out_once",
                condition=~Q(old_serial="") & Q(struck_at=None) & Q(again_by=None),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["unit", "used_at"], name="replaced_owed", condition=Q(struck_at=None) & ~Q(state="received")),
            models.Index(fields=["unit", "-used_at"], name="replaced_of_unit"),
        ]
