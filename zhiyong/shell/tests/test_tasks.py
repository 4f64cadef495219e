"""The queue keeps itself in order."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zhiyong.shell.tasks import rescue

pytestmark = pytest.mark.django_db

WORKER = (
    "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id"
)
JOB = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)
    VALUES ('default', 'some.task', 'doing', %s) RETURNING id
"""


def job_of_worker(silent_for: str) -> int:
    """A job that a worker has begun; the worker last gave a sign of life so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(WORKER, [silent_for])
        cursor.execute(JOB, [cursor.fetchone()[0]])
        return int(cursor.fetchone()[0])


def run_rescue() -> None:
    context = cast(JobContext, SimpleNamespace(app=app))
    async_to_sync(cast(Any, rescue.func))(context, timestamp=0)


def test_gives_back_the_job_of_a_worker_that_is_silent() -> None:
    job = job_of_worker("2 minutes")

    run_rescue()

    assert ProcrastinateJob.objects.get(pk=job).status == "todo"


def test_leaves_the_job_of_a_worker_that_is_alive() -> None:
    job = job_of_worker("3 seconds")

    run_rescue()

    assert ProcrastinateJob.objects.get(pk=job).status == "doing"
