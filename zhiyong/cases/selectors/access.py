"""Who may know about a case. Every read of one starts here."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhiyong.cases import readers
from zhiyong.cases.models import Case, CaseSource, Respondent, TeamMember
from zhiyong.intake.models import NamedPerson
from zhiyong.meetings.selectors import subjects_before
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, Role, Standing

LEADS = (Role.SECTION_HEAD, Role.LEADER)
"""Who leads the work of a body on its cases: they see those as well that are their team's alone."""
BY_RIGHT = "cases_by_right"
"""Under which name a standing keeps the question which cases are somebody's."""


def cases_visible_to(standing: Standing) -> QuerySet[Case]:
    """Return the cases somebody may see: their body's, those they work on, those opened to them.

    Of a restricted category (`restricted`), the body sees it only through its team, who opened
    it, and who leads. Nobody sees a case about themselves, or one that grew from a complaint
    naming them.
    """
    units = standing.units(*READS_ALL)
    here = _by_right(standing)
    if units:
        here |= Q(audience__among=units, restricted=False)
    return not_about(Case.objects.filter(here), standing)


def _by_right(standing: Standing) -> Q:
    """Say which cases somebody sees whatever they are about; asked once for a standing.

    A standing lives as long as a request: a page asks dozens of times which cases may be told of.
    """
    known: list[int] | None = standing.__dict__.get(BY_RIGHT)
    if known is None:
        rows = Case.objects.filter(_theirs(standing)).order_by().values_list("pk", flat=True)
        known = standing.__dict__[BY_RIGHT] = list(rows)
    leads = standing.units(*LEADS)
    led = Q(audience__among=leads) if leads else Q(pk__in=[])
    return led | Q(pk__among=known)


def _theirs(standing: Standing) -> Q:
    """Say which cases are somebody's, or opened to them."""
    here = Q(pk__in=[])
    if standing.person_id is not None:
        mine = TeamMember.objects.filter(person=standing.person_id, until_on__isnull=True)
        opened = Case.objects.filter(restricted=True, opened_by__person=standing.person_id)
        here |= Q(pk__in=mine.values("case")) | Q(pk__in=opened.values("pk"))
    for provider in readers.every():
        here |= Q(pk__in=provider(standing))
    return here


def narrowed(standing: Standing) -> QuerySet[Case]:
    """Return the restricted cases that are not for somebody."""
    rows = Case.objects.filter(restricted=True)
    return rows.exclude(pk__in=rows.filter(_by_right(standing)).values("pk"))


def not_kept_from(rows: QuerySet[Case], standing: Standing) -> QuerySet[Case]:
    """Leave out the cases that are about somebody, and the restricted ones not for them."""
    return not_about(rows, standing).exclude(pk__in=narrowed(standing).values("pk"))


def before_meetings(standing: Standing) -> QuerySet[Any, Any]:
    """Return the ids of the cases that lie before meetings in which somebody sits."""
    return subjects_before(standing, "case")


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


def references_kept_from(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the cases about somebody, and of the restricted ones not theirs."""
    about, grown = _naming(standing.person_id or 0)
    kept = narrowed(standing).values("pk")
    return _said(Case.objects.filter(Q(pk__in=about) | Q(pk__in=grown) | Q(pk__in=kept)))


def references_visible(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the cases that somebody sees."""
    return _said(cases_visible_to(standing))


def references_narrowed(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the restricted cases that are not for somebody."""
    return _said(narrowed(standing))


def _said(rows: QuerySet[Case]) -> QuerySet[Any, Any]:
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
