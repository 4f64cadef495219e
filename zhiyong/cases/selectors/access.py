"""Who may know about a case. Every read of one starts here."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhiyong.cases import readers
from zhiyong.cases.models import Case, CaseSource, Respondent, TeamMember
from zhiyong.intake.models import NamedPerson
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_CASES, Role, Standing


def cases_visible_to(standing: Standing) -> QuerySet[Case]:
    """Return the cases somebody may see: their body's, those they work on, those opened to them.

    Nobody sees a case about themselves, or one that grew from a complaint naming them.
    """
    units = standing.units(*READS_CASES)
    here = Q(audience__among=units) if units else Q(pk__in=[])
    if standing.person_id is not None:
        mine = TeamMember.objects.filter(person=standing.person_id, until_on__isnull=True)
        here |= Q(pk__in=mine.values("case"))
    for provider in readers.every():
        here |= Q(pk__in=provider(standing))
    return not_about(Case.objects.filter(here), standing)


def not_about(rows: QuerySet[Case], standing: Standing) -> QuerySet[Case]:
    """Leave out the cases that are about somebody."""
    if standing.person_id is None:
        return rows
    about, grown = _naming(standing.person_id)
    return rows.exclude(pk__in=about).exclude(pk__in=grown)


def _naming(person: int) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Return the cases about a person, and those that grew from a complaint naming them."""
    about = Respondent.objects.filter(person=person, removed_on__isnull=True)
    named = NamedPerson.objects.filter(person=person).values("complaint")
    grown = CaseSource.objects.filter(complaint__in=named)
    return about.values("case"), grown.values("case")


def references_about(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the cases that are about somebody, or grew from what names them."""
    about, grown = _naming(standing.person_id or 0)
    rows = Case.objects.filter(Q(pk__in=about) | Q(pk__in=grown))
    return rows.values_list(Concat(Value("case:"), Cast("pk", CharField())), flat=True)


def in_body(standing: Standing, case: Case, *roles: Role) -> bool:
    """Whether somebody holds one of the roles in the body that has the case."""
    return case.audience in standing.units(*roles)


def in_team(standing: Standing, case: Case) -> bool:
    """Whether somebody looks into the case today."""
    person = standing.person_id
    return person is not None and any(
        one.person_id == person for one in case.team.all() if one.until_on is None
    )
