"""The page of a campaign: its phases and days, its tasks, who is who; and a phase's own page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Batch, Campaign, Stage, Task
from zhiyong.campaigns.selectors import aims
from zhiyong.campaigns.selectors import standing as stands
from zhiyong.campaigns.selectors.owed import members_count, months_of
from zhiyong.campaigns.selectors.visible import (
    assignments_visible_to,
    campaigns_visible_to,
    may_run,
    sees_whole,
)
from zhiyong.campaigns.views.running.common import campaign_or_404, stage_or_404, tabs_of
from zhiyong.journal.selectors import timeline
from zhiyong.plans.selectors import roles_of
from zhiyong.plans.wording import language
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.lights import Light
from zhiyong.shell.parts import Entry, Fact

MOST_ENTRIES = 60


@dataclass(frozen=True, slots=True)
class StageLine:
    """A phase as the table shows it: a word and a light, and the months over which it reaches."""

    stage: Stage
    word: str
    light: Light | None
    months: list[tuple[date, bool, bool]]
    tasks: list["TaskLine"]
    counts: dict[str, Any]
    moved: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as the table shows it, with its counts."""

    task: Task
    counts: dict[str, Any]
    light: Light | None
    by_phase: bool


NOTHING = {"owed": 0, "submitted": 0, "returned_now": 0, "accepted": 0, "late": 0}


@require_GET
@signed_in
def campaign(request: Request, pk: int) -> HttpResponse:
    """Show a campaign."""
    found = campaign_or_404(request, pk)
    today = clock.today()
    rows = assignments_visible_to(request.standing).filter(campaign=found)
    stages = list(found.stages.all())
    counts = stands.counts_by_task(rows, today)
    lines = stage_lines(found, stages, counts, today)
    whole = sees_whole(request.standing, found)
    runs = may_run(request.standing, found)
    context = {
        "campaign": found,
        "tabs": tabs_of(found, request.standing),
        "tab": "campaign",
        "stages": lines,
        "months": months_of(stages),
        "loose": [
            line for line in task_lines(found, None, counts, today) if line.task.stage_id is None
        ],
        "overlaps": stands.overlaps(stages),
        "gaps": stands.gaps(stages),
        "facts": _facts(found),
        "parties": _parties(found),
        "goals": aims.goals(found, counts),
        "bodies": aims.bodies(found, today),
        "programmes": plan.pack(found).programmes,
        "language": language(),
        "lower": campaigns_visible_to(request.standing).filter(upper=found).order_by("-pk")[:20],
        "working": Batch.objects.filter(campaign=found, is_finished=False).first(),
        "moves": found.moves.select_related("stage", "task", "by__person").order_by("-pk")[:20],
        "may_run": runs,
        "whole": whole,
        "today": today,
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(kinds.ref(found), request.standing)[-MOST_ENTRIES:]
        ]
        if whole
        else [],
    }
    return render(request, "campaigns/running/campaign.html", context)


def stage_lines(
    campaign: Campaign, stages: list[Stage], counts: dict[int, dict[str, Any]], today: date
) -> list[StageLine]:
    """Return the phases of a campaign with their tasks and counts."""
    months = months_of(stages)
    tasks = task_lines(campaign, None, counts, today)
    found = []
    for stage in stages:
        own = [line for line in tasks if line.task.stage_id == stage.pk]
        total = {key: sum(line.counts[key] for line in own) for key in NOTHING}
        word, light = how(stage, today, late=bool(total["late"]))
        reach = [
            (
                month,
                bool(
                    stage.first
                    and stage.last
                    and stage.first <= _last_of(month)
                    and stage.last >= month
                ),
                (month.year, month.month) == (today.year, today.month),
            )
            for month in months
        ]
        moved = campaign.years != 0 or (stage.first, stage.last) != (
            stage.source_first,
            stage.source_last,
        )
        found.append(StageLine(stage, word, light, reach, own, total, moved))
    return found


def _last_of(month: date) -> date:
    return month.replace(day=28 if month.month == 2 else 30)


def how(stage: Stage, today: date, *, late: bool) -> tuple[str, Light | None]:
    """Return how a phase stands on a day: in a word, and as a light."""
    if stage.state == Stage.State.CLOSED:
        return _("Closed"), Light.DONE
    if stage.first and today < stage.first:
        return _("To come"), None
    if stage.last and today > stage.last:
        return _("Over, not closed"), Light.OVERDUE
    if stage.first is None and stage.last is None:
        return _("No days set"), None
    return _("Under way"), Light.DUE_SOON if late else Light.NORMAL


