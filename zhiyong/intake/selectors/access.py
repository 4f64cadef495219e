"""Who may know about a complaint. Every read of one starts here."""

from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from zhiyong.intake.models import Complaint, Handover, Import, Mail, NamedPerson, Reader, Signatory
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, Role, Standing


def complaints_visible_to(standing: Standing) -> QuerySet[Complaint]:
    """Return the complaints somebody may read: those their units keep, and those they handle.

    Never one that names the reader.
    """
    units = standing.units(*READS_ALL)
    if not units:
        return Complaint.objects.none()
    shared = Reader.objects.filter(unit__in=units, until__isnull=True).values("complaint")
    found = Complaint.objects.filter(Q(audience__among=units) | Q(pk__in=shared))
    return _not_about(found, standing)


def complaints_kept_by(standing: Standing, *roles: Role) -> QuerySet[Complaint]:
    """Return the complaints that somebody's units keep: the queue, its counts, its search.

    Without roles, those with whatever role reads cases; with roles, those on which somebody may
    act in one of them.
    """
    units = standing.units(*(roles or READS_ALL))
    if not units:
        return Complaint.objects.none()
    return _not_about(Complaint.objects.filter(audience__among=units), standing)


def _not_about(rows: QuerySet[Complaint], standing: Standing) -> QuerySet[Complaint]:
    if standing.person_id is None:
        return rows
    mine = NamedPerson.objects.filter(person=standing.person_id).values("complaint")
    return rows.exclude(pk__in=mine)


def references_naming(standing: Standing) -> QuerySet[NamedPerson, Any]:
    """Return the references of the complaints that name somebody, for rooms that know no more."""
    return (
        NamedPerson.objects.filter(person=standing.person_id or 0)
        .annotate(
            reference=Concat(
                Value("complaint:"), Cast("complaint_id", TextField()), output_field=TextField()
            )
        )
        .values("reference")
    )


def signatories_visible_to(standing: Standing) -> QuerySet[Signatory]:
    """Return those who complain together in the complaints that somebody may read; not who."""
    return Signatory.objects.filter(complaint__in=complaints_visible_to(standing).values("pk"))


def imports_visible_to(standing: Standing) -> QuerySet[Import]:
    """Return the workbooks that were read in for the offices of somebody's clerks."""
    return Import.objects.filter(unit__in=standing.units(Role.CLERK))


def mails_visible_to(standing: Standing) -> QuerySet[Mail]:
    """Return what came to the mailboxes of somebody's offices: day and reason, no sender."""
    return Mail.objects.filter(unit__in=standing.units(Role.CLERK))


def handovers_visible_to(standing: Standing) -> QuerySet[Handover]:
    """Return the accusations handed over to somebody's units: day and destination, no more."""
    units = standing.units(*READS_ALL, Role.CUSTODIAN)
    return Handover.objects.filter(audience__among=units) if units else Handover.objects.none()


def may_act(standing: Standing, complaint: Complaint, *roles: Role) -> bool:
    """Whether somebody holds one of the roles for the unit that keeps a complaint."""
    return complaint.audience in standing.units(*roles)
