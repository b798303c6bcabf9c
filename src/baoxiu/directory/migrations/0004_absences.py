"""When somebody is away, and whether his password is still the one he was given."""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

AWAY: list[tuple[str, models.Field[Any, Any]]] = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("kind", models.CharField(max_length=20)),
    ("since_at", models.DateTimeField()),
    ("until_at", models.DateTimeField(blank=True, null=True)),
    ("note", models.CharField(blank=True, max_length=200)),
    ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="directory.person")),
]
FORWARD = models.CheckConstraint(condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")), name="away_runs_forward")


class Migration(migrations.Migration):
    """One table, one column."""

    dependencies: ClassVar = [("directory", "0003_asset_installed")]
    operations: ClassVar = [
        migrations.AddField("person", "must_change_password", models.BooleanField(default=False)),
        migrations.CreateModel(
            "Absence",
            AWAY,
            {"constraints": [FORWARD], "indexes": [models.Index(fields=["person", "since_at"], name="absence_of_person")]},
        ),
    ]
