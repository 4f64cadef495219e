"""The acts on a running campaign: each page shows what follows, then does it once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns import plan
from zhiyong.campaigns.forms import running as forms
from zhiyong.campaigns.models import Campaign, Stage, Task
from zhiyong.campaigns.selectors import standing as stands
from zhiyong.campaigns.selectors.amendment import Amendment, amendment, may_follow
from zhiyong.campaigns.selectors.owed import preview
from zhiyong.campaigns.selectors.visible import RUNS
from zhiyong.campaigns.services import (
    amending,
    ending,
    launching,
    moving,
    preparing,
    staging,
    succeeding,
)
from zhiyong.campaigns.services.staging import say
from zhiyong.campaigns.views.running.common import (
    attempt,
    campaign_or_404,
    page_of,
    stage_or_404,
    task_or_404,
)
from zhiyong.directory.models import Account
from zhiyong.directory.standing import account_of
from zhiyong.plans.wording import language
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.forms import Form

State = Campaign.State
DAY = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Doing:
    """What is done to which, by whom, on which day."""

    campaign: Campaign
    by: Account
    on: date
    stage: Stage | None = None
    task: Task | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """One act's page: what it asks, what follows, what it does, what is then said.

    looks   what follows hangs on what is typed: it is shown first, then confirmed
    """

    label: Any
    done: Any
    do: Callable[[Doing], object]
    form: Callable[[Doing, Any], Form]
    states: tuple[str, ...] = (State.RUNNING,)
    follows: Callable[[Doing], Sequence[str]] = lambda doing: ()  # noqa: ARG005 - its shape
    looks: bool = False
    kind: str = "primary"


def _plain(form: type[Form]) -> Callable[[Doing, Any], Form]:
    def make(doing: Doing, data: Any) -> Form:
        return form(data)

    return make


def _move_form(doing: Doing, data: Any) -> Form:
    of = doing.stage or doing.task
    last = doing.stage.last if doing.stage else doing.task.due if doing.task else None
    return forms.MoveForm(data, initial={"first": of.first if of else None, "last": last})


def _amend_form(doing: Doing, data: Any) -> Form:
    return forms.AmendForm(data, adoptions=list(may_follow(doing.campaign)[:20]))


def _join_form(doing: Doing, data: Any) -> Form:
    parties = [
        (one.code, one.label.say(language()))
        for one in plan.parties(plan.pack(doing.campaign))
        if not one.is_bound
    ]
    return forms.JoinForm(data, parties=parties)


# ── what follows ──────────────────────────────────────────────────────────────────────────


def _launch_follows(doing: Doing) -> list[str]:
    shown = preview(doing.campaign, doing.on)
    lines = [
        gettext("{units} units will owe {tasks} tasks: {n} to be handed in.").format(
            units=shown.units, tasks=len(shown.tasks), n=shown.total
        ),
        gettext("Each unit sees at once what it owes, with its day, clause and light."),
        gettext("The units, days and tasks can be changed later only with a reason."),
    ]
    if shown.blocked:
        named = "、".join(one.task.label for one in shown.blocked)
        lines.append(gettext("Nobody owes these yet: {tasks}.").format(tasks=named))
    return lines


def _move_follows(doing: Doing) -> list[str]:
    first, last = doing.data["first"], doing.data["last"]
    if doing.stage is not None:
        follows = stands.stage_would_move(doing.stage, first, last)
    elif doing.task is not None:
        follows = stands.task_would_move(doing.task, last)
    else:
        return []
    text = gettext("“{task}”: {was} → {due}; {n} open tasks of units get the new day.")
    lines = [
        text.format(task=one.task.label, was=_day(one.was), due=_day(one.due), n=one.count)
        for one in follows.moved
    ]
    for other, since, until in follows.overlaps:
        shared = gettext("Shares {since} to {until} with the phase “{phase}”.")
        lines.append(shared.format(since=since, until=until, phase=other.label))
    for other, since, until in follows.gaps:
        free = gettext("{since} to {until}, towards the phase “{phase}”, belong to no phase.")
        lines.append(free.format(since=since, until=until, phase=other.label))
    for task in follows.outside:
        lines.append(gettext("“{task}” lies outside its phase then.").format(task=task.label))
    return lines or [gettext("No task of a unit gets another day.")]


def _day(day: date | None) -> str:
    return day.strftime(DAY) if day else "—"


def _close_follows(doing: Doing) -> list[str]:
    waiting = stands.keeps_open(doing.stage) if doing.stage else []
    if not waiting:
        return [gettext("All that closes this phase is accepted.")]
    return [gettext("Cannot be closed yet:"), *(say(one) for one in waiting)]


def _end_follows(doing: Doing) -> list[str]:
    count = stands.still_open(doing.campaign).count()
    stages = doing.campaign.stages.filter(state=Stage.State.OPEN)
    lines = [
        ngettext(
            "{n} task of a unit is not accepted: it lapses.",
            "{n} tasks of units are not accepted: they lapse.",
            count,
        ).format(n=count),
        gettext("What was accepted stays, and can be read for good."),
    ]
    if stages:
        named = "、".join(stage.label for stage in stages)
        lines.insert(0, gettext("Close these phases first: {phases}.").format(phases=named))
    return lines


def _withdraw_follows(doing: Doing) -> list[str]:
    count = stands.still_open(doing.campaign).count()
    return [
        ngettext(
            "{n} task of a unit is not accepted: it lapses.",
            "{n} tasks of units are not accepted: they lapse.",
            count,
        ).format(n=count),
        gettext("What was accepted stays, and can be read for good."),
    ]


def _amend_follows(doing: Doing) -> list[str]:
    chosen = may_follow(doing.campaign).filter(pk=doing.data["adoption"]).first()
    return said(amendment(doing.campaign, chosen)) if chosen else []


def said(changes: Amendment) -> list[str]:
    """Return what changes for whom, a sentence for each."""
    lines = []
    for stage in changes.stages:
        was = f"{_day(stage.was.first)} – {_day(stage.was.last)}" if stage.was else "—"
        now = f"{_day(stage.becomes.first)} – {_day(stage.becomes.last)}" if stage.becomes else "—"
        text = gettext("Phase “{label}”: {was} → {now}.")
        lines.append(text.format(label=stage.label, was=was, now=now))
    words = {
        "new": gettext("New: “{label}”, due {due}, for {n} units."),
        "gone": gettext("Gone: “{label}”; {n} units owe it no more, {open} not accepted lapse."),
        "changed": gettext("Changed: “{label}”, due {was} → {due}; {n} units, {open} open."),
    }
    for one in changes.tasks:
        line = words[one.kind].format(
            label=one.label,
            due=_day(one.becomes.last if one.becomes else None),
            was=_day(one.was.last if one.was else None),
            n=one.units,
            open=one.not_done,
        )
        if one.parties:
            line += " " + gettext("Others owe it than before.")
        lines.append(line)
    for party in changes.to_choose:
        text = gettext("Units must be chosen for “{party}” first.")
        lines.append(text.format(party=party.label.say(language())))
    return lines or [gettext("Nothing changes for anybody.")]


# ── what each does ────────────────────────────────────────────────────────────────────────


def _amend(doing: Doing) -> object:
    adoption = may_follow(doing.campaign).get(pk=doing.data["adoption"])
    return amending.amend(
        campaign=doing.campaign,
        adoption=adoption,
        reason=doing.data["reason"],
        by=doing.by,
        on=doing.on,
    )


def _join(doing: Doing) -> object:
    unit = forms.unit_of(doing.data["unit"])
    if unit is None:
        raise Http404
    return succeeding.add_units(
        campaign=doing.campaign,
        party=doing.data["party"],
        units=[unit],
        by=doing.by,
        on=doing.on,
    )


def _move(doing: Doing) -> object:
    data = doing.data
    if doing.stage is not None:
        return moving.move_stage(
            stage=doing.stage,
            first=data["first"],
            last=data["last"],
            reason=data["reason"],
            by=doing.by,
            on=doing.on,
        )
    assert doing.task is not None
    return moving.move_task(
        task=doing.task,
        first=data["first"],
        due=data["last"],
        reason=data["reason"],
        by=doing.by,
        on=doing.on,
    )


def _close(doing: Doing) -> object:
    assert doing.stage is not None
    return staging.close_stage(stage=doing.stage, by=doing.by, on=doing.on)


def _reopen(doing: Doing) -> object:
    assert doing.stage is not None
    return staging.reopen_stage(
        stage=doing.stage, reason=doing.data["reason"], by=doing.by, on=doing.on
    )


ACTS: dict[str, Act] = {
    "launch": Act(
        _("Launch the campaign"),
        _("The campaign is launched. What the units owe is being opened."),
        lambda doing: launching.launch(campaign=doing.campaign, by=doing.by, on=doing.on),
        _plain(forms.NothingForm),
        states=(State.DRAFT,),
        follows=_launch_follows,
    ),
    "discard": Act(
        _("Give the draft up"),
        pgettext_lazy("campaign", "The draft is given up."),
        lambda doing: preparing.discard(
            campaign=doing.campaign, reason=doing.data["reason"], by=doing.by, on=doing.on
        ),
        _plain(forms.ReasonForm),
        states=(State.DRAFT,),
        kind="grave",
    ),
    "amend": Act(
        _("Amend the plan"),
        _("The campaign goes on under the amended plan."),
        _amend,
        _amend_form,
        follows=_amend_follows,
        looks=True,
    ),
    "join": Act(
        _("Let a unit take part"),
        _("The unit takes part now, and owes its tasks."),
        _join,
        _join_form,
    ),
    "end": Act(
        _("End the campaign"),
        _("The campaign has ended."),
        lambda doing: ending.end(
            campaign=doing.campaign, reason=doing.data["reason"], by=doing.by, on=doing.on
        ),
        _plain(forms.EndForm),
        follows=_end_follows,
        kind="grave",
    ),
    "withdraw": Act(
        _("Withdraw the campaign"),
        _("The campaign is withdrawn."),
        lambda doing: ending.withdraw(
            campaign=doing.campaign, reason=doing.data["reason"], by=doing.by, on=doing.on
        ),
        _plain(forms.ReasonForm),
        follows=_withdraw_follows,
        kind="grave",
    ),
}
STAGE_ACTS: dict[str, Act] = {
    "move": Act(
        _("Move the phase"),
        _("The phase has its new days."),
        _move,
        _move_form,
        follows=_move_follows,
        looks=True,
    ),
    "close": Act(
        _("Close the phase"),
        _("The phase is closed."),
        _close,
        _plain(forms.NothingForm),
        follows=_close_follows,
    ),
    "reopen": Act(
        _("Open the phase again"),
        _("The phase is open again."),
        _reopen,
        _plain(forms.ReasonForm),
    ),
}
TASK_ACTS: dict[str, Act] = {
    "move": Act(
        _("Move the task"),
        _("The task has its new days."),
        _move,
        _move_form,
        follows=_move_follows,
        looks=True,
    ),
}


@never_cache
@needs(*RUNS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Do something to a campaign."""
    campaign = campaign_or_404(request, pk, to_run=True)
    return _respond(request, ACTS.get(key), campaign)


