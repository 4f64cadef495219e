"""Who may hear an appeal, and who may not, each with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import READERS
from zhiyong.appeals.selectors.hearing import WhyNot, why_may_not_hear
from zhiyong.directory.models import Person
from zhiyong.directory.selectors import people_with
from zhiyong.shell.access import Role

MOST = 40
"""How many people of a body are offered."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the hearing body, and why they may not hear the appeal."""

    person: Person
    why_not: WhyNot | None


def candidates(appeal: Appeal, on: date) -> list[Candidate]:
    """Return the people who read cases for the hearing body and do not hear the appeal yet."""
    hearing = {one.person_id for one in appeal.handlers.all() if one.until_on is None}
    found: dict[int, Person] = {}
    for role in READERS:
        for person in people_with(Role(role), appeal.body, on):
            if person.pk not in hearing:
                found.setdefault(person.pk, person)
    return [
        Candidate(person, why_may_not_hear(appeal, person, on))
        for person in list(found.values())[:MOST]
    ]


def free(people: Iterable[Candidate]) -> list[Person]:
    """Return those against whom nothing stands."""
    return [one.person for one in people if one.why_not is None]
