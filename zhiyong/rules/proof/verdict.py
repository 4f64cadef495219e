"""What signed files prove, offline and without the office's help.

A receipt holds two promises: the entry will be sealed into the log by a moment (*sealing*), and
by the end of a day it will be decided whether the office accepts (*acceptance*). Each gets an
`Outcome` and, where there is one, a `Ground` that says what it rests on:

PROVED      Signatures and hashes alone. The office cannot explain it away: only a stolen key
            or a broken hash could.
STATED      The office's own signature under a statement for or against itself.
UNANSWERED  The office promised that a proof would exist, a tree head shows that the time has
            come, and the holder says that the proof was asked for and not given. One valid
            proof refutes it, so it is worth what the asking is worth: ask in writing.

Sealing, for a genuine receipt:

KEPT                      PROVED: an inclusion proof, or a listed range of leaves, shows the
                          leaf under a signed head.
SEALED_LATE               PROVED: the leaf is in the log, but behind the end of a head that was
                          signed after the promised moment.
REMOVED_OR_NEVER_SEALED   PROVED, in two ways. *Not listed*: a range of leaves fits a head
                          signed after the promised moment, begins no later than the end of a
                          head signed before the day of receipt began (or at 0), and lacks the
                          leaf. That rests on the dates in the two heads and on nothing else of
                          the office's: an entry cannot be older than its receipt says.
                          *Replaced*: one signed head has the leaf, another something else in
                          its place.
                          STATED: a signed absence, dated after the promised moment, or of a
                          log large enough to hold the place where the leaf was shown.
                          UNANSWERED: as above.
NOT_SHOWN                 A head is later than the promised moment, and no proof is among the
                          files. Nothing is wrong yet: ask for the proof, it is due.
NOT_YET_PROVABLE          The moment has not come (BEFORE_DEADLINE), or no head as late as that
                          is among the files (NO_LATER_HEAD): fetch a newer one. An office that
                          publishes no heads at all fails everybody, and visibly.

A signed absence before the promised moment says nothing, and a proof that does not verify says
nothing either: a damaged file is no evidence against anyone.

Acceptance:

KEPT             STATED: a signed statement names the day, in time, and the entry, and that entry
                 is shown to be in the log. That this entry is the decision rests on the
                 office's word, which it can no longer change; an auditor who may read the entry
                 checks it with `leaf_hash(canonical(entry))`.
DUE_DAY_PASSED   PROVED: the entry named as the decision was sealed too late, or is missing from
                 a listed range as above. STATED: a signed statement made after the day knows no
                 decision, or names a later day; a statement with an earlier day that is made
                 afterwards does not undo it. UNANSWERED: as above.
NOT_SHOWN        The day is over by a signed head, and no statement or no proof of the decision's
                 entry is among the files: ask for them.
NOT_YET_PROVABLE As for sealing. It does not spoil a receipt whose sealing is KEPT.

That there is no entry of a decision cannot be proved by a tree of hashes whose entries nobody
outside may read; so the promise is turned round: the office must show the entry.

The log itself: LOG_SPLIT when two genuine heads give one size two roots, or a later head has
fewer leaves. FORGED when a trusted key did not sign what bears its name, or may not sign such a
thing; UNKNOWN_KEY when the key is not among those trusted, so that nothing can be said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhiyong.rules.proof.documents import (
    AbsenceStatement,
    ConsistencyProof,
    Document,
    InclusionProof,
    KeyFile,
    LeafRange,
    Receipt,
    StageStatement,
    TreeHead,
)
from zhiyong.rules.proof.evidence import Evidence, Finding
from zhiyong.rules.proof.files import (
    Authenticity,
    Filed,
    ProofFileError,
    Signed,
    Unsigned,
    load,
)
from zhiyong.rules.proof.judging import Judge, Outcome, Promise, gravest
from zhiyong.rules.proof.keys import KeyRing


@dataclass(frozen=True, slots=True)
class ReceiptVerdict:
    """How the promises of one receipt stand; None where there is nothing to judge.

    `acceptance` is None too when the receipt promises none.
    """

    source: str
    receipt: Receipt
    outcome: Outcome
    sealing: Promise | None = None
    acceptance: Promise | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that the files show: the gravest outcome, each receipt, and every finding."""

    outcome: Outcome
    receipts: tuple[ReceiptVerdict, ...]
    findings: tuple[Finding, ...]


def read_keys(paths: Iterable[Path]) -> KeyRing:
    """Return the keys in files that the verifier trusts.

    :raises ProofFileError: if a file cannot be read, or holds anything but keys.
    """
    keys = []
    for source, document in _read(paths):
        if not isinstance(document, KeyFile):
            raise ProofFileError("NOT_A_KEY", path=source)
        keys.append(document.key)
    return KeyRing(keys)


def verify_files(
    paths: Iterable[Path], ring: KeyRing, *, now: datetime, proof_refused: bool = False
) -> Report:
    """Return what the files prove; see `verify_documents`.

    :raises ProofFileError: if a file cannot be read; `params["path"]` names it.
    """
    return verify_documents(_read(paths), ring, now=now, proof_refused=proof_refused)


