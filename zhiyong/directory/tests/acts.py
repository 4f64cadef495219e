"""What the tests of acts share: the journal's entries, and who acts."""

from typing import Any

from zhiyong.journal.models import Entry


def entries(verb: str) -> list[Entry]:
    """Return the journal's entries of a verb."""
    return list(Entry.objects.filter(verb=verb).order_by("id"))


def the_entry(verb: str) -> Entry:
    """Return the one entry of a verb."""
    found = entries(verb)
    assert len(found) == 1, f"{len(found)} entries of {verb}"
    return found[0]


def only(rows: Any) -> Any:
    """Return the one row."""
    found = list(rows)
    assert len(found) == 1, found
    return found[0]
