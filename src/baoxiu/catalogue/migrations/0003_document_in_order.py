"""A pack's document keeps its keys in order: json, not jsonb."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from baoxiu.catalogue.models import OrderedJSON


class Migration(migrations.Migration):
    """Change the column's type."""

    dependencies: ClassVar = [("catalogue", "0002_published_stays")]
    operations: ClassVar = [migrations.AlterField("packversion", "document", OrderedJSON())]
