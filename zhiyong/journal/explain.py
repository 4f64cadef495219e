"""What signed files prove, in plain words: for the public page, and for the command line.

The command line works without Django's settings, so nothing here translates by itself: `say`
turns an English sentence into the reader's language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from django.utils.translation import gettext_noop as _

from zhiyong.rules.proof import Finding, Outcome, Promise, ProofFileError, ReceiptVerdict, Report
from zhiyong.rules.proof.judging import Ground

Say = Callable[[str], str]
Tone = Literal["success", "info", "warning", "error"]

EXIT_CODES = {"success": 0, "info": 3, "warning": 3, "error": 1}
"""Of the command: 0 proved, 1 broken or forged, 3 nothing can be said yet."""

TONES: dict[Outcome, Tone] = {
    Outcome.KEPT: "success",
    Outcome.NOT_YET_PROVABLE: "info",
    Outcome.NOT_SHOWN: "warning",
    Outcome.UNKNOWN_KEY: "warning",
    Outcome.SEALED_LATE: "error",
    Outcome.DUE_DAY_PASSED: "error",
    Outcome.REMOVED_OR_NEVER_SEALED: "error",
    Outcome.LOG_SPLIT: "error",
    Outcome.FORGED: "error",
}

WHOLE = {
    Outcome.KEPT: _("Everything that was to be proved is proved."),
    Outcome.NOT_YET_PROVABLE: _("It cannot be proved yet."),
    Outcome.NOT_SHOWN: _("A proof is due that is not among these files."),
    Outcome.UNKNOWN_KEY: _("Signed with a key that is not among those trusted here."),
    Outcome.SEALED_LATE: _("The office sealed it later than it promised."),
    Outcome.DUE_DAY_PASSED: _("The office let the promised day pass."),
    Outcome.REMOVED_OR_NEVER_SEALED: _("The office removed it, or never sealed it."),
    Outcome.LOG_SPLIT: _("The office has shown different records to different people."),
    Outcome.FORGED: _("One of these files is forged or damaged."),
}
SEALING = {
    Outcome.KEPT: _(
        "Your submission is in the record. It can no longer be removed or changed unnoticed."
    ),
    Outcome.NOT_YET_PROVABLE: _(
        "The office has until {sealed_by} to seal your submission into the record."
    ),
    Outcome.NOT_SHOWN: _(
        "The time in which your submission was to be sealed is over. Fetch the proof from the "
        "follow-up page and check again with it."
    ),
    Outcome.SEALED_LATE: _("Your submission is in the record, but was sealed after {sealed_by}."),
    Outcome.REMOVED_OR_NEVER_SEALED: _(
        "The office promised to seal your submission by {sealed_by}. It is not in the record."
    ),
}
ACCEPTANCE = {
    Outcome.KEPT: _("The office decided in time whether to accept it: by {accept_by}."),
    Outcome.NOT_YET_PROVABLE: _("The office has until {accept_by} to decide whether to accept it."),
    Outcome.NOT_SHOWN: _(
        "The day on which acceptance was due, {accept_by}, is over. Fetch the statement from the "
        "follow-up page and check again with it."
    ),
    Outcome.DUE_DAY_PASSED: _("The office had not decided by {accept_by} whether to accept it."),
}
GROUNDS = {
    Ground.PROVED: _("Proved by signatures and hashes alone; nobody can explain it away."),
    Ground.STATED: _("The office's own signature stands under it."),
    Ground.UNANSWERED: _(
        "It rests on your word that the proof was asked for and not given: ask in writing."
    ),
}
SEEN = {
    "SIGNATURE_GENUINE": _("{source}: {type}, the signature is genuine (key {key_id})."),
    "SIGNATURE_FORGED": _("{source}: {type}, the signature is not genuine (key {key_id})."),
    "KEY_UNKNOWN": _("{source}: {type}, signed with key {key_id}, which is not known here."),
    "PROOF_VALID": _("{source}: {type} for {size} entries, correct."),
    "PROOF_INVALID": _("{source}: {type} for {size} entries, does not fit the tree head."),
    "HEAD_MISSING": _("{source}: {type} needs the tree head of {size} entries."),
    "KEY_IGNORED": _("{source}: key {key_id} is not believed merely because it lies beside."),
    "HEADS_DISAGREE": _("Two tree heads of {size} entries contradict each other."),
    "LOG_SHRANK": _("The record had {first} entries and later only {second}."),
    "HEADS_LINKED": _("The record of {first} entries is the beginning of that of {second}."),
    "HEADS_NOT_LINKED": _(
        "Nothing here shows that the record of {first} entries begins that of {second}."
    ),
    "LEAF_SHOWN": _("It stands at place {index} among {size} entries."),
    "LEAF_REPLACED": _("A later tree head has something else at place {index}."),
    "LEAF_BEHIND": _("At {moment} the record had only {size} entries; it stands at place {index}."),
    "LEAF_NOT_LISTED": _(
        "It is missing in the full list from {first} to {size} that was signed at {moment}."
    ),
    "ABSENCE_STATED": _(
        "At {moment} the office stated that its record of {size} entries lacks it."
    ),
    "PROOF_NOT_GIVEN": _("A tree head of {moment} ({size} entries) is here, a proof is not."),
    "PROOF_REFUSED": _(
        "A tree head of {moment} ({size} entries) is here; the proof was not given."
    ),
    "BEFORE_DEADLINE": _("The time runs until {deadline}."),
    "NO_LATER_HEAD": _("No tree head here is later than {deadline}: fetch the newest one."),
    "DECISION_STATED": _("At {moment} the office stated a decision of {day} ({stage})."),
    "DECIDED_LATE": _("At {moment} the office stated a decision of {day}; it was due by {due}."),
    "UNDECIDED_STATED": _("At {moment} the office stated that nothing was decided ({stage})."),
    "STATEMENTS_DISAGREE": _("The statements of {first} and {second} contradict each other."),
}
UNREADABLE = {
    "NOT_JSON": _("This is not a file of ours, or it is damaged."),
    "NO_DOCUMENT": _("This is not a file of ours, or it is damaged."),
    "UNKNOWN_TYPE": _("A document of the type {type} is not known to this version."),
    "UNKNOWN_VERSION": _("{type} has version {version}, which this program does not know."),
    "FIELD_WRONG": _("{type}: the field {field} is not as it should be."),
    "NOT_SIGNED": _("{type}: the signature is missing."),
    "NOT_READABLE": _("The file cannot be read."),
    "NOT_A_KEY": _("The file holds something other than keys."),
}
TYPES = {
    "zhiyong.receipt": _("receipt"),
    "zhiyong.tree-head": _("tree head"),
    "zhiyong.inclusion-proof": _("proof of inclusion"),
    "zhiyong.consistency-proof": _("proof of consistency"),
    "zhiyong.leaf-range": _("list of entries"),
    "zhiyong.stage": _("statement of the stage"),
    "zhiyong.absence": _("statement of absence"),
    "zhiyong.key": _("public key"),
}
RECEIPT = _("Receipt of {received_on}")


@dataclass(frozen=True, slots=True)
class Part:
    """One promise of a receipt: how it stands, on what that rests, what was seen."""

    tone: Tone
    text: str
    ground: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as the reader sees it."""

    title: str
    tone: Tone
    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that the files show, in sentences."""

    tone: Tone
    text: str
    receipts: tuple[Receipt, ...]
    seen: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """Return what the command ends with."""
        return EXIT_CODES[self.tone]


def explain(report: Report, say: Say) -> Explanation:
    """Return a report in the reader's language."""
    return Explanation(
        tone=TONES[report.outcome],
        text=say(WHOLE[report.outcome]),
        receipts=tuple(_receipt(verdict, say) for verdict in report.receipts),
        seen=tuple(_seen(report.findings, say, UTC)),
    )


