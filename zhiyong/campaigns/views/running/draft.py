"""Before the launch: a campaign is drafted, its units chosen, its days set; then the preview."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns import plan
from zhiyong.campaigns.forms.running import DaysForm, FindUnitsForm, PrepareForm, TaskForm, unit_of
from zhiyong.campaigns.models import Campaign
from zhiyong.campaigns.selectors.owed import owed_by_unit, preview, units_of
from zhiyong.campaigns.selectors.visible import RUNS, campaigns_visible_to
from zhiyong.campaigns.services import preparing
from zhiyong.campaigns.views.running.common import (
    attempt,
    campaign_or_404,
    page_of,
    stage_or_404,
    tabs_of,
    task_or_404,
)
from zhiyong.directory.models import Unit
from zhiyong.directory.standing import account_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoptions_in_force, pack_of
from zhiyong.plans.wording import language
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.lists import Column, Empty, ListPage, Order, TextFilter

SHOWN = 500
"""So many units are shown to be ticked one by one; more are taken all together."""


@never_cache
@needs(*RUNS)
@require_http_methods(["GET", "POST"])
def prepare(request: Request) -> HttpResponse:
    """Draft a campaign of a plan in force."""
    today = clock.today()
    mine = request.standing.units(*RUNS)
    seen = campaigns_visible_to(request.standing)
    running = Campaign.State.RUNNING
    form = PrepareForm(
        request.POST or None,
        adoptions=_adoptions(mine, today),
        offices=list(Unit.objects.filter(pk__in=mine, closed_on=None).order_by("pinyin")[:200]),
        uppers=list(seen.filter(state=running).order_by("-pk")[:50]),
        earlier=list(seen.exclude(state="DRAFT").filter(audience__in=mine).order_by("-pk")[:50]),
        initial={"office": request.standing.home_unit_id},
    )
    made: list[Campaign] = []

    def do() -> None:
        data = form.cleaned_data
        made.append(
            preparing.prepare(
                adoption=form.chosen("adoption"),
                title=data["title"],
                office=form.chosen("office"),
                years=data["years"],
                upper=form.chosen("upper"),
                earlier=form.chosen("earlier"),
                by=account_of(request),
                on=today,
            )
        )

    if request.method == "POST" and form.is_valid() and attempt(form, do):
        messages.success(request, _("The campaign is drafted. Choose its units, then look at it."))
        return redirect(page_of(made[0]))
    context = {"form": form, "none": not form.known["adoption"]}
    status = 422 if form.errors else 200
    return render(request, "campaigns/running/prepare.html", context, status=status)


def _adoptions(mine: frozenset[int], today: Any) -> list[Adoption]:
    """Return the plans in force with tasks whose body, or one of whose bodies, is mine."""
    found = []
    for one in adoptions_in_force(today).prefetch_related("bindings"):
        units = {one.body_id, *(binding.unit_id for binding in one.bindings.all())}
        above = set(Unit.objects.filter(pk__in=mine, path__contains=[one.body_id])[:1])
        if (units & mine or above) and pack_of(one).tasks:
            found.append(one)
    return found


@never_cache
@needs(*RUNS)
@require_http_methods(["GET", "POST"])
def choose(request: Request, pk: int, party: str) -> HttpResponse:
    """Choose the units that a party of the plan is: found by level, kind, tag, place; ticked."""
    campaign = campaign_or_404(request, pk, to_run=True)
    found = next((one for one in plan.parties(plan.pack(campaign)) if one.code == party), None)
    if found is None or found.is_bound or campaign.state != Campaign.State.DRAFT:
        raise Http404
    form = FindUnitsForm(request.GET if request.GET else {"proposed": "on"})
    units = _found_units(campaign, party, form)
    chosen = set(campaign.members.filter(party=party).values_list("unit_id", flat=True))
    if request.method == "POST":
        picks = {int(one) for one in request.POST.getlist("pick") if one.isdecimal()}
        shown = {unit.pk for unit in units[:SHOWN]}
        if request.POST.get("act") == "all":
            wanted = chosen | {unit.pk for unit in units}
        elif request.POST.get("act") == "none":
            wanted = set()
        else:
            wanted = (chosen - shown) | (picks & shown)
        try:
            count = preparing.choose_units(
                campaign=campaign,
                party=party,
                units=list(Unit.objects.filter(pk__in=wanted)),
                by=account_of(request),
                on=clock.today(),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(page_of(campaign))
        messages.success(request, _("{n} units take part as this.").format(n=count))
        return redirect(request.get_full_path())
    context = {
        "campaign": campaign,
        "party": found,
        "label": found.label.say(language()),
        "form": form,
        "units": units[:SHOWN],
        "total": len(units),
        "more": max(0, len(units) - SHOWN),
        "chosen": chosen,
        "back": page_of(campaign),
        "fresh": not chosen,
    }
    return render(request, "campaigns/running/choose.html", context)


def _found_units(campaign: Campaign, party: str, form: FindUnitsForm) -> list[Unit]:
    rows: QuerySet[Unit] = Unit.objects.filter(
        path__contains=[campaign.adoption.body_id], closed_on=None
    ).select_related("parent")
    if not form.is_valid():
        return []
    data = form.cleaned_data
    if data["level"]:
        rows = rows.filter(level__in=data["level"])
    if data["kind"]:
        rows = rows.filter(kind__in=data["kind"])
    else:
        rows = rows.exclude(kind=Unit.Kind.SECTION)
    if data["tag"]:
        rows = rows.filter(tags__contains=[data["tag"]])
    below = unit_of(data["below"])
    if below is not None:
        rows = rows.filter(path__contains=[below.pk])
    units = list(rows.order_by("path"))
    if data["proposed"]:
        units = list(plan.proposed(plan.pack(campaign), party, units))
    return units


@never_cache
@needs(*RUNS)
@require_http_methods(["GET", "POST"])
def set_stage(request: Request, pk: int, code: str) -> HttpResponse:
    """Set the days of a phase before the launch."""
    campaign = campaign_or_404(request, pk, to_run=True)
    stage = stage_or_404(campaign, code)
    form = DaysForm(request.POST or None, initial={"first": stage.first, "last": stage.last})

    def do() -> None:
        preparing.set_stage_days(
            stage=stage,
            first=form.cleaned_data["first"],
            last=form.cleaned_data["last"],
            by=account_of(request),
            on=clock.today(),
        )

    if request.method == "POST" and form.is_valid() and attempt(form, do):
        messages.success(request, _("The days are set."))
        return redirect(page_of(campaign))
    source = [day.isoformat() for day in (stage.source_first, stage.source_last) if day]
    return _form_page(
        request,
        campaign,
        form,
        heading=stage.label,
        clause=stage.clause,
        source=" – ".join(source) or stage.as_written,
    )


@never_cache
@needs(*RUNS)
@require_http_methods(["GET", "POST"])
def set_task(request: Request, pk: int, code: str) -> HttpResponse:
    """Set a task before the launch: its days, to whom it goes, or why it is left out."""
    campaign = campaign_or_404(request, pk, to_run=True)
    task = task_or_404(campaign, code)
    form = TaskForm(
        request.POST or None,
        initial={
            "first": task.first,
            "last": task.due,
            "receiver": str(task.receiver_id or ""),
            "left_out": task.left_out,
        },
    )

    def do() -> None:
        preparing.set_task(
            task=task,
            first=form.cleaned_data["first"],
            due=form.cleaned_data["last"],
            receiver=unit_of(form.cleaned_data["receiver"]),
            left_out=form.cleaned_data["left_out"],
            by=account_of(request),
            on=clock.today(),
        )

    if request.method == "POST" and form.is_valid() and attempt(form, do):
        messages.success(request, _("The task is set."))
        return redirect(page_of(campaign))
    source = [day.isoformat() for day in (task.source_first, task.source_due) if day]
    return _form_page(
        request,
        campaign,
        form,
        heading=task.label,
        clause=task.clause,
        source=" – ".join(source),
    )


def _form_page(
    request: Request, campaign: Campaign, form: Any, *, heading: str, clause: str, source: str
) -> HttpResponse:
    context = {
        "campaign": campaign,
        "form": form,
        "heading": heading,
        "clause": clause,
        "source": source,
        "back": page_of(campaign),
    }
    status = 422 if form.errors else 200
    return render(request, "campaigns/running/set.html", context, status=status)


UNITS = ListPage(
    name="campaign_units_to_be",
    columns=(
        Column("name", gettext_lazy("Unit"), head=True, wide=True),
        Column("level", gettext_lazy("Level"), value=lambda row: row.get_level_display()),
        Column("owes", gettext_lazy("Tasks that it will owe"), kind="num"),
        Column("tasks", gettext_lazy("Which"), wide=True),
    ),
    filters=(TextFilter("q", gettext_lazy("Contains"), ("name__icontains", "code__istartswith")),),
    orders=(Order("name", pgettext_lazy("unit", "By name"), ("pinyin", "id")),),
    noun=ngettext_lazy("%(shown)s unit", "%(shown)s units", "count"),
    empty=Empty(gettext_lazy("No unit is chosen yet"), icon="building-2"),
)


@require_GET
@needs(*RUNS)
def look(request: Request, pk: int) -> HttpResponse:
    """Show what a launch would open: per task, per unit, and what to look at first."""
    campaign = campaign_or_404(request, pk, to_run=True)
    if campaign.state != Campaign.State.DRAFT:
        return redirect(page_of(campaign))

    def decorate(rows: Any, asked: Request) -> None:
        owed = owed_by_unit(campaign, [row.pk for row in rows])
        for row in rows:
            row.owes = len(owed[row.pk])
            row.tasks = "、".join(task.label for task in owed[row.pk][:8]) + (
                "…" if row.owes > 8 else ""
            )

    page = ListPage(**{**UNITS.__dict__, "decorate": decorate})
    return page.respond(
        request,
        units_of(campaign),
        title=_("What each unit will owe"),
        template="campaigns/running/preview.html",
        context={
            "campaign": campaign,
            "shown": preview(campaign, clock.today()),
            "tabs": tabs_of(campaign, request.standing),
            "tab": "preview",
            "launch_url": reverse("campaigns:act", args=[campaign.pk, "launch"]),
        },
    )
