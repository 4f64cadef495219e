"""What the worker does for duties."""

from procrastinate.contrib.django import app

from zhiyong.duties.services import tick
from zhiyong.shell import clock


@app.periodic(cron="7 * * * *")
@app.task(name="duties.tick", queueing_lock="duties.tick")
def tick_duties(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Each hour, tell who must be told today; a second run on a day finds nothing more."""
    tick(on=clock.today())
