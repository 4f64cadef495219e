"""Why a member may not take part in an item: rooms above say so, each for its own subjects."""

from collections.abc import Callable, Iterable
from datetime import date

from zhiyong.directory.models import Person
from zhiyong.meetings.models import Item

Check = Callable[[Item, Person, date], str | None]
"""The sentence why a person may not take part, in the reader's language; None if they may."""

_checks: list[Check] = []


def register(check: Check) -> None:
    """Add a reason for which members step aside; adding the same one again changes nothing."""
    if check not in _checks:
        _checks.append(check)


def reason(item: Item, person: Person, on: date) -> str | None:
    """Return why a person may not take part in an item; None if nothing is known."""
    return next((why for check in _checks if (why := check(item, person, on))), None)


def reasons(item: Item, people: Iterable[Person], on: date) -> dict[int, str]:
    """Return why people may not take part in an item, by their ids; those who may are missing."""
    return {one.pk: why for one in people if (why := reason(item, one, on))}
