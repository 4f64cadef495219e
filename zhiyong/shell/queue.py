"""The one way to give work to the worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

AWAY = (OperationalError, InterfaceError)
PATIENT = RetryStrategy(max_attempts=60, wait=5, retry_exceptions=AWAY)
"""For tasks that somebody waits for: a database that went away in the middle is tried again."""


def enqueue(
    task_name: str, *, lock: str | None = None, once: str | None = None, **kwargs: Any
) -> None:
    """Queue a task inside the caller's transaction: it runs if, and only if, that commits.

    `lock`: tasks with the same lock run one after another. `once`: while one with this key
    waits, another is not queued. Tasks are idempotent: a killed worker's job runs again.
    """
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        app.configure_task(task_name, lock=lock, queueing_lock=once).defer(**kwargs)
    except AlreadyEnqueued:
        return


def spoken() -> str:
    """Return the language of whoever gives the work, for a task that will speak to them."""
    return translation.get_language() or settings.LANGUAGE_CODE


@contextmanager
def or_say_so(tell: Callable[[], object]) -> Iterator[None]:
    """Let `tell` write down, for whoever waits, that a task ended in a fault of ours.

    A database that is away is no such fault: with `PATIENT` the task runs again.
    """
    try:
        yield
    except AWAY:
        raise
    except Exception:
        tell()
        raise
