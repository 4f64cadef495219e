"""The signed heads, checked one after the other while the leaves go by."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zhiyong.journal import keys, proofs
from zhiyong.journal.models import Log, TreeHead
from zhiyong.journal.sealer import digest_of
from zhiyong.journal.verification.findings import Fault, Report
from zhiyong.rules import proof
from zhiyong.rules.proof.files import Authenticity, Signed

PAGE = 2000


class Head(NamedTuple):
    """What a head says, and where it comes from."""

    size: int
    root: bytes
    source: str


class Heads:
    """The heads of a log in the order of their sizes, those kept elsewhere among them.

    `last_good` is the largest size so far whose root the leaves gave; `disagree` tells that one
    did not, so that the later ones tell nothing new.
    """

    def __init__(
        self, log: Log, elsewhere: Iterable[Signed[proof.TreeHead]], report: Report
    ) -> None:
        self.log = log
        self.report = report
        self.ring = keys.ring()
        self.seen = 0
        self.last_good = 0
        self.disagree = False
        self.kept = self._kept(elsewhere)
        self.stored = self._stored()
        self.upcoming = next(self.stored, None)

    @property
    def size(self) -> int:
        """Return the size that some head says the log has had."""
        newest = proofs.latest(self.log)
        return max([newest.size if newest else 0, *(head.size for head in self.kept)])

    def next_size(self) -> int | None:
        """Return the size of the head that comes next, None after the last."""
        sizes = [head.size for head in (self.upcoming, *self.kept[:1]) if head]
        return min(sizes, default=None)

    def take(self) -> Head:
        """Return the head that comes next."""
        self.seen += 1
        if self.upcoming and self.upcoming.size == self.next_size():
            head, self.upcoming = self.upcoming, next(self.stored, None)
            return head
        return self.kept.pop(0)

    def _kept(self, elsewhere: Iterable[Signed[proof.TreeHead]]) -> list[Head]:
        log_id, kept = keys.log_id(self.log), []
        for signed in elsewhere:
            head = signed.body
            if head.log_id != log_id:
                continue
            if signed.check(self.ring) is Authenticity.GENUINE:
                kept.append(Head(head.size, head.root, f"{head.moment:%Y-%m-%dT%H:%M:%SZ}"))
            else:
                self.report.add(Fault.HEAD_FORGED, log=self.log, index=head.size)
        return sorted(kept)

    def _stored(self) -> Iterator[Head]:
        """Yield the heads in the database, checking signature and chain as they go by."""
        before: TreeHead | None = None
        for head in self._rows():
            match proofs.head(head).check(self.ring):
                case Authenticity.FORGED:
                    self.report.add(Fault.HEAD_FORGED, log=self.log, index=head.size)
                case Authenticity.UNKNOWN_KEY:
                    self.report.add(
                        Fault.HEAD_UNKNOWN_KEY, log=self.log, index=head.size, detail=head.key_id
                    )
            if bytes(head.previous) != (digest_of(before) if before else b""):
                self.report.add(Fault.HEAD_CHAIN, log=self.log, index=head.size)
            before = head
            yield Head(head.size, bytes(head.root), f"{head.at:%Y-%m-%dT%H:%M:%SZ}")

    def _rows(self) -> Iterator[TreeHead]:
        """Yield the stored heads page by page, so that no cursor stays open meanwhile."""
        last = -1
        stored = TreeHead.objects.filter(log=self.log).order_by("size")
        while page := list(stored.filter(size__gt=last)[:PAGE]):
            yield from page
            last = page[-1].size
