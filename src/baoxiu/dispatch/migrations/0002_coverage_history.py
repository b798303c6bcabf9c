"""Coverage with effective dates, the terms of stations, their absences. What was covered before has been covered since ever."""

from datetime import UTC, datetime
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

SINCE_EVER = datetime(2000, 1, 1, tzinfo=UTC)
FORWARD = Q(until_at__isnull=True) | Q(until_at__gte=F("since_at"))


def of_unit(name: str) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to="directory.unit")


def key() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def of_texts(length: int) -> Any:
    return django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=length), default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial"), ("directory", "0002_areas"), ("tickets", "0002_functions")]

    operations = [
        migrations.AddField("coverage", "since_at", models.DateTimeField(default=SINCE_EVER), preserve_default=False),
        migrations.AddField("coverage", "until_at", models.DateTimeField(null=True)),
        migrations.AddField("coverage", "why", models.CharField(blank=True, max_length=120)),
        migrations.AddConstraint("coverage", models.CheckConstraint(condition=FORWARD, name="coverage_runs_forward")),
        migrations.CreateModel(
            name="StationTerms",
            fields=[
                ("id", key()),
                ("products", of_texts(60)),
                ("modes", of_texts(40)),
                ("engineers", models.PositiveSmallIntegerField(null=True)),
                ("capacity", models.PositiveIntegerField(null=True)),
                ("grade", models.CharField(blank=True, max_length=20)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=120)),
                ("unit", of_unit("terms")),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "-since_at"], name="terms_of_unit")],
                "constraints": [models.CheckConstraint(condition=FORWARD, name="terms_run_forward")],
            },
        ),
        migrations.CreateModel(
            name="StationAbsence",
            fields=[
                ("id", key()),
                ("reason", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=240)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=120)),
                ("unit", of_unit("absences")),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "-since_at"], name="absence_of_unit")],
                "constraints": [models.CheckConstraint(condition=FORWARD, name="absence_runs_forward")],
            },
        ),
    ]
