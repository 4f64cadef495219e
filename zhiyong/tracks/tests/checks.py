"""What tests of acts check: the entry that was written, and that nothing changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zhiyong.cases.models import Case
from zhiyong.directory.models import Tenure
from zhiyong.duties.models import Duty
from zhiyong.files.models import File
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Notice
from zhiyong.papers.models import Paper
from zhiyong.tracks.models import CaseTrack, Oversight, Resignation, Talk

ROWS = (Paper, File, Notice)


def the_entry(verb: str) -> Entry:
    """Return the one entry of a verb."""
    found = list(Entry.objects.filter(verb=verb))
    assert len(found) == 1, f"{len(found)} entries of {verb}"
    return found[0]


def state() -> dict[str, Any]:
    """Return everything that an act could change."""
    return {
        **{
            model.__name__: list(model._base_manager.order_by("pk").values())
            for model in (CaseTrack, Talk, Resignation, Oversight, Case, Duty, Tenure)
        },
        "entries": Entry.objects.count(),
        **{model.__name__: model._base_manager.count() for model in ROWS},
    }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Check that the block changes nothing at all."""
    before = state()
    yield
    assert state() == before
