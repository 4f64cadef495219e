"""Reads of what units owe and hand in: lists by light and month, versions, sheets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from zhiyong.campaigns.models import Assignment, Campaign, Sheet, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.selectors.roster import roster
from zhiyong.campaigns.selectors.visible import (
    ACCEPTS,
    HANDS_IN,
    OWES,
    assignments_visible_to,
    may_hand_in,
)
from zhiyong.directory.models import Unit
from zhiyong.duties.models import Duty
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.lights import Light

State = Assignment.State
Rows = QuerySet[Any, Any]
"""What units owe, with what is annotated to it."""
DONE = (State.SUBMITTED, State.ACCEPTED)
WAITS = (State.OPEN, State.RETURNED)
NEVER = date(9999, 12, 31)
"""Where a task has no last day: it comes after all that have one."""
MOST_COUNTED = 100


# ── versions and sheets ───────────────────────────────────────────────────────────────────


def submissions_visible_to(standing: Standing) -> QuerySet[Submission]:
    """Return the versions of which somebody may know: not another unit's drafts."""
    own = Q(assignment__unit__id__among=standing.units(*HANDS_IN)) | Q(
        assignment__person=standing.person_id or 0
    )
    return Submission.objects.filter(
        Q(assignment__in=assignments_visible_to(standing).values("pk")) | _reads(standing)
    ).filter(~Q(state=Submission.State.DRAFT) & Q(handed_in_on__isnull=False) | own)


def submissions_open_to(standing: Standing) -> QuerySet[Submission]:
    """Return the versions that somebody may read: closed ones only as writer or named reader."""
    return submissions_visible_to(standing).filter(Q(closed=False) | _reads(standing))


def _reads(standing: Standing) -> Q:
    me = standing.person_id or 0
    named = Submission.readers.through.objects.filter(submission=OuterRef("pk"), person=me)
    return Q(written_by__person=me) | Q(Exists(named))


def sheets_visible_to(standing: Standing) -> QuerySet[Sheet]:
    """Return the sheets that somebody may read: their own, and those whose reader they are."""
    me = standing.person_id or 0
    named = Sheet.readers.through.objects.filter(sheet=OuterRef("pk"), person=me)
    return Sheet.objects.filter(Q(person=me) | (Exists(named) & Q(handed_in_on__isnull=False)))


def sheets_to_look_at(standing: Standing) -> QuerySet[Sheet]:
    """Return the sheets that wait for somebody who is named as their reader."""
    me = standing.person_id or 0
    return (
        sheets_visible_to(standing)
        .exclude(person=me)
        .filter(checked_on__isnull=True)
        .exclude(salt=b"")
    )


def sheets_owed(standing: Standing, today: date) -> list[Assignment]:
    """Return the tasks that ask for a sheet of somebody's own, not handed in yet."""
    me, home = standing.person_id, standing.home_unit_id
    if me is None or home is None:
        return []
    path = Unit.objects.values_list("path", flat=True).get(pk=home)
    rows = (
        Assignment.objects.filter(
            Q(person=me) | Q(person__isnull=True, unit__in=path),
            campaign__state=Campaign.State.RUNNING,
        )
        .exclude(state__in=[State.VOID, State.ACCEPTED])
        .exclude(
            pk__in=Sheet.objects.filter(person=me, handed_in_on__isnull=False).values("assignment")
        )
        .select_related("campaign__adoption__pack", "task", "unit", "receiver")
        .order_by("due", "pk")
    )
    return [
        one
        for one in rows
        if contents.by_person(contents.asked(one)) and roster(one, today).filter(pk=me).exists()
    ]


def count_sheets(standing: Standing) -> int:
    """Return how many sheets wait to be looked at by somebody, up to 100."""
    return sheets_to_look_at(standing).order_by()[:MOST_COUNTED].count()


# ── what units owe ────────────────────────────────────────────────────────────────────────


def owed_by(standing: Standing) -> Rows:
    """Return what one's units owe, and what is one's own, in campaigns that were launched."""
    own = Q(unit__id__among=standing.units(*OWES)) | Q(person=standing.person_id or 0)
    return ready(
        Assignment.objects.filter(own)
        .exclude(state=State.VOID)
        .exclude(campaign__state__in=[Campaign.State.DRAFT, Campaign.State.WITHDRAWN])
    )


def owed_at_home(standing: Standing) -> Rows:
    """Return of that what the unit of one's own post owes, for its month."""
    rows: Rows = owed_by(standing)
    return rows.filter(Q(unit=standing.home_unit_id or 0) | Q(person=standing.person_id or 0))


def to_judge(standing: Standing) -> Rows:
    """Return what waits to be accepted or returned by somebody, the first handed in first."""
    held = standing.units(*ACCEPTS)
    led = standing.units(Role.LEADER, Role.SUPERVISOR)
    mine = Q(receiver__id__among=held) & ~Q(unit=standing.home_unit_id or 0)
    itself = Q(receiver__id__among=led, unit__id__among=led)
    return ready(
        Assignment.objects.filter(mine | itself, state=State.SUBMITTED).filter(
            campaign__state=Campaign.State.RUNNING
        )
    )


