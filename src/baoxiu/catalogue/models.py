"""Packs, their immutable versions, the procedures inside, and which unit works by which."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from psycopg.types.json import Json

from baoxiu.directory.models import Person, Unit


class OrderedJSON(models.JSONField):
    """JSON of the type `json`: unlike jsonb it keeps keys in the order the pack's writer gave them, which forms and lists show."""

    def db_type(self, connection: Any) -> str:
        """The column's type."""
        return "json"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """As text in its order."""
        return value if value is None else Json(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Read back; the driver has parsed it already."""
        return json.loads(value) if isinstance(value, str) else value


class Pack(models.Model):
    """One organisation's procedures under one name."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    title = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("organisation", "key", name="pack_key_once")]


class PackVersion(models.Model):
    """A version of a pack. Its document never changes once published; a newer one retires it, it stays readable."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=40)
    document = OrderedJSON()  # LoadedPack.to_document()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="draft")  # draft, reviewed, approved, published, retired
    drafted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    notes = models.JSONField(default=dict)  # parts changed, added, removed against the version it replaces

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("pack", "version", name="pack_version_once"),
            models.UniqueConstraint("pack", condition=Q(state="published"), name="pack_published_once"),
            models.CheckConstraint(condition=~Q(reviewed_by=F("drafted_by")), name="reviewer_is_not_drafter"),
            models.CheckConstraint(
                condition=~Q(approved_by=F("reviewed_by")) & ~Q(approved_by=F("drafted_by")), name="approver_is_a_third"
            ),
        ]


class ProcedureVersion(models.Model):
    """One procedure of a pack version; a ticket keeps the one it was born under."""

    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="procedures")
    key = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    title = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("pack_version", "key", name="procedure_once")]


class KnownEntry(models.Model):
    """Where a question or a phrase of a pack version is found; what it says stands in the version's document."""

    pack_version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="known")
    topic = models.CharField(max_length=80)
    name = models.CharField(max_length=80)  # of the entry; of a phrase: '#' and its place
    place = models.IntegerField()
    heading = SearchVectorField()  # tokens of the question and its topic
    search = SearchVectorField()  # tokens of everything it says

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("pack_version", "topic", "name", name="known_entry_once")]
        indexes: ClassVar = [GinIndex(fields=["search"], name="known_entry_search")]


class Adoption(models.Model):
    """A unit (and all below it) works by a pack; which version counts is the pack's published one."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="adoptions")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="adoptions")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("unit", "pack", name="adoption_once")]


class Receipt(models.Model):
    """A published version as delivered to a unit or a person: to whom, as addressee or copy, read when (LCD-03)."""

    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    copy = models.BooleanField(default=False)
    delivered_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("version", "unit", condition=Q(person=None), name="receipt_of_unit_once"),
            models.UniqueConstraint("version", "person", condition=Q(unit=None), name="receipt_of_person_once"),
            models.CheckConstraint(
                condition=Q(unit=None, person__isnull=False) | Q(unit__isnull=False, person=None), name="receipt_of_one"
            ),
        ]
