"""How fast the journal is, side by side with a bare table in the same run.

    python bench/journal.py [--rows 20000] [--leaves 200000]

Makes a database of its own beside the one that DATABASE_URL (or the embedded cluster) names, and
drops it at the end. Printed are ratios, not only rates: machines differ.

insert    rows a second by 1, 8 and 32 connections, each row its own transaction: a bare table of
          the same columns and primary key · the same with the journal's indexes · the journal
          with its trigger (leaf hash, queue of the sealer).
record    acts a second through `services.record`, beside the bare insert through Django.
seal      leaves a second, tree nodes and signed heads included.
proofs    milliseconds for an inclusion and a consistency proof out of the sealed tree.
verify    entries a second that `verify --database` recomputes.
"""

import argparse
import statistics
import threading
import time

import psycopg
from common import TODAY as DAY
from common import address, database, rate, say

COLUMNS = (
    '(id, version, anonymous, verb, subject, actor, "on", audience, threads, facts, commitments,'
    " algorithm, recorded_on, recorded_at, leaf)"
)
VALUES = """(
    gen_random_uuid(), 1, false, 'complaint.lodged', 'complaint:1', 'portal', %s, 7,
    ARRAY['complaint:' || (random() * 1e6)::int, 'unit:' || (random() * 70)::int],
    '{"channel": "web", "due_on": "2026-03-17"}',
    jsonb_build_object('text', encode(sha256(random()::text::bytea), 'hex')),
    'sha256', %s, now(), '\\x00'
)"""


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000, help="rows for each insert figure")
    parser.add_argument("--leaves", type=int, default=200_000, help="leaves to seal")
    asked = parser.parse_args()

    with database("bench_journal"):
        inserts(asked.rows)
        records(asked.rows)
        seals(asked.leaves)
        proofs()
        verifies()


def inserts(rows: int) -> None:
    """Compare single-row commits into three tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE journal_entry INCLUDING DEFAULTS)")
        cursor.execute("ALTER TABLE bare ADD PRIMARY KEY (id)")
        cursor.execute(
            "CREATE TABLE indexed (LIKE journal_entry INCLUDING DEFAULTS INCLUDING INDEXES)"
        )
    say(
        "insert: rows a second",
        "bare",
        "with its indexes",
        "journal",
        "journal ÷ bare",
        "÷ indexed",
    )
    for writers in (1, 8, 32):
        rates = []
        for table in ("bare", "indexed", "journal_entry"):
            rates.append(statistics.median(written(table, writers, rows // 3) for _ in range(3)))
        bare, indexed, journal = rates
        say(
            f"  {writers} connections",
            *(f"{rate:,.0f}" for rate in rates),
            f"{journal / bare:.2f}",
            f"{journal / indexed:.2f}",
        )


def written(table: str, writers: int, rows: int) -> float:
    """Return how many rows a second some connections commit one by one."""
    statement = f"INSERT INTO {table} {COLUMNS} VALUES {VALUES}"
    ready, each = threading.Barrier(writers + 1, timeout=100), rows // writers

    def write() -> None:
        with psycopg.connect(address(), autocommit=True) as own:
            ready.wait()
            for _ in range(each):
                own.execute(statement, (DAY, DAY), prepare=True)
        ready.wait()

    threads = [threading.Thread(target=write, daemon=True) for _ in range(writers)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    ready.wait()
    took = time.perf_counter() - began
    for thread in threads:
        thread.join()
    return each * writers / took


def records(count: int) -> None:
    """Compare `record` with a bare insert through the same Django connection."""
    from django.db import connection, transaction

    from zhiyong.journal.services import commit, record

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO bare {COLUMNS} VALUES {VALUES}", (DAY, DAY))

    def act() -> None:
        with transaction.atomic():
            record(
                "complaint.lodged",
                of="complaint:1",
                by="portal",
                on=DAY,
                threads=["unit:7"],
                audience=7,
                facts={"channel": "web", "due_on": DAY},
                commits={"text": commit("what the complaint says")},
            )

    rounds = [(rate(bare, count // 10), rate(act, count // 10)) for _ in range(4)][1:]
    plain, journal = (statistics.median(each) for each in zip(*rounds, strict=True))
    say("record: acts a second", "bare", "record()", "record ÷ bare")
    say("  through Django", f"{plain:,.0f}", f"{journal:,.0f}", f"{journal / plain:.2f}")


def seals(count: int) -> None:
    """Seal what the inserts left, and as many more as are asked for."""
    from django.db import connection

    from zhiyong.journal import nodes, sealer
    from zhiyong.journal.models import Log, Waiting

    with connection.cursor() as cursor:
        missing = count - Waiting.objects.count()
        if missing > 0:
            cursor.execute(
                f"INSERT INTO journal_entry {COLUMNS} SELECT {VALUES.strip('()')}"
                " FROM generate_series(1, %s)",
                (DAY, DAY, missing),
            )
    waiting = Waiting.objects.count()
    began = time.perf_counter()
    while sealer.seal_once():
        pass
    took = time.perf_counter() - began
    say("seal: leaves a second", f"{waiting / took:,.0f}", f"({waiting:,} in {took:.1f} s)")
    assert nodes.size_of(Log.ACTS) == waiting


def proofs() -> None:
    """Ask for proofs all over the tree."""
    import random

    from zhiyong.journal import nodes, proofs
    from zhiyong.journal.models import Leaf, Log
    from zhiyong.rules.proof import verify_inclusion

    newest = proofs.latest()
    assert newest
    size = nodes.size_of(Log.ACTS)
    leaves = [Leaf.objects.get(log=Log.ACTS, index=random.randrange(size)) for _ in range(300)]
    began = time.perf_counter()
    paths = [proofs.inclusion_of_leaf(leaf, of=newest) for leaf in leaves]
    inclusion = (time.perf_counter() - began) / len(leaves) * 1000
    assert all(
        verify_inclusion(path.leaf, path.index, size, path.path, bytes(newest.root))
        for path in paths
    )
    began = time.perf_counter()
    for _ in range(300):
        proofs.consistency(random.randrange(1, size), size)
    consistency = (time.perf_counter() - began) / 300 * 1000
    say("proofs: ms each", f"inclusion {inclusion:.2f}", f"consistency {consistency:.2f}")


def verifies() -> None:
    """Recompute the whole log. (The rows written past `record` have a leaf all the same.)"""
    import resource
    from datetime import UTC, datetime

    from zhiyong.journal.verification import verify_database

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    report = verify_database(at=datetime.now(UTC))
    took = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    rows = report.covered["journal_entry"]
    assert report.is_intact, report.problems[:3]
    say("verify: entries a second", f"{rows / took:,.0f}", f"memory +{grown:.0f} MB")


if __name__ == "__main__":
    main()
