"""The duty roster."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0003_waiting"), ("directory", "0002_areas")]
    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shift", models.CharField(max_length=40)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="directory.person")),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="directory.unit")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "starts_at"], name="duty_of_unit"),
                    models.Index(fields=["person", "starts_at"], name="duty_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="duty_runs_forward")
                ],
            },
        ),
    ]
