"""Emergencies under way, and the tickets opened in one, are found without reading the others."""

from django.db import migrations

LAY = """
CREATE INDEX ticket_emergency ON tickets_ticket (organisation_id) WHERE kind = 'emergency' AND final = '';
CREATE INDEX ticket_gathered ON tickets_ticket USING gin ((fields -> '_gathered') jsonb_path_ops) WHERE fields ? '_gathered';
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_room_for_moves")]
    operations = [migrations.RunSQL(LAY, "DROP INDEX ticket_gathered; DROP INDEX ticket_emergency;")]
