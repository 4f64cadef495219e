"""A change of what is in force is a new edition of what processes remember."""

from django.db import migrations

TABLES = ("plans_packversion", "plans_adoption", "plans_binding")
FORWARD = """
CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION directory_new_edition();
"""
BACK = "DROP TRIGGER new_edition ON {table};"


class Migration(migrations.Migration):
    """Mark the editions of the plans in force."""

    dependencies = [("plans", "0002_published_is_fixed"), ("directory", "0004_edition")]
    operations = [
        migrations.RunSQL(
            "".join(FORWARD.format(table=one) for one in TABLES),
            "".join(BACK.format(table=one) for one in TABLES),
        )
    ]
