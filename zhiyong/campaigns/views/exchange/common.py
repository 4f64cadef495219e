"""What these pages share: one page for every act, one for every thing, tabs around all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhiyong.campaigns.models import Campaign
from zhiyong.campaigns.selectors.visible import campaigns_visible_to, may_run, sees_whole
from zhiyong.campaigns.tabs import tabs
from zhiyong.directory.models import Account
from zhiyong.duties.selectors import of_subject
from zhiyong.journal.selectors import timeline
from zhiyong.shell import kinds
from zhiyong.shell.access import Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Entry, Fact, Offer


def campaign_or_404(request: Request, pk: int, *, whole: bool = False) -> Campaign:
    """Return a campaign that the reader may see; with `whole`, of which they see everything.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    rows = campaigns_visible_to(request.standing)
    found = rows.select_related("adoption__pack", "adoption__body", "office").filter(pk=pk).first()
    if found is None or (whole and not sees_whole(request.standing, found)):
        raise Http404
    return found


def run_or_404(request: Request, pk: int) -> Campaign:
    """Return a campaign that the reader runs.

    :raises Http404: if there is none, or somebody else runs it.
    """
    found = campaign_or_404(request, pk)
    if not may_run(request.standing, found):
        raise Http404
    return found


def row_or_404(rows: QuerySet[Any], pk: int, *related: str) -> Any:
    """Return one of the rows that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    wanted = ("campaign__adoption__pack", "campaign__adoption__body", "campaign__office")
    found = rows.select_related(*wanted, *related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def account(request: Request) -> Account:
    """Return the account that is signed in."""
    assert isinstance(request.user, Account)
    return request.user


def data(request: Request) -> Any:
    """Return what a form is filled with: nothing, until it is sent."""
    return request.POST if request.method == "POST" else None


def wanted(offers: Sequence[Offer], key: str) -> Offer:
    """Return an act that is offered.

    :raises Http404: if it is not.
    """
    found = next((one for one in offers if one.key == key), None)
    if found is None:
        raise Http404
    return found


def around(request: Request, campaign: Campaign, tab: str, **more: Any) -> dict[str, Any]:
    """Return what stands around each page of a campaign."""
    return {
        "campaign": campaign,
        "campaign_url": reverse("campaigns:campaign", args=[campaign.pk]),
        "tabs": tabs(campaign, request.standing),
        "tab": tab,
        "may_run": may_run(request.standing, campaign) and campaign.state == Campaign.State.RUNNING,
        **more,
    }


@dataclass(frozen=True, slots=True)
class Doing:
    """One act's page: its form, what it does, where it then leads, what follows from it."""

    campaign: Campaign
    tab: str
    title: Any
    form: Any
    do: Callable[[], object]
    then: Callable[[], str]
    done: Any
    button: Any
    back: str
    about: Any = ""
    follows: Sequence[Any] = ()
    is_grave: bool = False
    why_not: Any = ""


def act_page(request: Request, doing: Doing) -> HttpResponse:
    """Show what an act asks and what follows; do it on sending."""
    form = doing.form
    if form.is_bound and doing.why_not:
        form.add_error(None, str(doing.why_not))
    if form.is_bound and form.is_valid() and _attempt(form, doing.do):
        messages.success(request, doing.done)
        return go_to(request, doing.then())
    context = around(request, doing.campaign, doing.tab, doing=doing, form=form)
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/exchange/act.html", context, status=status)


def _attempt(form: Any, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def thing_page(
    request: Request,
    row: Any,
    *,
    tab: str,
    title: str,
    facts: Sequence[Fact],
    offers: Sequence[Offer] = (),
    template: str = "campaigns/exchange/thing.html",
    **more: Any,
) -> HttpResponse:
    """Show one thing: what is known of it, what can be done now, what is owed, what was done."""
    reference = kinds.ref(row)
    context = around(
        request,
        row.campaign,
        tab,
        row=row,
        title=title,
        facts=facts,
        offers=offers,
        duties=list(of_subject(reference, request.standing)),
        entries=[
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(reference, request.standing)
        ],
        **more,
    )
    return render(request, template, context)
