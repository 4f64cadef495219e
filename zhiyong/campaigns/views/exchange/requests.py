"""Requests between units: the list, one of them, asking and answering."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns import exchange
from zhiyong.campaigns.exchange import told
from zhiyong.campaigns.forms import exchange as forms
from zhiyong.campaigns.models import Assignment, Campaign
from zhiyong.campaigns.models import Request as Asked
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.visible import EVERYBODY, HANDS_IN, assignments_visible_to
from zhiyong.campaigns.services import requests as services
from zhiyong.campaigns.views.exchange.common import (
    Doing,
    account,
    act_page,
    around,
    campaign_or_404,
    data,
    row_or_404,
    thing_page,
    wanted,
)
from zhiyong.directory.models import Unit
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clock import Term
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, FlagFilter, ListPage, Order, TextFilter
from zhiyong.shell.parts import Fact, Offer

Rows = QuerySet[Any, Any]


def _search(rows: Rows, text: str) -> Rows:
    words = text.strip()[:100]
    return rows.filter(Q(from_unit__name__icontains=words) | Q(to_unit__name__icontains=words))


def _late(rows: Rows) -> Rows:
    return rows.filter(state=Asked.State.ASKED, due__lt=clock.today())


REQUESTS = ListPage(
    name="requests",
    columns=(
        Column(
            "from_unit",
            gettext_lazy("Asked by"),
            value="from_unit.name",
            head=True,
            url=lambda row: reverse("campaigns:request", args=[row.pk]),
        ),
        Column("to_unit", gettext_lazy("Asked"), value="to_unit.name"),
        Column("asked_on", gettext_lazy("Asked on"), kind="day"),
        Column("due", gettext_lazy("Answer by"), kind="day"),
        Column("state", gettext_lazy("Stands at"), value=lambda row: row.get_state_display()),
        Column("answered_on", gettext_lazy("Answered on"), kind="day"),
    ),
    filters=(
        TextFilter("q", gettext_lazy("Unit"), search=_search),
        ChoiceFilter("state", gettext_lazy("Stands at"), choices=Asked.State.choices),
        FlagFilter("late", gettext_lazy("Unanswered, its day has passed"), condition=_late),
    ),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-id",)),
        Order("due", gettext_lazy("Next due first"), ("due", "id")),
    ),
    noun=ngettext_lazy("%(shown)s request", "%(shown)s requests", "count"),
    empty=Empty(
        gettext_lazy("No unit has asked another yet"),
        gettext_lazy("A unit that needs another's help asks here; the answer is owed by a day."),
        icon="messages-square",
    ),
)


@never_cache
@needs(*EVERYBODY)
@require_GET
def request_list(request: Request, pk: int) -> HttpResponse:
    """Show the requests of a campaign: all of them, or from and to the reader's units."""
    campaign = campaign_or_404(request, pk)
    rows = seen.requests_visible_to(request.standing).filter(campaign=campaign)
    context = around(request, campaign, "requests")
    if _mine(request, campaign) and campaign.state == Campaign.State.RUNNING:
        url = reverse("campaigns:ask", args=[pk])
        context["buttons"] = [Offer("ask", _("Ask another unit"), url, kind="primary")]
    return REQUESTS.respond(
        request,
        rows.select_related("from_unit", "to_unit").defer("text", "answer"),
        title=_("Requests between units"),
        template="campaigns/exchange/list.html",
        context=context,
    )


