"""What the worker does for publications."""

from procrastinate.contrib.django import app

from zhiyong.publicity.services import tick
from zhiyong.shell import clock


@app.periodic(cron="5 0 * * *")
@app.task(name="publicity.tick", queueing_lock="publicity.tick")
def tick_publications(timestamp: int) -> None:  # noqa: ARG001 - the queue's own argument
    """Each night, show what goes out that day, and take down what has ended."""
    tick(on=clock.today())
