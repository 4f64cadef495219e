"""How a campaign stands: what is open in which phase and of whom, what moves along with a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Assignment, Campaign, Stage, Task
from zhiyong.rules.periods import period_of
from zhiyong.rules.tasks import bundle

State = Assignment.State
NOT_DONE = (State.OPEN, State.SUBMITTED, State.RETURNED)
TO_DO = (State.OPEN, State.RETURNED)
NAMED = 5
"""Of a task that keeps a phase open, so many units are named; the others are counted."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that is not accepted of everybody yet: of how many, and of whom first."""

    task: Task
    count: int
    units: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many units are not named."""
        return max(0, self.count - len(self.units))


def keeps_open(stage: Stage) -> list[Waiting]:
    """Return the tasks that must be accepted before a phase closes and are not: which, and whose.

    Tasks that go on, or that the campaign leaves out, keep no phase open.
    """
    said = plan.pack(stage.campaign)
    if not any(one.id == stage.code for one in said.phases):
        return []
    tasks = {task.code: task for task in stage.campaign.tasks.filter(left_out="")}
    goes_on = {one.id for one in said.tasks if one.goes_on}
    opened = set(
        Assignment.objects.filter(task__campaign=stage.campaign, state__in=NOT_DONE)
        .values_list("task__code", flat=True)
        .distinct()
    )
    done = {one.id for one in said.tasks if one.id not in opened or one.id in goes_on}
    done |= {one.id for one in said.tasks if one.id not in tasks}
    waiting = bundle(said, stage.code, done, None).to_close
    return [waits for code in waiting if (waits := _waiting(tasks[code])).count]


def _waiting(task: Task) -> Waiting:
    rows = Assignment.objects.filter(task=task, state__in=NOT_DONE)
    names = rows.order_by("unit__pinyin", "pk").values_list("unit__name", flat=True)[:NAMED]
    return Waiting(task, rows.count(), tuple(names))


def counts_by_task(assignments: QuerySet[Assignment], today: date) -> dict[int, dict[str, Any]]:
    """Return of each task how many are owed, handed in, accepted, returned and late: one query."""
    rows = assignments.values("task").annotate(**_sums(today))
    return {row["task"]: dict(row) for row in rows}


def counts_by_stage(
    assignments: QuerySet[Assignment], today: date
) -> dict[int | None, dict[str, Any]]:
    """Return of each phase how many are owed, handed in, accepted, returned and late: one query."""
    rows = assignments.values("task__stage").annotate(**_sums(today))
    return {row["task__stage"]: dict(row) for row in rows}


def _sums(today: date) -> dict[str, Count]:
    def many(**where: object) -> Count:
        return Count("pk", filter=Q(**where))

    return {
        "owed": Count("pk", filter=~Q(state=State.VOID)),
        "submitted": many(state=State.SUBMITTED),
        "returned_now": many(state=State.RETURNED),
        "accepted": many(state=State.ACCEPTED),
        "late": Count("pk", filter=Q(state__in=TO_DO, due__lt=today, retroactive=False)),
    }


# ── what a moved day takes along ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Moved:
    """A task whose last day moves along: from, to, and how many that are not done have it."""

    task: Task
    was: date | None
    due: date | None
    count: int


@dataclass(frozen=True, slots=True)
class Following:
    """What follows from other days of a phase or a task.

    overlaps, gaps   with which phases it shares days, or which days belong to none, afterwards
    """

    moved: list[Moved] = field(default_factory=list)
    overlaps: list[tuple[Stage, date, date]] = field(default_factory=list)
    gaps: list[tuple[Stage, date, date]] = field(default_factory=list)
    outside: list[Task] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many open tasks of units get another day."""
        return sum(one.count for one in self.moved)


