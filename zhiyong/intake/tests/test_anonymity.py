"""What an anonymous complaint leaves behind: the local day, and nothing finer."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from zhiyong.intake import services
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    a_lodging,
    lodged,
    make_city,
    prepared,
)

pytestmark = pytest.mark.django_db

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")


@pytest.fixture
def city() -> City:
    return make_city()


def rows_of_every_table() -> dict[str, dict[str, dict[str, Any]]]:
    """Return every row of every table as text, by table and its place in the heap."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE 'procrastinate%'")
        found = {}
        for table in sorted(tables & there):
            cursor.execute(f'SELECT t.ctid::text, row_to_json(t)::text FROM "{table}" AS t')
            found[table] = dict(cursor.fetchall())
    return found


def written_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    return {
        table: new
        for table, rows in after.items()
        if (new := [row for place, row in rows.items() if before.get(table, {}).get(place) != row])
    }


def test_no_row_that_lodging_writes_holds_a_moment_or_an_address(city: City) -> None:
    before = rows_of_every_table()

    services.lodge_complaint(
        draft=a_lodging(
            subject_unit=city.bureau,
            files=(SimpleUploadedFile("照片说明.txt", "见照片".encode(), "text/plain"),),
            prepared=prepared(),
        ),
        by="portal",
        on=DAY,
    )

    written = written_between(before, rows_of_every_table())
    assert {"intake_complaint", "journal_entry", "duties_duty", "files_file"} <= set(written)
    for table, rows in written.items():
        for row in rows:
            assert not MOMENT.search(row), (table, row)
            assert not ADDRESS.search(row), (table, row)


def test_a_message_and_a_withdrawal_hold_no_moment_either(city: City) -> None:
    complaint = lodged(city)
    before = rows_of_every_table()

    services.post_message(complaint=complaint, text="补充一点", by="portal", on=DAY, token="t")
    services.withdraw(complaint=complaint, by="portal", on=DAY)

    written = written_between(before, rows_of_every_table())
    assert "intake_message" in written
    for table, rows in written.items():
        assert not any(MOMENT.search(row) for row in rows), table


def test_ids_do_not_tell_in_which_order_complaints_came(city: City) -> None:
    ids = [lodged(city).pk for _each in range(12)]

    assert ids != sorted(ids)
    assert all(len(str(pk)) == 16 for pk in ids)


def test_the_code_itself_is_nowhere(city: City) -> None:
    found = services.lodge_complaint(draft=a_lodging(subject_unit=city.bureau), by="portal", on=DAY)

    for table, rows in rows_of_every_table().items():
        assert not any(found.code in row for row in rows.values()), table
