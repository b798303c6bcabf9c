"""Ways out organisations set themselves, and how each channel fared."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables."""

    dependencies: ClassVar = [("journal", "0007_key_is_asked_whole")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="ChannelHealth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.BigIntegerField()),
                ("by", models.CharField(max_length=10)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(models.F("owner"), models.F("by"), name="channel_health_once")],
            },
        ),
        migrations.CreateModel(
            name="OwnChannel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField()),
                ("by", models.CharField(max_length=10)),
                ("sealed", models.TextField()),
                ("scheme", models.CharField(max_length=20)),
                ("ending", models.CharField(blank=True, max_length=8)),
                ("off", models.BooleanField(default=False)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [models.UniqueConstraint(models.F("organisation_id"), models.F("by"), name="own_channel_once")],
            },
        ),
    ]
