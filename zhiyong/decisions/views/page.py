"""The page of a decision."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.decisions import offering, plan, publicity, slips
from zhiyong.decisions.models import Decision
from zhiyong.decisions.selectors import decisions_visible_to, page
from zhiyong.decisions.selectors.names import names_of
from zhiyong.decisions.selectors.offers import offers
from zhiyong.decisions.services.deciding import chosen_of
from zhiyong.decisions.views.common import READERS, WITH, decision_or_404
from zhiyong.intake import labels
from zhiyong.meetings.selectors import items_visible_to
from zhiyong.papers.services import preview
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Tab

TABS = ("decision", "offer", "execution", "notices", "papers", "timeline")


@never_cache
@needs(*READERS)
@require_GET
def decision(request: Request, pk: int) -> HttpResponse:
    """Show a decision: what was chosen, the offer as it was, execution, notices, papers."""
    row = decision_or_404(request, pk)
    today = clock.today()
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else TABS[0]
    owed = page.duties(row, today)
    running = [one for one in owed if one.state in ("OPEN", "PAUSED")]
    context = {
        "decision": row,
        "tab": tab,
        "tabs": _tabs(row),
        "steps": page.steps(row),
        "offers": [
            *offers(row, request.standing, today),
            *publicity.on_decision(row, request.standing, today),
        ],
        "duties": owed,
        "light": running[0].light if running else "",  # type: ignore[attr-defined]
        "suspended": row.respondent.suspensions.filter(until_on__isnull=True).first(),
        "meeting": row.item.meeting if row.item else None,
        "measures": page.measures(row),
        **_of_tab(tab, row, request),
    }
    return render(request, "decisions/decision.html", context)


def _tabs(row: Decision) -> list[Tab]:
    at = reverse("decisions:decision", args=[row.pk])
    titles = {
        "decision": pgettext("object", "Decision"),
        "offer": _("The offer as it was") if row.made_on else _("What the ladder offers"),
        "execution": _("Consequences"),
        "notices": _("Notices"),
        "papers": _("Papers"),
        "timeline": _("What was done"),
    }
    keys = TABS if row.made_on else ("decision", "offer", "timeline")
    return [Tab(key, titles[key], f"{at}?tab={key}") for key in keys]


def _of_tab(tab: str, row: Decision, request: Request) -> dict[str, Any]:
    """Return what one tab shows, and read nothing for the others."""
    match tab:
        case "offer":
            return {"rows": page.offer_rows(row), "history": _history(row)}
        case "execution":
            return {"execution": page.execution(row, request.standing, clock.today())}
        case "notices":
            found = page.notices(row)
            return {"notices": found, "half_done": page.half_done(found)}
        case "papers":
            return {"papers": page.papers(row, request.standing)}
        case "timeline":
            return {"lines": page.lines(row, request.standing)}
    chosen = {one.measure for one in slips.measures_of(row)}
    return {
        "facts": page.facts(row),
        "bases": slips.bases(row),
        "versions": page.versions(row),
        "revoked": page.revoked(row, request.standing),
        "chosen": [one for one in page.offer_rows(row) if one.measure in chosen],
    }


def _history(row: Decision) -> list[dict[str, Any]]:
    pack = plan.pack(row)
    return [
        {
            "label": labels.label(pack, "measures", one["measure"]),
            "on": one["on"],
            "linked": one["linked"],
            "revoked": one["revoked"],
        }
        for one in row.offer.get("history", [])
    ]


@never_cache
@needs(*READERS)
@require_GET
def preview_paper(request: Request, pk: int) -> HttpResponse:
    """Show the decision as the paper that it would be: no number, no code, marked as a draft.

    Members of the meeting that decides on it read it, too.
    """
    row = _readable(request, pk)
    slip = plan.slip_for(plan.pack(row), plan.DECISION)
    chosen = chosen_of(row)
    if slip is None or not chosen:
        raise Http404
    today = clock.today()
    base = offering.basis(row, today, chosen)
    judged = offering.judge(row, today, chosen, base, row.by_party)
    follows = offering.follows(judged)["follows"] if row.made_on is None else []
    content = preview(
        slip=slip,
        unit=row.body,
        fill=slips.decision_paper(row, follows, names_of(follows)),
        on=today,
    )
    name = slip.label.say(labels.language())
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": str(content_disposition_header(True, f"{name}.pdf"))},
    )


def _readable(request: Request, pk: int) -> Decision:
    if decisions_visible_to(request.standing).filter(pk=pk).exists():
        return decision_or_404(request, pk)
    items = items_visible_to(request.standing).filter(subject=f"decision:{pk}")
    row = Decision.objects.select_related(*WITH).prefetch_related("measures").filter(pk=pk).first()
    if row is None or not items.exists() or row.respondent.person_id == request.standing.person_id:
        raise Http404
    return row
