"""The monthly feedback: prepared for all, sent with progress, read and answered by the units."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns import exchange
from zhiyong.campaigns.exchange import told
from zhiyong.campaigns.forms import exchange as forms
from zhiyong.campaigns.models import Feedback
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.feedback import month_of, progress, still_open
from zhiyong.campaigns.selectors.visible import EVERYBODY, sees_whole
from zhiyong.campaigns.services import feedback as services
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
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.days import say_turn
from zhiyong.shell.errors import Refusal
from zhiyong.shell.lists import Column, DatesFilter, Empty, ListPage, Order, TextFilter
from zhiyong.shell.parts import Fact, Offer
from zhiyong.shell.queue import enqueue

FEEDBACKS = ListPage(
    name="feedbacks",
    columns=(
        Column(
            "unit",
            gettext_lazy("Unit"),
            value="unit.name",
            head=True,
            wide=True,
            url=lambda row: reverse("campaigns:feedback", args=[row.pk]),
            sub=lambda row: row.number,
        ),
        Column("period", gettext_lazy("Month")),
        Column("items", gettext_lazy("Items"), value=lambda row: len(row.items), kind="num"),
        Column("sent_on", gettext_lazy("Sent on"), kind="day"),
        Column("answered_on", gettext_lazy("Answered on"), kind="day"),
    ),
    filters=(
        TextFilter("q", gettext_lazy("Unit"), ("unit__name__icontains",)),
        TextFilter("period", gettext_lazy("Month"), ("period__startswith",)),
        DatesFilter("sent", gettext_lazy("Sent on"), lookup="sent_on", more=True),
    ),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-id",)),
        Order("oldest", gettext_lazy("Oldest first"), ("id",)),
    ),
    noun=ngettext_lazy("%(shown)s sheet", "%(shown)s sheets", "count"),
    empty=Empty(
        gettext_lazy("No feedback was sent yet"),
        gettext_lazy(
            "Each month the office tells each unit which opinions and complaints are still open, "
            "until every number is struck off."
        ),
        icon="inbox",
    ),
)


@never_cache
@needs(*EVERYBODY)
@require_GET
def feedbacks(request: Request, pk: int) -> HttpResponse:
    """Show the feedback of a campaign: all of it, or what came to the reader's units."""
    campaign = campaign_or_404(request, pk)
    rows = seen.feedbacks_visible_to(request.standing).filter(campaign=campaign)
    context = around(request, campaign, "feedback")
    if context["may_run"]:
        month = reverse("campaigns:feedback_month", args=[pk, month_of(clock.today())])
        context["buttons"] = [Offer("month", _("Feedback of this month"), month, kind="primary")]
    return FEEDBACKS.respond(
        request,
        rows.select_related("unit").defer("note", "answer"),
        title=_("Monthly feedback"),
        template="campaigns/exchange/list.html",
        context=context,
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def month(request: Request, pk: int, period: str) -> HttpResponse:
    """Prepare the feedback of a month for all units; then show how far the sending is."""
    campaign = run_or_404(request, pk)
    today, by = clock.today(), account(request)
    sent, prepared = progress(campaign, period)
    back = reverse("campaigns:feedbacks", args=[pk])
    here = reverse("campaigns:feedback_month", args=[pk, period])
    if not prepared or "prepare" in request.GET:
        form = forms.MonthForm(data(request), initial={"period": period})

        def do() -> object:
            return services.prepare_feedback(
                campaign=campaign, by=by, on=today, **form.cleaned_data
            )

        doing = Doing(
            campaign,
            "feedback",
            _("Prepare the feedback of a month"),
            form,
            do,
            lambda: reverse(
                "campaigns:feedback_month", args=[pk, form.cleaned_data["period"]]
            ),
            _("It is prepared; look through it, then send it."),
            _("Prepare it"),
            back,
            follows=[
                _("Every unit about which something is open gets one: what was told before and is "
                  "not struck off goes on."),
                _("A unit is told number, kind and day of a complaint, never a word of it."),
            ],
        )  # fmt: skip
        return act_page(request, doing)
    form_to_send = forms.NothingForm(data(request))
    if request.method == "POST" and form_to_send.is_valid():
        try:
            left = services.send_feedback(campaign=campaign, period=period, by=by, on=today)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())
        if left:
            enqueue(
                "campaigns.send_feedback",
                once=f"campaigns.send_feedback:{campaign.pk}:{period}",
                campaign=campaign.pk,
                period=period,
                account=by.pk,
            )
        sent, prepared = progress(campaign, period)
    rows = Feedback.objects.filter(campaign=campaign, period=period).select_related("unit")
    context = around(
        request,
        campaign,
        "feedback",
        period=period,
        sent=sent,
        prepared=prepared,
        left=prepared - sent,
        rows=list(rows.order_by("pk")[:200]),
        again=f"{here}?prepare=1",
        back=back,
    )
    return render(request, "campaigns/exchange/feedback_month.html", context)


