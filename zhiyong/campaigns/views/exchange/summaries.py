"""Summaries: the versions, one of them with its figures, writing, freezing, printing."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.campaigns.exchange import said, told
from zhiyong.campaigns.forms import exchange as forms
from zhiyong.campaigns.models import Campaign, Summary
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.visible import EVERYBODY, may_run
from zhiyong.campaigns.services import summaries as services
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
    wanted,
)
from zhiyong.campaigns.views.exchange.figures import cited
from zhiyong.papers.rendering import pdf
from zhiyong.papers.sheets import Layout, Line, Sheet
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import Column, Empty, ListPage, Order
from zhiyong.shell.parts import Fact, Offer

SUMMARIES = ListPage(
    name="summaries",
    columns=(
        Column(
            "number",
            gettext_lazy("Version"),
            value=lambda row: _("Version {number}").format(number=row.number),
            head=True,
            url=lambda row: reverse("campaigns:summary", args=[row.pk]),
        ),
        Column("as_of", gettext_lazy("Figures of"), kind="day"),
        Column("frozen_on", gettext_lazy("Frozen on"), kind="day"),
        Column("reason", gettext_lazy("Why it was corrected"), wide=True),
    ),
    orders=(
        Order("newest", gettext_lazy("Newest first"), ("-id",)),
        Order("oldest", gettext_lazy("Oldest first"), ("id",)),
    ),
    noun=ngettext_lazy("%(shown)s version", "%(shown)s versions", "count"),
    empty=Empty(
        gettext_lazy("No summary was written yet"),
        gettext_lazy("Its figures are frozen with it; a later correction is a new dated version."),
        icon="file-text",
    ),
)
RUNS = (Campaign.State.RUNNING, Campaign.State.CLOSED)


@never_cache
@needs(*EVERYBODY)
@require_GET
def summary_list(request: Request, pk: int) -> HttpResponse:
    """Show the versions of a campaign's summary."""
    campaign = campaign_or_404(request, pk)
    rows = seen.summaries_visible_to(request.standing).filter(campaign=campaign)
    context = around(request, campaign, "summaries")
    drafted = Summary.objects.filter(campaign=campaign, frozen_on__isnull=True).exists()
    if may_run(request.standing, campaign) and campaign.state in RUNS and not drafted:
        url = reverse("campaigns:write_summary", args=[pk])
        context["buttons"] = [Offer("write", _("Write a summary"), url, kind="primary")]
    return SUMMARIES.respond(
        request,
        rows.defer("figures", "text"),
        title=_("Summaries"),
        template="campaigns/exchange/list.html",
        context=context,
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def write(request: Request, pk: int) -> HttpResponse:
    """Begin a summary, or a correction of the frozen one."""
    campaign = run_or_404(request, pk)
    corrects = Summary.objects.filter(campaign=campaign).exists()
    form = forms.SummaryForm(data(request), corrects=corrects)
    made: list[Summary] = []

    def do() -> None:
        made.append(
            services.draft_summary(
                campaign=campaign, by=account(request), on=clock.today(), **form.cleaned_data
            )
        )

    doing = Doing(
        campaign,
        "summaries",
        _("Write a summary"),
        form,
        do,
        lambda: reverse("campaigns:summary", args=[made[0].pk]),
        _("The draft is kept with the figures of today."),
        _("Keep the draft"),
        reverse("campaigns:summaries", args=[pk]),
        follows=[_("The figures are asked again each time it is changed, until it is frozen.")],
    )
    return act_page(request, doing)


def _offers(request: Request, row: Summary) -> list[Offer]:
    def offer(key: str, text: str, icon: str, kind: Any = "") -> Offer:
        url = reverse("campaigns:summary_act", args=[row.pk, key])
        return Offer(key, text, url, kind=kind, icon=icon)

    found = []
    if may_run(request.standing, row.campaign) and row.frozen_on is None:
        found = [
            offer("freeze", _("Freeze this version"), "snowflake", "primary"),
            offer("change", _("Change the text"), "pencil"),
            offer("discard", _("Throw the draft away"), "trash-2", "quiet"),
        ]
    url = reverse("campaigns:summary_print", args=[row.pk])
    return [*found, Offer("print", _("Print it"), url, kind="quiet", icon="printer")]


def _summary(request: Request, pk: int) -> Summary:
    row: Summary = row_or_404(seen.summaries_visible_to(request.standing), pk, "made_by__person")
    return row


@never_cache
@needs(*EVERYBODY)
@require_GET
def summary(request: Request, pk: int) -> HttpResponse:
    """Show a version with its figures; each opens to its rows of that day."""
    row = _summary(request, pk)
    facts = [
        Fact(_("Figures of"), told(row.as_of)),
        Fact(_("Frozen on"), told(row.frozen_on)),
        *([Fact(_("Why it was corrected"), row.reason, "", True)] if row.reason else []),
    ]
    newer = Summary.objects.filter(
        campaign=row.campaign, number__gt=row.number, frozen_on__isnull=False
    )
    notes = []
    if row.frozen_on is None:
        notes.append(("info", _("A draft: only the office sees it.")))
    elif newer.exists():
        notes.append(("warning", _("A later version corrects this one.")))
    state = _("Frozen") if row.frozen_on else _("Draft")
    return thing_page(
        request,
        row,
        tab="summaries",
        title=_("Summary, version {number}").format(number=row.number),
        facts=facts,
        offers=_offers(request, row),
        template="campaigns/exchange/summary.html",
        chips=[(state, "blue")],
        notes=notes,
        cited=cited(row.figures, "summary", row.pk),
    )


@never_cache
@needs(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, key: str) -> HttpResponse:
    """Change, freeze or throw away a draft."""
    row = _summary(request, pk)
    offer = wanted([one for one in _offers(request, row) if one.key != "print"], key)
    today, by, post = clock.today(), account(request), data(request)
    back = reverse("campaigns:summary", args=[pk])
    then = back
    form: Any
    match key:
        case "change":
            form = forms.SummaryForm(post, corrects=False, initial={"text": row.text})
            done = _("The draft is changed.")
            follows = [_("The figures are asked again, as they stand today.")]

            def do() -> object:
                text = form.cleaned_data["text"]
                return services.change_summary(summary=row, text=text, by=by, on=today)
        case "freeze":
            form, done = forms.NothingForm(post), _("The version is frozen.")
            follows = [
                _("Text and figures stand as they are today, and never change."),
                _("Every unit of the campaign can read it."),
                _("A correction is a new version with its day and its reason."),
            ]

            def do() -> object:
                return services.freeze_summary(summary=row, by=by, on=today)
        case "discard":
            form, done, follows = forms.NothingForm(post), _("The draft is thrown away."), []
            then = reverse("campaigns:summaries", args=[row.campaign_id])

            def do() -> object:
                return services.discard_summary(summary=row, by=by, on=today)
        case _unknown:
            raise Http404
    doing = Doing(
        row.campaign,
        "summaries",
        offer.label,
        form,
        do,
        lambda: then,
        done,
        offer.label,
        back,
        follows=follows,
        is_grave=key == "discard",
    )
    return act_page(request, doing)


@never_cache
@needs(*EVERYBODY)
@require_GET
def print_out(request: Request, pk: int) -> HttpResponse:
    """Return a version as a PDF, in the language of the reader."""
    row = _summary(request, pk)
    zh = (get_language() or "zh").startswith("zh")
    lines = tuple(
        Line(one["label_zh"] if zh else one["label_en"], said(one)) for one in row.figures
    )
    title = _("{campaign}: summary, version {number}").format(
        campaign=row.campaign.title, number=row.number
    )
    sheet = Sheet(
        title=title,
        issuer=row.campaign.office.name,
        day=told(row.frozen_on or row.as_of),
        lang="zh" if zh else "en",
        paragraphs=tuple(one for one in row.text.splitlines() if one.strip()),
        fields=lines,
        seal_note=_("(seal)"),
    )
    if row.frozen_on is None:
        sheet = replace(sheet, mark=_("Draft"))
    name = content_disposition_header(True, f"{title}.pdf")
    return HttpResponse(
        pdf(sheet, Layout.LETTER),
        content_type="application/pdf",
        headers={"Content-Disposition": str(name)},
    )
