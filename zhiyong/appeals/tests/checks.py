"""What tests of acts check: the entry that was written, what is owed, and that nothing changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zhiyong.appeals.models import Appeal, AppealHandler, RollBackLine
from zhiyong.consequences.models import Entry as Ledger
from zhiyong.decisions.models import ChosenMeasure, Decision, DecisionNotice, Version
from zhiyong.duties.models import Duty
from zhiyong.journal.models import Entry
from zhiyong.meetings.models import Item
from zhiyong.notices.models import Notice
from zhiyong.papers.models import Paper
from zhiyong.publicity.models import Publication

ROWS = (
    Appeal,
    AppealHandler,
    RollBackLine,
    Decision,
    Version,
    ChosenMeasure,
    DecisionNotice,
    Ledger,
    Duty,
    Item,
    Notice,
    Paper,
    Publication,
)


def the_entry(verb: str) -> Entry:
    """Return the one entry of a verb."""
    found = list(Entry.objects.filter(verb=verb))
    assert len(found) == 1, f"{len(found)} entries of {verb}"
    return found[0]


def owed(appeal: Appeal) -> dict[str, Any]:
    """Return the duties of an appeal by their codes: the state, and the day by which."""
    rows = Duty.objects.filter(subject=f"appeal:{appeal.pk}").order_by("pk")
    return {duty.code: (duty.state, duty.due_on) for duty in rows}


def state() -> dict[str, Any]:
    """Return everything that an act could change."""
    found: dict[str, Any] = {
        model.__name__: list(model._base_manager.order_by("pk").values()) for model in ROWS
    }
    return found | {"journal": Entry.objects.count()}


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Check that the block changes nothing at all."""
    before = state()
    yield
    after = state()
    for name, rows in before.items():
        assert after[name] == rows, name