def may_judge_it(standing: Standing, assignment: Assignment) -> bool:
    """Whether somebody accepts or returns it: the receiver, and none of the unit's own people.

    Where a unit is its own receiver, as the office is for its own tasks, its leader does.
    """
    if assignment.receiver_id == assignment.unit_id:
        return assignment.receiver_id in standing.units(Role.LEADER, Role.SUPERVISOR)
    own = standing.home_unit_id == assignment.unit_id
    return assignment.receiver_id in standing.units(*ACCEPTS) and not own


def may_write_it(standing: Standing, assignment: Assignment) -> bool:
    """Whether somebody writes and hands in for the unit that owes it.

    Not whoever accepts it from above, though their roles may reach down to the unit.
    """
    own = standing.home_unit_id == assignment.unit_id
    return may_hand_in(standing, assignment) and (own or not may_judge_it(standing, assignment))


def count_to_judge(standing: Standing) -> int:
    """Return how much waits to be accepted or returned by somebody, up to 100."""
    return int(to_judge(standing).order_by()[:MOST_COUNTED].count())


def count_owed_late(standing: Standing, today: date) -> int:
    """Return how much of what one's unit owes is late or was returned, up to 100."""
    rows = owed_at_home(standing).filter(campaign__state=Campaign.State.RUNNING)
    late = Q(state=State.RETURNED) | Q(state=State.OPEN, due__lt=today)
    return int(rows.filter(late).order_by()[:MOST_COUNTED].count())


def ready(rows: Rows) -> Rows:
    """Return what units owe with all that a list shows of it: no query for each row."""
    found: Rows = rows.select_related(
        "task__stage", "unit", "receiver", "person", "campaign__adoption__pack"
    ).annotate(day=Coalesce("due", Value(NEVER), output_field=DateField()))
    return found


def with_light(rows: Rows, today: date) -> Rows:
    """Add the light of each, by comparison alone: late while it is owed and its day has passed.

    It turns to "due soon" with the warning day of its duty.
    """
    duty = Duty.objects.filter(
        subject=Concat(Value("assignment:"), Cast(OuterRef("pk"), CharField()))
    ).order_by("-pk")
    found: Rows = rows.annotate(warn=Subquery(duty.values("warn_on")[:1])).annotate(
        light=Case(
            When(state__in=DONE, then=Value(Light.DONE.value)),
            When(due__lt=today, retroactive=False, then=Value(Light.OVERDUE.value)),
            When(warn__lte=today, then=Value(Light.DUE_SOON.value)),
            default=Value(Light.NORMAL.value),
            output_field=CharField(),
        ),
        is_late=Case(
            When(handed_in_on__gt=Coalesce("due", Value(NEVER)), retroactive=False, then=True),
            default=False,
            output_field=BooleanField(),
        ),
    )
    return found


# ── a month ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Month:
    """What a unit has in a month: what is late from before, what is due, what was done in it."""

    first: date
    last: date
    late: tuple[Assignment, ...]
    returned: tuple[Assignment, ...]
    due: tuple[Assignment, ...]
    done: tuple[Assignment, ...]
    going_on: tuple[Assignment, ...]

    @property
    def before(self) -> date:
        """Return the first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """Return the first day of the month after."""
        return self.last + timedelta(days=1)


def month_of(rows: Rows, day: date, today: date) -> Month:
    """Return a unit's month: one query.

    Late is what was owed before the month, or in it before today, and is not handed in. What goes
    on has no last day.
    """
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    near = (
        Q(due__range=(first, last))
        | Q(state__in=WAITS, due__lt=first)
        | Q(state__in=WAITS, due__isnull=True)
        | Q(handed_in_on__range=(first, last))
    )
    found = list(with_light(rows.filter(near), today).order_by("day", "task__position", "pk"))
    returned = tuple(one for one in found if one.state == State.RETURNED)
    waits = [one for one in found if one.state == State.OPEN]
    return Month(
        first=first,
        last=last,
        late=tuple(one for one in waits if one.due and one.due < min(first, today)),
        returned=returned,
        due=tuple(one for one in waits if one.due and one.due >= min(first, today)),
        done=tuple(one for one in found if one.state in DONE),
        going_on=tuple(one for one in waits if one.due is None),
    )


def versions(assignment: Assignment, standing: Standing) -> list[Submission]:
    """Return the versions of what a unit owes that somebody may know of, newest first."""
    rows = submissions_visible_to(standing).filter(assignment=assignment)
    opened = set(
        submissions_open_to(standing).filter(assignment=assignment).values_list("pk", flat=True)
    )
    found = list(
        rows.select_related("written_by__person", "handed_in_by__person", "judged_by__person")
        .prefetch_related("credits")
        .order_by("-number")
    )
    for one in found:
        one.is_open = one.pk in opened  # type: ignore[attr-defined]
    return found


def in_lights(rows: Rows, light: str, today: date) -> Rows:
    """Return what stands at a light."""
    return with_light(rows, today).filter(light=light)


def phases_of(rows: Iterable[Assignment]) -> dict[str, list[Assignment]]:
    """Return what units owe by phase, in the order of the plan; "" for what belongs to none."""
    found: dict[str, list[Assignment]] = {}
    for one in rows:
        name = one.task.stage.label if one.task.stage else ""
        found.setdefault(name, []).append(one)
    return found
