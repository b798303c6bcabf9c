"""Reports as they came in, drafts, files that came with them, and what an import saw."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from baoxiu.directory.models import Asset, Customer, Person, Site, Unit
from baoxiu.journal.models import StoredFile


class Request(models.Model):
    """A report (报修). Reporter and owner are apart: whoever rings need not be whose home it is."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)  # the desk or unit it came to
    procedure = models.CharField(max_length=80)  # the procedure it opens
    channel = models.CharField(max_length=20)  # phone, walk_in, web, api, import, patrol
    reported_at = models.DateTimeField()
    reporter_name = models.CharField(max_length=120, blank=True)
    reporter_phone = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=240, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    category = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    form = models.JSONField(default=dict)  # the pack's further questions and answers
    source = models.JSONField(null=True)  # an import: {file, line, number, life: [...], flags: [...]}
    source_key = models.CharField(max_length=160, null=True)
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    search = SearchVectorField(null=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="request_search"),
            models.Index(fields=["organisation", "-reported_at"], name="request_recent"),
        ]
        constraints: ClassVar = [models.UniqueConstraint("organisation", "source_key", name="request_source_once")]


class Draft(models.Model):
    """What a clerk has typed so far; survives a crash of the browser."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=40)
    form = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("person", "tab", name="draft_once")]


class RequestFile(models.Model):
    """A photo or paper that came with the report."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)


class ReportSign(models.Model):
    """A sign to report by, hung in a room or on a machine. One that was lost is retired; whoever scans it is told so."""

    mark = models.CharField(max_length=16, unique=True)
    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)  # who takes the report
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(site=None) | models.Q(asset=None), name="sign_of_one_thing"),
            models.UniqueConstraint(
                fields=["unit", "site", "asset"], condition=models.Q(retired_at=None), nulls_distinct=False, name="sign_in_force_once"
            ),
        ]


class PhoneCode(models.Model):
    """A code sent to a telephone, to show that it is in one's hand. Of the code itself only the seed is kept; it counts once."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    phone = models.CharField(max_length=40, blank=True)  # empty: nobody here has the number that was typed, and nothing was sent
    seed = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
