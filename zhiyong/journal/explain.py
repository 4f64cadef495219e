"""What signed files prove, in plain words for the public page.

The single findings are worded by `rules.proof.wording`, as on the command line; here stands what
they mean for the person who holds the receipt.
"""

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Literal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhiyong.rules.proof import Finding, Ground, Outcome, Promise, ReceiptVerdict, Report, wording
from zhiyong.rules.values import Lang

Tone = Literal["success", "info", "warning", "error"]

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
SEALING = {
    Outcome.KEPT: gettext_lazy(
        "Your submission is in the record. It can no longer be removed or changed unnoticed."
    ),
    Outcome.NOT_YET_PROVABLE: gettext_lazy(
        "The office has until {sealed_by} to seal your submission into the record."
    ),
    Outcome.NOT_SHOWN: gettext_lazy(
        "The time in which your submission was to be sealed is over. Fetch the proof from the "
        "follow-up page and check again with it."
    ),
    Outcome.SEALED_LATE: gettext_lazy(
        "Your submission is in the record, but it was sealed later than promised, after "
        "{sealed_by}."
    ),
    Outcome.REMOVED_OR_NEVER_SEALED: gettext_lazy(
        "The office promised to seal your submission by {sealed_by}. It is not in the record: it "
        "was removed, or never sealed."
    ),
}
ACCEPTANCE = {
    Outcome.KEPT: gettext_lazy(
        "The office decided in time, by {accept_by}, whether to accept your submission."
    ),
    Outcome.NOT_YET_PROVABLE: gettext_lazy(
        "The office has until {accept_by} to decide whether to accept your submission."
    ),
    Outcome.NOT_SHOWN: gettext_lazy(
        "The day on which the office had to decide, {accept_by}, is over. Fetch the statement from "
        "the follow-up page and check again with it."
    ),
    Outcome.DUE_DAY_PASSED: gettext_lazy(
        "The office had not decided by {accept_by} whether to accept your submission."
    ),
}
GROUNDS = {
    Ground.PROVED: gettext_lazy("Signatures and hashes alone prove this; it cannot be denied."),
    Ground.STATED: gettext_lazy("The office has signed this itself."),
    Ground.UNANSWERED: gettext_lazy(
        "This rests on your word that you asked for the proof and did not get it. Ask in writing."
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One promise of a receipt: how it stands, on what that rests, what was seen."""

    tone: Tone
    text: str
    ground: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as its holder sees it."""

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


def lang() -> Lang:
    """Return the reader's language as the rules name it."""
    return get_language() or "zh"


def explain(report: Report) -> Explanation:
    """Return a report in the reader's language."""
    return Explanation(
        tone=TONES[report.outcome],
        text=wording.say_report(report, lang()),
        receipts=tuple(_receipt(verdict) for verdict in report.receipts),
        seen=_seen(report.findings),
    )


def _receipt(verdict: ReceiptVerdict) -> Receipt:
    receipt = verdict.receipt
    zone = timezone(timedelta(minutes=receipt.utc_offset_minutes))
    words = {
        "sealed_by": f"{receipt.sealed_by.astimezone(zone):%Y-%m-%d %H:%M}",
        "accept_by": receipt.accept_by.isoformat() if receipt.accept_by else "",
    }
    promises = ((verdict.sealing, SEALING), (verdict.acceptance, ACCEPTANCE))
    return Receipt(
        title=_("Receipt of {day}").format(day=receipt.received_on.isoformat()),
        tone=TONES[verdict.outcome],
        text=wording.say_outcome(verdict.outcome, lang()),
        parts=tuple(
            _part(promise, str(sentences[promise.outcome]).format_map(words))
            for promise, sentences in promises
            if promise
        ),
    )


def _part(promise: Promise, text: str) -> Part:
    return Part(
        tone=TONES[promise.outcome],
        text=text,
        ground=str(GROUNDS[promise.ground]) if promise.ground else "",
        seen=_seen(promise.because),
    )


def _seen(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Return the findings in words, but for one that the sentence of the promise tells better."""
    told = (finding for finding in findings if finding.code != "BEFORE_DEADLINE")
    return tuple(wording.say_finding(finding, lang()) for finding in told)
