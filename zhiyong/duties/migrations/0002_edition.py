"""A calendar that is loaded is a new edition of what processes remember."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON duties_calendarload
    FOR EACH STATEMENT EXECUTE FUNCTION directory_new_edition();
"""
BACK = "DROP TRIGGER new_edition ON duties_calendarload;"


class Migration(migrations.Migration):
    """Mark the editions of the calendar: every loading writes its row."""

    dependencies = [("duties", "0001_initial"), ("directory", "0004_edition")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
