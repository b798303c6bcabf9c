"""Where a question or a phrase of a pack is found."""

from __future__ import annotations

from typing import ClassVar

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of what packs know. No version from before it knows anything."""

    dependencies: ClassVar = [("catalogue", "0003_document_in_order")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="KnownEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=80)),
                ("place", models.IntegerField()),
                ("heading", django.contrib.postgres.search.SearchVectorField()),
                ("search", django.contrib.postgres.search.SearchVectorField()),
                (
                    "pack_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="known", to="catalogue.packversion"),
                ),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="known_entry_search")],
                "constraints": [models.UniqueConstraint("pack_version", "topic", "name", name="known_entry_once")],
            },
        ),
    ]
