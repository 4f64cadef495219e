"""The board of a campaign: units down, tasks across; how each stands, in one query a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from zhiyong.campaigns.models import Assignment, Campaign, Task
from zhiyong.campaigns.selectors.visible import assignments_visible_to, sees_whole
from zhiyong.directory.models import Unit
from zhiyong.shell.access import Standing
from zhiyong.shell.lights import Light

State = Assignment.State


@dataclass(frozen=True, slots=True)
class Cell:
    """How a unit stands with a task: its latest period where it comes again.

    pk      the assignment that it opens · late: days after the last day while it is not done
    others  how many further periods of the task the unit has
    """

    pk: int
    state: str
    due: date | None
    handed_in_on: date | None
    retroactive: bool
    period: str
    others: int
    today: date

    @property
    def is_late(self) -> bool:
        """Whether its last day has passed and it is not done."""
        if self.retroactive or self.due is None:
            return False
        return self.state in (State.OPEN, State.RETURNED) and self.due < self.today

    @property
    def light(self) -> Light | None:
        """Return its light; none where nothing presses."""
        if self.state in (State.ACCEPTED, State.SUBMITTED):
            return Light.DONE
        return Light.OVERDUE if self.is_late else Light.NORMAL

    @property
    def was_late(self) -> bool:
        """Whether it was handed in after its last day."""
        return bool(
            self.handed_in_on
            and self.due
            and not self.retroactive
            and self.handed_in_on > self.due
            and self.state in (State.SUBMITTED, State.ACCEPTED)
        )


def columns(campaign: Campaign, stage: str = "") -> list[Task]:
    """Return the tasks across the board: those at work, of one phase where it is named."""
    rows = campaign.tasks.filter(left_out="").select_related("stage")
    return list(rows.filter(stage__code=stage) if stage else rows)


def units_on(
    campaign: Campaign, standing: Standing, tasks: Sequence[Task] | None = None
) -> QuerySet[Unit]:
    """Return the units down the board, of some tasks, as far as the reader sees what they owe."""
    owing = seen(campaign, standing).exclude(state=State.VOID)
    if tasks is not None:
        owing = owing.filter(task__in=tasks)
    return Unit.objects.filter(pk__in=owing.values("unit"))


def seen(campaign: Campaign, standing: Standing) -> QuerySet[Assignment]:
    """Return what the reader sees of a campaign; whoever sees the whole is not asked row by row."""
    if sees_whole(standing, campaign):
        return Assignment.objects.filter(campaign=campaign)
    return assignments_visible_to(standing).filter(campaign=campaign)


def cells(
    visible: QuerySet[Assignment], tasks: Sequence[Task], units: Iterable[int], today: date
) -> dict[tuple[int, int], Cell]:
    """Return the cells that the reader sees of some units, by unit and task: one query."""
    rows = (
        visible.filter(unit__in=list(units))
        .exclude(state=State.VOID)
        .order_by("unit_id", "task_id", "period")
        .values_list(
            "unit_id", "task_id", "pk", "state", "due", "handed_in_on", "retroactive", "period"
        )
    )
    wanted = {task.pk for task in tasks}
    found: dict[tuple[int, int], Cell] = {}
    for unit, task, pk, state, due, handed_in_on, retroactive, period in rows:
        if task in wanted:
            before = found.get((unit, task))
            others = before.others + 1 if before else 0
            found[unit, task] = Cell(
                pk, state, due, handed_in_on, retroactive, period, others, today
            )
    return found


def counts(rows: QuerySet[Assignment], today: date) -> dict[int, dict[str, Any]]:
    """Return of each unit how many it owes, has accepted and is late with: one query."""
    late = Q(state__in=[State.OPEN, State.RETURNED], due__lt=today, retroactive=False)
    summed = (
        rows.exclude(state=State.VOID)
        .values(of=F("unit_id"))
        .annotate(
            owed=Count("pk"),
            accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
            submitted=Count("pk", filter=Q(state=State.SUBMITTED)),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
            late=Count("pk", filter=late),
        )
    )
    return {one["of"]: dict(one) for one in summed}
