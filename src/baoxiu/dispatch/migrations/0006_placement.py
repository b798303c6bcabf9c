"""The day's plan."""

import django.db.models.deletion
from django.db import migrations, models

TO_PERSON = "directory.person"


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0005_stations"), ("directory", "0002_areas"), ("tickets", "0007_handing")]
    operations = [
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="placement",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("placed_at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="placements", to=TO_PERSON)),
                ("placed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=TO_PERSON)),
            ],
        ),
    ]
