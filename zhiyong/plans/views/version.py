"""One version of a plan: read tab by tab, published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyong.directory.standing import account_of
from zhiyong.files.selectors import files_of
from zhiyong.plans import outline, services, source
from zhiyong.plans.models import PackVersion
from zhiyong.plans.selectors import (
    adoptions_of,
    pack_of_version,
    packs_visible_to,
)
from zhiyong.plans.views.keepers import KEEPERS
from zhiyong.plans.wording import language
from zhiyong.rules.pack import check_pack, coverage
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.errors import Refusal
from zhiyong.shell.parts import Fact, Tab


@signed_in
def version(request: Request, pk: int) -> HttpResponse:
    """Show one version of a plan, a section at a time, beside the register's wording."""
    found = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    pack = pack_of_version(found)
    tab = request.GET.get("tab", "overview")
    context: dict[str, Any] = {
        "version": found,
        "pack": pack,
        "tab": tab,
        "tabs": _tabs(),
        "may_keep": bool(request.standing.roles & {*KEEPERS}),
        "editable": frozenset(one for one in Pack.model_fields if pack.ids(one)),
    }
    match tab:
        case "source":
            context["clauses"] = source.beside(pack)
            context["documents"] = files_of(kinds.ref(found))
        case "campaign":
            context["chart"] = outline.chart(pack, clock.today())
            context["sections"] = outline.campaign(pack)
        case "measures":
            context["ladder"] = outline.ladder(pack)
            context["rules"] = [Fact(name, said) for name, said in outline.rules(pack)]
            context["sections"] = outline.around(pack)
        case "evaluation":
            context["sections"] = outline.evaluation(pack)
        case "figures":
            context["sections"] = outline.figures(pack)
        case "publicity":
            context["sections"] = outline.publicity(pack)
        case "taxonomy":
            context["sections"] = outline.taxonomy(pack)
        case "intake":
            context["sections"] = outline.intake(pack)
        case "clocks":
            context["sections"] = outline.clocks(pack)
        case "papers":
            context["sections"] = outline.papers(pack)
        case "checks":
            context |= _checks(pack)
        case _other:
            context["tab"] = "overview"
            context["facts"] = _facts(found, pack)
            context["sections"] = outline.overview(pack)
            context["adoptions"] = adoptions_of(found)[:100]
    context["today"] = clock.today()
    return render(request, "plans/version.html", context)


def _tabs() -> list[Tab]:
    return [
        Tab("overview", _("Overview"), "?"),
        Tab("source", _("Source and elements"), "?tab=source"),
        Tab("campaign", _("Phases and tasks"), "?tab=campaign"),
        Tab("taxonomy", _("Faults"), "?tab=taxonomy"),
        Tab("measures", _("Measures and what follows"), "?tab=measures"),
        Tab("intake", _("Channels and routing"), "?tab=intake"),
        Tab("clocks", _("Terms"), "?tab=clocks"),
        Tab("evaluation", _("Votes and appraisals"), "?tab=evaluation"),
        Tab("figures", _("Thresholds and figures"), "?tab=figures"),
        Tab("publicity", _("What is made known"), "?tab=publicity"),
        Tab("papers", _("Approvals and papers"), "?tab=papers"),
        Tab("checks", _("Checks"), "?tab=checks"),
    ]


def _facts(found: PackVersion, pack: Pack) -> list[Fact]:
    lang = get_language() or "zh"
    counting = {
        ("next", "none"): _("Calendar days, the first not counted, no roll"),
        ("next", "next_working_day"): _("The first day not counted; rolls to a working day"),
        ("same", "none"): _("The first day counted, no roll"),
        ("same", "next_working_day"): _("The first day counted; rolls to a working day"),
    }
    return [
        Fact(_("Issued by"), "、".join(one.say(lang) for one in pack.issuers)),
        Fact(_("Place"), pack.region.label.say(lang)),
        Fact(_("State"), found.get_state_display()),
        Fact(_("Version"), f"{found.version} · {found.digest[:16]}"),
        Fact(_("Source"), pack.source.document),
        Fact(_("How terms are counted"), counting[pack.counting.first_day, pack.counting.roll]),
        Fact(
            _("Note on the source"),
            pack.source.note.say(lang) if pack.source.note else "",
            "",
            True,
        ),
    ]


def _checks(pack: Pack) -> dict[str, Any]:
    lang = language()
    carried = coverage(pack)
    return {
        "problems": [
            {"level": one.level, "path": one.path, "text": one.say(lang), "hint": one.advise(lang)}
            for one in check_pack(pack)
        ],
        "carried": len(carried.carried),
        "total": len(pack.clauses),
        "missing": [
            {
                "id": clause.id,
                "where": clause.where,
                "text": clause.zh if lang == "zh" else clause.en,
            }
            for clause in map(pack.clause, carried.missing)
        ],
    }


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def publish(request: Request, pk: int) -> HttpResponse:
    """Publish a draft, after the consequences were shown."""
    found = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            services.publish(version=found, by=account_of(request), on=clock.today())
        except Refusal as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The plan is published. Now put it in force for a body."))
            return redirect("plans:version", found.pk)
    problems = [one for one in check_pack(pack_of_version(found)) if one.level != "note"]
    context = {
        "version": found,
        "refused": refused,
        "errors": [one.say(language()) for one in problems if one.level == "error"],
        "warnings": [one.say(language()) for one in problems if one.level == "warning"],
    }
    return render(request, "plans/publish.html", context, status=422 if refused else 200)
