"""Tasks that keep the queue itself in order."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)

SILENT_FOR_SECONDS = 30


@app.periodic(cron="* * * * *")
@app.task(name="shell.rescue", queue="system", queueing_lock="shell.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Give the jobs of a worker that was killed back to the queue; they run again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR_SECONDS):
        try:
            await manager.retry_job(job)
        except Exception:  # a stalled rescue meets its own queueing lock: the next one runs
            log.warning("job %s could not be given back", job.id, exc_info=True)
