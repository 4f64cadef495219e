"""Acceptance: which units were examined, one result with its checks, examining."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns.exchange import told
from zhiyong.campaigns.forms import exchange as forms
from zhiyong.campaigns.models import Acceptance, Campaign, Stage
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.visible import ACCEPTS, EVERYBODY, may_run
from zhiyong.campaigns.services import acceptance as services
from zhiyong.campaigns.views.exchange.common import (
    Doing,
    account,
    act_page,
    around,
    campaign_or_404,
    data,
    row_or_404,
    thing_page,
)
from zhiyong.campaigns.views.exchange.figures import cited
from zhiyong.directory.models import Unit
from zhiyong.plans.wording import language
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, FlagFilter, ListPage, Order, TextFilter
from zhiyong.shell.parts import Fact, Offer

Kind = Acceptance.Kind
Rows = QuerySet[Any, Any]


ACCEPTANCES = ListPage(
    name="acceptances",
    columns=(
        Column(
            "unit",
            gettext_lazy("Unit"),
            value="unit.name",
            head=True,
            wide=True,
            url=lambda row: reverse("campaigns:acceptance", args=[row.pk]),
        ),
        Column(
            "kind",
            gettext_lazy("What is examined"),
            value=lambda row: row.stage.label if row.stage else row.get_kind_display(),
        ),
        Column("result", gettext_lazy("Result"), value=lambda row: row.get_result_display()),
        Column("examined_on", gettext_lazy("Examined on"), kind="day"),
        Column("again_on", gettext_lazy("Examined again on"), kind="day"),
    ),
    filters=(
        TextFilter("q", gettext_lazy("Unit"), ("unit__name__icontains",)),
        ChoiceFilter("kind", gettext_lazy("What is examined"), choices=Kind.choices),
        ChoiceFilter("result", gettext_lazy("Result"), choices=Acceptance.Result.choices),
        FlagFilter("newest", gettext_lazy("Without those that were examined again"),
                   condition=Q(followed_by__isnull=True)),
    ),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-id",)),
        Order("oldest", gettext_lazy("Oldest first"), ("id",)),
    ),
    noun=ngettext_lazy("%(shown)s result", "%(shown)s results", "count"),
    empty=Empty(
        gettext_lazy("No unit was examined yet"),
        gettext_lazy("A unit's work is accepted for a phase, mid-term or at the end; never by "
                     "the unit itself."),
        icon="clipboard-check",
    ),
)  # fmt: skip


def _examines(request: Request, campaign: Campaign) -> bool:
    if campaign.state != Campaign.State.RUNNING:
        return False
    held = request.standing.units(*ACCEPTS)
    return (
        may_run(request.standing, campaign)
        or campaign.assignments.filter(receiver__id__among=held).exists()
    )


@never_cache
@needs(*EVERYBODY)
@require_GET
def acceptances(request: Request, pk: int) -> HttpResponse:
    """Show which units were examined, with what result."""
    campaign = campaign_or_404(request, pk)
    rows = seen.acceptances_visible_to(request.standing).filter(campaign=campaign)
    context = around(request, campaign, "acceptance")
    if _examines(request, campaign):
        url = reverse("campaigns:examine", args=[pk])
        context["buttons"] = [Offer("examine", _("Examine a unit"), url, kind="primary")]
    return ACCEPTANCES.respond(
        request,
        rows.select_related("unit", "stage").defer("checks", "figures"),
        title=_("Acceptance"),
        template="campaigns/exchange/list.html",
        context=context,
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def examine(request: Request, pk: int) -> HttpResponse:
    """Examine a unit: first which and for what, then the checks one by one."""
    campaign, today = campaign_or_404(request, pk), clock.today()
    if not _examines(request, campaign):
        raise Http404
    stages = {f"stage-{one.pk}": one for one in campaign.stages.order_by("position")}
    what = [
        *((key, one.label) for key, one in stages.items()),
        (Kind.MID_TERM, Kind.MID_TERM.label),
        (Kind.FINAL, Kind.FINAL.label),
    ]
    unit, chosen = _chosen(request), request.GET.get("what", "")
    if unit is None or chosen not in {str(key) for key, _label in what}:
        which = forms.WhichForm(request.GET if "unit" in request.GET else None, what=what)
        if which.is_bound and which.is_valid():
            found = {"id": which.cleaned_data["unit"].pk, "what": which.cleaned_data["what"]}
            unit, chosen = which.cleaned_data["unit"], str(found["what"])
        else:
            context = around(request, campaign, "acceptance", form=which)
            context["back"] = reverse("campaigns:acceptances", args=[pk])
            return render(request, "campaigns/exchange/which.html", context)
    return _checks_page(request, campaign, unit, chosen, stages.get(chosen), today)


def _chosen(request: Request) -> Unit | None:
    pk = request.GET.get("id", "")
    return Unit.objects.filter(pk=int(pk)).first() if pk.isdecimal() else None


def _checks_page(
    request: Request, campaign: Campaign, unit: Unit, chosen: str, stage: Stage | None, today: Any
) -> HttpResponse:
    kind = Kind.STAGE if stage else Kind(chosen)
    checks = services.wanted_checks(campaign, kind, stage)
    form = forms.ExamineForm(data(request), checks=checks)
    made: list[Acceptance] = []

    def do() -> None:
        said = form.cleaned_data
        made.append(
            services.examine(
                campaign=campaign,
                unit=unit,
                kind=kind,
                stage=stage,
                result=said["result"],
                checks=form.answers(),
                reason=said["reason"],
                again_on=said["again_on"],
                by=account(request),
                on=today,
            )
        )

    doing = Doing(
        campaign,
        "acceptance",
        _("Examine a unit"),
        form,
        do,
        lambda: reverse("campaigns:acceptance", args=[made[0].pk]),
        _("The result is entered; the unit is told."),
        _("Enter the result"),
        reverse("campaigns:acceptances", args=[campaign.pk]),
        about=f"{unit.name} · {stage.label if stage else kind.label}",
        follows=[
            _("The unit's figures are frozen with the result, each with its rows."),
            _("To be examined again: that is owed by the office on the day that is named."),
        ],
    )
    if request.method == "GET" and "id" not in request.GET:
        query = urlencode({"id": str(unit.pk), "what": chosen})
        here = reverse("campaigns:examine", args=[campaign.pk])
        response = HttpResponse(status=302)
        response["Location"] = f"{here}?{query}"
        return response
    return act_page(request, doing)


@never_cache
@needs(*EVERYBODY)
@require_GET
def acceptance(request: Request, pk: int) -> HttpResponse:
    """Show one result with what was looked at, and the figures of that day."""
    rows = seen.acceptances_visible_to(request.standing)
    row = row_or_404(rows, pk, "unit", "stage", "examined_by__person", "follows")
    after = Acceptance.objects.filter(follows=row).first()
    facts = [
        Fact(_("Unit"), row.unit.name),
        Fact(_("What is examined"), row.stage.label if row.stage else row.get_kind_display()),
        Fact(_("Examined on"), told(row.examined_on)),
        Fact(_("Examined by"), str(row.examined_by)),
        *([Fact(_("Examined again on"), told(row.again_on))] if row.again_on else []),
        *([Fact(_("Reason"), row.reason, "", True)] if row.reason else []),
        *([_other(_("Examined before"), row.follows)] if row.follows else []),
        *([_other(_("Examined again"), after)] if after else []),
    ]
    tone = {"PASSED": "normal", "AGAIN": "soon", "FAILED": "overdue"}[row.result]
    offers = []
    if (
        row.result != Acceptance.Result.PASSED
        and after is None
        and _examines(request, row.campaign)
    ):
        chosen = f"stage-{row.stage_id}" if row.stage_id else row.kind
        query = urlencode({"id": row.unit_id, "what": chosen})
        url = f"{reverse('campaigns:examine', args=[row.campaign_id])}?{query}"
        icon = "search-check"
        offers = [Offer("again", _("Examine it again"), url, kind="primary", icon=icon)]
    return thing_page(
        request,
        row,
        tab="acceptance",
        title=f"{row.unit.name} · {row.get_kind_display()}",
        facts=facts,
        offers=offers,
        template="campaigns/exchange/acceptance.html",
        chips=[(row.get_result_display(), tone)],
        cited=cited(row.figures, "acceptance", row.pk),
        zh=language() == "zh",
    )


def _other(text: str, row: Acceptance) -> Fact:
    shown = f"{told(row.examined_on)} {row.get_result_display()}"
    return Fact(text, shown, reverse("campaigns:acceptance", args=[row.pk]))
