"""What tests of acts check: the entry that was written, and that nothing changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zhiyong.cases.models import Case
from zhiyong.duties.models import Duty
from zhiyong.files.models import File
from zhiyong.inspections import models
from zhiyong.intake.models import Complaint
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Notice
from zhiyong.publicity.models import Publication

WHOLE = (
    models.Round, models.Planner, models.Team, models.Member, models.Draw, models.Target,
    models.Visit, models.Photograph, models.Finding, models.Outcome, models.Report, Duty,
)  # fmt: skip
COUNTED = (Case, Complaint, File, Notice, Publication, Entry)


def the_entry(verb: str) -> Entry:
    """Return the one entry of a verb."""
    found = list(Entry.objects.filter(verb=verb))
    assert len(found) == 1, f"{len(found)} entries of {verb}"
    return found[0]


def state() -> dict[str, Any]:
    """Return everything that an act could change."""
    return {
        **{one.__name__: list(one._base_manager.order_by("pk").values()) for one in WHOLE},
        **{f"n {one.__name__}": one._base_manager.count() for one in COUNTED},
    }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Check that the block changes nothing at all."""
    before = state()
    yield
    assert state() == before
