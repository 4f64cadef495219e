"""Slow units, talks with them, what stood in the way, and what a campaign took over."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns.exchange import told
from zhiyong.campaigns.forms import exchange as forms
from zhiyong.campaigns.models import Assignment, Campaign, Obstruction, SlowTalk
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.carrying import open_refs
from zhiyong.campaigns.selectors.figures import ids_of
from zhiyong.campaigns.selectors.slow import behind, last_talks, slow_units
from zhiyong.campaigns.selectors.visible import EVERYBODY, may_run
from zhiyong.campaigns.services import carrying, obstructing, talks
from zhiyong.campaigns.views.exchange.common import (
    Doing,
    account,
    act_page,
    around,
    campaign_or_404,
    data,
    row_or_404,
    run_or_404,
    thing_page,
)
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.directory.models import Unit
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order, TextFilter
from zhiyong.shell.parts import Fact, Offer

Rows = QuerySet[Any, Any]
MOST = 200


@never_cache
@needs(*EVERYBODY)
@require_GET
def slow(request: Request, pk: int) -> HttpResponse:
    """Show the units that are behind, the furthest first, with the talks that were held."""
    campaign, today = campaign_or_404(request, pk, whole=True), clock.today()
    found = list(slow_units(campaign, today)[: MOST + 1])
    last = last_talks(campaign, [unit.pk for unit in found])
    rows = [
        {
            "unit": unit,
            "overdue": getattr(unit, "overdue", 0),
            "owed": getattr(unit, "owed", 0),
            "returned": getattr(unit, "returned", 0),
            "days": (today - getattr(unit, "oldest", today)).days,
            "talked_on": last.get(unit.pk),
            "rows": reverse("campaigns:behind", args=[pk, unit.pk]),
            "talk": reverse("campaigns:talk_with", args=[pk, unit.pk]),
        }
        for unit in found[:MOST]
    ]
    held = seen.talks_visible_to(request.standing).filter(campaign=campaign)
    context = around(
        request,
        campaign,
        "slow",
        rows=rows,
        more=len(found) > MOST,
        held=list(held.select_related("unit").order_by("-held_on", "-pk")[:50]),
        obstructions=reverse("campaigns:obstructions", args=[pk]),
        carried=reverse("campaigns:carried", args=[pk]),
    )
    return render(request, "campaigns/exchange/slow.html", context)


BEHIND = ListPage(
    name="behind",
    columns=(
        Column(
            "task",
            gettext_lazy("Task"),
            value=lambda row: row.task.label,
            head=True,
            wide=True,
            url=lambda row: reverse("campaigns:assignment", args=[row.pk]),
        ),
        Column("period", gettext_lazy("Period")),
        Column("due", gettext_lazy("Due"), kind="day"),
        Column("state", gettext_lazy("Stands at"), value=lambda row: row.get_state_display()),
        Column("returned", gettext_lazy("Returned"), kind="num"),
    ),
    orders=(
        Order("due", gettext_lazy("Next due first"), ("due", "id")),
        Order("newest", gettext_lazy("Newest first"), ("-id",)),
    ),
)


@never_cache
@needs(*EVERYBODY)
@require_GET
def behind_rows(request: Request, pk: int, unit: int) -> HttpResponse:
    """Show what a unit is behind with today."""
    campaign = campaign_or_404(request, pk, whole=True)
    found = _unit(unit)
    context = around(request, campaign, "slow")
    if context["may_run"]:
        url = reverse("campaigns:talk_with", args=[pk, unit])
        context["buttons"] = [Offer("talk", _("Enter a talk"), url, kind="primary")]
    return BEHIND.respond(
        request,
        behind(campaign, found, clock.today()).select_related("task"),
        title=_("{unit}: what is overdue").format(unit=found.name),
        template="campaigns/exchange/list.html",
        context=context,
    )


def _unit(pk: int) -> Unit:
    found = Unit.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def talk_with(request: Request, pk: int, unit: int) -> HttpResponse:
    """Enter a talk with a slow unit."""
    campaign, today = run_or_404(request, pk), clock.today()
    found = _unit(unit)
    late = behind(campaign, found, today).count()
    form = forms.TalkForm(data(request), initial={"held_on": today})
    made: list[SlowTalk] = []

    def do() -> None:
        made.append(
            talks.talk_with(
                campaign=campaign, unit=found, by=account(request), on=today, **form.cleaned_data
            )
        )

    doing = Doing(
        campaign,
        "slow",
        _("Enter a talk"),
        form,
        do,
        lambda: reverse("campaigns:slow_talk", args=[made[0].pk]),
        _("The talk is entered."),
        _("Enter the talk"),
        reverse("campaigns:slow", args=[pk]),
        about=found.name,
        follows=[
            _("It is behind with {n} today; these rows are kept with the talk.").format(n=late),
            _("Looking again is owed by the office on the day that is named."),
            _("The unit is told."),
        ],
    )
    return act_page(request, doing)


def _talk_offers(request: Request, row: SlowTalk) -> list[Offer]:
    if row.rechecked_on is not None or not may_run(request.standing, row.campaign):
        return []
    url = reverse("campaigns:look_again", args=[row.pk])
    return [Offer("look", _("Enter what was seen"), url, kind="primary", icon="search-check")]


@never_cache
@needs(*EVERYBODY)
@require_GET
def slow_talk(request: Request, pk: int) -> HttpResponse:
    """Show a talk with a slow unit, and what it was behind with."""
    rows = seen.talks_visible_to(request.standing)
    row = row_or_404(rows, pk, "unit", "talked_with", "by__person")
    today = clock.today()
    still = set(talks.still_behind(row, today))
    kept = Assignment.objects.filter(pk__in=ids_of(row.behind)).select_related("task")
    facts = [
        Fact(_("Unit"), row.unit.name),
        Fact(_("Held on"), told(row.held_on)),
        Fact(_("Talked with"), row.talked_with.name if row.talked_with else ""),
        Fact(_("To be looked at again on"), told(row.recheck_on)),
        Fact(_("What was pointed out"), row.reason, "", True),
        *([Fact(_("Looked at again on"), told(row.rechecked_on))] if row.rechecked_on else []),
        *([Fact(_("What was seen"), row.outcome, "", True)] if row.outcome else []),
    ]
    state = {None: _("To be looked at again"), True: _("Has caught up"), False: _("Still behind")}
    return thing_page(
        request,
        row,
        tab="slow",
        title=_("Talk with {name}").format(name=row.unit.name),
        facts=facts,
        offers=_talk_offers(request, row),
        template="campaigns/exchange/slow_talk.html",
        chips=[(state[row.caught_up], "blue")],
        behind=[(one, one.pk in still) for one in kept.order_by("due", "pk")[:300]],
        left=len(still),
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def look_again(request: Request, pk: int) -> HttpResponse:
    """Enter whether a slow unit has caught up."""
    row = row_or_404(seen.talks_visible_to(request.standing), pk, "unit")
    if not _talk_offers(request, row):
        raise Http404
    today = clock.today()
    left = len(talks.still_behind(row, today))
    form = forms.LookForm(data(request))
    back = reverse("campaigns:slow_talk", args=[pk])

    def do() -> object:
        return talks.look_again(
            talk=row,
            caught_up=form.cleaned_data["caught_up"] == "yes",
            outcome=form.cleaned_data["outcome"],
            by=account(request),
            on=today,
        )

    doing = Doing(
        row.campaign,
        "slow",
        _("Enter what was seen"),
        form,
        do,
        lambda: back,
        _("What was seen is entered."),
        _("Enter it"),
        back,
        about=row.unit.name,
        follows=[
            _("{n} of what it was behind with is still not handed in.").format(n=left),
            _("What was owed is met."),
        ],
    )
    return act_page(request, doing)


# ── what stood in the way ─────────────────────────────────────────────────────────────────

OBSTRUCTIONS = ListPage(
    name="obstructions",
    columns=(
        Column(
            "unit",
            gettext_lazy("Unit"),
            value="unit.name",
            head=True,
            url=lambda row: reverse("campaigns:obstruction", args=[row.pk]),
        ),
        Column("kind", gettext_lazy("What it is"), value=lambda row: row.get_kind_display()),
        Column("acted_on", gettext_lazy("When it happened"), kind="day"),
        Column("noted_on", gettext_lazy("Noted on"), kind="day"),
    ),
    filters=(ChoiceFilter("kind", gettext_lazy("What it is"), choices=Obstruction.Kind.choices),),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-id",)),
        Order("oldest", gettext_lazy("Oldest first"), ("id",)),
    ),
    empty=Empty(
        gettext_lazy("Nobody has stood in the way"),
        gettext_lazy("What was hidden or falsified is noted here; a case is opened on it."),
        icon="shield-alert",
    ),
)


@never_cache
@needs(*EVERYBODY)
@require_GET
def obstructions(request: Request, pk: int) -> HttpResponse:
    """Show which units hid, falsified or refused something."""
    campaign = campaign_or_404(request, pk, whole=True)
    rows = seen.obstructions_visible_to(request.standing).filter(campaign=campaign)
    context = around(request, campaign, "slow")
    if context["may_run"]:
        url = reverse("campaigns:obstruct", args=[pk])
        context["buttons"] = [Offer("note", _("Note an obstruction"), url)]
    return OBSTRUCTIONS.respond(
        request,
        rows.select_related("unit").defer("text"),
        title=_("Hiding, false reports, refusals"),
        template="campaigns/exchange/list.html",
        context=context,
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def obstruct(request: Request, pk: int) -> HttpResponse:
    """Note that a unit hid, falsified or refused something."""
    campaign, today = run_or_404(request, pk), clock.today()
    form = forms.ObstructForm(data(request), initial={"acted_on": today})
    made: list[Obstruction] = []

    def do() -> None:
        made.append(
            obstructing.note_obstruction(
                campaign=campaign, by=account(request), on=today, **form.cleaned_data
            )
        )

    doing = Doing(
        campaign,
        "slow",
        _("Note an obstruction"),
        form,
        do,
        lambda: reverse("campaigns:obstruction", args=[made[0].pk]),
        _("It is noted, and a case is opened."),
        _("Note it and open a case"),
        reverse("campaigns:obstructions", args=[pk]),
        follows=[
            _("A case about the unit is opened by the office: who answers is looked into there."),
            _("The unit does not see it here."),
        ],
        is_grave=True,
    )
    return act_page(request, doing)


@never_cache
@needs(*EVERYBODY)
@require_GET
def obstruction(request: Request, pk: int) -> HttpResponse:
    """Show what was noted about a unit, and the case that was opened."""
    row = row_or_404(seen.obstructions_visible_to(request.standing), pk, "unit", "assignment__task")
    case = cases_visible_to(request.standing).filter(pk=kinds.split(row.opened)[1]).first()
    facts = [
        Fact(_("Unit"), row.unit.name),
        Fact(_("What it is"), row.get_kind_display()),
        Fact(_("When it happened"), told(row.acted_on)),
        *([Fact(_("Task"), row.assignment.task.label)] if row.assignment else []),
        Fact(
            _("Case"),
            case.number if case else _("opened"),
            (kinds.url(row.opened) or "") if case else "",
        ),
        Fact(_("What was hidden, falsified or refused"), row.text, "", True),
    ]
    return thing_page(
        request,
        row,
        tab="slow",
        title=f"{row.unit.name} · {row.get_kind_display()}",
        facts=facts,
        chips=[],
    )


# ── what was carried over ─────────────────────────────────────────────────────────────────


def _decorate(rows: Any, request: Request) -> None:
    references = [row.ref for row in rows]
    still = open_refs(references)
    titles = kinds.titles(references, request.standing)
    for row in rows:
        row.still = (
            pgettext("number", "open") if row.ref in still else pgettext("number", "struck off")
        )
        row.shown = titles.get(row.ref) or f"{row.number} {row.what}".strip() or row.unit.name
        row.address = kinds.url(row.ref) if row.ref in titles else None


CARRIED = ListPage(
    name="carried",
    columns=(
        Column(
            "what",
            gettext_lazy("What it is"),
            value=lambda row: row.shown,
            head=True,
            wide=True,
            url=lambda row: row.address,
        ),
        Column("unit", gettext_lazy("Unit"), value="unit.name"),
        Column("since", gettext_lazy("Open since"), kind="day"),
        Column("still", gettext_lazy("Stands at"), value=lambda row: row.still),
    ),
    filters=(TextFilter("q", gettext_lazy("Unit"), ("unit__name__icontains",)),),
    orders=(
        Order("oldest", gettext_lazy("Oldest first"), ("since", "id")),
        Order("newest", gettext_lazy("Newest first"), ("-id",)),
    ),
    noun=ngettext_lazy("%(shown)s item", "%(shown)s items", "count"),
    empty=Empty(
        gettext_lazy("Nothing was carried over"),
        gettext_lazy("What an earlier campaign of the office left open can go on in this one."),
        icon="git-branch",
    ),
    decorate=_decorate,
)


def _earlier(campaign: Campaign) -> list[Campaign]:
    rows = Campaign.objects.filter(audience=campaign.audience, state=Campaign.State.CLOSED)
    if campaign.earlier_id is not None:
        rows = rows.filter(pk=campaign.earlier_id)
    return list(rows.exclude(pk=campaign.pk).order_by("-pk")[:50])


@never_cache
@needs(*EVERYBODY)
@require_GET
def carried(request: Request, pk: int) -> HttpResponse:
    """Show what came to a campaign from the one before it."""
    campaign = campaign_or_404(request, pk)
    rows = seen.carried_visible_to(request.standing).filter(campaign=campaign)
    context = around(request, campaign, "slow")
    if may_run(request.standing, campaign) and _earlier(campaign):
        url = reverse("campaigns:carry_over", args=[pk])
        context["buttons"] = [Offer("carry", _("Take over what is open"), url)]
    return CARRIED.respond(
        request,
        rows.select_related("unit"),
        title=_("Carried over"),
        template="campaigns/exchange/list.html",
        context=context,
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def carry_over(request: Request, pk: int) -> HttpResponse:
    """Take over what an earlier campaign left open."""
    campaign = run_or_404(request, pk)
    found = _earlier(campaign)
    form = forms.EarlierForm(data(request), campaigns=found)

    def do() -> object:
        earlier = next(one for one in found if str(one.pk) == form.cleaned_data["earlier"])
        return carrying.carry_over(
            campaign=campaign, earlier=earlier, by=account(request), on=clock.today()
        )

    back = reverse("campaigns:carried", args=[pk])
    doing = Doing(
        campaign,
        "slow",
        _("Take over what is open"),
        form,
        do,
        lambda: back,
        _("What was open is taken over."),
        _("Take it over"),
        back,
        follows=[_("Numbers that are not struck off are fed back month for month from now.")],
        why_not="" if found else _("The office has no earlier campaign that has ended."),
    )
    return act_page(request, doing)
