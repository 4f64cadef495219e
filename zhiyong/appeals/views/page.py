"""The page of an appeal."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.appeals import plan, slips
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors import page as parts
from zhiyong.appeals.selectors.access import READERS
from zhiyong.appeals.selectors.notified import notices_of
from zhiyong.appeals.selectors.offers import offers
from zhiyong.appeals.views.common import appeal_or_404
from zhiyong.intake import labels
from zhiyong.papers.services import preview
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Fact, Tab

TABS = ("appeal", "decision", "undoes", "handlers", "papers", "timeline")


@never_cache
@needs(*READERS)
@require_GET
def appeal(request: Request, pk: int) -> HttpResponse:
    """Show an appeal: the first decision, what the answer would undo, who hears it."""
    row = appeal_or_404(request, pk)
    today = clock.today()
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else TABS[0]
    owed = parts.duties(row, today)
    running = [one for one in owed if one.state in ("OPEN", "PAUSED")]
    context = {
        "appeal": row,
        "decision": row.decision,
        "tab": tab,
        "tabs": _tabs(row),
        "offers": offers(row, request.standing, today),
        "duties": owed,
        "light": running[0].light if running else "",  # type: ignore[attr-defined]
        "steps": parts.steps(row, running[0].due_on if running else None),
        "said": parts.said_of(row),
        "rule": pack_of(row.decision.adoption).appeals,
        "case_url": kinds.url(kinds.ref(row.decision.case)) or "",
        "paper_url": reverse("papers:paper", args=[row.paper_id]) if row.paper_id else "",
        **_of_tab(tab, row, request),
    }
    return render(request, "appeals/appeal.html", context)


def _tabs(row: Appeal) -> list[Tab]:
    at = reverse("appeals:appeal", args=[row.pk])
    titles = {
        "appeal": _("The appeal"),
        "decision": _("First decision"),
        "undoes": _("What it undid") if row.answered_on else _("What it would undo"),
        "handlers": _("Who hears it"),
        "papers": _("Papers"),
        "timeline": _("What was done"),
    }
    return [Tab(key, titles[key], f"{at}?tab={key}") for key in TABS]


def _of_tab(tab: str, row: Appeal, request: Request) -> dict[str, Any]:
    """Return what one tab shows, and read nothing for the others."""
    match tab:
        case "decision":
            return {
                "versions": parts.versions(row.decision),
                "decision_facts": _decision_facts(row),
                "first_hands": parts.first_hands(row.decision),
            }
        case "undoes":
            if row.answered_on:
                return {"lines": parts.undone(row)}
            return {"prospects": parts.prospects(row, clock.today()) if row.is_open else []}
        case "handlers":
            return {
                "handlers": parts.handlers(row),
                "first_hands": parts.first_hands(row.decision),
            }
        case "papers":
            return {"papers": parts.papers(row, request.standing), "notices": notices_of(row)}
        case "timeline":
            return {"lines": parts.lines(row, request.standing)}
    return {"facts": _facts(row)}


def _facts(row: Appeal) -> list[Fact]:
    pack = pack_of(row.decision.adoption)
    return [
        Fact(_("Who appeals"), row.appellant),
        Fact(_("How it came"), row.get_way_display()),
        Fact(_("Heard by"), f"{row.body.name}（{plan.label_of(pack, row.to)}）"),
        Fact(_("Appeal filed on"), row.filed_on),
        Fact(_("Received on"), row.received_on),
        Fact(_("An appeal is in time until"), row.window_until),
    ]


def _decision_facts(row: Appeal) -> list[Fact]:
    decision = row.decision
    return [
        Fact(_("Number of the decision"), decision.number),
        Fact(_("About whom"), decision.respondent.name),
        Fact(_("Decided by"), decision.body.name),
        Fact(_("Made on"), decision.made_on),
        Fact(_("Takes effect on"), decision.effective_on),
        Fact(_("Served on"), decision.served_on),
        Fact(_("Stands at"), decision.get_state_display()),
        Fact(_("Reasons"), decision.reasons, wide=True),
    ]


@never_cache
@needs(*READERS)
@require_GET
def preview_answer(request: Request, pk: int) -> HttpResponse:
    """Show the answer as it would go out: no number, no code, marked as a draft."""
    row = appeal_or_404(request, pk)
    slip = plan.answer_slip(pack_of(row.decision.adoption))
    if slip is None or not row.answer:
        raise Http404
    content = preview(slip=slip, unit=row.body, fill=slips.answer(row), on=clock.today())
    name = slip.label.say(labels.language())
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": str(content_disposition_header(True, f"{name}.pdf"))},
    )