def verify_documents(
    documents: Iterable[tuple[str, Filed]],
    ring: KeyRing,
    *,
    now: datetime,
    proof_refused: bool = False,
) -> Report:
    """Return what documents prove, each given with the name of its source.

    `now` is asked only to tell "too early" from "fetch a newer tree head"; no outcome against
    the office rests on the verifier's own clock. `proof_refused` is the holder's word that the
    proofs that are missing were asked for and not given.
    """
    case = _Case(ring)
    filed = tuple(documents)
    for source, document in filed:  # the signed ones first: proofs are checked against heads
        if isinstance(document, Signed):
            case.take_signed(source, document)
    for source, document in filed:
        if not isinstance(document, Signed):
            case.take_unsigned(source, document)

    verdicts = tuple(
        case.verdict(source, signed, now, proof_refused) for source, signed in case.receipts
    )
    outcomes = [*case.outcomes, *(verdict.outcome for verdict in verdicts)]
    split = [finding for log in case.logs.values() for finding in log.contradictions()]
    links = [finding for log in case.logs.values() for finding in log.linkage()]
    if split:
        outcomes.append(Outcome.LOG_SPLIT)
    if not case.receipts:
        linked = all(finding.code == "HEADS_LINKED" for finding in links)
        has_heads = any(log.heads for log in case.logs.values())
        outcomes.append(Outcome.KEPT if has_heads and linked else Outcome.NOT_SHOWN)
    return Report(gravest(outcomes), verdicts, (*case.findings, *split, *links))


class _Case:
    """The documents sorted by log, and what their signatures are worth."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self.logs: dict[tuple[str, str], Evidence] = {}
        self.receipts: list[tuple[str, Signed[Receipt]]] = []
        self.findings: list[Finding] = []
        self.outcomes: list[Outcome] = []

    def log(self, document: Document) -> Evidence:
        """Return the evidence about the log that a document speaks of."""
        name = (document.log_id, document.algorithm)
        return self.logs.setdefault(name, Evidence(document.algorithm))

    def take_signed(self, source: str, signed: Signed[Document]) -> None:
        """Check a signature, and take in what is genuine."""
        match signed.check(self.ring):
            case Authenticity.GENUINE:
                code = "SIGNATURE_GENUINE"
                self._take_genuine(signed.body)
            case Authenticity.FORGED:
                code = "SIGNATURE_FORGED"
                self.outcomes.append(Outcome.FORGED)
            case Authenticity.UNKNOWN_KEY:
                code = "KEY_UNKNOWN"
                self.outcomes.append(Outcome.UNKNOWN_KEY)
        named = {"type": type(signed.body).type, "key_id": signed.signature.key_id}
        self.findings.append(Finding(code, {"source": source, **named}))
        if isinstance(signed.body, Receipt):
            self.receipts.append((source, Signed(signed.body, signed.signature)))

    def take_unsigned(self, source: str, document: Unsigned) -> None:
        """Check a proof against the heads, and take in what fits."""
        match document:
            case InclusionProof():
                finding = self.log(document).add_inclusion(document, source)
            case LeafRange():
                finding = self.log(document).add_range(document, source)
            case ConsistencyProof():
                finding = self.log(document).add_consistency(document, source)
            case KeyFile():
                finding = Finding("KEY_IGNORED", {"source": source, "key_id": document.key_id})
        self.findings.append(finding)

    def verdict(
        self, source: str, signed: Signed[Receipt], now: datetime, proof_refused: bool
    ) -> ReceiptVerdict:
        """Return how the promises of one receipt stand."""
        receipt = signed.body
        match signed.check(self.ring):
            case Authenticity.FORGED:
                return ReceiptVerdict(source, receipt, Outcome.FORGED)
            case Authenticity.UNKNOWN_KEY:
                return ReceiptVerdict(source, receipt, Outcome.UNKNOWN_KEY)
        judge = Judge(self.log(receipt), receipt, now, proof_refused)
        sealing, acceptance = judge.sealing(), judge.acceptance()
        outcomes = [sealing.outcome]
        if acceptance and acceptance.outcome is not Outcome.NOT_YET_PROVABLE:
            outcomes.append(acceptance.outcome)
        return ReceiptVerdict(source, receipt, gravest(outcomes), sealing, acceptance)

    def _take_genuine(self, body: Document) -> None:
        log = self.log(body)
        match body:
            case TreeHead():
                log.heads.append(body)
            case StageStatement():
                log.stages.append(body)
            case AbsenceStatement():
                log.absences.append(body)


def _read(paths: Iterable[Path]) -> Iterator[tuple[str, Filed]]:
    for path in paths:
        try:
            documents = load(path.read_bytes())
        except OSError:
            raise ProofFileError("NOT_READABLE", path=str(path)) from None
        except ProofFileError as error:
            raise ProofFileError(error.code, path=str(path), **error.params) from None
        for document in documents:
            yield str(path), document
