"""Whose a matter is: who decides it, what is to be decided, what came back before."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import people_with
from zhiyong.directory.selectors.units import ancestors_on
from zhiyong.intake.models import Complaint, NamedPerson
from zhiyong.matters.models import Dispute, Matter, Note
from zhiyong.matters.selectors.access import matters_visible_to
from zhiyong.matters.selectors.recusal import concerned
from zhiyong.plans.selectors import bound_unit, pack_of
from zhiyong.shell.access import Role, Standing

DECIDERS = (Role.LEADER, Role.OFFICE, Role.SECTION_HEAD)
"""Who decides whose a matter is, for the unit above."""
MOST_COUNTED = 100


def returned_before(complaint: Complaint) -> QuerySet[Matter]:
    """Return the matters of a complaint that units have sent back as not theirs."""
    notes = Note.objects.filter(matter=OuterRef("pk"))
    return (
        complaint.matters.filter(
            Exists(notes.filter(kind=Note.Kind.RETURN)), state=Matter.State.RETURNED
        )
        .exclude(Exists(notes.filter(kind=Note.Kind.TAKEN_BACK)))
        .order_by("pk")
    )


def is_contested(matter: Matter, belongs_to: Unit | None) -> bool:
    """Return whether a return goes to who stands above at once, instead of to the keeper.

    So it is after as many returns as the plan bears, or where a unit names one that has itself
    sent the complaint back.
    """
    disputes = pack_of(matter.adoption).routing.disputes
    if disputes is None:
        return False
    back = list(returned_before(matter.complaint).values_list("handling_unit", flat=True))
    return len(back) >= disputes.most_returns or bool(belongs_to and belongs_to.pk in back)


def decider_of(matter: Matter, on: date, others: Iterable[Unit] = ()) -> Unit | None:
    """Return the nearest unit above all who do not agree, that may know of it and has somebody.

    Above nobody, or where nobody decides there: the body that the plan names, or one above it.
    """
    parties = [matter.keeper, matter.handling_unit, *others]
    barred = set(matter.complaint.barred)
    ids = {one.pk for one in parties}
    for unit in _candidates(matter, parties, on):
        if (
            unit.pk not in ids
            and not set(unit.path) & barred
            and not concerned(matter.complaint, unit, on)
            and any(people_with(role, unit, on).exists() for role in DECIDERS)
        ):
            return unit
    return None


def _candidates(matter: Matter, parties: list[Unit], on: date) -> Iterator[Unit]:
    lines = [ancestors_on(unit, on) for unit in parties]
    above = [{one.pk for one in line[:-1]} for line in lines]
    yield from (unit for unit in reversed(lines[0][:-1]) if all(unit.pk in one for one in above))
    pack = pack_of(matter.adoption)
    role = pack.routing.disputes.else_by if pack.routing.disputes else None
    seen: set[str] = set()
    while role and role not in seen:
        seen.add(role)
        if unit := bound_unit(matter.adoption, role):
            yield unit
        role = pack.element("bindings", role).superior


def disputes_visible_to(standing: Standing) -> QuerySet[Dispute]:
    """Return the disputes somebody may see: those their unit decides, and about their matters.

    Nobody sees one about a complaint that names them.
    """
    mine = Q(matter__in=matters_visible_to(standing).order_by().values("pk"))
    if units := standing.units(*DECIDERS):
        mine |= Q(audience__among=units)
    rows = Dispute.objects.filter(mine)
    if standing.person_id is not None:
        named = NamedPerson.objects.filter(person=standing.person_id).values("complaint")
        rows = rows.exclude(matter__complaint__in=named)
    return rows


def to_decide(standing: Standing) -> QuerySet[Dispute]:
    """Return the disputes that somebody's units decide, or have decided."""
    units = standing.units(*DECIDERS)
    if not units:
        return Dispute.objects.none()
    return disputes_visible_to(standing).filter(audience__among=units)


def count_to_decide(standing: Standing) -> int:
    """Return how many disputes wait for a decision of somebody's units, up to 100."""
    return to_decide(standing).filter(state=Dispute.State.OPEN).order_by()[:MOST_COUNTED].count()


def may_decide(standing: Standing, dispute: Dispute) -> bool:
    """Return whether somebody decides a dispute for the unit above."""
    return dispute.audience in standing.units(*DECIDERS)
