"""One tree, whoever seals it and however often."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from zhiyong.journal import keys, nodes, sealer
from zhiyong.journal.models import Entry, Leaf, Log, Node, TreeHead, Waiting
from zhiyong.journal.services import anonymously, record, record_read
from zhiyong.rules.proof import documents, files
from zhiyong.rules.proof.tree import root

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def acts(count: int, *, first: int = 1, anonymous: bool = False) -> list[Entry]:
    return [
        record("complaint.lodged", of=f"complaint:{n}", by="portal", on=DAY, anonymous=anonymous)
        for n in range(first, first + count)
    ]


def sealed_entries() -> list[object]:
    return list(Leaf.objects.filter(log=Log.ACTS).order_by("index").values_list("entry", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("batches", [[1], [1, 1], [2, 1], [3, 4, 1], [7, 1, 8], [1, 2, 3, 4, 5, 6]])
def test_grows_the_tree_that_the_rules_describe(batches: list[int]) -> None:
    entries: list[Entry] = []
    for turn, count in enumerate(batches):
        entries += acts(count, first=len(entries) + 1)
        assert sealer.seal_once(at=NOON + turn * timedelta(seconds=1)) == count

        head = TreeHead.objects.latest("size")
        assert head.size == len(entries)
        assert bytes(head.root) == root(entry.leaf for entry in entries)

    assert sealed_entries() == [entry.id for entry in entries]
    assert not Waiting.objects.exists()
    assert Node.objects.count() == sum(len(entries) >> level for level in range(1, 6))
    assert TreeHead.objects.count() == len(batches)


@pytest.mark.django_db
def test_signs_nothing_new_when_nothing_came() -> None:
    acts(2)
    sealer.seal_once(at=NOON)

    assert sealer.seal_once(at=NOON + HOUR) == 0

    head = TreeHead.objects.get()
    signed = files.Signed(
        documents.TreeHead(
            log_id=keys.log_id(Log.ACTS), size=2, root=bytes(head.root), moment=head.at
        ),
        files.Signature(algorithm=head.algorithm, key_id=head.key_id, value=bytes(head.signature)),
    )
    assert signed.check(keys.ring()) is files.Authenticity.GENUINE


@pytest.mark.django_db
def test_leaves_what_is_rolled_back_out() -> None:
    kept = acts(1)
    with transaction.atomic():
        acts(3, first=2)
        transaction.set_rollback(True)
    kept += acts(1, first=5)

    sealer.seal_once(at=NOON)

    assert sealed_entries() == [entry.id for entry in kept]


@pytest.mark.django_db
def test_seals_anonymous_entries_once_an_hour_shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    sealer.seal_once(at=NOON)
    hidden = acts(40, anonymous=True)
    plain = acts(1, first=50)

    assert sealer.seal_once(at=NOON + timedelta(minutes=59)) == 1
    assert sealer.seal_once(at=NOON + HOUR) == 40

    assert sealed_entries()[0] == plain[0].id
    assert set(sealed_entries()[1:]) == {entry.id for entry in hidden}
    assert sealed_entries()[1:] != [entry.id for entry in hidden]


@pytest.mark.django_db
def test_a_sealer_that_was_away_seals_no_anonymous_entry_alone() -> None:
    sealer.seal_once(at=NOON)
    acts(1, anonymous=True)

    assert sealer.seal_once(at=NOON + 3 * HOUR) == 0
    assert sealer.seal_once(at=NOON + 4 * HOUR) == 1


@pytest.mark.django_db
def test_a_sealer_that_runs_once_a_day_seals_them_all_the_same() -> None:
    sealer.seal_once(at=NOON)
    acts(1, anonymous=True)

    assert sealer.seal_once(at=NOON + 24 * HOUR) == 1


@pytest.mark.django_db
def test_anonymous_entries_have_a_random_id_and_no_moment() -> None:
    with anonymously():
        entry = record("duty.opened", of="duty:1", by="clock", on=DAY)
    named = record("duty.opened", of="duty:2", by="clock", on=DAY)

    assert entry.id.version == 4
    assert entry.recorded_at is None
    assert Entry.objects.get(pk=entry.pk).anonymous
    assert Waiting.objects.get(pk=entry.pk).seq is None
    assert named.id.version == 7


@pytest.mark.django_db(transaction=True)
def test_two_sealers_make_one_tree() -> None:
    stop = threading.Event()
    faults: list[Exception] = []

    def seal() -> None:
        try:
            while not stop.is_set():
                sealer.seal_once()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    def write(first: int) -> None:
        try:
            for n in range(first, first + 40):
                with transaction.atomic():
                    acts(1, first=n)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    sealers = [threading.Thread(target=seal) for _ in range(2)]
    writers = [threading.Thread(target=write, args=[1000 * n]) for n in range(4)]
    for thread in sealers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    sealer.seal_once()

    assert not faults
    leaves = list(Leaf.objects.order_by("index").values_list("index", "entry", "hash"))
    assert [index for index, _, _ in leaves] == list(range(160))
    assert len({entry for _, entry, _ in leaves}) == 160
    last = TreeHead.objects.latest("size")
    assert (last.size, bytes(last.root)) == (160, root(bytes(digest) for _, _, digest in leaves))


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_goes_home() -> None:
    with transaction.atomic():
        acts(1)
    with transaction.atomic():
        connection.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [sealer.LOCK])
        counts: list[int] = []

        def other() -> None:
            counts.append(sealer.seal_once())
            connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    assert counts == [0]
    assert Waiting.objects.count() == 1


@pytest.mark.django_db
def test_runs_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    turns: list[int] = []

    def once() -> int:
        turns.append(1)
        if len(turns) == 1:
            raise RuntimeError("the database is away")
        stop.set()
        return 0

    monkeypatch.setattr(sealer, "seal_once", once)
    monkeypatch.setattr(sealer.connection, "close", lambda: None)

    sealer.run_forever(stop, pause=0.001)

    assert len(turns) == 2


@pytest.mark.django_db
def test_reads_have_a_tree_of_their_own() -> None:
    acts(1)
    sealer.seal_once(at=NOON)
    yesterday = DAY - timedelta(days=1)
    reads = [record_read("complaint:1", by="account:3", on=yesterday) for _ in range(3)]
    record_read("complaint:1", by="account:3", on=DAY)

    assert sealer.seal_reads(since=DAY - timedelta(days=40), before=DAY, at=NOON) == 3
    assert sealer.seal_reads(since=DAY - timedelta(days=40), before=DAY, at=NOON) == 0

    assert nodes.size_of(Log.READS) == 3
    assert nodes.size_of(Log.ACTS) == 1
    head = TreeHead.objects.get(log=Log.READS)
    assert bytes(head.root) == root(read.leaf for read in sorted(reads, key=lambda r: r.id))