@never_cache
@needs(*RUNS)
@require_http_methods(["GET", "POST"])
def stage_act(request: Request, pk: int, code: str, key: str) -> HttpResponse:
    """Do something to a phase of a campaign."""
    campaign = campaign_or_404(request, pk, to_run=True)
    return _respond(request, STAGE_ACTS.get(key), campaign, stage=stage_or_404(campaign, code))


@never_cache
@needs(*RUNS)
@require_http_methods(["GET", "POST"])
def task_act(request: Request, pk: int, code: str, key: str) -> HttpResponse:
    """Do something to a task of a campaign."""
    campaign = campaign_or_404(request, pk, to_run=True)
    return _respond(request, TASK_ACTS.get(key), campaign, task=task_or_404(campaign, code))


def _respond(
    request: Request,
    chosen: Act | None,
    campaign: Campaign,
    *,
    stage: Stage | None = None,
    task: Task | None = None,
) -> HttpResponse:
    if chosen is None or campaign.state not in chosen.states:
        raise Http404
    doing = Doing(campaign, account_of(request), clock.today(), stage, task)
    posted = request.method == "POST"
    form = chosen.form(doing, request.POST if posted else None)
    follows: Sequence[str] = () if chosen.looks else chosen.follows(doing)
    confirm = not chosen.looks
    if posted and form.is_valid():
        doing = Doing(campaign, doing.by, doing.on, stage, task, form.cleaned_data)
        if chosen.looks:
            follows, confirm = chosen.follows(doing), True
        if (not chosen.looks or "confirm" in request.POST) and attempt(
            form, lambda: chosen.do(doing)
        ):
            messages.success(request, str(chosen.done))
            return redirect(_next(campaign, stage, chosen))
    context = {
        "campaign": campaign,
        "act": chosen,
        "form": form,
        "of": stage or task,
        "follows": follows,
        "looks": chosen.looks,
        "confirm": confirm,
        "back": _back(campaign, stage),
        "asks": bool(form.fields),
    }
    status = 422 if form.errors else 200
    return render(request, "campaigns/running/act.html", context, status=status)


