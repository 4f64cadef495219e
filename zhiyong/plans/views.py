"""Pages of plans: the library, one plan beside its register, and putting it in force."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import subtree_ids
from zhiyong.directory.standing import account_of
from zhiyong.plans import outline, selectors, services, source
from zhiyong.plans.forms import AdoptForm, EndForm, proposed_numbers
from zhiyong.plans.lists import LIBRARY
from zhiyong.plans.models import Adoption, PackVersion
from zhiyong.plans.selectors import (
    adoptions_of,
    adoptions_visible_to,
    may_adopt_for,
    pack_of,
    pack_of_version,
    packs_visible_to,
    roles_of,
)
from zhiyong.plans.wording import language
from zhiyong.rules.pack import PackErrors, check_pack, coverage, find_packs, load_pack
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs, signed_in
from zhiyong.shell.errors import Refusal
from zhiyong.shell.parts import Fact, Tab

KEEPERS = (Role.OFFICE, Role.SYSTEM_ADMIN)
"""Who publishes plans and puts them in force."""


@signed_in
def library(request: Request) -> HttpResponse:
    """List the plans, and the shipped ones that are not loaded yet."""
    may_keep = bool(request.standing.roles & {*KEEPERS})
    loaded = set(PackVersion.objects.values_list("code", flat=True)) if may_keep else set()
    shipped = [name for name in find_packs() if name not in loaded] if may_keep else []
    return LIBRARY.respond(
        request,
        selectors.library(request.standing, clock.today()),
        title=_("Plan library"),
        template="plans/library.html",
        context={"shipped": shipped},
    )


@require_POST
@needs(*KEEPERS)
def load(request: Request, name: str) -> HttpResponse:
    """Load a shipped pack as a draft."""
    folder = find_packs().get(name)
    if folder is None:
        raise Http404
    try:
        pack = load_pack(folder)
    except PackErrors as error:
        messages.error(request, error.problems[0].say(language()))
        return redirect("plans:library")
    version = services.load_draft(pack=pack, by=account_of(request), on=clock.today())
    messages.success(request, _("The plan is loaded as a draft. Read it, then publish it."))
    return redirect("plans:version", version.pk)


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
    }
    match tab:
        case "source":
            context["clauses"] = source.beside(pack)
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


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def adopt(request: Request, pk: int) -> HttpResponse:
    """Put a published plan in force: ask, show what follows, then do it."""
    found = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    pack = pack_of_version(found)
    form = AdoptForm.of(
        pack, request.POST if request.method == "POST" else None, proposed_numbers(pack)
    )
    if form.is_valid() and "change" not in request.POST:
        body: Unit = form.cleaned_data["body"]
        if not may_adopt_for(request.standing, body):
            form.add_error("body", _("You hold no role that puts plans in force for this body."))
        elif "confirmed" not in request.POST:
            return render(request, "plans/adopt_sure.html", _sure(found, pack, form))
        else:
            try:
                adoption = services.adopt(
                    version=found,
                    body=body,
                    valid_from=form.cleaned_data["valid_from"],
                    valid_until=form.cleaned_data["valid_until"],
                    roles=form.roles,
                    open_numbers=form.numbers,
                    by=account_of(request),
                    on=clock.today(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The plan is in force."))
                return redirect("plans:adoption", adoption.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "plans/adopt.html", {"version": found, "form": form}, status=status)


def _sure(found: PackVersion, pack: Pack, form: AdoptForm) -> dict[str, Any]:
    body: Unit = form.cleaned_data["body"]
    lang = language()
    return {
        "version": found,
        "form": form,
        "body": body,
        "first": form.cleaned_data["valid_from"],
        "until": form.cleaned_data["valid_until"],
        "units": len(subtree_ids(body)),
        "clocks": sum(1 for one in pack.clocks if one.nature == "duty"),
        "roles": [
            Fact(pack.binding(role).label.say(lang), unit) for role, unit in form.roles.items()
        ],
        "numbers": [Fact(place, value) for place, value in form.numbers.items()],
    }


@signed_in
def adoption(request: Request, pk: int) -> HttpResponse:
    """Show where a plan is in force, with the units that play its roles."""
    found = _adoption(request, pk)
    pack = pack_of(found)
    bound = roles_of(found)
    lang = language()
    context = {
        "adoption": found,
        "roles": [
            Fact(one.label.say(lang), bound[one.id]) for one in pack.bindings if one.id in bound
        ],
        "numbers": [Fact(place, value) for place, value in found.open_numbers.items()],
        "may_end": may_adopt_for(request.standing, found.body)
        and (found.valid.upper is None or found.valid.upper > clock.today()),
        "today": clock.today(),
    }
    return render(request, "plans/adoption.html", context)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def end(request: Request, pk: int) -> HttpResponse:
    """End an adoption, after the consequences were shown."""
    found = _adoption(request, pk)
    if not may_adopt_for(request.standing, found.body):
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.end_adoption(
                adoption=found,
                until=form.cleaned_data["until"],
                by=account_of(request),
                on=clock.today(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The end of the plan is written down."))
            return redirect("plans:adoption", found.pk)
    context = {"adoption": found, "form": form}
    return render(request, "plans/end.html", context, status=422 if form.is_bound else 200)


def _adoption(request: Request, pk: int) -> Adoption:
    rows = adoptions_visible_to(request.standing).select_related(
        "pack", "body", "adopted_by__person"
    )
    return get_object_or_404(rows, pk=pk)
