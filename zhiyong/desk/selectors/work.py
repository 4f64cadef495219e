"""My work: what I owe, what waits for my word, what I was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zhiyong.approvals.models import Step
from zhiyong.approvals.selectors import waiting_for
from zhiyong.desk.selectors.complaint import page_of
from zhiyong.desk.selectors.next import Next, next_acts
from zhiyong.duties.models import Duty
from zhiyong.duties.remaining import Left, left
from zhiyong.duties.selectors import count_by_light, mine, with_light
from zhiyong.intake import labels
from zhiyong.intake.selectors import complaints_visible_to
from zhiyong.intake.selectors.queue import counts
from zhiyong.notices.models import Notice
from zhiyong.notices.selectors import Shown, notices_visible_to, worded
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.access import Role, Standing

SHOWN = 20
READ = 60
"""How many duties are read for that: several may be owed on one thing."""

REFERENCE = "complaint:"


@dataclass(frozen=True, slots=True)
class Owed:
    """What I owe on one thing: the first due, how much is left, and what else is owed on it."""

    duty: Duty
    title: str
    url: str
    left: Left | None
    next: Next | None
    more: list[Duty]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One draft that waits for my word."""

    step: Step
    title: str
    url: str
    what: str


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
    owed = with_light(mine(standing), today).select_related("adoption__pack")
    duties = list(owed.order_by("due_on", "pk")[:READ])
    steps = list(waiting_for(standing).select_related("approval__adoption__pack")[:SHOWN])
    notices: list[Notice] = list(
        notices_visible_to(standing).filter(read_on=None).order_by("-pk")[: SHOWN // 2]
    )
    titles = kinds.titles(
        {duty.subject for duty in duties} | {step.approval.subject for step in steps}, standing
    )
    time_left, next_ = left(duties, today), next_acts(duties, standing, today)
    named = _complaints(duties, standing)
    reads = bool(standing.roles & {Role.CLERK, Role.SECTION_HEAD, Role.OFFICE})
    return Work(
        owed=[
            Owed(
                first,
                named.get(first.subject) or titles.get(first.subject, ""),
                page_of(first.subject) if first.subject in titles else "",
                time_left.get(first.pk),
                next((next_[one.pk] for one in (first, *more) if one.pk in next_), None),
                more,
            )
            for first, *more in list(_by_subject(duties).values())[:SHOWN]
        ],
        lights=count_by_light(mine(standing), today),
        waiting=[_waiting(step, titles) for step in steps],
        told=worded(notices, standing),
        queue=counts(standing) if reads else {},
    )


def _by_subject(duties: list[Duty]) -> dict[str, list[Duty]]:
    """Return duties by what they are about, in the order of the first due."""
    found: dict[str, list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.subject, []).append(duty)
    return found


def _complaints(duties: list[Duty], standing: Standing) -> dict[str, str]:
    """Return number and title of the complaints on which something is owed: one query."""
    pks = [int(duty.subject[len(REFERENCE) :]) for duty in duties if _is_complaint(duty)]
    rows = complaints_visible_to(standing).filter(pk__in=pks).values_list("pk", "number", "title")
    return {f"{REFERENCE}{pk}": f"{number} {title}".strip() for pk, number, title in rows}


def _is_complaint(duty: Duty) -> bool:
    return duty.subject.startswith(REFERENCE)


def _waiting(step: Step, titles: Mapping[str, str]) -> Waiting:
    """Return a draft that waits: where it is decided on, and which step of which chain it is."""
    approval = step.approval
    what = ""
    if approval.adoption:
        pack, lang = pack_of(approval.adoption), labels.language()
        chain = pack.approval(approval.chain)
        at = next((one.label.say(lang) for one in chain.steps if one.act == step.code), step.code)
        what = f"{chain.label.say(lang)} · {at}"
    url = page_of(f"approval:{approval.pk}") or page_of(approval.subject)
    return Waiting(step, titles.get(approval.subject, ""), url, what)
