"""Each test of the journal begins with an empty log of reads."""

import pytest
from django.db import connection, transaction


@pytest.fixture(autouse=True)
def no_reads(request: pytest.FixtureRequest) -> None:
    """Remove what tests that commit have left: the log is no table that Django empties."""
    asks = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if not asks:
        return
    request.getfixturevalue("db")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM journal_read")
        cursor.execute("SET LOCAL session_replication_role = origin")