def stage_would_move(stage: Stage, first: date | None, last: date | None) -> Following:
    """Return what follows if a phase had other days."""
    moved = [Moved(task, task.due, last, _not_done(task)) for task in due_with(stage, stage.last)]
    for task in recurring_until(stage):
        count = Assignment.objects.filter(task=task, state__in=TO_DO, due=stage.last).count()
        if count and stage.last and last:
            ends = period_of(task.every, stage.last).last
            moved.append(Moved(task, stage.last, min(ends, last), count))
    others = [one for one in stage.campaign.stages.all() if one.pk != stage.pk]
    dated = [one for one in others if one.first and one.last]
    shared: list[tuple[Stage, date, date]] = []
    if first and last:
        for one in dated:
            if (
                one.first
                and one.last
                and (since := max(one.first, first)) <= (until := min(one.last, last))
            ):
                shared.append((one, since, until))
    outside = [
        task
        for task in stage.tasks.filter(left_out="", due__isnull=False)
        if task.due and last and task.due > last and task.pk not in {m.task.pk for m in moved}
    ]
    return Following(moved, shared, _gaps(first, last, dated), outside)


def task_would_move(task: Task, due: date | None) -> Following:
    """Return what follows if a task were due on another day."""
    outside = []
    stage = task.stage
    if stage and due and ((stage.last and due > stage.last) or (stage.first and due < stage.first)):
        outside = [task]
    return Following([Moved(task, task.due, due, _not_done(task))], [], [], outside)


def _gaps(
    first: date | None, last: date | None, others: Iterable[Stage]
) -> list[tuple[Stage, date, date]]:
    """Return the days right before and after a phase that would belong to no phase."""
    found = []
    known = [(one.first, one.last, one) for one in others if one.first and one.last]
    if first is not None:
        before = [(ends, one) for _begins, ends, one in known if ends < first]
        covered = any(begins <= first - DAY <= ends for begins, ends, _one in known)
        if before and not covered:
            ends, one = max(before, key=lambda pair: pair[0])
            found.append((one, ends + DAY, first - DAY))
    if last is not None:
        after = [(begins, one) for begins, _ends, one in known if begins > last]
        covered = any(begins <= last + DAY <= ends for begins, ends, _one in known)
        if after and not covered:
            begins, one = min(after, key=lambda pair: pair[0])
            found.append((one, last + DAY, begins - DAY))
    return found


def due_with(stage: Stage, last: date | None) -> list[Task]:
    """Return the tasks that are due on a phase's last day since the plan gives them no other."""
    rows = stage.tasks.filter(source_due__isnull=True, every="", left_out="", due=last)
    found = rows.select_related("campaign__adoption__pack")
    return [task for task in found if (said := plan.task_of(task)) and not said.goes_on]


def recurring_until(stage: Stage) -> list[Task]:
    """Return the tasks that come again until a phase ends."""
    rows = stage.tasks.exclude(every="").filter(due__isnull=True, left_out="")
    found = rows.select_related("campaign__adoption__pack")
    return [task for task in found if (said := plan.task_of(task)) and not said.goes_on]


def _not_done(task: Task) -> int:
    return Assignment.objects.filter(task=task, state__in=TO_DO).count()


@dataclass(frozen=True, slots=True)
class Edge:
    """Two phases of a campaign that share days, or days between them that belong to none."""

    first: Stage
    second: Stage
    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days + 1


def overlaps(stages: Iterable[Stage]) -> list[Edge]:
    """Return each two phases that share days, as they hold in the campaign."""
    known = [one for one in stages if one.first and one.last]
    found = []
    for place, one in enumerate(known):
        for other in known[place + 1 :]:
            assert one.first and one.last and other.first and other.last  # noqa: PT018
            since, until = max(one.first, other.first), min(one.last, other.last)
            if since <= until:
                found.append(Edge(one, other, since, until))
    return found


def gaps(stages: Iterable[Stage]) -> list[Edge]:
    """Return the days between phases that belong to none, as they hold in the campaign."""
    known = sorted(
        ((one.first, one.last, one) for one in stages if one.first and one.last),
        key=lambda each: (each[0], each[1]),
    )
    found = []
    latest: tuple[date, Stage] | None = None
    for first, last, one in known:
        if latest and first > latest[0] + DAY:
            found.append(Edge(latest[1], one, latest[0] + DAY, first - DAY))
        if latest is None or last > latest[0]:
            latest = (last, one)
    return found


def still_open(campaign: Campaign) -> QuerySet[Assignment]:
    """Return what is not accepted yet of a campaign."""
    return Assignment.objects.filter(campaign=campaign, state__in=NOT_DONE)
