"""When a thing was installed."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more column."""

    dependencies: ClassVar = [("directory", "0002_areas")]
    operations: ClassVar = [migrations.AddField("asset", "installed_on", models.DateField(blank=True, null=True))]
