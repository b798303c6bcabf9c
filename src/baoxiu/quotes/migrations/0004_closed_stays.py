"""Lines stay as they were drawn; a closed statement and an answered dispute stay as they are, and a closed one gets no further line."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

KEEP = """
CREATE TRIGGER quotes_keep BEFORE UPDATE OR DELETE ON quotes_statementline FOR EACH ROW EXECUTE FUNCTION quotes_keep();
CREATE TRIGGER quotes_keep_closed BEFORE UPDATE ON quotes_statement FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION quotes_keep();
CREATE TRIGGER quotes_keep BEFORE DELETE ON quotes_statement FOR EACH ROW EXECUTE FUNCTION quotes_keep();
CREATE TRIGGER quotes_keep_answered BEFORE UPDATE ON quotes_dispute FOR EACH ROW WHEN (OLD.answer <> '') EXECUTE FUNCTION quotes_keep();
CREATE TRIGGER quotes_keep BEFORE DELETE ON quotes_dispute FOR EACH ROW EXECUTE FUNCTION quotes_keep();
CREATE FUNCTION quotes_statement_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM quotes_statement s WHERE s.id = NEW.statement_id AND s.state = 'open') THEN
        RAISE EXCEPTION 'a closed statement gets no further line' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quotes_statement_is_open BEFORE INSERT ON quotes_statementline
    FOR EACH ROW EXECUTE FUNCTION quotes_statement_is_open();
"""
FORGET = """
DROP TRIGGER quotes_statement_is_open ON quotes_statementline;
DROP FUNCTION quotes_statement_is_open();
DROP TRIGGER quotes_keep ON quotes_dispute; DROP TRIGGER quotes_keep_answered ON quotes_dispute;
DROP TRIGGER quotes_keep ON quotes_statement; DROP TRIGGER quotes_keep_closed ON quotes_statement;
DROP TRIGGER quotes_keep ON quotes_statementline;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("quotes", "0003_statements")]
    operations: ClassVar = [migrations.RunSQL(KEEP, FORGET)]
