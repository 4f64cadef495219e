"""My work: what I owe, what waits for my word, what I was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiyong.approvals.models import Step
from zhiyong.approvals.selectors import waiting_for
from zhiyong.duties.calendars import calendar
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import count_by_light, mine, with_light
from zhiyong.intake.selectors.queue import counts
from zhiyong.notices.models import Notice
from zhiyong.notices.selectors import Shown, notices_visible_to, worded
from zhiyong.rules.calendar import CalendarMissing
from zhiyong.rules.clock import Unit, remaining
from zhiyong.shell import kinds
from zhiyong.shell.access import Role, Standing

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty of mine: what, about what, and how much is left."""

    duty: Duty
    title: str
    url: str | None
    left: int
    unit: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One draft that waits for my word."""

    step: Step
    title: str


@dataclass(frozen=True, slots=True)
class Work:
    """Everything on the first page of somebody."""

    owed: list[Owed]
    lights: Mapping[str, int]
    waiting: list[Waiting]
    told: list[Shown]
    queue: Mapping[str, int] = field(default_factory=dict)


def work_of(standing: Standing, today: date) -> Work:
    """Return what waits for somebody today; a fixed number of queries, whatever there is."""
    duties = list(with_light(mine(standing), today).order_by("due_on", "pk")[:SHOWN])
    steps = list(waiting_for(standing)[:SHOWN])
    notices: list[Notice] = list(
        notices_visible_to(standing).filter(read_on=None).order_by("-pk")[: SHOWN // 2]
    )
    titles = kinds.titles(
        {duty.subject for duty in duties} | {step.approval.subject for step in steps}, standing
    )
    reads = bool(standing.roles & {Role.CLERK, Role.SECTION_HEAD, Role.OFFICE})
    return Work(
        owed=[_owed(duty, titles, today) for duty in duties],
        lights=count_by_light(mine(standing), today),
        waiting=[Waiting(step, titles.get(step.approval.subject, "")) for step in steps],
        told=worded(notices, standing),
        queue=counts(standing) if reads else {},
    )


def _owed(duty: Duty, titles: Mapping[str, str], today: date) -> Owed:
    assert duty.due_on is not None, "an open duty has its day"
    try:
        left: Any = remaining(duty.due_on, today, Unit.WORKING_DAY, calendar())
        unit = "working"
    except CalendarMissing:
        left, unit = remaining(duty.due_on, today), "days"
    value = left.value or -1 if left.is_late else left.value
    title = titles.get(duty.subject, "")
    return Owed(duty, title, kinds.url(duty.subject) if title else None, value, unit)
