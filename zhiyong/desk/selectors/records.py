"""The record of a person or unit, composed of the directory, the ledger and what is open."""

from datetime import date
from itertools import chain

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.consequences.models import Entry
from zhiyong.consequences.pending import pending_of
from zhiyong.consequences.selectors import Record, may_see_record
from zhiyong.directory.models import Person, Unit
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Tab


def way_to_person(pk: int, standing: Standing) -> Tab | None:
    """Return the link to what stands against a person, for whoever may see it."""
    found = Person.objects.filter(pk=pk).first()
    return _way(found, "desk:person", standing)


def way_to_unit(pk: int, standing: Standing) -> Tab | None:
    """Return the link to what stands against a unit, for whoever may see it."""
    found = Unit.objects.filter(pk=pk).first()
    return _way(found, "desk:unit", standing)


def _way(whom: Person | Unit | None, name: str, standing: Standing) -> Tab | None:
    if whom is None or not may_see_record(standing, whom):
        return None
    return Tab("record", _("What stands against them"), reverse(name, args=[whom.pk]))


def entries_of(record: Record) -> list[Entry]:
    """Return all entries that a record shows, to be put into words together."""
    parts = (record.stands, record.waits, record.covered, record.over, record.undone)
    return list(chain.from_iterable(parts))


def open_cases(whom: Person | Unit, on: date, standing: Standing) -> list[tuple[str, str]]:
    """Return the open cases about a person or unit that somebody may know: title, address.

    Nobody learns here of a case about themselves: they are told in the case, when it is time.
    """
    people = [whom.pk] if isinstance(whom, Person) else []
    units = [whom.pk] if isinstance(whom, Unit) else []
    if people and people[0] == standing.person_id:
        return []
    found = pending_of(people, units, on)
    references = [one for several in found.values() for one in several]
    titles = kinds.titles(references, standing)
    return [(titles[one], _address(one)) for one in references if one in titles]


def _address(reference: str) -> str:
    try:
        return kinds.url(reference) or ""
    except (KeyError, ValueError):
        return ""