def unreadable(error: ProofFileError, say: Say) -> str:
    """Return in the reader's language why a file cannot be used."""
    sentence = say(UNREADABLE.get(error.code, UNREADABLE["NOT_JSON"]))
    text = sentence.format_map(_words(error.params, say, UTC))
    path = error.params.get("path")
    return f"{path}: {text}" if path else text


def _receipt(verdict: ReceiptVerdict, say: Say) -> Receipt:
    receipt = verdict.receipt
    zone = timezone(timedelta(minutes=receipt.utc_offset_minutes))
    words = {
        "received_on": receipt.received_on.isoformat(),
        "sealed_by": _shown(receipt.sealed_by, zone),
        "accept_by": receipt.accept_by.isoformat() if receipt.accept_by else "",
    }
    parts = [
        _part(promise, sentences, words, say, zone)
        for promise, sentences in ((verdict.sealing, SEALING), (verdict.acceptance, ACCEPTANCE))
        if promise
    ]
    return Receipt(
        title=say(RECEIPT).format_map(words),
        tone=TONES[verdict.outcome],
        text=say(WHOLE[verdict.outcome]),
        parts=tuple(parts),
    )


def _part(
    promise: Promise,
    sentences: Mapping[Outcome, str],
    words: Mapping[str, str],
    say: Say,
    zone: timezone,
) -> Part:
    return Part(
        tone=TONES[promise.outcome],
        text=say(sentences[promise.outcome]).format_map(words),
        ground=say(GROUNDS[promise.ground]) if promise.ground else "",
        seen=tuple(_seen(promise.because, say, zone)),
    )


def _seen(findings: Iterable[Finding], say: Say, zone: timezone) -> Iterable[str]:
    for finding in findings:
        yield say(SEEN[finding.code]).format_map(_words(finding.params, say, zone))


def _words(params: Mapping[str, object], say: Say, zone: timezone) -> dict[str, str]:
    return {name: _shown(value, zone, say) for name, value in params.items()}


def _shown(value: object, zone: timezone, say: Say = str) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M} ({zone})"
    return say(TYPES[value]) if isinstance(value, str) and value in TYPES else str(value)