def _back(campaign: Campaign, stage: Stage | None) -> str:
    if stage is not None:
        return reverse("campaigns:stage", args=[campaign.pk, stage.code])
    return page_of(campaign)


def _next(campaign: Campaign, stage: Stage | None, chosen: Act) -> str:
    if chosen in (ACTS["launch"], ACTS["amend"]):
        return reverse("campaigns:progress", args=[campaign.pk])
    return _back(campaign, stage)


@never_cache
@require_GET
@needs(*RUNS)
def progress(request: Request, pk: int) -> HttpResponse:
    """Show how far the batches of a campaign are."""
    campaign = campaign_or_404(request, pk, to_run=True)
    batches = list(campaign.batches.defer("listing").order_by("-pk")[:10])
    working = any(not one.is_finished for one in batches)
    if request.htmx and request.headers.get("HX-Target") == "progress" and not working:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    name = "progress_part.html" if request.htmx else "progress.html"
    context = {"campaign": campaign, "batches": batches, "working": working}
    return render(request, f"campaigns/running/{name}", context)


@never_cache
@needs(*RUNS)
@require_http_methods(["GET", "POST"])
def leave(request: Request, pk: int, member: int) -> HttpResponse:
    """Let a unit take part no more as a party."""
    campaign = campaign_or_404(request, pk, to_run=True)
    one = campaign.members.select_related("unit").filter(pk=member, until_on__isnull=True).first()
    if one is None:
        raise Http404
    one.campaign = campaign
    chosen = Act(
        _("Takes part no more"),
        _("The unit takes part no more as this."),
        lambda doing: succeeding.drop_unit(
            member=one, reason=doing.data["reason"], by=doing.by, on=doing.on
        ),
        _plain(forms.ReasonForm),
        follows=lambda doing: [  # noqa: ARG005 - its shape
            gettext("What {unit} still owes as this lapses; what was accepted stays.").format(
                unit=one.unit.name
            )
        ],
        kind="grave",
    )
    return _respond(request, chosen, campaign)
