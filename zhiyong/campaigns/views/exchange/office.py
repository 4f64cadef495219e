"""The office's month, and who is responsible for what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.campaigns.selectors.matrix import matrix
from zhiyong.campaigns.selectors.month import office_month
from zhiyong.campaigns.selectors.visible import EVERYBODY, sees_whole
from zhiyong.campaigns.views.exchange.common import around, campaign_or_404
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs


@never_cache
@needs(*EVERYBODY)
@require_GET
def month(request: Request, pk: int) -> HttpResponse:
    """Show what waits for the office this month."""
    campaign, today = campaign_or_404(request, pk, whole=True), clock.today()
    found = office_month(campaign, request.standing, today)
    context = around(request, campaign, "month", today=today, found=found)
    context["feedback_url"] = reverse("campaigns:feedback_month", args=[pk, found["period"]])
    return render(request, "campaigns/exchange/month.html", context)


@never_cache
@needs(*EVERYBODY)
@require_GET
def responsibilities(request: Request, pk: int) -> HttpResponse:
    """Show who leads, who executes, who answers in person, who cooperates: each sees its part."""
    campaign = campaign_or_404(request, pk)
    lines = matrix(campaign, request.standing, clock.today())
    context = around(request, campaign, "responsibilities", lines=lines)
    context["whole"] = sees_whole(request.standing, campaign)
    return render(request, "campaigns/exchange/responsibilities.html", context)
