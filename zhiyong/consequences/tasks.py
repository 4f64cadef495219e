"""What the worker does for the ledger."""

from procrastinate.contrib.django import app

from zhiyong.consequences.services import tick
from zhiyong.shell import clock


@app.periodic(cron="20 0 * * *")
@app.task(name="consequences.tick", queueing_lock="consequences.tick")
def tick_consequences(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Every night, end what has run its time and tell so."""
    tick(on=clock.today())
