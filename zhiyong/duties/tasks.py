"""What the worker does for duties."""

from procrastinate.contrib.django import app

from zhiyong.duties.services import tick
from zhiyong.shell import clock


@app.periodic(cron="*/10 * * * *")
@app.task(name="duties.tick", queueing_lock="duties.tick")
def tick_duties(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Every ten minutes, tell who must be told by now; what was told is not told again."""
    tick(on=clock.today(), at=clock.moment())
