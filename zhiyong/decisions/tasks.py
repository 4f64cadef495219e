"""What the worker does for decisions."""

from procrastinate.contrib.django import app

from zhiyong.decisions.services.executing import tick
from zhiyong.shell import clock


@app.periodic(cron="40 0 * * *")
@app.task(name="decisions.tick", queueing_lock="decisions.tick")
def tick_decisions(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Every night, enter which decisions have been executed."""
    tick(on=clock.today())
