"""What the worker does by itself."""

from procrastinate.contrib.django import app

from zhiyong.protection.services import tick
from zhiyong.shell import clock


@app.periodic(cron="40 0 * * *")
@app.task(name="protection.tick", pass_context=False)
def end_watches(timestamp: int) -> None:  # noqa: ARG001
    """End the watches whose last day is over."""
    tick(on=clock.today())
