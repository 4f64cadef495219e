"""What the worker process does: queued tasks, periodic tasks, and sealing the journal."""

import asyncio
import logging
import signal
import threading
from contextlib import suppress

import psycopg
from django.db import OperationalError
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from zhiyong.journal import sealer
from zhiyong.shell import clock
from zhiyong.vault import notifier

log = logging.getLogger(__name__)

PATIENCE = 60
BETWEEN_TRIES = 2


def work(*, concurrency: int) -> None:
    """Work until SIGTERM or SIGINT; a database that goes away is waited for.

    Tasks that run at the signal get a minute to end. One that does not is stopped, and runs
    again later: tasks are idempotent.
    """
    stop = threading.Event()
    with suppress(OperationalError):  # the task of each minute makes them as soon as it can
        notifier.ensure_keys(on=clock.today())
    sealing = threading.Thread(target=sealer.run_forever, args=[stop], name="sealer")
    sealing.start()
    try:
        asyncio.run(_work(stop, concurrency))
    finally:
        stop.set()
        sealing.join()


async def _work(stop: threading.Event, concurrency: int) -> None:
    loop = asyncio.get_running_loop()
    running: asyncio.Task[None] | None = None

    def leave() -> None:
        stop.set()
        if running is not None:
            running.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    while not stop.is_set():
        running = asyncio.create_task(_run_tasks(concurrency))
        try:
            await running
        except asyncio.CancelledError:
            return
        except (ConnectorException, psycopg.Error, OSError) as error:
            log.warning("the database is away, trying again: %s", error)
        await asyncio.sleep(0 if stop.is_set() else BETWEEN_TRIES)


async def _run_tasks(concurrency: int) -> None:
    """Run one worker on connections of its own.

    The tasks keep the app of Django, so that what they queue stands or falls with their own
    transaction.
    """
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    async with app.with_connector(connector).open_async() as own:
        await own.run_worker_async(
            concurrency=concurrency,
            install_signal_handlers=False,
            shutdown_graceful_timeout=PATIENCE,
            delete_jobs="successful",
        )
