"""Price lists, what was quoted, paid and given back, and what units are paid. Lists, quotes, payments and lines never change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from baoxiu.catalogue.models import ProcedureVersion
from baoxiu.directory.models import Person, Unit
from baoxiu.tickets.models import Ticket


class PriceList(models.Model):
    """A version of a unit's prices, in force from one day to another. No two of a unit share a day: migration 0002 excludes it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    laid_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    laid_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("unit", "version", name="price_list_version_once")]


class PriceRow(models.Model):
    """One price of a list. No two rows of a code share a day: migration 0002 excludes it."""

    list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    title = models.JSONField()
    kind = models.CharField(max_length=12)
    unit = models.CharField(max_length=40, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=4)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(price__gte=0), name="price_not_below_zero")]


class Quote(models.Model):
    """A price laid before a customer, and what he said. `place` is the answer's place among the ticket's consents."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    nth = models.PositiveIntegerField()
    consent = models.CharField(max_length=60)
    agreed = models.BooleanField()
    total = models.DecimalField(max_digits=14, decimal_places=4)
    price_list = models.CharField(max_length=120)
    lines = models.JSONField()
    tariff = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)
    door = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("ticket", "place", name="quote_once")]


class Payment(models.Model):
    """Money taken or given back, with its receipt's number. `place` is its place among the ticket's payments."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)  # payment, refund
    number = models.CharField(max_length=40)  # of the receipt
    method = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reference = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    price_list = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("ticket", "place", name="payment_once"),
            models.UniqueConstraint("organisation", "number", name="receipt_number_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_above_zero"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "at"], name="payment_of_day")]


class ReceiptCounter(models.Model):
    """The last receipt number of an organisation's series; its row is held until the number is written, so none is missing."""

    scope = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)


class PaymentRequest(models.Model):
    """A payment asked for through a provider: what the customer scans, and whether it was paid."""

    id = models.UUIDField(primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    address = models.TextField()  # what the QR code says
    state = models.CharField(max_length=10, default="open")  # open, paid, left_over
    reference = models.CharField(max_length=120, blank=True)  # the provider's own number
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("provider", "reference", name="provider_reference_once", condition=~models.Q(reference=""))
        ]


class Statement(models.Model):
    """What a unit is paid for a month. `as_of`: it counts what was recorded before then. A closed one never changes: migration 0003."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)  # 2026-10, by the unit's calendar
    state = models.CharField(max_length=8, default="open")  # open: lines may be disputed; closed
    as_of = models.DateTimeField()
    disputes_until = models.DateTimeField()  # the first instant at which nothing can be disputed any more
    terms = models.JSONField()  # the settings of its units that the tariff looked at, as they were
    rule = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")  # of whose pack the terms of disputes are
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    total = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # once it is closed

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("unit", "month", name="statement_once")]
        indexes: ClassVar = [models.Index(fields=["organisation", "month"], name="statements_of_month")]


class StatementLine(models.Model):
    """One order on a statement: what it is worth by which tier and which deductions, and what that adds. Never changed."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines", db_index=False)
    place = models.PositiveIntegerField()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    tariff = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.CharField(max_length=10)  # order, correction, ruling
    about = models.CharField(max_length=7, blank=True)  # of a correction or ruling: the month it is about
    ended_at = models.DateTimeField()
    tier = models.CharField(max_length=60)
    items = models.JSONField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    shown = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("statement", "place", name="statement_place_once"),
            models.UniqueConstraint("ticket", name="order_settled_once", condition=models.Q(entry="order")),
        ]


class Dispute(models.Model):
    """A station disputes a line, once; somebody above answers, once. What is accepted becomes a line of its own."""

    line = models.OneToOneField(StatementLine, on_delete=models.PROTECT, related_name="dispute")
    reason = models.TextField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    raised_by_name = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=8, blank=True)  # accepted, rejected
    words = models.TextField(blank=True)
    tier = models.CharField(max_length=60, blank=True)
    waives = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    answered_by_name = models.CharField(max_length=80, blank=True)
