"""What a visit leaves behind: nothing of who came, from where, or at what hour."""

import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from zhiyong.intake.tests.factories import City
from zhiyong.portal.tests.factories import carried, code_on, filled, reported
from zhiyong.portal.tests.test_report import note

pytestmark = pytest.mark.django_db

ADDRESS, BROWSER = "203.0.113.77", "Telltale/9.9"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


@pytest.fixture
def visitor() -> Client:
    return Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER, HTTP_X_FORWARDED_FOR=ADDRESS)


def every_row() -> dict[str, dict[str, str]]:
    """Return every row of every table of the database, ours or not, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT t.ctid::text, row_to_json(t)::text FROM "{table}" AS t')
            found[table] = dict(cursor.fetchall())
    return found


def written(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (table, row)
        for table, rows in after.items()
        for place, row in rows.items()
        if before.get(table, {}).get(place) != row
    ]


def visit(client: Client, city: City) -> list[Any]:
    """Read, report with a file, follow up, write, take it back; return every answer."""
    answers = [client.get(path) for path in ("/", "/desks/", "/how/", "/protection/", "/report/")]
    checked = client.post("/report/", {**filled(city), "files": [note()]})
    receipt = client.post("/report/send/", carried(checked))
    opened = client.post("/follow-up/", {"code": code_on(receipt)})
    wrote = client.post("/follow-up/message/", {**carried(opened), "text": "补充一点"})
    back = client.post("/follow-up/withdraw/", carried(wrote))
    return [*answers, checked, receipt, opened, wrote, back]


@pytest.mark.clause("S3-109")
def test_no_row_holds_a_moment_an_address_or_a_browser(
    visitor: Client, city: City, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = every_row()
    answers = visit(visitor, city)
    rows = written(before, every_row())

    assert {answer.status_code for answer in answers} == {200}
    assert {"intake_complaint", "intake_message", "files_file", "journal_entry"} <= {
        table for table, _row in rows
    }
    for table, row in rows:
        assert not MOMENT.search(row), (table, row)
        assert ADDRESS not in row, table
        assert BROWSER not in row, table
    logged = "".join(record.getMessage() for record in caplog.records if "sql" not in record.name
                     and record.name != "django.db.backends")  # fmt: skip
    assert ADDRESS not in logged
    assert BROWSER not in logged


def test_no_session_is_begun_and_no_cookie_tells_of_the_visitor(
    visitor: Client, city: City
) -> None:
    before = every_row()["django_session"]
    answers = visit(visitor, city)

    assert every_row()["django_session"] == before
    names = {name for answer in answers for name in answer.cookies}
    assert names <= {"csrftoken", "django_language"}
    for answer in answers:
        assert all(not morsel["max-age"] for morsel in answer.cookies.values())


def test_no_browser_keeps_what_was_shown_and_nothing_comes_from_elsewhere(
    visitor: Client, city: City
) -> None:
    for answer in visit(visitor, city):
        page = answer.content.decode()
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "'self'" in answer["Content-Security-Policy"]
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//(?!testserver)', page)
        if answer.request["REQUEST_METHOD"] == "POST":
            assert "no-store" in answer["Cache-Control"]


def test_the_code_is_shown_once_and_in_no_address(visitor: Client, city: City) -> None:
    receipt = reported(visitor, city)
    code = code_on(receipt)
    opened = visitor.post("/follow-up/", {"code": code})

    assert code not in receipt.request["PATH_INFO"] + receipt.request["QUERY_STRING"]
    assert code not in opened.content.decode()
    assert code.replace("-", "") not in opened.content.decode()
    assert all(
        code.replace("-", "") not in row and code not in row
        for rows in every_row().values()
        for row in rows.values()
    )