def _mine(request: Request, campaign: Campaign) -> list[Unit]:
    """Return the units for which the reader asks, of those that take part."""
    held = request.standing.units(*HANDS_IN)
    members = campaign.members.filter(until_on__isnull=True).values("unit")
    part = Q(pk__in=members) | Q(pk=campaign.office_id)
    rows = Unit.objects.filter(part, pk__in=held).order_by("pinyin", "pk")[:200]
    return [one for one in rows if seen.speaks_for(request.standing, one, campaign)]


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask another unit for help."""
    campaign, today = campaign_or_404(request, pk), clock.today()
    units = _mine(request, campaign)
    if not units:
        raise Http404
    task = _task(request, campaign)
    terms = exchange.answer_clock(pack_of(campaign.adoption))
    counted = terms is not None and isinstance(terms.term, Term)
    form = forms.AskForm(
        data(request),
        units=units,
        due_help=_("Empty: as long as the plan gives.") if counted else _("The plan sets no term."),
        initial={"from_unit": str(task.unit_id) if task else str(units[0].pk)},
    )
    made: list[Asked] = []

    def do() -> None:
        said = {**form.cleaned_data}
        from_unit = next(one for one in units if str(one.pk) == said.pop("from_unit"))
        made.append(
            services.ask_unit(
                campaign=campaign,
                from_unit=from_unit,
                assignment=task,
                by=account(request),
                on=today,
                **said,
            )
        )

    doing = Doing(
        campaign,
        "requests",
        _("Ask another unit"),
        form,
        do,
        lambda: reverse("campaigns:request", args=[made[0].pk]),
        _("The other unit is asked."),
        _("Ask it"),
        reverse("campaigns:requests", args=[pk]),
        about=task.task.label if task else "",
        follows=[_("The other unit owes an answer by that day; the office sees both.")],
    )
    return act_page(request, doing)


def _task(request: Request, campaign: Campaign) -> Assignment | None:
    pk = request.GET.get("task", "")
    if not pk.isdecimal():
        return None
    rows = assignments_visible_to(request.standing).filter(campaign=campaign, pk=int(pk))
    return rows.select_related("task").first()


def _offers(request: Request, row: Asked) -> list[Offer]:
    if row.state != Asked.State.ASKED:
        return []

    def speaks(unit: int) -> bool:
        return seen.speaks_for(request.standing, unit, row.campaign)

    def url(key: str) -> str:
        return reverse("campaigns:request_act", args=[row.pk, key])

    found = []
    if speaks(row.to_unit_id):
        found.append(Offer("answer", _("Answer it"), url("answer"), kind="primary", icon="reply"))
    if speaks(row.from_unit_id):
        found.append(
            Offer("withdraw", _("Withdraw it"), url("withdraw"), kind="quiet", icon="undo-2")
        )
    return found


def _row(request: Request, pk: int) -> Asked:
    rows = seen.requests_visible_to(request.standing)
    row: Asked = row_or_404(rows, pk, "from_unit", "to_unit", "assignment__task")
    return row


@never_cache
@needs(*EVERYBODY)
@require_GET
def request_page(request: Request, pk: int) -> HttpResponse:
    """Show a request and its answer."""
    row = _row(request, pk)
    task = row.assignment.task.label if row.assignment else ""
    facts = [
        Fact(_("Asked by"), row.from_unit.name),
        Fact(_("Asked"), row.to_unit.name),
        Fact(_("Asked on"), told(row.asked_on)),
        Fact(_("Answer by"), told(row.due)),
        *([Fact(_("Task"), task)] if task else []),
        Fact(_("What is asked for"), row.text, "", True),
        *([Fact(_("Answered on"), told(row.answered_on))] if row.answered_on else []),
        *([Fact(_("Answer"), row.answer, "", True)] if row.answer else []),
    ]
    return thing_page(
        request,
        row,
        tab="requests",
        title=f"{row.from_unit.name} → {row.to_unit.name}",
        facts=facts,
        offers=_offers(request, row),
        chips=[(row.get_state_display(), "blue")],
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Answer a request, or withdraw it."""
    row = _row(request, pk)
    offer = wanted(_offers(request, row), key)
    today, by = clock.today(), account(request)
    form: Any
    if key == "answer":
        form, done = forms.HelpForm(data(request)), _("The answer is given.")

        def do() -> object:
            helps = form.cleaned_data["helps"] == "yes"
            text = form.cleaned_data["answer"]
            return services.answer_request(request=row, helps=helps, answer=text, by=by, on=today)
    else:
        form, done = forms.NothingForm(data(request)), _("The request is withdrawn.")

        def do() -> object:
            return services.withdraw_request(request=row, by=by, on=today)

    back = reverse("campaigns:request", args=[pk])
    doing = Doing(
        row.campaign,
        "requests",
        offer.label,
        form,
        do,
        lambda: back,
        done,
        offer.label,
        back,
        about=f"{row.from_unit.name} → {row.to_unit.name}",
        follows=[_("What was owed is met.") if key == "answer" else _("What was owed lapses.")],
    )
    return act_page(request, doing)
