"""The list of appeals, with what is owed on each."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import HEADS, RECEIVERS, heard_by
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import with_light
from zhiyong.shell.access import Standing

MOST_COUNTED = 100
RUNNING = (Duty.State.OPEN, Duty.State.PAUSED)


def appeals(standing: Standing) -> QuerySet[Appeal]:
    """Return the appeals that somebody sees as an official, with all that a list shows of them."""
    return (
        heard_by(standing)
        .select_related(
            "decision__adoption__pack", "decision__case", "decision__body", "body", "person", "unit"
        )
        .defer("grounds", "answer", "decision__reasons", "decision__facts", "decision__offer")
    )


def answers_owed(rows: Iterable[Appeal], today: date) -> dict[int, Duty]:
    """Return the running duty to answer each of some appeals, with its light: one query."""
    subjects = [f"appeal:{row.pk}" for row in rows]
    duties = Duty.objects.filter(subject__in=subjects, state__in=RUNNING)
    found: dict[int, Duty] = {}
    for duty in with_light(duties, today).order_by("-due_on", "-pk"):
        found[int(duty.subject.partition(":")[2])] = duty
    return found


def count_waiting(standing: Standing) -> int:
    """Return how many appeals wait for somebody, up to 100: to be taken on, or to be answered."""
    waits = Q(pk__in=[])
    units = standing.units(*HEADS, *RECEIVERS)
    if units:
        waits |= Q(audience__in=units, state=Appeal.State.RECEIVED)
    if standing.person_id is not None:
        waits |= Q(
            handlers__person=standing.person_id,
            handlers__until_on__isnull=True,
            state=Appeal.State.ACCEPTED,
        )
    rows = heard_by(standing).filter(waits).order_by().values("pk").distinct()
    return rows[:MOST_COUNTED].count()
