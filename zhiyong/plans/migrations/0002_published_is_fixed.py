"""The database refuses to change what a published plan says, whoever asks."""

from django.db import migrations

FORBID = """
CREATE FUNCTION plans_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'DRAFT' AND (
        TG_OP = 'DELETE'
        OR NEW.digest IS DISTINCT FROM OLD.digest
        OR NEW.code IS DISTINCT FROM OLD.code
        OR NEW.version IS DISTINCT FROM OLD.version
        OR NEW.published_on IS DISTINCT FROM OLD.published_on
        OR NEW.state = 'DRAFT'
    ) THEN
        RAISE EXCEPTION 'a published plan is fixed: % refused', TG_OP USING ERRCODE = '42501';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER plans_published_is_fixed BEFORE UPDATE OR DELETE ON plans_packversion
    FOR EACH ROW EXECUTE FUNCTION plans_refuse_change();

CREATE FUNCTION plans_refuse_rewording() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM plans_packversion WHERE id = OLD.version_id AND state <> 'DRAFT'
    ) THEN
        RAISE EXCEPTION 'a published plan is fixed: % refused', TG_OP USING ERRCODE = '42501';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER plans_published_is_worded BEFORE UPDATE OR DELETE ON plans_packcontent
    FOR EACH ROW EXECUTE FUNCTION plans_refuse_rewording();
"""
ALLOW = """
DROP TRIGGER plans_published_is_worded ON plans_packcontent;
DROP FUNCTION plans_refuse_rewording();
DROP TRIGGER plans_published_is_fixed ON plans_packversion;
DROP FUNCTION plans_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
