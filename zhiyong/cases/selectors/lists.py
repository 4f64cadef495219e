"""The lists of cases: all that somebody sees, their own, those that lie still."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from zhiyong.cases.models import Case, TeamMember
from zhiyong.cases.selectors.access import cases_visible_to, not_about, not_kept_from
from zhiyong.duties.counting import day_after
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clock import Term
from zhiyong.shell.access import READS_ALL, Role, Standing

MOST_COUNTED = 100
OVERSEERS = (Role.SUPERVISOR, Role.SECTION_HEAD, Role.LEADER, Role.OFFICE)
"""To whom a case is shown that its team leaves lying."""
LONGEST = 400


def visible(standing: Standing) -> QuerySet[Case]:
    """Return the cases that somebody sees, with all that a list shows of them."""
    return ready(cases_visible_to(standing))


def mine(standing: Standing) -> QuerySet[Case]:
    """Return the cases that somebody looks into."""
    rows = TeamMember.objects.filter(person=standing.person_id or 0, until_on=None)
    return ready(not_about(Case.objects.filter(pk__in=rows.values("case")), standing))


def lying_still(standing: Standing, today: date) -> QuerySet[Case]:
    """Return the open cases of somebody's bodies that nobody has touched for the plan's time.

    Not those that they look into themselves: a case that lies still is shown to somebody else.
    Window: since the case was last touched, counted by the plan of each.
    """
    units = standing.units(*OVERSEERS)
    if not units:
        return Case.objects.none()
    rows = Case.objects.filter(audience__in=units, closed_on__isnull=True)
    own = TeamMember.objects.filter(person=standing.person_id or 0, until_on=None)
    rows = rows.exclude(pk__in=own.values("case"))
    late = Q(pk__in=[])
    for adoption in Adoption.objects.filter(
        pk__in=rows.order_by().values("adoption").distinct()
    ).select_related("pack"):
        if before := still_before(adoption, today):
            late |= Q(adoption=adoption, touched_on__lt=before)
    return ready(not_kept_from(rows.filter(late), standing))


def still_before(adoption: Adoption, today: date) -> date | None:
    """Return the day before which a case must have been touched last to lie still; None: never."""
    rules = pack_of(adoption).casework
    if rules is None or not isinstance(rules.still.after, Term):
        return None
    for back in range(LONGEST):
        day = today - timedelta(days=back)
        if day_after(day, rules.still.after) < today:
            return day + timedelta(days=1)
    return None


def ready(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases with all that a list shows of them: no query for each row."""
    return (
        rows.select_related("body", "adoption__pack")
        .prefetch_related("team__person", "respondents__person", "respondents__unit")
        .defer("summary", "disposal_reason")
    )


def count_mine(standing: Standing) -> int:
    """Return how many open cases somebody looks into, at most 100."""
    rows = TeamMember.objects.filter(
        person=standing.person_id or 0, until_on=None, case__closed_on__isnull=True
    ).filter(case__in=not_about(Case.objects.all(), standing))
    return rows[:MOST_COUNTED].count()


def count_leads(standing: Standing) -> int:
    """Return how many leads wait in somebody's bodies, at most 100."""
    units = standing.units(*READS_ALL)
    rows = Case.objects.filter(audience__in=units, state=Case.State.LEAD, closed_on__isnull=True)
    rows = not_kept_from(rows, standing).order_by()
    return rows[:MOST_COUNTED].count()
