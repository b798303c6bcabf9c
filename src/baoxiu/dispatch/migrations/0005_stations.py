"""All stations of a place in one call, planned once."""

from pathlib import Path

from django.db import migrations

SOURCE = Path(__file__).resolve().parent.parent / "sql" / "stations.sql"
UNDO = "DROP FUNCTION dispatch_stations(integer[], bigint[], bigint[], text[], bigint, text, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0004_duty"), ("tickets", "0003_take")]
    operations = [migrations.RunSQL([SOURCE.read_text("utf-8")], UNDO)]
