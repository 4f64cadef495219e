"""The list of campaigns."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhiyong.campaigns.models import Assignment, Campaign
from zhiyong.campaigns.selectors.visible import (
    RUNS,
    assignments_visible_to,
    campaigns_visible_to,
)
from zhiyong.shell import clock
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order, TextFilter

State = Assignment.State


def _decorate(rows: Sequence[Any], request: Request) -> None:
    """Count what the reader sees of each campaign: one query."""
    late = Q(state__in=[State.OPEN, State.RETURNED], due__lt=clock.today(), retroactive=False)
    counted = (
        assignments_visible_to(request.standing)
        .filter(campaign__in=[row.pk for row in rows])
        .exclude(state=State.VOID)
        .values("campaign")
        .annotate(
            owed=Count("pk"),
            accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
            late=Count("pk", filter=late),
        )
    )
    found = {one["campaign"]: one for one in counted}
    for row in rows:
        one = found.get(row.pk)
        row.owed, row.accepted, row.late = (
            (one["owed"], one["accepted"], one["late"]) if one else (0, 0, 0)
        )


CAMPAIGNS = ListPage(
    name="campaigns",
    columns=(
        Column(
            "title",
            _("Campaign"),
            head=True,
            wide=True,
            url=lambda row: reverse("campaigns:campaign", args=[row.pk]),
            sub=lambda row: row.adoption.pack.title,
        ),
        Column("office", _("Run by"), value="office.name"),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("launched_on", _("Launched on"), kind="day"),
        Column("owed", _("Owed"), kind="num"),
        Column("accepted", pgettext_lazy("assignment", "Accepted"), kind="num"),
        Column("late", _("Late"), kind="num"),
    ),
    filters=(
        TextFilter("q", _("Contains"), ("title__icontains",)),
        ChoiceFilter("state", _("Stands at"), choices=Campaign.State.choices, lookup="state"),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-id",)),
        Order("oldest", _("Oldest first"), ("id",)),
    ),
    noun=ngettext_lazy("%(shown)s campaign", "%(shown)s campaigns", "count"),
    empty=Empty(
        _("No campaign yet"),
        _("A plan in force that has tasks can be launched: every unit then sees what it owes."),
        icon="flag",
    ),
    decorate=_decorate,
)


@require_GET
@signed_in
def campaigns(request: Request) -> HttpResponse:
    """Show the campaigns that the reader may know of."""
    return CAMPAIGNS.respond(
        request,
        campaigns_visible_to(request.standing).select_related("adoption__pack", "office"),
        title=gettext("Campaigns"),
        template="campaigns/running/list.html",
        context={"may_run": bool(request.standing.units(*RUNS))},
    )
