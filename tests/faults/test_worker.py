"""Long work by a worker that really runs: with progress, to its end, also when it is killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.faults.running import Running, wait_for
from zhiyong.config import embedded
from zhiyong.directory.services import exports

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

PEOPLE = 6_800
"""Three rows each, in and out: above what is done while a page waits."""
BEGUN = "SELECT done > 0 FROM directory_importrun WHERE id = %s"
STATE = "SELECT state, done, total FROM directory_importrun WHERE id = %s"
WRITTEN = "SELECT finished_at IS NOT NULL, done, total FROM directory_exportrun WHERE id = %s"
SILENT = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'"
RESCUE = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args)
    VALUES ('system', 'shell.rescue', '{"timestamp": 0}')
"""


@contextmanager
def database(city: Running) -> Iterator[psycopg.Connection]:
    server = embedded.status(city.home / "postgres")
    assert server is not None
    with psycopg.connect(
        host=embedded.HOST,
        port=server.port,
        user=embedded.USER,
        password=server.password,
        dbname=embedded.DATABASE,
        autocommit=True,
    ) as connection:
        yield connection


def ask(city: Running, question: Any, *values: Any) -> Any:
    with database(city) as connection:
        return connection.execute(question, values).fetchone()


def killed_in_the_middle(city: Running, run: int) -> int:
    """Kill the worker when it has begun; let it count as dead at once, as it does in a minute."""
    wait_for(lambda: bool(ask(city, BEGUN, run)[0]))
    done = int(ask(city, STATE, run)[1])
    city.kill("worker")
    with database(city) as connection:
        connection.execute(SILENT)
        connection.execute(RESCUE)
    return done


def test_a_large_workbook_comes_in_and_goes_out_though_the_worker_dies(city: Running) -> None:
    handed_in = city.inside("hand_in", PEOPLE)
    run = handed_in["run"]
    assert not handed_in["at_once"]

    assert killed_in_the_middle(city, run) > 0
    wait_for(lambda: ask(city, STATE, run)[0] == "READY")
    assert city.inside("served") == {"people": 0, "tenures": 0}

    city.inside("confirm", handed_in)
    assert killed_in_the_middle(city, run) > 0
    assert city.inside("served") == {"people": 0, "tenures": 0}
    wait_for(lambda: ask(city, STATE, run)[0] == "DONE")
    _state, done, total = ask(city, STATE, run)
    assert done == total > 3 * PEOPLE
    assert city.inside("served") == {"people": PEOPLE, "tenures": PEOPLE}

    assert city.inside("take_away", handed_in["account"]) == "/directory/workbooks/"
    (export,) = ask(city, "SELECT max(id) FROM directory_exportrun")
    wait_for(lambda: bool(ask(city, WRITTEN, export)[0]))
    _finished, done, total = ask(city, WRITTEN, export)
    assert done == total > exports.AT_ONCE
    rows = city.inside("fetch", {**handed_in, "run": export})
    assert rows["人员"] >= PEOPLE
    assert rows["任职"] >= PEOPLE
