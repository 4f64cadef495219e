"""What the worker does for the journal, beside sealing it each second."""

from datetime import date, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from zhiyong.journal import follow, reads, sealer
from zhiyong.journal.models import Entry
from zhiyong.journal.services import record
from zhiyong.shell import clock

KEPT_OPEN_DAYS = 40
"""How far back unsealed reads are looked for: a day at work, and any holiday of the worker."""


@app.periodic(cron="12 * * * *")
@app.task(name="journal.seal_reads", queueing_lock="journal.seal_reads")
def seal_reads(timestamp: int) -> None:  # noqa: ARG001
    """Seal the reads of the days that are over."""
    today = clock.today()
    sealer.seal_reads(since=today - timedelta(days=KEPT_OPEN_DAYS), before=today)


@app.periodic(cron="* * * * *")
@app.task(name="journal.follow", lock="journal.follow", queueing_lock="journal.follow")
def run_followers(timestamp: int) -> None:  # noqa: ARG001
    """Let every follower read on."""
    follow.run_all(on=clock.today())


@app.periodic(cron="3 * * * *")
@app.task(name="journal.day", queueing_lock="journal.day")
def begin_day(timestamp: int) -> None:  # noqa: ARG001
    """Make next month's place for reads, and see that each day has a tree head of its own.

    A receipt is judged by heads that are later than its promise; a quiet office has them too.
    """
    today = clock.today()
    reads.make_month(today)
    reads.make_month(today + timedelta(days=28))
    note_day(on=today)


@transaction.atomic
def note_day(*, on: date) -> bool:
    """Write that a day began, once; return False if that was done."""
    if Entry.objects.filter(verb="journal.day_begun", on=on).exists():
        return False
    record("journal.day_begun", of="log:acts", by="clock", on=on)
    return True
