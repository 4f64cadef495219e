"""What an upper report draws from lower ones: a skeleton with its sources, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Campaign, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language
from zhiyong.registers.wording import say_value


@dataclass(frozen=True, slots=True)
class Source:
    """What one unit owes of a task that is rolled up, and the version that stands, if any."""

    assignment: Assignment
    submission: Submission | None

    @property
    def drawn(self) -> dict[str, Any]:
        """Return what is kept of it beside the upper report."""
        assert self.submission is not None
        return {
            "submission": self.submission.pk,
            "assignment": self.assignment.pk,
            "number": self.submission.number,
        }


@dataclass(frozen=True, slots=True)
class Skeleton:
    """An upper report as lower ones make it: its parts, its text, and from where."""

    values: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    sources: tuple[Source, ...] = ()
    missing: tuple[Source, ...] = ()

    @property
    def drawn(self) -> list[dict[str, Any]]:
        """Return the versions that it was drawn from."""
        return [one.drawn for one in self.sources]


def sources(assignment: Assignment) -> list[Source]:
    """Return what is rolled up into what a unit owes, in the order of plan and units.

    Of the tasks that the plan names: the unit's own; where it owes none, what was rolled up into
    this one, came to this unit or stands below it. Of campaigns of lower levels: what feeds it.
    """
    task = contents.asked(assignment)
    owed: list[Assignment] = []
    for code in task.gathers:
        owed += _owed_of(assignment, code)
    owed += _fed(assignment, task.id)
    versions = _standing_of(owed)
    return [Source(one, versions.get(one.pk)) for one in owed]


def skeleton(assignment: Assignment) -> Skeleton:
    """Return an upper report drawn from what stands below; content that is closed is left out."""
    found = sources(assignment)
    ready = tuple(one for one in found if one.submission is not None and not one.submission.closed)
    task = contents.asked(assignment)
    values: dict[str, Any] = {}
    for part in task.parts:
        told = [
            _("[{unit}] {said}").format(unit=one.assignment.unit.name, said=_said(one, part.id))
            for one in ready
            if _said(one, part.id)
        ]
        if told and part.kind == "text":
            values[part.id] = told if part.many else "\n".join(told)[: contents.LONGEST]
    taken = {part.id for part in task.parts}
    paragraphs = [text for one in ready if (text := _paragraph(one, taken))]
    missing = tuple(one for one in found if one.submission is None)
    return Skeleton(values, "\n\n".join(paragraphs), ready, missing)


def is_stale(submission: Submission) -> bool:
    """Whether something that a version was drawn from has changed, or has come in since."""
    return bool(submission.drawn) and bool(changed(submission))


def changed(submission: Submission) -> list[Source]:
    """Return the sources of a version that say something else now, or have come in since."""
    if not submission.drawn:
        return []
    known = {one["assignment"]: one["submission"] for one in submission.drawn}
    return [
        one
        for one in sources(submission.assignment)
        if known.get(one.assignment.pk) != (one.submission.pk if one.submission else None)
        and not (one.submission is not None and one.submission.closed)
    ]


def rolled_into(assignment: Assignment) -> list[Submission]:
    """Return the upper versions that were drawn from what a unit handed in, newest first."""
    rows = Submission.objects.filter(
        drawn__contains=[{"assignment": assignment.pk}], state__in=contents.STANDS
    )
    return list(rows.select_related("assignment__unit", "assignment__task").order_by("-pk")[:20])


def _owed_of(assignment: Assignment, code: str) -> list[Assignment]:
    rows = _ready(Assignment.objects.filter(campaign=assignment.campaign_id, task__code=code))
    own = rows.filter(unit=assignment.unit_id)
    if own.exists():
        return list(own)
    near = rows.filter(
        Q(upper=assignment.pk)
        | Q(receiver=assignment.unit_id)
        | Q(unit__path__contains=[assignment.unit_id])
    )
    if assignment.unit_id == assignment.campaign.office_id and not near.exists():
        return list(rows)
    return list(near)


def _fed(assignment: Assignment, code: str) -> list[Assignment]:
    """Return what feeds a task out of the campaigns of lower levels."""
    found: list[Assignment] = []
    plan = contents.pack_for(assignment).plan
    below = Campaign.objects.filter(upper=assignment.campaign_id).exclude(
        state__in=[Campaign.State.DRAFT, Campaign.State.WITHDRAWN]
    )
    for campaign in below.select_related("adoption__pack"):
        pack = pack_of(campaign.adoption)
        codes = [
            one.id
            for one in pack.tasks
            if one.feeds and (one.feeds.plan, one.feeds.task) == (plan, code)
        ]
        rows = _ready(Assignment.objects.filter(campaign=campaign, task__code__in=codes))
        found += rows.filter(
            Q(unit=assignment.unit_id) | Q(unit__path__contains=[assignment.unit_id])
        )
    return found


def _ready(rows: Any) -> Any:
    return (
        rows.exclude(state=Assignment.State.VOID)
        .select_related("unit", "task", "campaign__adoption__pack")
        .order_by("task__position", "unit__pinyin", "pk")
    )


def _standing_of(owed: Sequence[Assignment]) -> dict[int, Submission]:
    rows = Submission.objects.filter(
        assignment__in=owed, state__in=contents.STANDS, addendum=False
    ).order_by("assignment", "-number")
    return {one.assignment_id: one for one in rows.distinct("assignment")}


def _said(source: Source, part: str) -> str:
    assert source.submission is not None
    fields = contents.parts_of(contents.asked(source.assignment))
    if part not in fields or fields[part].kind == "file":
        return ""
    return say_value(fields[part], source.submission.values.get(part))


def _paragraph(source: Source, taken: Iterable[str]) -> str:
    """Return what a version says beyond the parts that have their own place."""
    assert source.submission is not None
    pack = contents.pack_for(source.assignment)
    done = set(taken)
    lines = [
        _("{part}: {said}").format(part=one.label.say(language()), said=_said(source, one.id))
        for one in contents.asked(source.assignment).parts
        if one.id not in done and _said(source, one.id)
    ]
    if source.submission.text:
        lines.append(source.submission.text)
    if source.submission.nothing:
        lines.append(_("Nothing to report."))
    if not lines:
        return ""
    head = _("{unit} · {task}").format(
        unit=source.assignment.unit.name,
        task=label(pack, "tasks", source.assignment.task.code),
    )
    return "\n".join([head, *lines])
