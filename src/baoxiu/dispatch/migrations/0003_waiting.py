"""Orders that wait for a station are found without reading the others."""

from django.db import migrations

LAY = """
CREATE INDEX ticket_waits_for_station ON tickets_ticket (organisation_id, opened_at, id)
 WHERE final = '' AND flags && '{uncovered,no_capacity}'::varchar[]
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_coverage_history"), ("tickets", "0003_take")]
    operations = [migrations.RunSQL(LAY, "DROP INDEX ticket_waits_for_station")]
