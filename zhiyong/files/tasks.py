"""What the worker does for files."""

from procrastinate.contrib.django import app

from zhiyong.files import services
from zhiyong.shell import clock


@app.periodic(cron="25 * * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001
    """Remove bytes that were written and never attached, a day later."""
    services.sweep(at=clock.now())
