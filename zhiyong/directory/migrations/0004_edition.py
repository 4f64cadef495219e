"""A mark that changes whenever the tree of units or what plans ask of it does.

Processes remember what they read under it. Each transaction that changes something leaves a fresh
mark once, in one of 64 rows chosen by its connection, so that two do not wait for each other.
"""

from django.db import migrations

FORWARD = """
CREATE TABLE directory_edition (
    slot smallint PRIMARY KEY,
    mark uuid NOT NULL,
    by_transaction xid8 NOT NULL
);

CREATE FUNCTION directory_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here xid8 := pg_current_xact_id();
BEGIN
    IF current_setting('zhiyong.edition', true) IS DISTINCT FROM here::text THEN
        INSERT INTO directory_edition VALUES (pg_backend_pid() % 64, gen_random_uuid(), here)
            ON CONFLICT (slot) DO UPDATE
                SET mark = EXCLUDED.mark, by_transaction = EXCLUDED.by_transaction;
        PERFORM set_config('zhiyong.edition', here::text, true);
    END IF;
    RETURN NULL;
END $$;
"""
TABLES = ("directory_unit", "directory_unitspan", "directory_postspan")
TRIGGER = """
CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION directory_new_edition();
"""
BACK = "DROP FUNCTION directory_new_edition() CASCADE; DROP TABLE directory_edition;"


class Migration(migrations.Migration):
    """Mark the editions of the directory."""

    dependencies = [("directory", "0003_accounts")]
    operations = [
        migrations.RunSQL(FORWARD + "".join(TRIGGER.format(table=one) for one in TABLES), BACK)
    ]
