"""What `zhiyong doctor` sees."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from zhiyong.config import health
from zhiyong.config.health import State
from zhiyong.duties.models import CalendarYear
from zhiyong.notices.models import Text
from zhiyong.shell import clock
from zhiyong.vault.services import start_over
from zhiyong.vault.tests.factories import ON, office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def worker(silent_for: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - %s::interval) RETURNING id",
            [silent_for],
        )
        return int(cursor.fetchone()[0])


def job(status: str, **more: Any) -> None:
    columns = {"queue_name": "default", "task_name": "some.task", "status": status, **more}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO procrastinate_jobs ({', '.join(columns)})"
            f" VALUES ({', '.join(['%s'] * len(columns))})",
            list(columns.values()),
        )


def states(look: health.Look) -> list[tuple[State, str]]:
    return [(finding.state, finding.text) for finding in look()]


def test_database_and_tables_of_the_tests_are_well() -> None:
    assert [state for state, _text in states(health.database)] == [State.OK]
    assert states(health.migrations) == [(State.OK, "up to date")]
    assert [state for state, _text in states(health.clocks)] == [State.OK]


def test_nobody_works() -> None:
    assert states(health.queue) == [(State.BAD, "no worker is alive")]

    worker("5 minutes")
    assert states(health.queue)[0][0] is State.BAD


def test_a_job_is_stuck_and_another_failed() -> None:
    worker("1 second")
    job("doing", worker_id=worker("5 minutes"))
    job("failed")

    assert states(health.queue) == [
        (State.OK, "1 worker alive, 0 jobs wait"),
        (State.BAD, "1 jobs stuck, 0 overdue"),
        (State.WARNING, "1 jobs failed for good"),
    ]


@pytest.mark.parametrize(
    ("today", "known", "found"),
    [
        (date(2026, 11, 30), [2026], State.OK),
        (date(2026, 12, 1), [2026], State.WARNING),
        (date(2026, 12, 1), [2026, 2027], State.OK),
        (date(2027, 1, 1), [2026], State.BAD),
    ],
)
def test_the_calendar_of_the_coming_year_is_asked_for_in_december(
    monkeypatch: pytest.MonkeyPatch, today: date, known: list[int], found: State
) -> None:
    monkeypatch.setattr(clock, "today", lambda: today)
    CalendarYear.objects.all().delete()
    CalendarYear.objects.bulk_create(CalendarYear(year=year, source="notice") for year in known)

    assert [state for state, _text in states(health.calendar)] == [found]


def test_keys_that_others_can_read(tmp_path: Path, settings: Any) -> None:
    settings.HOME, settings.KEYS = tmp_path, tmp_path / "keys"
    (settings.KEYS / "public").mkdir(parents=True)
    (settings.KEYS / "public" / "tree-head.json").touch(mode=0o644)
    key = settings.KEYS / "tree-head.key"
    key.touch(mode=0o600)
    assert [state for state, _text in states(health.keys)] == [State.OK]

    key.chmod(0o640)
    assert states(health.keys) == [(State.BAD, f"others can read {key}")]


def test_papers_have_their_faces_and_files_their_room() -> None:
    assert [state for state, _text in states(health.fonts)] == [State.OK]
    assert [state for state, _text in states(health.disk)] == [State.OK]


def test_nobody_could_open_a_name() -> None:
    (finding,) = health.vault()
    assert (finding.state, "real name" in finding.text) == (State.BAD, True)
    at = office()
    (finding,) = health.vault()
    assert finding.state == State.OK
    start_over(by=at.first, passphrase="another passphrase", on=ON)
    (finding,) = health.vault()
    assert (finding.state, " has 1" in finding.text) == (State.BAD, True)


def test_texts_that_wait_for_a_way_out() -> None:
    (finding,) = health.texts()
    assert finding.state == State.OK
    for state in (Text.State.WAITING_FOR_GATEWAY, Text.State.FAILED):
        Text.objects.create(subject="unit:1", template="news", asked_on=ON, state=state)
    assert [finding.state for finding in health.texts()] == [State.WARNING, State.WARNING]