def _offers(request: Request, row: Feedback) -> list[Offer]:
    mine = seen.speaks_for(request.standing, row.unit_id, row.campaign)
    if not mine or row.sent_on is None or row.answered_on is not None:
        return []
    url = reverse("campaigns:feedback_answer", args=[row.pk])
    return [Offer("answer", _("Sign for it and answer"), url, kind="primary", icon="pen-line")]


@never_cache
@needs(*EVERYBODY)
@require_GET
def feedback(request: Request, pk: int) -> HttpResponse:
    """Show the feedback of a month to a unit, with what is struck off since."""
    row = row_or_404(seen.feedbacks_visible_to(request.standing), pk, "unit", "paper")
    still = still_open(one["ref"] for one in row.items)
    titles = kinds.visible([one["ref"] for one in row.items], request.standing)
    items = [
        {
            "number": one["number"],
            "what": exchange.item_text(row.campaign, one),
            "since": one["since"],
            "months": one["months"],
            "open": one["ref"] in still,
            "url": kinds.url(one["ref"]) if one["ref"] in titles else "",
        }
        for one in row.items
    ]
    facts = [
        Fact(_("Document no."), row.number),
        Fact(_("Month"), say_turn(row.period)),
        Fact(_("Sent on"), told(row.sent_on)),
        Fact(_("Answered on"), told(row.answered_on)),
        *([Fact(_("A word to all units"), row.note, "", True)] if row.note else []),
        *([Fact(_("Answer"), row.answer, "", True)] if row.answer else []),
    ]
    whole = sees_whole(request.standing, row.campaign)
    return thing_page(
        request,
        row,
        tab="feedback",
        title=_("Feedback of {period} to {unit}").format(
            period=say_turn(row.period), unit=row.unit.name
        ),
        facts=facts,
        offers=_offers(request, row),
        template="campaigns/exchange/feedback.html",
        chips=[(_("{n} of {all} still open").format(n=len(still), all=len(items)), "blue")],
        paper=row.paper if whole else None,
        items=items,
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """Sign for the feedback of a month and answer it."""
    row = row_or_404(seen.feedbacks_visible_to(request.standing), pk, "unit")
    if not _offers(request, row):
        raise Http404
    form: Any = forms.AnswerForm(data(request))
    back = reverse("campaigns:feedback", args=[pk])

    def do() -> object:
        return services.answer_feedback(
            feedback=row, by=account(request), on=clock.today(), **form.cleaned_data
        )

    doing = Doing(
        row.campaign,
        "feedback",
        _("Sign for it and answer"),
        form,
        do,
        lambda: back,
        _("It is signed for and answered."),
        _("Sign and answer"),
        back,
        about=row.unit.name,
        follows=[_("Numbers that are not struck off come again next month.")],
    )
    return act_page(request, doing)
