"""What tests of acts check: the entry that was written, and that nothing changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zhiyong.approvals.models import Approval
from zhiyong.cases.models import Case
from zhiyong.duties.models import Duty
from zhiyong.files.models import File
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Notice
from zhiyong.papers.models import Paper
from zhiyong.transfers.models import Transfer, TransferItem

ROWS = (TransferItem, Approval, Paper, File, Notice)


def the_entry(verb: str) -> Entry:
    """Return the one entry of a verb."""
    found = list(Entry.objects.filter(verb=verb))
    assert len(found) == 1, f"{len(found)} entries of {verb}"
    return found[0]


def state() -> dict[str, Any]:
    """Return everything that an act could change."""
    return {
        "transfers": list(Transfer.objects.order_by("pk").values()),
        "cases": list(Case.objects.order_by("pk").values()),
        "duties": list(Duty.objects.order_by("pk").values()),
        "entries": Entry.objects.count(),
        **{model.__name__: model._base_manager.count() for model in ROWS},
    }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Check that the block changes nothing at all."""
    before = state()
    yield
    assert state() == before
