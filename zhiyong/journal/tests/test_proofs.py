"""What leaves the house is accepted by the verifier that knows nothing of this house."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from zhiyong.journal import keys, proofs, receipts, sealer, selectors
from zhiyong.journal.models import Entry, Log, SealerState, TreeHead
from zhiyong.journal.services import record
from zhiyong.journal.tests.kinds_for_tests import registered
from zhiyong.rules import proof
from zhiyong.rules.proof import Outcome, Report, load, verify_documents

DAY = date(2026, 3, 2)
SECOND = timedelta(seconds=1)
DECIDES = {"thing.accepted", "thing.refused"}


@pytest.fixture(autouse=True)
def things(db: None) -> Iterator[None]:
    SealerState.objects.bulk_create(SealerState(pk=pk) for pk in range(1, 4))
    with registered():
        yield


def lodge(n: int = 1) -> Entry:
    return record("thing.lodged", of=f"thing:{n}", by="portal", on=DAY)


def grow(*sizes: int) -> list[Entry]:
    """Seal until the tree has had each of these sizes."""
    written: list[Entry] = []
    now = datetime.now(UTC)
    for turn, size in enumerate(sizes):
        while len(written) < size:
            written.append(lodge())
        sealer.seal_once(at=now + turn * SECOND)
    return written


def judged(*texts: str, now: datetime | None = None, refused: bool = False) -> Report:
    documents = [(f"file {n}", each) for n, text in enumerate(texts) for each in load(text)]
    return verify_documents(
        documents, keys.ring(), now=now or datetime.now(UTC), proof_refused=refused
    )


def days_later(days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


# --- proofs of the tree ---------------------------------------------------------------------------


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True).map(sorted))
def test_every_leaf_is_proved_in_every_head_and_every_head_begins_the_next(
    sizes: list[int],
) -> None:
    connection.cursor().execute("SET LOCAL session_replication_role = replica")
    for table in ("leaf", "node", "treehead", "waiting"):
        connection.cursor().execute(f"DELETE FROM journal_{table}")
    connection.cursor().execute("SET LOCAL session_replication_role = origin")
    written = grow(*sizes)

    heads = list(TreeHead.objects.order_by("size"))
    assert [head.size for head in heads] == sizes
    for head in heads:
        for entry in written[: head.size]:
            path = proofs.inclusion(entry, of=head)
            assert proof.verify_inclusion(
                entry.leaf, path.index, head.size, path.path, bytes(head.root)
            )
        for later in heads:
            if later.size >= head.size:
                link = proofs.consistency(head.size, later.size)
                assert proof.verify_consistency(
                    head.size, later.size, bytes(head.root), bytes(later.root), link.path
                )


def test_a_proof_is_read_in_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    written = grow(37)
    newest = proofs.latest()

    with django_assert_num_queries(2):  # the leaf, the nodes
        proofs.inclusion(written[5], of=newest)
    with django_assert_num_queries(1):
        proofs.consistency(13, 37)


def test_there_is_no_proof_of_what_is_not_sealed() -> None:
    with pytest.raises(proofs.NotSealed):
        proofs.inclusion(lodge())

    [early] = grow(1)
    late = lodge()
    with pytest.raises(proofs.NotSealed):
        proofs.bundle(late)
    assert judged(proofs.bundle(early)).outcome is Outcome.KEPT


def test_a_proof_is_not_given_for_a_head_that_is_too_early() -> None:
    written = grow(1, 2)

    with pytest.raises(proofs.NotSealed):
        proofs.inclusion(written[1], of=TreeHead.objects.get(size=1))


def test_heads_link_up() -> None:
    grow(3, 8)
    first, second = TreeHead.objects.order_by("size")
    link = proofs.consistency(3, 8)

    report = judged(proof.dump(proofs.head(first), proofs.head(second), link))

    assert [finding.code for finding in report.findings][-1] == "HEADS_LINKED"
    assert report.outcome is Outcome.KEPT


@pytest.mark.parametrize("first", [0, 3])
def test_the_list_of_leaves_fits_its_heads(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "CHUNK", 2)
    grow(3, 8)
    begin = TreeHead.objects.filter(size=first).first()
    end = TreeHead.objects.get(size=8)

    text = "".join(proofs.leaf_range(begin, end))

    assert json.loads(text)["documents"][-1]["first"] == first
    assert judged(text).findings[-1].code in {"HEADS_LINKED", "PROOF_VALID"}
    assert "PROOF_VALID" in [finding.code for finding in judged(text).findings]


# --- receipts -----------------------------------------------------------------------------------


def test_a_receipt_is_kept_once_its_entry_is_sealed() -> None:
    receipt = receipts.promise(entry=(entry := lodge()), accept_by=None)
    assert judged(receipt.text).outcome is Outcome.NOT_YET_PROVABLE

    sealer.seal_once()

    assert judged(receipt.text, proofs.bundle(entry)).outcome is Outcome.KEPT


def test_a_receipt_of_an_entry_that_was_suppressed_convicts_the_office() -> None:
    before = grow(3)
    del before
    receipt = receipts.promise(entry=(entry := lodge()), accept_by=None)
    connection.cursor().execute("SET LOCAL session_replication_role = replica")
    connection.cursor().execute("DELETE FROM journal_entry WHERE id = %s", [entry.id])
    connection.cursor().execute("SET LOCAL session_replication_role = origin")
    lodge()
    sealer.seal_once(at=days_later(3))
    newest = proofs.latest()
    assert newest

    head = proof.dump(proofs.head(newest))
    listed = "".join(proofs.leaf_range(None, newest))
    denial = receipts.absence(leaf=receipt.leaf, at=days_later(3))
    assert denial

    gone = Outcome.REMOVED_OR_NEVER_SEALED
    assert judged(receipt.text, head, now=days_later(3)).outcome is Outcome.NOT_SHOWN
    assert judged(receipt.text, head, now=days_later(3), refused=True).outcome is gone
    assert judged(receipt.text, listed, now=days_later(3)).outcome is gone
    assert judged(receipt.text, proof.dump(denial), now=days_later(3)).outcome is gone


def test_there_is_no_word_that_a_sealed_entry_is_missing() -> None:
    [entry] = grow(1)

    assert receipts.absence(leaf=entry.leaf, at=datetime.now(UTC)) is None


def test_a_decision_in_time_keeps_the_second_promise() -> None:
    today = datetime.now(UTC).date()
    entry = lodge()
    receipt = receipts.promise(entry=entry, accept_by=today + timedelta(days=15))
    record("thing.accepted", of="thing:1", by="clock", on=today)
    sealer.seal_once()

    stated = receipts.follow_up(
        leaf=receipt.leaf, thread="thing:1", decides=DECIDES, at=datetime.now(UTC)
    )

    verdict = judged(receipt.text, stated).receipts[0]
    assert verdict.outcome is Outcome.KEPT
    assert verdict.acceptance
    assert verdict.acceptance.outcome is Outcome.KEPT


def test_the_office_states_itself_that_the_due_day_passed() -> None:
    entry = lodge()
    receipt = receipts.promise(entry=entry, accept_by=entry.recorded_on + timedelta(days=15))
    record("thing.noted", of="thing:1", by="clock", on=DAY)
    sealer.seal_once()

    stated = receipts.follow_up(
        leaf=receipt.leaf, thread="thing:1", decides=DECIDES, at=days_later(17)
    )

    verdict = judged(receipt.text, stated, now=days_later(17)).receipts[0]
    assert verdict.outcome is Outcome.DUE_DAY_PASSED
    assert verdict.sealing
    assert verdict.sealing.outcome is Outcome.KEPT


def test_the_stage_tells_only_what_the_public_may_know() -> None:
    entry = lodge()
    record("thing.assigned", of="thing:1", by="clock", on=DAY)

    stated = receipts.stage(
        leaf=entry.leaf, thread="thing:1", decides=DECIDES, at=datetime.now(UTC)
    )

    assert stated.body.stage == "thing.lodged"
    assert stated.check(keys.ring()) is proof.Authenticity.GENUINE


def test_a_receipt_of_an_anonymous_complaint_tells_no_moment() -> None:
    entry = record("thing.lodged", of="thing:1", by="portal", on=DAY, anonymous=True)

    receipt = receipts.promise(entry=entry, accept_by=None)

    assert set(json.loads(receipt.text)) == {
        "type",
        "version",
        "log_id",
        "algorithm",
        "leaf",
        "received_on",
        "utc_offset_minutes",
        "seal_within_hours",
        "accept_by",
        "signature",
    }
    assert receipt.document.body.utc_offset_minutes == 480


def test_the_last_head_of_each_day_is_for_the_print() -> None:
    grow(1)
    lodge()
    sealer.seal_once(at=datetime(2027, 5, 3, 15, 59, 58, tzinfo=UTC))
    lodge()
    sealer.seal_once(at=datetime(2027, 5, 3, 15, 59, 59, tzinfo=UTC))  # 23:59:59 in Shanghai
    lodge()
    sealer.seal_once(at=datetime(2027, 5, 3, 16, 0, 0, tzinfo=UTC))  # the 4th

    assert [head.size for head in selectors.day_ends(Log.ACTS, 2027, 5)] == [3, 4]
    before = selectors.head_before(date(2027, 5, 4))
    assert before
    assert before.size == 3
