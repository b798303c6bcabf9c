"""Signs to report by, and codes sent to telephones."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _to(model: str, **more: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more)  # type: ignore[arg-type]


def _id() -> models.BigAutoField:  # type: ignore[type-arg]
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Two tables."""

    dependencies: ClassVar = [
        ("directory", "0003_asset_installed"),
        ("intake", "0002_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                ("id", _id()),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("seed", models.CharField(max_length=40, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                ("organisation", _to("directory.unit", db_index=False)),
            ],
        ),
        migrations.CreateModel(
            name="ReportSign",
            fields=[
                ("id", _id()),
                ("mark", models.CharField(max_length=16, unique=True)),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("asset", _to("directory.asset", null=True)),
                ("made_by", _to(settings.AUTH_USER_MODEL, db_index=False, null=True)),
                ("organisation", _to("directory.unit", db_index=False)),
                ("site", _to("directory.site", null=True)),
                ("unit", _to("directory.unit", db_index=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("site", None), ("asset", None), _connector="OR"), name="sign_of_one_thing"),
                    models.UniqueConstraint(
                        fields=("unit", "site", "asset"),
                        condition=models.Q(("retired_at", None)),
                        name="sign_in_force_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
