"""What is signed for the complainant: the receipt, and later the word on where the matter stands.

The key is not that of the tree heads: who steals one can tell one kind of lie only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from zhiyong.journal import keys, nodes, proofs, selectors
from zhiyong.journal.models import Entry, Leaf, Log
from zhiyong.rules import proof
from zhiyong.rules.proof import files
from zhiyong.rules.proof.files import Filed, Signed
from zhiyong.rules.proof.keys import Purpose
from zhiyong.shell import kinds


@dataclass(frozen=True, slots=True)
class Receipt:
    """A signed promise, and the file to hand out."""

    document: Signed[proof.Receipt]

    @property
    def text(self) -> str:
        """Return the content of the file."""
        return files.dump(self.document)

    @property
    def leaf(self) -> bytes:
        """Return the leaf hash of the entry that was promised."""
        return self.document.body.leaf


def promise(*, entry: Entry, accept_by: date | None) -> Receipt:
    """Return the office's signed promise about an entry just written.

    It says: this leaf was written on that day (`entry.recorded_on`, the real one: a letter that
    is entered late is promised from then on), it will be sealed within
    `settings.SEAL_WITHIN_HOURS` after the day's end, and acceptance is decided by `accept_by`.
    """
    body = proof.Receipt(
        log_id=keys.log_id(Log.ACTS),
        algorithm=entry.algorithm,
        leaf=bytes(entry.leaf),
        received_on=entry.recorded_on,
        utc_offset_minutes=_offset(entry.recorded_on),
        seal_within_hours=settings.SEAL_WITHIN_HOURS,
        accept_by=accept_by,
    )
    return Receipt(files.sign(body, keys.signer(Purpose.PROMISE)))


def stage(
    *, leaf: bytes, thread: str, decides: Collection[str], at: datetime
) -> Signed[proof.StageStatement]:
    """Return the office's signed word on where a thread stands.

    The stage is the newest verb that its Kind shows to the public. `decides` are the verbs that
    decide about acceptance (accept, refuse, refer); the first such entry is named by day and leaf.
    """
    told = Entry.objects.filter(threads__overlap=selectors.thread_family(thread))
    told = told.order_by(*selectors.IN_ORDER)
    decision = told.filter(verb__in=decides).first()
    last = told.filter(verb__in=kinds.split(thread)[0].public_verbs).last()
    return files.sign(
        proof.StageStatement(
            log_id=keys.log_id(Log.ACTS),
            leaf=leaf,
            stated_at=at,
            stage=last.verb if last else "none",
            decided_on=decision.on if decision else None,
            decision_leaf=bytes(decision.leaf) if decision else None,
        ),
        keys.signer(Purpose.PROMISE),
    )


def follow_up(*, leaf: bytes, thread: str, decides: Collection[str], at: datetime) -> str:
    """Return the proof file of the follow-up page, to be kept beside the receipt.

    In it: the signed stage, the newest tree head, and inclusion proofs of the receipt's own
    entry and of the decision, as far as they are sealed.
    """
    stated = stage(leaf=leaf, thread=thread, decides=decides, at=at)
    documents: list[Filed] = [stated]
    newest = proofs.latest()
    if newest:
        documents.append(proofs.head(newest))
        wanted = [leaf, stated.body.decision_leaf]
        found = Leaf.objects.filter(log=Log.ACTS, hash__in=[each for each in wanted if each])
        documents += [
            proofs.inclusion_of_leaf(each, of=newest) for each in found if each.index < newest.size
        ]
    return files.dump(*documents)


def absence(*, leaf: bytes, at: datetime) -> Signed[proof.AbsenceStatement] | None:
    """Return the office's signed word that its log does not have a leaf; None if it has."""
    if Leaf.objects.filter(log=Log.ACTS, hash=leaf).exists():
        return None
    return files.sign(
        proof.AbsenceStatement(
            log_id=keys.log_id(Log.ACTS), leaf=leaf, size=nodes.size_of(Log.ACTS), stated_at=at
        ),
        keys.signer(Purpose.PROMISE),
    )


def _offset(day: date) -> int:
    """Return how far local time is ahead of UTC on a day, in minutes."""
    noon = datetime.combine(day, time(12), UTC)
    ahead = noon.astimezone(timezone.get_default_timezone()).utcoffset() or timedelta()
    return int(ahead.total_seconds()) // 60
