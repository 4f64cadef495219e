"""Who may know of a round, and of what it found.

A round that was not opened is known to its planners and its teams alone, whatever roles others
hold above them or above the units that are inspected. An open round is known to those who read
for the body that planned it, to the units it inspects, and, once reported, to whom the plan has
it reported. What was found is shown to the unit once the report is filed, each unit its own.
"""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhiyong.inspections.models import (
    Draw,
    Finding,
    Member,
    Planner,
    Report,
    Round,
    Target,
    Visit,
)
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_CASES, Role, Standing

State = Round.State

PLANS = (Role.OFFICE, Role.SUPERVISOR, Role.SECTION_HEAD, Role.LEADER)
"""Who plans rounds of a body, names teams, draws and files reports."""

KNOWS = (*sorted(READS_CASES), Role.INSPECTOR)
"""Who reads the open rounds of the body that planned them."""

INSPECTED = (*sorted(READS_CASES), Role.UNIT_LIAISON)
"""Who reads, in a unit that is inspected, what concerns it, and answers."""

READERS = (*sorted(READS_CASES), Role.INSPECTOR, Role.UNIT_LIAISON)
"""Who may open the pages at all; the selectors decide which."""


def insider(standing: Standing, outer: str = "pk") -> Q:
    """Return what holds of the rounds that somebody plans, or is in a team of."""
    person = standing.person_id
    if person is None:
        return Q(pk__in=[])
    there = Member.objects.filter(team__round=OuterRef(outer), person=person, left_on__isnull=True)
    planned = Planner.objects.filter(round=OuterRef(outer), person=person)
    return Q(Exists(there)) | Q(Exists(planned))


def rounds_visible_to(standing: Standing) -> QuerySet[Round]:
    """Return the rounds that somebody may know of."""
    return Round.objects.filter(insider(standing) | _opened_to(standing))


def _opened_to(standing: Standing) -> Q:
    here = standing.units(*INSPECTED)
    mine = Target.objects.filter(round=OuterRef("pk"), unit__id__among=here)
    reported = Q(state=State.REPORTED, report_to__overlap=sorted(standing.units(*KNOWS)))
    own = Q(audience__among=standing.units(*KNOWS))
    return Q(opened_on__isnull=False) & (own | Q(Exists(mine)) | reported)


def reads_all(standing: Standing, round_: Round) -> bool:
    """Whether somebody who may know of a round sees all of it, not their own unit's part alone."""
    if _is_insider(standing, round_):
        return True
    known = standing.units(*KNOWS)
    if round_.is_sealed:
        return False
    reported = round_.state == State.REPORTED and bool(known & {*round_.report_to})
    return round_.audience in known or reported


def _is_insider(standing: Standing, round_: Round) -> bool:
    return Round.objects.filter(insider(standing), pk=round_.pk).exists()


def answers_for(standing: Standing, finding: Finding) -> bool:
    """Whether somebody answers for the unit: whoever reads the whole round, for their own only."""
    if finding.unit_id not in standing.units(*INSPECTED):
        return False
    return finding.unit_id == standing.home_unit_id or not reads_all(standing, finding.round)


def may_run(standing: Standing, round_: Round) -> bool:
    """Whether somebody plans this round: one of its planners; of an open one, whoever plans."""
    if standing.person_id is None or round_.state == State.CANCELLED:
        return False
    if round_.planners.filter(person=standing.person_id).exists():
        return True
    return not round_.is_sealed and round_.audience in standing.units(*PLANS)


def is_member(standing: Standing, round_: Round) -> bool:
    """Whether somebody is in a team of a round."""
    person = standing.person_id
    return person is not None and (
        Member.objects.filter(team__round=round_, person=person, left_on__isnull=True).exists()
    )


def visits_visible_to(standing: Standing) -> QuerySet[Visit]:
    """Return the visits that somebody may know of: the record is not for those inspected."""
    return Visit.objects.filter(round__in=whole_rounds(standing).values("pk"))


def reports_visible_to(standing: Standing) -> QuerySet[Report]:
    """Return the reports that somebody may read: not for those inspected."""
    return Report.objects.filter(round__in=whole_rounds(standing).values("pk"))


def draws_visible_to(standing: Standing) -> QuerySet[Draw]:
    """Return the draws that somebody may know of; once a round is open, everybody may."""
    if standing.person_id is None:
        return Draw.objects.none()
    mine = Draw.objects.filter(insider(standing, "round"))
    opened = Q(round__opened_on__isnull=False)
    return Draw.objects.filter(opened | Q(pk__in=mine.values("pk")))


def findings_visible_to(standing: Standing) -> QuerySet[Finding]:
    """Return what was found, to those who see the whole round, and to each unit its own."""
    whole = Q(round__in=whole_rounds(standing).values("pk"))
    told = Q(round__state=State.REPORTED, unit__id__among=standing.units(*INSPECTED))
    return Finding.objects.filter(whole | told)


def whole_rounds(standing: Standing) -> QuerySet[Round]:
    """Return the rounds of which somebody sees everything."""
    known = standing.units(*KNOWS)
    reported = Q(state=State.REPORTED, report_to__overlap=sorted(known))
    opened = Q(opened_on__isnull=False) & (Q(audience__among=known) | reported)
    return Round.objects.filter(insider(standing) | opened)


def hidden_rounds(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of rounds that nobody but insiders may know of, for others to hide."""
    return _said("round", _sealed(standing))


def hidden_visits(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the visits of such rounds."""
    return _said("visit", Visit.objects.filter(round__in=_sealed(standing).values("pk")))


def hidden_findings(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the findings of such rounds."""
    return _said("finding", Finding.objects.filter(round__in=_sealed(standing).values("pk")))


def _sealed(standing: Standing) -> QuerySet[Round]:
    return Round.objects.filter(opened_on__isnull=True).exclude(insider(standing))


def _said(kind: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    reference = Concat(Value(f"{kind}:"), Cast("pk", CharField()))
    return rows.order_by().values_list(reference)
