"""What the worker does for the journal may run twice."""

from datetime import date

import pytest
from pytest_django import Settings

from zhiyong.journal import sealer, tasks
from zhiyong.journal.models import Entry, Leaf, Log
from zhiyong.journal.services import record_read


@pytest.fixture(autouse=True)
def today(settings: Settings) -> None:
    settings.FIXED_TODAY = "2026-03-02"


@pytest.mark.django_db
def test_each_day_has_one_entry_of_its_own() -> None:
    tasks.begin_day(timestamp=0)
    tasks.begin_day(timestamp=3600)

    assert Entry.objects.filter(verb="journal.day_begun").count() == 1
    assert sealer.seal_once() == 1


@pytest.mark.django_db
def test_reads_are_sealed_when_their_day_is_over(settings: Settings) -> None:
    record_read("complaint:1", by="account:3", on=date(2026, 3, 1))
    record_read("complaint:1", by="account:3", on=date(2026, 3, 2))

    tasks.seal_reads(timestamp=0)
    assert Leaf.objects.filter(log=Log.READS).count() == 1

    settings.FIXED_TODAY = "2026-03-03"
    tasks.seal_reads(timestamp=0)
    tasks.seal_reads(timestamp=0)
    assert Leaf.objects.filter(log=Log.READS).count() == 2


@pytest.mark.django_db
def test_followers_run() -> None:
    tasks.run_followers(timestamp=0)