def task_lines(
    campaign: Campaign, stage: Stage | None, counts: dict[int, dict[str, Any]], today: date
) -> list[TaskLine]:
    """Return the tasks of a campaign, or of one phase, with their counts."""
    rows = campaign.tasks.select_related("stage", "receiver")
    if stage is not None:
        rows = rows.filter(stage=stage)
    found = []
    for task in rows:
        one = {**NOTHING, **counts.get(task.pk, {})}
        light: Light | None = None
        if one["owed"]:
            light = Light.NORMAL
            if one["accepted"] == one["owed"]:
                light = Light.DONE
            elif one["late"]:
                light = Light.OVERDUE
            elif task.due and plan.warn_on(task.due) <= today:
                light = Light.DUE_SOON
        by_phase = bool(
            task.due and task.source_due is None and task.stage and task.due == task.stage.last
        )
        found.append(TaskLine(task, one, light, by_phase))
    return found


def _facts(found: Campaign) -> list[Fact]:
    pack = found.adoption.pack
    lines = [
        Fact(_("Plan"), f"{pack.title} v{pack.version}", reverse("plans:version", args=[pack.pk])),
        Fact(_("Run by"), found.office.name),
        Fact(_("Stands at"), found.get_state_display()),
        Fact(_("Launched on"), found.launched_on),
    ]
    if found.years:
        later = _("{n} years later than the plan writes").format(n=found.years)
        lines.append(Fact(pgettext("campaign", "Days"), later))
    if found.upper:
        lines.append(Fact(_("Rolled up into"), found.upper.title))
    if found.earlier:
        lines.append(Fact(_("Carries over from"), found.earlier.title))
    if found.ended_on:
        lines.append(Fact(_("Ended on"), found.ended_on))
        lines.append(Fact(_("Reason"), found.ended_why, wide=True))
    return lines


def _parties(found: Campaign) -> list[dict[str, Any]]:
    pack = plan.pack(found)
    bound, counts = roles_of(found.adoption), members_count(found)
    owing = [
        {
            "code": party.code,
            "label": party.label.say(language()),
            "unit": bound.get(party.code),
            "count": counts[party.code],
            "tasks": len(party.tasks),
        }
        for party in plan.parties(pack)
    ]
    known = {one["code"] for one in owing}
    others = [
        {
            "code": one.id,
            "label": one.label.say(language()),
            "unit": bound.get(one.id),
            "count": None,
            "tasks": 0,
        }
        for one in pack.bindings
        if one.id not in known
    ]
    return owing + others


@require_GET
@signed_in
def stage(request: Request, pk: int, code: str) -> HttpResponse:
    """Show a phase: its days as written and as they hold, its tasks, what keeps it open."""
    found = campaign_or_404(request, pk)
    one = stage_or_404(found, code)
    today = clock.today()
    rows = assignments_visible_to(request.standing).filter(campaign=found)
    lines = task_lines(found, one, stands.counts_by_task(rows, today), today)
    whole = sees_whole(request.standing, found)
    word, light = how(one, today, late=any(line.counts["late"] for line in lines))
    said = plan.phase_of(found, one.code)
    context = {
        "campaign": found,
        "stage": one,
        "word": word,
        "light": light,
        "lines": lines,
        "summary": said.summary.say(language()) if said and said.summary else "",
        "methods": [value.label.say(language()) for value in said.methods] if said else [],
        "waiting": stands.keeps_open(one) if whole and found.launched_on else [],
        "whole": whole,
        "may_run": may_run(request.standing, found) and found.state == Campaign.State.RUNNING,
        "moves": one.moves.select_related("by__person").order_by("-pk"),
        "facts": [
            Fact(_("As the plan writes it"), one.as_written),
            Fact(_("Days that hold"), _span(one.first, one.last)),
            Fact(_("Days of the plan"), _span(one.source_first, one.source_last)),
            Fact(_("Clause"), one.clause),
        ],
    }
    return render(request, "campaigns/running/stage.html", context)


def _span(first: date | None, last: date | None) -> str:
    return " – ".join(day.isoformat() for day in (first, last) if day)
