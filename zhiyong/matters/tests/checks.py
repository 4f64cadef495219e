"""What tests of acts check: the entry that was written, what is owed, and that nothing changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zhiyong.approvals.models import Approval
from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint, Message, Reader
from zhiyong.journal.models import Entry
from zhiyong.matters.models import (
    CallBack,
    Dispute,
    Judgement,
    Matter,
    Note,
    Outcome,
    Rating,
    Recusal,
    RecusalCheck,
)
from zhiyong.papers.models import Paper

ROWS = (
    Note,
    Outcome,
    CallBack,
    Rating,
    Recusal,
    RecusalCheck,
    Judgement,
    Message,
    Reader,
    Paper,
    Approval,
)


def the_entry(verb: str) -> Entry:
    """Return the one entry of a verb."""
    found = list(Entry.objects.filter(verb=verb))
    assert len(found) == 1, f"{len(found)} entries of {verb}"
    return found[0]


def owed(matter: Matter | Complaint) -> dict[str, str]:
    """Return the states of the duties of a matter or complaint by their codes, the last of each."""
    name = "matter" if isinstance(matter, Matter) else "complaint"
    rows = Duty.objects.filter(subject=f"{name}:{matter.pk}").order_by("pk")
    return {duty.code: duty.state for duty in rows}


def state() -> dict[str, Any]:
    """Return everything that an act could change."""
    return {
        "matters": list(Matter.objects.order_by("pk").values()),
        "complaints": list(Complaint.objects.order_by("pk").values("pk", "state", "closed_on")),
        "disputes": list(Dispute.objects.order_by("pk").values()),
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
