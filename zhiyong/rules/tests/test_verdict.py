"""What files prove: each row is one situation between a complainant and an office."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from zhiyong.rules.proof import (
    Filed,
    Ground,
    KeyFile,
    KeyRing,
    Outcome,
    ProofFileError,
    Report,
    Signed,
    TreeHead,
    dump,
    leaf_hash,
    sign,
    verify_documents,
    verify_files,
)
from zhiyong.rules.tests.offices import (
    ACCEPT_BY,
    BEFORE,
    DECISION,
    DUE_AT,
    HEAD,
    LEAF,
    LOG,
    PROMISE,
    RING,
    SEALED_BY,
    SHOWN_BY,
    STRANGER,
    Office,
    absence,
    others,
    receipt,
    stage,
)

MINUTE = timedelta(minutes=1)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def judged(
    *documents: Filed, now: datetime = LATER, refused: bool = False, ring: KeyRing = RING
) -> Report:
    named = [(f"file {n}", document) for n, document in enumerate(documents)]
    return verify_documents(named, ring, now=now, proof_refused=refused)


def codes(report: Report) -> set[str]:
    promises = [p for v in report.receipts for p in (v.sealing, v.acceptance) if p]
    found = [*report.findings, *(finding for p in promises for finding in p.because)]
    return {finding.code for finding in found}


def honest() -> Office:
    """An office that had five entries, then sealed the complaint among others."""
    office = Office()
    office.seal(*others(5))
    office.seal(*others(2, 5), LEAF, *others(4, 7))
    return office


def silent() -> Office:
    """An office that dropped the complaint."""
    office = Office()
    office.seal(*others(11))
    return office


# ── sealing ───────────────────────────────────────────────────────────────────────────────


def sealing(report: Report) -> tuple[Outcome, Ground | None]:
    (verdict,) = report.receipts
    assert verdict.sealing is not None
    return verdict.sealing.outcome, verdict.sealing.ground


def test_kept_when_an_inclusion_proof_fits_a_head() -> None:
    office = honest()

    report = judged(receipt(), office.head(SEALED_BY), office.inclusion(LEAF))

    assert sealing(report) == (Outcome.KEPT, Ground.PROVED)
    assert report.outcome is Outcome.KEPT
    assert {"LEAF_SHOWN", "PROOF_VALID", "SIGNATURE_GENUINE"} <= codes(report)


def test_kept_when_a_listed_range_has_the_leaf() -> None:
    office = honest()

    assert sealing(judged(receipt(), office.head(SEALED_BY), office.listed(5))) == (
        Outcome.KEPT,
        Ground.PROVED,
    )


def test_the_order_of_the_files_does_not_matter() -> None:
    office = honest()

    assert sealing(judged(office.inclusion(LEAF), office.head(SEALED_BY), receipt())) == (
        Outcome.KEPT,
        Ground.PROVED,
    )


@pytest.mark.parametrize(
    ("head_at", "now", "code"),
    [
        pytest.param(None, SEALED_BY - MINUTE, "BEFORE_DEADLINE", id="before the delay is over"),
        pytest.param(None, SEALED_BY, "NO_LATER_HEAD", id="no head at all"),
        pytest.param(SEALED_BY - MINUTE, LATER, "NO_LATER_HEAD", id="the head is too old"),
    ],
)
def test_not_yet_provable(head_at: datetime | None, now: datetime, code: str) -> None:
    heads = [silent().head(head_at)] if head_at else []

    report = judged(receipt(), *heads, now=now)

    assert sealing(report) == (Outcome.NOT_YET_PROVABLE, None)
    assert report.outcome is Outcome.NOT_YET_PROVABLE
    assert code in codes(report)


def test_a_due_proof_that_is_not_among_the_files_is_to_be_asked_for() -> None:
    report = judged(receipt(), silent().head(SEALED_BY), now=SEALED_BY)

    assert sealing(report) == (Outcome.NOT_SHOWN, None)
    assert "PROOF_NOT_GIVEN" in codes(report)


def test_a_due_proof_that_was_refused_is_evidence_until_it_is_given() -> None:
    office = silent()

    report = judged(receipt(), office.head(SEALED_BY), now=SEALED_BY, refused=True)
    answered = honest()

    assert sealing(report) == (Outcome.REMOVED_OR_NEVER_SEALED, Ground.UNANSWERED)
    assert sealing(
        judged(receipt(), answered.head(SEALED_BY), answered.inclusion(LEAF), refused=True)
    ) == (Outcome.KEPT, Ground.PROVED)


def test_a_refusal_before_the_time_is_no_evidence() -> None:
    report = judged(receipt(), silent().head(SEALED_BY - MINUTE), refused=True)

    assert sealing(report) == (Outcome.NOT_YET_PROVABLE, None)


def test_never_sealed_is_proved_by_the_leaves_of_the_days_between_two_heads() -> None:
    office = silent()

    report = judged(receipt(), office.head(BEFORE, 5), office.head(SEALED_BY), office.listed(5))

    assert sealing(report) == (Outcome.REMOVED_OR_NEVER_SEALED, Ground.PROVED)
    assert report.outcome is Outcome.REMOVED_OR_NEVER_SEALED
    assert "LEAF_NOT_LISTED" in codes(report)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param(0, Ground.PROVED, id="the whole log needs no earlier head"),
        pytest.param(3, Ground.PROVED, id="a longer range than needed"),
        pytest.param(5, Ground.PROVED, id="from the earlier head on"),
        pytest.param(6, None, id="a gap of one leaf proves nothing"),
    ],
)
def test_the_range_must_reach_back_to_before_the_day_of_receipt(
    first: int, expected: Ground | None
) -> None:
    office = silent()

    report = judged(receipt(), office.head(BEFORE, 5), office.head(SEALED_BY), office.listed(first))

    assert sealing(report)[1] is expected


def test_an_earlier_head_of_the_day_itself_is_too_late_to_begin_at() -> None:
    office = silent()

    report = judged(
        receipt(),
        office.head(BEFORE + 2 * MINUTE, 5),
        office.head(SEALED_BY),
        office.listed(5),
    )

    assert sealing(report) == (Outcome.NOT_SHOWN, None)


def test_a_range_that_leaves_one_out_or_puts_one_in_proves_nothing() -> None:
    office = honest()
    shown = office.listed(5)
    without = shown.model_copy(update={"leaves": tuple(x for x in shown.leaves if x != LEAF)})
    swapped = shown.model_copy(
        update={"leaves": tuple(leaf_hash(b"x") if x == LEAF else x for x in shown.leaves)}
    )

    for forged in (without, swapped):
        report = judged(receipt(), office.head(BEFORE, 5), office.head(SEALED_BY), forged)
        assert sealing(report) == (Outcome.NOT_SHOWN, None)
        assert codes(report) & {"PROOF_INVALID", "HEAD_MISSING"}


def test_sealed_after_the_promised_moment_is_proved_late() -> None:
    office = silent()
    late = office.head(SEALED_BY)
    office.seal(LEAF)

    report = judged(receipt(), late, office.head(LATER), office.inclusion(LEAF))

    assert sealing(report) == (Outcome.SEALED_LATE, Ground.PROVED)
    assert report.outcome is Outcome.SEALED_LATE


def test_removed_is_proved_by_two_heads_of_which_one_has_something_else_there() -> None:
    before, after = honest(), Office()
    after.seal(*[leaf_hash(b"x") if leaf == LEAF else leaf for leaf in before.leaves])
    after.seal(*others(3, 20))

    report = judged(
        receipt(),
        before.head(SEALED_BY),
        before.inclusion(LEAF),
        after.head(LATER),
        after.inclusion(leaf_hash(b"x")),
    )

    assert sealing(report) == (Outcome.REMOVED_OR_NEVER_SEALED, Ground.PROVED)
    assert "LEAF_REPLACED" in codes(report)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (SEALED_BY, (Outcome.REMOVED_OR_NEVER_SEALED, Ground.STATED)),
        (SEALED_BY - MINUTE, (Outcome.NOT_YET_PROVABLE, None)),
    ],
)
def test_an_absence_counts_from_the_promised_moment(
    at: datetime, expected: tuple[Outcome, Ground | None]
) -> None:
    assert sealing(judged(receipt(), absence(at, 11))) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (11, (Outcome.REMOVED_OR_NEVER_SEALED, Ground.STATED)),
        (7, (Outcome.KEPT, Ground.PROVED)),  # the leaf is the eighth: that log had it not yet
    ],
)
def test_an_absence_denies_a_leaf_that_its_log_is_large_enough_to_hold(
    size: int, expected: tuple[Outcome, Ground | None]
) -> None:
    office = honest()

    report = judged(
        receipt(), office.head(SEALED_BY), office.inclusion(LEAF), absence(BEFORE, size)
    )

    assert sealing(report) == expected


def test_an_absence_of_something_else_says_nothing() -> None:
    report = judged(receipt(), absence(SEALED_BY, 11, leaf_hash(b"x")))

    assert sealing(report) == (Outcome.NOT_YET_PROVABLE, None)


def test_a_proof_that_does_not_verify_is_no_evidence_against_anyone() -> None:
    office = honest()
    damaged = office.inclusion(LEAF).model_copy(update={"index": 6})

    report = judged(receipt(), office.head(SEALED_BY), damaged)

    assert sealing(report) == (Outcome.NOT_SHOWN, None)
    assert "PROOF_INVALID" in codes(report)


def test_a_proof_without_its_head_says_which_head_is_missing() -> None:
    report = judged(receipt(), honest().inclusion(LEAF))

    assert "HEAD_MISSING" in codes(report)
    assert sealing(report) == (Outcome.NOT_YET_PROVABLE, None)


def test_the_head_of_another_log_proves_nothing_here() -> None:
    office = honest()
    body = office.head(SEALED_BY).body.model_copy(update={"log_id": "reads.city.example"})

    report = judged(receipt(), sign(body, HEAD), office.inclusion(LEAF))

    assert sealing(report) == (Outcome.NOT_YET_PROVABLE, None)


# ── acceptance ────────────────────────────────────────────────────────────────────────────


def decided_in_time() -> Office:
    office = honest()
    office.seal(*others(3, 11), DECISION, *others(3, 14))
    return office


def acceptance(report: Report) -> tuple[Outcome, Ground | None]:
    (verdict,) = report.receipts
    assert verdict.acceptance is not None
    return verdict.acceptance.outcome, verdict.acceptance.ground


def sealed(office: Office, *more: Filed) -> list[Filed]:
    return [receipt(), office.head(SHOWN_BY), office.inclusion(LEAF), *more]


def test_kept_when_the_named_decision_is_in_the_log() -> None:
    office = decided_in_time()

    report = judged(*sealed(office, stage(DUE_AT, ACCEPT_BY), office.inclusion(DECISION)))

    assert acceptance(report) == (Outcome.KEPT, Ground.STATED)
    assert report.outcome is Outcome.KEPT
    assert "DECISION_STATED" in codes(report)


def test_before_the_due_day_a_sealed_receipt_is_kept_so_far() -> None:
    office = honest()

    report = judged(
        receipt(), office.head(SEALED_BY), office.inclusion(LEAF), stage(SEALED_BY), now=SEALED_BY
    )

    assert acceptance(report) == (Outcome.NOT_YET_PROVABLE, None)
    assert report.outcome is Outcome.KEPT


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        pytest.param([stage(DUE_AT)], "UNDECIDED_STATED", id="not decided after the day"),
        pytest.param([stage(LATER, date(2026, 11, 17))], "DECIDED_LATE", id="decided a day late"),
        pytest.param(
            [stage(DUE_AT), stage(LATER, ACCEPT_BY)], "STATEMENTS_DISAGREE", id="dated back"
        ),
    ],
)
def test_the_due_day_passed_by_the_office_s_own_word(statements: list[Filed], code: str) -> None:
    office = decided_in_time()

    report = judged(*sealed(office, *statements, office.inclusion(DECISION)))

    assert acceptance(report) == (Outcome.DUE_DAY_PASSED, Ground.STATED)
    assert report.outcome is Outcome.DUE_DAY_PASSED
    assert code in codes(report)


def test_a_statement_made_within_the_last_day_is_no_admission() -> None:
    office = honest()

    report = judged(*sealed(office, stage(DUE_AT - MINUTE)))

    assert acceptance(report) == (Outcome.NOT_SHOWN, None)


def test_no_word_and_no_entry_after_the_day_is_evidence_once_refused() -> None:
    office = honest()

    assert acceptance(judged(*sealed(office))) == (Outcome.NOT_SHOWN, None)
    assert acceptance(judged(*sealed(office), refused=True)) == (
        Outcome.DUE_DAY_PASSED,
        Ground.UNANSWERED,
    )


def test_a_decision_that_was_sealed_after_the_day_is_proved_late() -> None:
    office = honest()
    early = office.head(SHOWN_BY)
    office.seal(DECISION)

    report = judged(
        receipt(),
        early,
        office.head(LATER),
        office.inclusion(LEAF),
        office.inclusion(DECISION),
        stage(LATER, ACCEPT_BY),
    )

    assert acceptance(report) == (Outcome.DUE_DAY_PASSED, Ground.PROVED)
    assert "LEAF_BEHIND" in codes(report)


def test_a_named_decision_that_is_not_in_the_log_is_proved_missing() -> None:
    office = honest()

    report = judged(
        *sealed(office, office.head(BEFORE, 5), office.listed(5), stage(DUE_AT, ACCEPT_BY))
    )

    assert acceptance(report) == (Outcome.DUE_DAY_PASSED, Ground.PROVED)


def test_a_named_decision_is_to_be_shown() -> None:
    report = judged(*sealed(decided_in_time(), stage(DUE_AT, ACCEPT_BY)))

    assert acceptance(report) == (Outcome.NOT_SHOWN, None)


def test_a_decision_named_anew_may_be_the_one_that_is_shown() -> None:
    office = decided_in_time()
    mistaken = stage(DUE_AT, ACCEPT_BY, decision_leaf=leaf_hash(b"mistaken"))

    report = judged(*sealed(office, mistaken, stage(LATER, ACCEPT_BY), office.inclusion(DECISION)))

    assert acceptance(report) == (Outcome.KEPT, Ground.STATED)


def test_the_word_on_another_receipt_says_nothing() -> None:
    report = judged(*sealed(honest(), stage(DUE_AT, leaf=leaf_hash(b"x"))))

    assert acceptance(report) == (Outcome.NOT_SHOWN, None)


def test_a_receipt_without_a_due_day_promises_no_acceptance() -> None:
    office = honest()

    report = judged(receipt(accept_by=None), office.head(LATER), office.inclusion(LEAF))

    assert report.receipts[0].acceptance is None
    assert report.outcome is Outcome.KEPT


# ── signatures, keys, the log itself ──────────────────────────────────────────────────────


def test_a_forged_receipt_promises_nothing() -> None:
    office, signed = honest(), receipt()
    forged = Signed(receipt(accept_by=None).body, signed.signature)

    report = judged(forged, office.head(LATER), office.inclusion(LEAF))

    assert report.outcome is Outcome.FORGED
    assert report.receipts[0].outcome is Outcome.FORGED
    assert report.receipts[0].sealing is None


def test_a_forged_head_is_named_and_proves_nothing() -> None:
    office = silent()
    head = office.head(SEALED_BY)
    forged = Signed(head.body.model_copy(update={"moment": LATER}), head.signature)

    report = judged(receipt(), forged, office.listed(0))

    assert report.outcome is Outcome.FORGED
    assert sealing(report) == (Outcome.NOT_YET_PROVABLE, None)


def test_a_key_that_is_not_trusted_proves_nothing_even_if_it_comes_along() -> None:
    office = honest()
    body = office.head(SEALED_BY).body

    report = judged(
        receipt(), sign(body, STRANGER), office.inclusion(LEAF), KeyFile.of(STRANGER.public)
    )

    assert sealing(report) == (Outcome.NOT_YET_PROVABLE, None)
    assert report.outcome is Outcome.UNKNOWN_KEY
    assert {"KEY_UNKNOWN", "KEY_IGNORED", "HEAD_MISSING"} <= codes(report)


def test_a_receipt_by_an_unknown_key_is_not_called_forged() -> None:
    report = judged(receipt(), ring=KeyRing([HEAD.public]))

    assert report.receipts[0].outcome is Outcome.UNKNOWN_KEY


def test_two_roots_for_one_size_split_the_log() -> None:
    other = Office()
    other.seal(*others(12, 50))

    report = judged(honest().head(SEALED_BY), other.head(LATER))

    assert report.outcome is Outcome.LOG_SPLIT
    assert "HEADS_DISAGREE" in codes(report)


def test_a_later_head_with_fewer_leaves_splits_the_log() -> None:
    office = honest()

    report = judged(receipt(), office.head(SEALED_BY), office.head(LATER, 11))

    assert report.outcome is Outcome.LOG_SPLIT
    assert "LOG_SHRANK" in codes(report)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        pytest.param([(3, 7), (7, 12)], Outcome.KEPT, id="a chain"),
        pytest.param([(3, 7)], Outcome.NOT_SHOWN, id="a gap"),
        pytest.param([(3, 12), (7, 12)], Outcome.NOT_SHOWN, id="3 not shown to begin 7"),
    ],
)
def test_heads_alone_are_kept_when_each_begins_the_next(
    links: Iterable[tuple[int, int]], expected: Outcome
) -> None:
    office = honest()
    heads = [office.head(BEFORE + size * MINUTE, size) for size in (0, 3, 7, 12)]

    report = judged(*heads, *(office.consistency(*link) for link in links))

    assert report.outcome is expected


def test_a_listed_range_links_two_heads_too() -> None:
    office = honest()

    report = judged(office.head(BEFORE, 5), office.head(LATER), office.listed(5))

    assert report.outcome is Outcome.KEPT


def test_a_consistency_proof_of_another_log_links_nothing() -> None:
    office, other = honest(), silent()

    report = judged(office.head(BEFORE, 8), office.head(LATER), other.consistency(8, 11))
    invalid = judged(other.head(BEFORE, 3), honest().head(LATER), office.consistency(5, 12))

    assert report.outcome is Outcome.NOT_SHOWN
    assert invalid.outcome is Outcome.NOT_SHOWN


def test_one_head_alone_is_genuine_and_that_is_all() -> None:
    assert judged(honest().head(LATER)).outcome is Outcome.KEPT
    assert judged().outcome is Outcome.NOT_SHOWN
    assert judged(honest().inclusion(LEAF)).outcome is Outcome.NOT_SHOWN


def test_a_report_is_as_grave_as_its_gravest_receipt() -> None:
    office = honest()
    dropped = receipt(leaf=leaf_hash(b"dropped"))

    report = judged(receipt(), dropped, office.head(LATER), office.listed(0))

    assert [verdict.outcome for verdict in report.receipts] == [
        Outcome.NOT_SHOWN,  # sealed; the decision is to be asked for
        Outcome.REMOVED_OR_NEVER_SEALED,
    ]
    assert report.outcome is Outcome.REMOVED_OR_NEVER_SEALED


# ── files ─────────────────────────────────────────────────────────────────────────────────


def test_reads_files_and_names_the_one_that_is_damaged(tmp_path: Path) -> None:
    office = honest()
    one, other = tmp_path / "receipt.json", tmp_path / "证明.json"
    one.write_text(dump(receipt()))
    other.write_text(dump(office.head(SEALED_BY), office.inclusion(LEAF)))

    report = verify_files([one, other], RING, now=LATER)

    assert report.receipts[0].source == str(one)
    assert sealing(report) == (Outcome.KEPT, Ground.PROVED)
    other.write_bytes(other.read_bytes()[:-20])
    with pytest.raises(ProofFileError) as damaged:
        verify_files([one, other], RING, now=LATER)
    assert (damaged.value.code, damaged.value.params["path"]) == ("NOT_JSON", str(other))
    with pytest.raises(ProofFileError, match="NOT_READABLE"):
        verify_files([tmp_path / "none.json"], RING, now=LATER)


def test_heads_are_signed_for_one_log_and_one_moment() -> None:
    head = TreeHead(log_id=LOG, size=0, root=leaf_hash(b""), moment=LATER)

    with pytest.raises(ValueError, match="PROMISE key does not sign"):
        sign(head, PROMISE)
