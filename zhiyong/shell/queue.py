"""The one way to give work to the worker."""

from typing import Any

from procrastinate.contrib.django import app


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
