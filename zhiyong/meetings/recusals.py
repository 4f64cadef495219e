"""Why a member may not take part in an item: rooms above say so, each for its own subjects."""

from collections.abc import Callable, Iterable
from datetime import date

from zhiyong.directory.models import Person
from zhiyong.meetings.models import Item

Check = Callable[[Item, Person, date], str | None]
"""The sentence why a person may not take part, in the reader's language; None if they may."""

Sift = Callable[[Item, Iterable[Person], date], dict[int, str]]
"""The same for several people at once: the sentences, by the ids of those who may not."""

_checks: list[Check] = []
_sifts: list[Sift] = []


def register(check: Check) -> None:
    """Add a reason for which members step aside; adding the same one again changes nothing."""
    if check not in _checks:
        _checks.append(check)


def register_for_all(sift: Sift) -> None:
    """Add a reason that is looked up for all members at once, in few queries."""
    if sift not in _sifts:
        _sifts.append(sift)


def reason(item: Item, person: Person, on: date) -> str | None:
    """Return why a person may not take part in an item; None if nothing is known."""
    return reasons(item, [person], on).get(person.pk)


def reasons(item: Item, people: Iterable[Person], on: date) -> dict[int, str]:
    """Return why people may not take part in an item, by their ids; those who may are missing."""
    people = list(people)
    found: dict[int, str] = {}
    for sift in _sifts:
        found = {**sift(item, people, on), **found}
    for one in people:
        if one.pk not in found:
            why = next((why for check in _checks if (why := check(item, one, on))), None)
            if why:
                found[one.pk] = why
    return found
