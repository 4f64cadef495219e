"""Who may not look into a matter: the office complained of, and its people."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from zhiyong.directory.models import Person, Tenure, Unit
from zhiyong.directory.selectors.routing import office_of
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors.facts import roles_concerned
from zhiyong.matters import plan
from zhiyong.matters.models import Matter
from zhiyong.plans.selectors import pack_of

NAMED = "NAMED"
SAME_OFFICE = "SAME_OFFICE"
SAID = "SAID"


def is_looked_into(complaint: Complaint) -> bool:
    """Return whether the plan's own procedure looks into such a complaint; others are answered."""
    pack = pack_of(complaint.adoption)
    kind = complaint.input_class
    return not kind or pack.kind(kind).handling == plan.LOOKED_INTO


def concerned(complaint: Complaint, unit: Unit, on: date) -> bool:
    """Return whether a unit may not look into a complaint: it, its leaders or staff are meant.

    Asked in the same way as the routing asks it about the bodies of the plan.
    """
    return is_looked_into(complaint) and bool(
        roles_concerned(
            unit=complaint.subject_unit,
            people=_named(complaint),
            bodies={"unit": unit},
            on=complaint.received_on,
        )
        or roles_concerned(
            unit=complaint.subject_unit, people=_named(complaint), bodies={"unit": unit}, on=on
        )
    )


def conflicts_of(matter: Matter, person: Person, on: date) -> list[str]:
    """Return what stands against a person handling a matter; empty if nothing is known.

    NAMED: they are named in it · SAME_OFFICE: they work, or worked on the day of receipt, in the
    office complained of, in that of somebody named, or below it · SAID: they said themselves
    that they may not. What only the person knows (kin, interests) they declare.
    """
    return conflicts_among(matter, [person], on)[person.pk]


def conflicts_among(matter: Matter, people: Sequence[Person], on: date) -> dict[int, list[str]]:
    """Return what stands against each of some people, as `conflicts_of`, in few queries."""
    complaint = matter.complaint
    found: dict[int, list[str]] = {person.pk: [] for person in people}
    ids = list(found)
    for pk in complaint.named.filter(person__in=ids).values_list("person", flat=True):
        found[pk].append(NAMED)
    if is_looked_into(complaint):
        for pk in _of_offices(ids, _accused(complaint, on), complaint, on):
            found[pk].append(SAME_OFFICE)
    for pk in matter.recusals.filter(person__in=ids).values_list("person", flat=True):
        found[pk].append(SAID)
    return found


def _named(complaint: Complaint) -> list[Person]:
    rows = complaint.named.filter(person__isnull=False).select_related("person")
    return [row.person for row in rows if row.person]


def _accused(complaint: Complaint, on: date) -> list[Unit]:
    """Return the offices of the unit complained of and of the people named."""
    units = [complaint.subject_unit] if complaint.subject_unit else []
    people = [person.pk for person in _named(complaint)]
    units += [tenure.post.unit for tenure in _tenures(people, complaint, on)]
    return [office_of(unit, on) for unit in units]


def _of_offices(
    people: Iterable[int], offices: list[Unit], complaint: Complaint, on: date
) -> set[int]:
    """Return who of some people works in one of these offices, or below one.

    Below a people's government lies every office: there only the government itself is meant.
    """
    accused = {office.pk for office in offices}
    above = {office.pk for office in offices if office.kind != Unit.Kind.GOVERNMENT}
    known: dict[int, int] = {}
    found = set()
    for tenure in _tenures(people, complaint, on):
        unit = tenure.post.unit
        if unit.pk not in known:
            known[unit.pk] = office_of(unit, on).pk
        if known[unit.pk] in accused or above & set(unit.path):
            found.add(tenure.person_id)
    return found


def _tenures(people: Iterable[int], complaint: Complaint, on: date) -> list[Tenure]:
    then = Q(valid__contains=complaint.received_on) | Q(valid__contains=on)
    rows = Tenure.objects.filter(then, person__in=list(people))
    return list(rows.select_related("post__unit"))
