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
from zhiyong.intake.selectors.queue import counts
from zhiyong.notices.models import Notice
from zhiyong.notices.selectors import Shown, notices_visible_to, worded
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.access import Role, Standing

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty of mine: what, about what, and how much is left."""

    duty: Duty
    title: str
    url: str
    left: Left | None
    next: Next | None


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
    duties = list(owed.order_by("due_on", "pk")[:SHOWN])
    steps = list(waiting_for(standing).select_related("approval__adoption__pack")[:SHOWN])
    notices: list[Notice] = list(
        notices_visible_to(standing).filter(read_on=None).order_by("-pk")[: SHOWN // 2]
    )
    titles = kinds.titles(
        {duty.subject for duty in duties} | {step.approval.subject for step in steps}, standing
    )
    time_left, next_ = left(duties, today), next_acts(duties, standing, today)
    reads = bool(standing.roles & {Role.CLERK, Role.SECTION_HEAD, Role.OFFICE})
    return Work(
        owed=[
            Owed(
                duty,
                titles.get(duty.subject, ""),
                page_of(duty.subject) if duty.subject in titles else "",
                time_left.get(duty.pk),
                next_.get(duty.pk),
            )
            for duty in duties
        ],
        lights=count_by_light(mine(standing), today),
        waiting=[_waiting(step, titles) for step in steps],
        told=worded(notices, standing),
        queue=counts(standing) if reads else {},
    )


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
