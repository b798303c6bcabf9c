"""Price lists and what was quoted, paid and given back. A list's rows never change; a new version takes its place."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

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
