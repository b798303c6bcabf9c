"""The ledger is only ever added to: the database refuses anything else. What lay on shelves before it begins as opening stock."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.journal import Happened, clock, subject_of
from baoxiu.journal.actions import record

KEEP = """
CREATE FUNCTION stock_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'movements are never changed (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stock_keep BEFORE UPDATE OR DELETE ON stock_stockmovement FOR EACH ROW EXECUTE FUNCTION stock_refuse();
"""
UNDO = "DROP TRIGGER stock_keep ON stock_stockmovement; DROP FUNCTION stock_refuse();"


def open_shelves(apps: Any, _schema: Any) -> None:
    """An opening movement, and its event, for everything that lies somewhere."""
    movements, at = apps.get_model("stock", "StockMovement"), clock.now()
    for level in apps.get_model("stock", "StockLevel").objects.filter(quantity__gt=0).select_related("unit"):
        movements.objects.create(unit=level.unit, part=level.part, quantity=level.quantity, balance=level.quantity, kind="opening", at=at)
        line = {"part": level.part, "quantity": level.quantity, "kind": "opening", "reason": ""}
        said = {"lines": [line], "number": "", "ticket": ""}
        organisation = level.unit.organisation_id or level.unit.pk
        record(Happened("StockMoved", subject_of("stock", level.unit.pk), organisation, at, SYSTEM, said, door="system"))


class Migration(migrations.Migration):
    """Open the shelves that stand, then close the ledger to changes."""

    dependencies: ClassVar = [("stock", "0002_ledger"), ("journal", "0007_key_is_asked_whole")]
    operations: ClassVar = [migrations.RunPython(open_shelves, migrations.RunPython.noop), migrations.RunSQL(KEEP, UNDO)]
