"""Who may know about a case. Every read of one starts here."""

from django.db.models import Q, QuerySet

from zhiyong.cases import readers
from zhiyong.cases.models import Case, Respondent, TeamMember
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
    about = Respondent.objects.filter(person=standing.person_id, removed_on__isnull=True)
    named = NamedPerson.objects.filter(person=standing.person_id).values("complaint")
    return rows.exclude(pk__in=about.values("case")).exclude(sources__complaint__in=named)


def in_body(standing: Standing, case: Case, *roles: Role) -> bool:
    """Whether somebody holds one of the roles in the body that has the case."""
    return case.audience in standing.units(*roles)


def in_team(standing: Standing, case: Case) -> bool:
    """Whether somebody looks into the case today."""
    person = standing.person_id
    return person is not None and any(
        one.person_id == person for one in case.team.all() if one.until_on is None
    )
