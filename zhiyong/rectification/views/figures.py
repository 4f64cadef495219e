"""The ledger in figures: each number opens to its rows."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rectification import selectors
from zhiyong.rectification.access import WATCHERS, watched_by
from zhiyong.rectification.selectors import Cell
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs

SHOWN = 200
"""So many units stand in the table."""


@never_cache
@needs(*WATCHERS)
@require_GET
def figures(request: Request) -> HttpResponse:
    """Show what the ledger of a plan comes to: by origin, source, age, state, result, unit."""
    today = clock.today()
    watched = watched_by(request.standing)
    adoptions = [
        *Adoption.objects.filter(pk__in=watched).select_related("pack", "body").order_by("-pk")
    ]
    asked = request.GET.get("plan", "")
    chosen = next((one for one in adoptions if str(one.pk) == asked), None)
    if chosen is None:
        counted = {one.pk: selectors.rows_of(one, None, today).exists() for one in adoptions}
        chosen = next((one for one in adoptions if counted[one.pk]), None) or (
            adoptions[0] if adoptions else None
        )
    context: dict[str, Any] = {
        "adoptions": [(one, pack_of(one).short_title.say(language())) for one in adoptions],
        "chosen": chosen,
        "today": today,
    }
    if chosen is not None:
        found = selectors.figures(chosen, None, today)
        address = reverse("rectification:items")
        context |= {
            "figures": found,
            "rate": found.rate,
            "address": address,
            "groups": _groups(found),
            "units": selectors.by_unit(chosen, None, today)[:SHOWN],
        }
    return render(request, "rectification/figures.html", context)


def _groups(found: selectors.Figures) -> list[tuple[str, tuple[Cell, ...]]]:
    return [
        (_("Who found it"), found.origins),
        (_("Source of the problem"), found.sources),
        (_("Open, by age"), found.ages),
        (_("Where it stands"), found.states),
        (_("How it ended"), found.results),
        (_("Moved, or came back"), (found.moved, found.reopened, found.recurred)),
    ]
