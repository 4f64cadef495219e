"""Who belongs to a unit on a day, for what everybody must do; and the units below it."""

from datetime import date

from django.db.models import QuerySet

from zhiyong.campaigns.models import Assignment
from zhiyong.directory.models import Person, Tenure, Unit


def roster(assignment: Assignment, on: date) -> QuerySet[Person]:
    """Return the people of the unit on a day, those of its sections and offices below included.

    Not those of a unit below that owes the same task for itself. Where a person is named, that
    person alone.
    """
    if assignment.person_id is not None:
        return Person.objects.filter(pk=assignment.person_id)
    own = Tenure.objects.filter(valid__contains=on, post__unit__path__contains=[assignment.unit_id])
    others = [one.unit_id for one in lower(assignment)]
    if others:
        own = own.exclude(post__unit__path__overlap=others)
    return Person.objects.filter(pk__in=own.values("person")).order_by("pinyin", "pk")


def lower(assignment: Assignment) -> QuerySet[Assignment]:
    """Return what units below owe of the same task, for the same period."""
    return (
        Assignment.objects.filter(
            task=assignment.task_id,
            period=assignment.period,
            person__isnull=True,
            unit__path__contains=[assignment.unit_id],
        )
        .exclude(unit=assignment.unit_id)
        .exclude(state=Assignment.State.VOID)
        .select_related("unit")
        .order_by("unit__pinyin", "pk")
    )


def subunits(unit: Unit, on: date) -> QuerySet[Unit]:
    """Return the units directly below a unit that exist on a day; its sections are itself."""
    return (
        Unit.objects.filter(parent=unit)
        .exclude(kind=Unit.Kind.SECTION)
        .exclude(opened_on__gt=on)
        .exclude(closed_on__lte=on)
        .order_by("pinyin", "pk")
    )
