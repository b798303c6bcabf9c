"""One price a day: a unit has one list, a code one row. Quotes and payments stay as they were written."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# Ranges of one number stand for equality, so that no extension is needed for the index.
EXCLUDE = """
ALTER TABLE quotes_pricelist ADD CONSTRAINT price_lists_never_meet EXCLUDE USING gist (
    int8range(unit_id, unit_id, '[]') WITH &&, daterange(from_on, until_on, '[]') WITH &&);
ALTER TABLE quotes_pricerow ADD CONSTRAINT prices_never_meet EXCLUDE USING gist (
    int8range(list_id, list_id, '[]') WITH &&,
    numrange(hashtextextended(code, 0)::numeric, hashtextextended(code, 0)::numeric, '[]') WITH &&,
    daterange(from_on, until_on, '[]') WITH &&);
CREATE FUNCTION quotes_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER quotes_keep BEFORE UPDATE OR DELETE ON quotes_pricerow FOR EACH ROW EXECUTE FUNCTION quotes_keep();
CREATE TRIGGER quotes_keep BEFORE UPDATE OR DELETE ON quotes_quote FOR EACH ROW EXECUTE FUNCTION quotes_keep();
CREATE TRIGGER quotes_keep BEFORE UPDATE OR DELETE ON quotes_payment FOR EACH ROW EXECUTE FUNCTION quotes_keep();
"""
FORGET = """
DROP TRIGGER quotes_keep ON quotes_payment; DROP TRIGGER quotes_keep ON quotes_quote; DROP TRIGGER quotes_keep ON quotes_pricerow;
DROP FUNCTION quotes_keep();
ALTER TABLE quotes_pricerow DROP CONSTRAINT prices_never_meet;
ALTER TABLE quotes_pricelist DROP CONSTRAINT price_lists_never_meet;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("quotes", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(EXCLUDE, FORGET)]
