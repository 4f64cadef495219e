"""Who may know about an appeal. Every read of one starts here."""

from django.db.models import Q, QuerySet

from zhiyong.appeals.models import Appeal
from zhiyong.cases.models import Case
from zhiyong.cases.selectors.access import LEADS
from zhiyong.consequences.models import Entry
from zhiyong.decisions.models import Decision
from zhiyong.meetings.selectors import subjects_before
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, READS_CASES, Role, Standing

RECEIVERS = (Role.CLERK, Role.OFFICE, Role.SECTION_HEAD)
"""Who registers an appeal that reaches a body."""

HEADS = (Role.SECTION_HEAD, Role.LEADER, Role.OFFICE)
"""Who says whether it is heard, and by whom."""

READERS = tuple(sorted(READS_CASES))


def appeals_visible_to(standing: Standing) -> QuerySet[Appeal]:
    """Return the appeals somebody may see: of the body that hears them, those they hear, their own.

    Whoever appeals, or is decided about, sees nothing of it as an official: only their own page.
    """
    return heard_by(standing) | own(standing)


def heard_by(standing: Standing) -> QuerySet[Appeal]:
    """Return the appeals that somebody sees as an official: their body's, or before them.

    Of a restricted case, the body's only as its heads.
    """
    units, leads = standing.units(*READS_ALL), standing.units(*LEADS)
    here = Q(pk__in=subjects_before(standing, "appeal"))
    if standing.person_id is not None:
        here |= Q(handlers__person=standing.person_id, handlers__until_on__isnull=True)
    if units:
        here |= Q(audience__among=units, decision__case__restricted=False)
    if leads:
        here |= Q(audience__among=leads)
    rows = Appeal.objects.filter(pk__in=Appeal.objects.filter(here).values("pk"))
    if standing.person_id is None:
        return rows
    about = Q(person=standing.person_id) | Q(decision__respondent__person=standing.person_id)
    return rows.exclude(pk__in=Appeal.objects.filter(about).values("pk"))


def own(standing: Standing) -> QuerySet[Appeal]:
    """Return the appeals that somebody filed."""
    if standing.person_id is None:
        return Appeal.objects.none()
    return Appeal.objects.filter(person=standing.person_id)


def cases_under_appeal(standing: Standing) -> QuerySet[Case]:
    """Return the cases that somebody may read because they hear an appeal against a decision.

    Those who hear it by name, and those who read for the hearing body; never about themselves.
    """
    rows = heard_by(standing).exclude(state__in=[Appeal.State.WITHDRAWN, Appeal.State.NOT_ACCEPTED])
    return Case.objects.filter(pk__in=rows.values("decision__case"))


def decisions_about(standing: Standing) -> QuerySet[Decision]:
    """Return the decisions that were made about somebody, or by which something fell on them."""
    if standing.person_id is None:
        return Decision.objects.none()
    return decisions_on(standing.person_id)


def decisions_on(person: int) -> QuerySet[Decision]:
    """Return the decisions made about a person, or by which something fell on them."""
    linked = Entry.objects.filter(person=person, source__startswith="decision:")
    sources = [int(one.partition(":")[2]) for one in linked.values_list("source", flat=True)]
    made = Decision.objects.exclude(made_on__isnull=True)
    return made.filter(Q(respondent__person=person) | Q(pk__in=sources))


def is_handler(standing: Standing, appeal: Appeal) -> bool:
    """Whether somebody hears an appeal by name."""
    return standing.person_id is not None and any(
        one.person_id == standing.person_id for one in appeal.handlers.all() if not one.until_on
    )


def here(standing: Standing, appeal: Appeal, *roles: Role) -> bool:
    """Whether somebody holds one of the roles in the body that hears an appeal."""
    return appeal.audience in standing.units(*roles)
