"""Whoever changes the journal behind the back of its triggers is found, and the row is named."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from zhiyong.journal import commitments, nodes, proofs, sealer
from zhiyong.journal.models import AuditorsKey, Entry, Leaf, Log, Position, TreeHead
from zhiyong.journal.services import (
    PruneReason,
    PruneRefused,
    commit,
    propose_prune,
    prune,
    record,
    record_read,
)
from zhiyong.journal.tests.kinds_for_tests import registered
from zhiyong.journal.verification import Fault, Problem, tree, verify_database
from zhiyong.rules.proof.files import Signed, dump, load

DAY = date(2026, 3, 2)
SECOND = timedelta(seconds=1)
GUARDED = ("journal_entry", "journal_leaf", "journal_node", "journal_treehead")


@pytest.fixture(autouse=True)
def guarded(db: None) -> None:
    """Have all triggers on, as outside the tests."""
    for table in GUARDED:
        sql(f"ALTER TABLE {table} ENABLE TRIGGER journal_refuse_truncate")


@pytest.fixture
def entries(db: None) -> list[Entry]:
    """Ten entries, sealed in five heads of two; then one that waits."""
    written = []
    now = datetime.now(UTC)
    for turn in range(5):
        written += [lodge(2 * turn), lodge(2 * turn + 1)]
        sealer.seal_once(at=now + turn * SECOND)
    return [*written, lodge(10)]


def lodge(n: int) -> Entry:
    return record("complaint.lodged", of=f"complaint:{n}", by="portal", on=DAY, facts={"n": n})


def sql(statement: str, *params: Any) -> None:
    connection.cursor().execute(statement, params)


@contextmanager
def as_superuser() -> Iterator[None]:
    """Act with every trigger off, as the owner of the machine can."""
    sql("SET LOCAL session_replication_role = replica")
    yield
    sql("SET LOCAL session_replication_role = origin")


def problems(**kwargs: Any) -> list[Problem]:
    return verify_database(at=datetime.now(UTC) + 10 * SECOND, **kwargs).problems


def faults(**kwargs: Any) -> list[tuple[Fault, str]]:
    return [(problem.fault, problem.entry) for problem in problems(**kwargs)]


def test_finds_nothing_where_nothing_was_done(entries: list[Entry]) -> None:
    report = verify_database(at=datetime.now(UTC))

    assert report.is_intact
    assert report.covered["journal_entry"] == 10
    assert report.heads == {"acts": 5, "reads": 0}


def test_an_empty_journal_is_intact() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'complaint.closed'",
        "subject = 'complaint:99'",
        "actor = 'account:1'",
        '"on" = "on" + 1',
        "recorded_on = recorded_on - 1",
        "recorded_at = recorded_at - interval '1 microsecond'",
        "audience = 5",
        "threads = threads || 'unit:1'::varchar",
        "facts = '{}'",
        """facts = facts || '{"n": 3.5}'""",
        """commitments = '{"text": "00"}'""",
        "anonymous = true",
        "version = 2",
    ],
)
def test_names_the_row_whose_column_was_changed(entries: list[Entry], change: str) -> None:
    with as_superuser():
        sql(f"UPDATE journal_entry SET {change} WHERE id = %s", entries[3].id)

    [problem] = problems()

    assert problem.fault == Fault.BODY_CHANGED
    assert (problem.index, problem.entry) == (3, str(entries[3].id))
    assert problem.verb in str(problem)
    assert problem.subject.startswith("complaint:")


def test_names_a_row_whose_hash_was_made_to_fit(entries: list[Entry]) -> None:
    with as_superuser():
        forge_row(entries[3])

    assert faults() == [(Fault.BODY_AND_HASH_CHANGED, str(entries[3].id))]


def test_names_a_row_whose_leaf_was_made_to_fit_too(entries: list[Entry]) -> None:
    with as_superuser():
        forge_row(entries[3])
        forge_leaf(3)

    found = problems()

    assert {problem.fault for problem in found} == {Fault.TREE_CHANGED, Fault.HEAD_DISAGREES}
    assert all(str(entries[3].id) in problem.detail for problem in found)
    assert all("complaint:3" in problem.detail for problem in found)


def test_names_a_row_where_the_whole_tree_was_made_to_fit(entries: list[Entry]) -> None:
    with as_superuser():
        forge_row(entries[3])
        forge_leaf(3)
        forge_nodes()

    [problem] = problems()

    assert problem.fault == Fault.HEAD_DISAGREES
    assert problem.index == 4  # the head of the first four
    assert str(entries[2].id) in problem.detail
    assert str(entries[3].id) in problem.detail
    assert str(entries[1].id) not in problem.detail


def test_a_history_signed_anew_is_found_by_a_head_kept_elsewhere(entries: list[Entry]) -> None:
    kept = [document for document in load(proof_file()) if isinstance(document, Signed)]
    with as_superuser():
        forge_row(entries[3])
        forge_leaf(3)
        forge_nodes()
        sign_anew()

    assert faults() == []
    [problem] = problems(heads=kept)
    assert problem.fault == Fault.HEAD_DISAGREES


def test_names_a_deleted_row(entries: list[Entry]) -> None:
    with as_superuser():
        sql("DELETE FROM journal_entry WHERE id = %s", entries[6].id)

    [problem] = problems()

    assert (problem.fault, problem.index) == (Fault.ENTRY_DELETED, 6)
    assert problem.entry == str(entries[6].id)


def test_names_a_row_deleted_with_its_leaf(entries: list[Entry]) -> None:
    with as_superuser():
        sql("DELETE FROM journal_entry WHERE id = %s", entries[6].id)
        sql("DELETE FROM journal_leaf WHERE entry = %s", entries[6].id)

    assert (Fault.LEAF_DELETED, 6) in [(p.fault, p.index) for p in problems()]


def test_a_row_and_leaf_put_in_place_of_a_deleted_one_are_named(entries: list[Entry]) -> None:
    with as_superuser():
        sql("DELETE FROM journal_entry WHERE id = %s", entries[6].id)
        sql("UPDATE journal_leaf SET entry = %s WHERE entry = %s", entries[10].id, entries[6].id)

    assert (Fault.BODY_AND_HASH_CHANGED, str(entries[10].id)) in faults()


def test_names_a_row_deleted_before_it_was_sealed(entries: list[Entry]) -> None:
    with as_superuser():
        sql("DELETE FROM journal_entry WHERE id = %s", entries[10].id)

    assert faults() == [(Fault.WAITING_DELETED, str(entries[10].id))]


def test_names_a_waiting_row_that_was_changed(entries: list[Entry]) -> None:
    with as_superuser():
        sql("UPDATE journal_entry SET verb = 'complaint.closed' WHERE id = %s", entries[10].id)

    assert faults() == [(Fault.BODY_CHANGED, str(entries[10].id))]


def test_names_a_row_inserted_past_the_trigger(entries: list[Entry]) -> None:
    with as_superuser():
        copy_row(entries[2], "11111111-1111-4111-8111-111111111111")

    assert faults() == [(Fault.ENTRY_INSERTED, "11111111-1111-4111-8111-111111111111")]


def test_names_a_row_written_with_a_moment_of_its_own_choosing(entries: list[Entry]) -> None:
    pk = "11111111-1111-4111-8111-111111111111"
    with as_superuser():
        copy_row(entries[2], pk)
        sql("UPDATE journal_entry SET recorded_at = now() + interval '1 day' WHERE id = %s", pk)
        forge_row(Entry.objects.get(pk=pk))
        sql("INSERT INTO journal_waiting VALUES (%s, 99999999)", pk)
    sealer.seal_once(at=datetime.now(UTC) + 6 * SECOND)

    assert faults() == [(Fault.ENTRY_STAMP, pk)]


def test_names_what_waits_longer_than_the_receipt_promises(entries: list[Entry]) -> None:
    late = datetime.now(UTC) + timedelta(days=4)

    report = verify_database(at=late)

    assert [(p.fault, p.entry) for p in report.problems] == [
        (Fault.NEVER_SEALED, str(entries[10].id))
    ]


def test_finds_a_tail_that_was_cut_off(entries: list[Entry]) -> None:
    Position.objects.create(name="somebody", next_index=10)
    kept = [document for document in load(proof_file()) if isinstance(document, Signed)]
    with as_superuser():
        cut_off(entries[8:10])
        sql("DELETE FROM journal_treehead WHERE size = 10")

    assert [p.fault for p in problems()] == [Fault.LOG_SHRANK]  # the follower has read further
    assert [p.fault for p in problems(heads=kept)] == [
        Fault.LOG_SHRANK,
        Fault.LOG_SHRANK,
    ]


def test_finds_a_tail_that_was_cut_off_but_for_its_head(entries: list[Entry]) -> None:
    with as_superuser():
        cut_off(entries[8:10])

    assert Fault.LOG_SHRANK in [p.fault for p in problems()]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE journal_treehead SET signature = '\\x00' WHERE size = 6", Fault.HEAD_FORGED),
        ("UPDATE journal_treehead SET at = at + interval '1 s' WHERE size = 6", Fault.HEAD_FORGED),
        ("UPDATE journal_treehead SET key_id = '00' WHERE size = 6", Fault.HEAD_UNKNOWN_KEY),
        ("DELETE FROM journal_treehead WHERE size = 6", Fault.HEAD_CHAIN),
        ("DELETE FROM journal_node WHERE level = 2 AND index = 0", Fault.NODE_DELETED),
        ("UPDATE journal_node SET hash = sha256(hash) WHERE level = 2", Fault.TREE_CHANGED),
    ],
)
def test_finds_changed_heads_and_nodes(entries: list[Entry], statement: str, fault: Fault) -> None:
    with as_superuser():
        sql(statement)

    assert fault in [problem.fault for problem in problems()]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE journal_entry DISABLE TRIGGER journal_refuse_update",
        "ALTER TABLE journal_leaf DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_stamp ON journal_entry",
    ],
)
def test_finds_triggers_that_are_off(entries: list[Entry], statement: str) -> None:
    sql(statement)

    assert {problem.fault for problem in problems()} == {Fault.TRIGGER_OFF}


def test_checks_block_by_block(entries: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "BLOCK", 3)
    seen: list[tuple[str, int, int]] = []

    assert verify_database(at=datetime.now(UTC), progress=lambda *at: seen.append(at)).is_intact

    assert seen == [("acts", 3, 10), ("acts", 6, 10), ("acts", 9, 10), ("acts", 10, 10)]


# --- emptied entries --------------------------------------------------------------------------


@pytest.fixture
def people(db: None) -> Iterator[Callable[[str], AuditorsKey]]:
    with registered():
        yield lambda name: AuditorsKey.objects.create(
            public=b"", wrapped=b"", salt=b"", made_on=DAY, made_by=name
        )


def test_an_entry_is_emptied_by_two_persons_and_keeps_its_leaf(
    entries: list[Entry], people: Callable[[str], AuditorsKey]
) -> None:
    proposal = propose_prune(
        entry=entries[3], reason=PruneReason.PERSONAL_CONTENT, by=people("A"), on=DAY
    )
    pruned = prune(proposal=proposal, by=people("B"), on=DAY)

    empty = Entry.objects.get(pk=entries[3].pk)
    assert (empty.verb, empty.subject, empty.facts, empty.threads) == ("", "", {}, [])
    assert bytes(empty.leaf) == entries[3].leaf
    report = verify_database(at=datetime.now(UTC))
    assert report.is_intact
    assert str(pruned.id) in report.pruned[0]
    assert proposal.actor in report.pruned[0]


def test_nobody_empties_an_entry_alone(
    entries: list[Entry], people: Callable[[str], AuditorsKey]
) -> None:
    somebody = people("A")
    proposal = propose_prune(entry=entries[3], reason=PruneReason.RETENTION, by=somebody, on=DAY)

    with pytest.raises(PruneRefused):
        prune(proposal=proposal, by=somebody, on=DAY)

    assert Entry.objects.get(pk=entries[3].pk).facts == {"n": 3}


def test_nothing_is_emptied_twice(
    entries: list[Entry], people: Callable[[str], AuditorsKey]
) -> None:
    reason = PruneReason.RETENTION
    proposal = propose_prune(entry=entries[3], reason=reason, by=people("A"), on=DAY)
    pruned = prune(proposal=proposal, by=people("B"), on=DAY)

    with pytest.raises(PruneRefused):
        prune(proposal=proposal, by=people("C"), on=DAY)
    with pytest.raises(PruneRefused):
        propose_prune(entry=pruned, reason=reason, by=people("A"), on=DAY)


def test_the_database_empties_nothing_without_the_entry_of_two_persons(
    entries: list[Entry],
) -> None:
    alone = record(
        "journal.pruned",
        of=f"entry:{entries[3].id}",
        by="account:1",
        on=DAY,
        facts={"proposed_by": "account:1"},
    )
    for by in (alone.id, entries[4].id):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            sql("SELECT journal_prune(%s, %s)", entries[3].id, by)


def test_names_an_entry_emptied_without_two_persons(entries: list[Entry]) -> None:
    with as_superuser():
        sql("SELECT journal_prune(%s, %s)", entries[3].id, entries[4].id)

    assert faults() == [(Fault.PRUNE_UNFOUNDED, str(entries[3].id))]


# --- reads ------------------------------------------------------------------------------------


def test_covers_the_log_of_reads() -> None:
    reads = [record_read("complaint:1", by="account:3", on=DAY) for _ in range(3)]
    sealer.seal_reads(since=DAY, before=DAY + timedelta(days=1), at=datetime.now(UTC))
    assert problems() == []

    with as_superuser():
        sql("UPDATE journal_read SET actor = 'account:4' WHERE id = %s", reads[1].id)
        sql("DELETE FROM journal_read WHERE id = %s", reads[2].id)

    assert faults() == [
        (Fault.BODY_CHANGED, str(reads[1].id)),
        (Fault.ENTRY_DELETED, str(reads[2].id)),
    ]


def test_a_read_is_refused_every_change() -> None:
    record_read("complaint:1", by="account:3", on=DAY)

    for statement in ("UPDATE journal_read SET actor = ''", "DELETE FROM journal_read"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            sql(statement)


# --- contents ---------------------------------------------------------------------------------


@pytest.fixture
def contents(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[AuditorsKey]]:
    """Three texts of a room, each with its digest in an entry."""
    monkeypatch.setattr(commitments, "REGISTRY", {})
    monkeypatch.setattr("zhiyong.journal.verification.contents.REGISTRY", commitments.REGISTRY)
    with registered():
        commitments.cover(
            AuditorsKey, "text", content=lambda row: row.made_by, of=lambda row: f"officer:{row.pk}"
        )
        rows = []
        for text in ("one", "two", "three"):
            secret = commit(text)
            row = AuditorsKey.objects.create(
                public=b"", wrapped=b"", salt=secret.salt, made_on=DAY, made_by=text
            )
            record("thing.lodged", of=row, by="clock", on=DAY, commits={"text": secret})
            rows.append(row)
        yield rows


def test_covers_contents_of_other_rooms(contents: list[AuditorsKey]) -> None:
    report = verify_database(at=datetime.now(UTC))

    assert report.is_intact
    assert report.covered["journal_auditorskey (text)"] == 3


def test_names_a_content_that_was_changed(contents: list[AuditorsKey]) -> None:
    AuditorsKey.objects.filter(pk=contents[1].pk).update(made_by="2")

    [problem] = problems()

    assert problem.fault == Fault.CONTENT_CHANGED
    assert problem.entry == f"journal_auditorskey:{contents[1].pk}"
    assert problem.subject == f"officer:{contents[1].pk}"


def test_names_a_content_that_nobody_recorded(contents: list[AuditorsKey]) -> None:
    row = AuditorsKey.objects.create(
        public=b"", wrapped=b"", salt=b"s" * 32, made_on=DAY, made_by="four"
    )

    assert faults() == [(Fault.CONTENT_CHANGED, f"journal_auditorskey:{row.pk}")]


def test_says_nothing_of_a_content_erased_on_purpose(contents: list[AuditorsKey]) -> None:
    AuditorsKey.objects.filter(pk=contents[1].pk).update(made_by="", salt=b"")

    report = verify_database(at=datetime.now(UTC))

    assert report.is_intact
    assert report.erased == {"journal_auditorskey (text)": 1}


# --- how a forger works -----------------------------------------------------------------------


def forge_row(entry: Entry) -> None:
    sql("UPDATE journal_entry SET actor = 'account:9' WHERE id = %s", entry.id)
    sql(
        "UPDATE journal_entry e SET leaf ="
        " sha256('\\x00'::bytea || convert_to(journal_canonical(e), 'UTF8')) WHERE id = %s",
        entry.id,
    )


def forge_leaf(index: int) -> None:
    sql(
        "UPDATE journal_leaf l SET hash = e.leaf FROM journal_entry e"
        " WHERE e.id = l.entry AND l.index = %s",
        index,
    )


def forge_nodes() -> None:
    leaves = list(
        Leaf.objects.filter(log=Log.ACTS).order_by("index").values_list("hash", flat=True)
    )
    level, row = 0, [bytes(leaf) for leaf in leaves]
    while len(row) > 1:
        level += 1
        row = [
            hashlib.sha256(b"\1" + row[i] + row[i + 1]).digest() for i in range(0, len(row) - 1, 2)
        ]
        for index, digest in enumerate(row):
            sql(
                "UPDATE journal_node SET hash = %s WHERE level = %s AND index = %s",
                digest,
                level,
                index,
            )


def sign_anew() -> None:
    moments = list(TreeHead.objects.order_by("size").values_list("size", "at"))
    sql("DELETE FROM journal_treehead")
    real = nodes.size_of
    for size, at in moments:
        nodes.size_of = lambda _, size=size: size
        try:
            sealer.sign_head(Log.ACTS, at)
        finally:
            nodes.size_of = real


def cut_off(entries: list[Entry]) -> None:
    ids = [entry.id for entry in entries]
    sql("DELETE FROM journal_entry WHERE id = ANY(%s)", ids)
    sql("DELETE FROM journal_leaf WHERE entry = ANY(%s)", ids)
    sql("DELETE FROM journal_node WHERE (level = 1 AND index = 4) OR level > 3")


def copy_row(entry: Entry, pk: str) -> None:
    sql(
        "INSERT INTO journal_entry SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'id', %s::text))).* FROM journal_entry e WHERE id = %s",
        pk,
        entry.id,
    )


def proof_file() -> str:
    newest = proofs.latest()
    assert newest is not None
    return dump(proofs.head(newest))
