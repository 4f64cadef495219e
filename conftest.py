"""What the whole suite needs: compiled sentences, and a database that is up.

The settings of the tests start the embedded cluster of `var/` if it is not running. Several
runs share it, each with a database of its own: ZHIYONG_TEST_DB. The processes of one run
(`pytest -n 4 --dist loadgroup`) have one each as well, a data folder each, and free ports.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from zhiyong.config.messages import compile_catalogues

compile_catalogues()

# Properties take the time they need: a busy machine is no counterexample.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

UNCOUNTED = """
    DO $$ DECLARE one regclass; BEGIN
        FOR one IN SELECT c.oid FROM pg_class c WHERE c.relkind = 'r'
            AND c.relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', one);
        END LOOP;
    END $$
"""
APPEND_ONLY = ("journal_entry", "journal_leaf", "journal_node", "journal_treehead")


OUTSIDE_DJANGO = (
    "journal_read",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)
"""What Django does not empty after a test that commits, since it does not manage these."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001
    """Fit the database for tests: commits can be undone, and nobody counts its rows.

    A test that commits empties the journal afterwards, which its triggers refuse. And every
    table is empty between two tests: an autovacuum that sees it so makes the planner take it
    for empty, and a test that fills it in one transaction takes minutes.
    """
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in APPEND_ONLY:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER journal_refuse_truncate")
        cursor.execute(UNCOUNTED)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Let each test begin in the language of the office, whatever page the one before read."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def nothing_left_behind(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Leave no read and no job of a test that commits to the tests after it."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if not (commits or {"transactional_db", "live_server"} & set(request.fixturenames)):
        return
    from django.db import connection, transaction

    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(OUTSIDE_DJANGO)}")
