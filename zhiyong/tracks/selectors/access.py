"""Who may know about what runs beside a case. Nobody sees what is about themselves."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.cases.selectors.access import not_about
from zhiyong.directory.models import Unit
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, Role, Standing
from zhiyong.tracks.models import CaseTrack, Oversight, Resignation, Talk

ACTS_HERE = (Role.HANDLER, Role.CLERK, Role.SECTION_HEAD, Role.LEADER, Role.SUPERVISOR, Role.OFFICE)
"""Who works on these in the body that keeps them."""
OPEN = Q(case__isnull=True) | Q(case__restricted=False)
"""What runs beside no case, or beside one that its body may read."""
DECIDERS = (Role.LEADER, Role.SECTION_HEAD, Role.OFFICE)


def case_tracks_visible_to(standing: Standing) -> QuerySet[CaseTrack]:
    """Return the tracks of the cases that somebody sees."""
    return CaseTrack.objects.filter(case__in=cases_visible_to(standing).values("pk"))


def talks_visible_to(standing: Standing) -> QuerySet[Talk]:
    """Return the talks of somebody's units and of the cases they see, those with them left out.

    A unit that is called to a talk sees that it is, and what was agreed.
    """
    units = standing.units(*READS_ALL)
    seen = Q(case__in=cases_visible_to(standing).values("pk"))
    if units:
        seen |= Q(audience__among=units) & OPEN | Q(with_unit__id__among=units)
    rows = _beside(Talk.objects.filter(seen), standing)
    return rows if standing.person_id is None else rows.exclude(with_person=standing.person_id)


def resignations_visible_to(standing: Standing) -> QuerySet[Resignation]:
    """Return the resignations that somebody's units keep or answer, their own left out.

    What one's own waits for would tell of cases about oneself.
    """
    units = standing.units(*READS_ALL)
    if not units:
        return Resignation.objects.none()
    seen = Q(case__in=cases_visible_to(standing).values("pk"))
    rows = Resignation.objects.filter(
        Q(audience__among=units) & (OPEN | seen) | Q(approver__id__among=units)
    )
    rows = _beside(rows, standing)
    return rows if standing.person_id is None else rows.exclude(person=standing.person_id)


def oversights_visible_to(standing: Standing) -> QuerySet[Oversight]:
    """Return the oversight items that somebody's units keep, must answer, or have asked."""
    units = standing.units(*READS_ALL)
    if not units:
        return Oversight.objects.none()
    rows = Oversight.objects.filter(
        Q(audience__among=units) & (OPEN | Q(case__in=cases_visible_to(standing).values("pk")))
        | Q(of_unit__id__among=units)
        | Q(congress__id__among=units)
    )
    rows = _beside(rows, standing)
    return rows if standing.person_id is None else rows.exclude(person=standing.person_id)


def _beside(rows: QuerySet[Any, Any], standing: Standing) -> QuerySet[Any, Any]:
    """Leave out what runs beside a case about somebody, whomever it is with."""
    others = not_about(Case.objects.all(), standing)
    return rows.filter(Q(case__isnull=True) | Q(case__in=others))


def talks_kept_from(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of talks with somebody, and of those beside what is kept from them."""
    said = Concat(Value("talk:"), Cast("pk", CharField()))
    beside = Talk.objects.filter(case__restricted=True)
    others = beside.exclude(pk__in=talks_visible_to(standing).values("pk"))
    mine = Q(with_person=standing.person_id or 0)
    return Talk.objects.filter(mine | Q(pk__in=others.values("pk"))).values_list(said)


def acts_for(standing: Standing, audience: int) -> bool:
    """Whether somebody acts for the body that keeps a thing."""
    return audience in standing.units(*ACTS_HERE)


def answers_for(standing: Standing, body: Unit | int | None) -> bool:
    """Whether somebody decides for a body."""
    if body is None:
        return False
    return (body if isinstance(body, int) else body.pk) in standing.units(*DECIDERS)
