"""What the pages of a campaign share."""

from collections.abc import Callable

from django.http import Http404
from django.urls import reverse

from zhiyong.campaigns.models import Campaign, Stage, Task
from zhiyong.campaigns.selectors.visible import campaigns_visible_to, may_run
from zhiyong.campaigns.tabs import tabs
from zhiyong.shell.access import Request, Standing
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.parts import Tab


def campaign_or_404(request: Request, pk: int, *, to_run: bool = False) -> Campaign:
    """Return a campaign that the reader may see; with `to_run`, one that they run.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    found = (
        campaigns_visible_to(request.standing)
        .select_related("adoption__pack", "adoption__body", "office", "upper", "earlier")
        .filter(pk=pk)
        .first()
    )
    if found is None or (to_run and not may_run(request.standing, found)):
        raise Http404
    return found


def stage_or_404(campaign: Campaign, code: str) -> Stage:
    """Return a phase of a campaign.

    :raises Http404: if it has no such phase.
    """
    found = campaign.stages.filter(code=code).first()
    if found is None:
        raise Http404
    found.campaign = campaign
    return found


def task_or_404(campaign: Campaign, code: str) -> Task:
    """Return a task of a campaign.

    :raises Http404: if it has no such task.
    """
    found = campaign.tasks.select_related("stage", "receiver").filter(code=code).first()
    if found is None:
        raise Http404
    found.campaign = campaign
    return found


def page_of(campaign: Campaign) -> str:
    """Return the address of a campaign's page."""
    return reverse("campaigns:campaign", args=[campaign.pk])


def tabs_of(campaign: Campaign, standing: Standing) -> list[Tab]:
    """Return the tabs over the pages of a campaign."""
    return tabs(campaign, standing)


def attempt(form: Form, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
