"""A pack version that was published keeps its document, its makers and their dates; the database refuses a change."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

KEEP = """
CREATE FUNCTION catalogue_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR
       (to_jsonb(NEW) - 'state' - 'retired_at') IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'retired_at') OR
       NOT (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'retired')) THEN
        RAISE EXCEPTION 'a published pack version is never changed (% %)', OLD.id, OLD.version USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalogue_keep_published BEFORE UPDATE OR DELETE ON catalogue_packversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep_published();

CREATE FUNCTION catalogue_keep_procedures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM catalogue_packversion v WHERE v.id = OLD.pack_version_id AND v.published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a procedure of a published pack version is never changed (% %)', OLD.id, OLD.key USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER catalogue_keep_procedures BEFORE UPDATE OR DELETE ON catalogue_procedureversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep_procedures();
"""

UNDO = """
DROP TRIGGER catalogue_keep_procedures ON catalogue_procedureversion;
DROP FUNCTION catalogue_keep_procedures();
DROP TRIGGER catalogue_keep_published ON catalogue_packversion;
DROP FUNCTION catalogue_keep_published();
"""


class Migration(migrations.Migration):
    """Guard what was published."""

    dependencies: ClassVar = [("catalogue", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(KEEP, UNDO)]
