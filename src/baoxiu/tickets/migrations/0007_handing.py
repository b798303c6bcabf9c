"""Tickets on offer from one person to another are found without reading the others."""

from django.db import migrations

LAY = "CREATE INDEX ticket_handing ON tickets_ticket (organisation_id) WHERE final = '' AND fields ? '_handing'"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_rounds")]
    operations = [migrations.RunSQL(LAY, "DROP INDEX ticket_handing")]
