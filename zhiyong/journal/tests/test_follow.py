"""A follower meets each sealed entry once, in order, whatever fails."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from zhiyong.journal import follow, sealer
from zhiyong.journal.models import AuditorsKey, Entry, Position
from zhiyong.journal.services import record

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def follower(monkeypatch: pytest.MonkeyPatch) -> follow.Follower:
    """Write a row for each decision that was reversed; stumble over number 3 while `stumble`."""
    monkeypatch.setattr(follow, "REGISTRY", {})

    @follow.follow("test.reversals", {"decision.reversed"})
    def notice(entry: Entry, on: date) -> None:
        AuditorsKey.objects.create(
            public=b"", wrapped=b"", salt=b"", made_on=on, made_by=entry.subject
        )
        if entry.subject == "decision:3" and stumble:
            raise ZeroDivisionError

    stumble.clear()
    return follow.REGISTRY["test.reversals"]


stumble: list[bool] = []


def reverse(*numbers: int) -> None:
    for n in numbers:
        record("decision.made", of=f"decision:{n}", by="clock", on=DAY)
        record("decision.reversed", of=f"decision:{n}", by="clock", on=DAY)


def noticed() -> list[str]:
    return list(AuditorsKey.objects.order_by("pk").values_list("made_by", flat=True))


@pytest.mark.django_db
def test_reads_only_what_is_sealed_and_each_entry_once(follower: follow.Follower) -> None:
    reverse(1, 2)
    sealer.seal_once(at=NOON)
    reverse(3)

    assert follow.run(follower, on=DAY) == 2
    assert follow.run(follower, on=DAY) == 0
    sealer.seal_once(at=NOON + timedelta(seconds=1))
    assert follow.run(follower, on=DAY) == 1

    assert noticed() == ["decision:1", "decision:2", "decision:3"]


@pytest.mark.django_db
def test_stays_before_the_entry_that_fails_and_goes_on_later(follower: follow.Follower) -> None:
    reverse(1, 2, 3, 4)
    sealer.seal_once(at=NOON)
    stumble.append(True)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            follow.run(follower, on=DAY)
        assert noticed() == ["decision:1", "decision:2"]

    stumble.clear()
    assert follow.run(follower, on=DAY) == 2
    assert noticed() == [f"decision:{n}" for n in (1, 2, 3, 4)]


@pytest.mark.django_db
def test_effect_and_position_are_rolled_back_together(follower: follow.Follower) -> None:
    reverse(1)
    sealer.seal_once(at=NOON)

    with transaction.atomic():
        follow.run(follower, on=DAY)
        transaction.set_rollback(True)

    assert noticed() == []
    assert not Position.objects.exists()
    assert follow.run(follower, on=DAY) == 1


@pytest.mark.django_db(transaction=True)
def test_misses_nothing_that_commits_out_of_turn(follower: follow.Follower) -> None:
    began, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            reverse(1)
            began.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    began.wait(10)
    with transaction.atomic():
        reverse(2)
    sealer.seal_once(at=NOON)
    follow.run(follower, on=DAY)
    assert noticed() == ["decision:2"]

    may_commit.set()
    thread.join()
    sealer.seal_once(at=NOON + timedelta(seconds=1))
    follow.run(follower, on=DAY)

    assert noticed() == ["decision:2", "decision:1"]


@pytest.mark.django_db
def test_reads_all_again_after_a_restart(follower: follow.Follower) -> None:
    reverse(1, 2)
    sealer.seal_once(at=NOON)
    follow.run(follower, on=DAY)

    follow.restart("test.reversals")

    assert follow.run(follower, on=DAY) == 2


@pytest.mark.django_db
def test_walks_through_long_stretches_that_do_not_concern_it(
    follower: follow.Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "WINDOW", 3)
    monkeypatch.setattr(follow, "AT_ONCE", 2)
    reverse(1, 2)
    for n in range(20):
        record("decision.made", of=f"decision:{n}", by="clock", on=DAY)
    reverse(4, 5, 6)
    sealer.seal_once(at=NOON)

    assert follow.run(follower, on=DAY) == 5
    assert Position.objects.get().next_index == 30


@pytest.mark.django_db
def test_one_that_fails_does_not_stop_the_others(follower: follow.Follower) -> None:
    seen: list[str] = []
    follow.follow("test.z", {"decision.made"})(lambda entry, _: seen.append(entry.subject))
    stumble.append(True)
    reverse(3)
    sealer.seal_once(at=NOON)

    assert follow.run_all(on=DAY) == 1
    assert seen == ["decision:3"]


def test_two_followers_do_not_share_a_name(follower: follow.Follower) -> None:
    with pytest.raises(ValueError, match="two followers"):
        follow.follow("test.reversals", {"decision.made"})(print)
