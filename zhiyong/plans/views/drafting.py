"""A draft: its texts read in, changed, taken away; what changed between versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory.standing import account_of
from zhiyong.plans import services
from zhiyong.plans.dry_runs import findings
from zhiyong.plans.elements import boxes, changed, element_of, shape_of
from zhiyong.plans.forms import DraftForm, DryRunForm, ElementForm, SourceForm, UploadForm
from zhiyong.plans.models import Adoption, PackVersion
from zhiyong.plans.selectors import may_adopt_for, open_places, pack_of_version, packs_visible_to
from zhiyong.plans.source import tab_of
from zhiyong.plans.texts import NoPack, check_size, texts_of, unpacked, written, zipped
from zhiyong.plans.views.keepers import KEEPERS
from zhiyong.plans.wording import language, place_label
from zhiyong.rules.pack import PackErrors, load_texts
from zhiyong.rules.pack.diff import differences
from zhiyong.rules.pack.settings import with_settings
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.errors import Refusal


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def upload(request: Request) -> HttpResponse:
    """Read a pack in as a draft: a zip of its files, or one file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        file = form.cleaned_data["pack"]
        try:
            check_size(file.size)
            texts = unpacked(file.name, file.read())
            pack = load_texts(texts)
        except NoPack as refusal:
            form.add_error("pack", str(refusal))
        except PackErrors as error:
            problems = said(error)
        else:
            version = services.load_draft(
                pack=pack, texts=texts, by=account_of(request), on=clock.today()
            )
            messages.success(request, _("The plan is loaded as a draft. Read it, then publish it."))
            return redirect("plans:version", version.pk)
    context = {"form": form, "problems": problems}
    status = 422 if problems or (form.is_bound and form.errors) else 200
    return render(request, "plans/upload.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def edit(request: Request, pk: int) -> HttpResponse:
    """Change the texts of a draft; what is wrong with them is shown, and nothing is lost."""
    version = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    if version.state != PackVersion.State.DRAFT:
        messages.info(
            request, _("Only a draft can be rewritten. Load the text as a new draft instead.")
        )
        return redirect("plans:version", version.pk)
    form = DraftForm.of(texts_of(version), version.digest, request.POST or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            services.rewrite_draft(
                version=version,
                texts=form.texts,
                opened=form.cleaned_data["opened"],
                by=account_of(request),
                on=clock.today(),
            )
        except PackErrors as error:
            problems = said(error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The draft is saved. Look at its checks before you publish it.")
            )
            return redirect("plans:version", version.pk)
    context = {"version": version, "form": form, "problems": problems, "files": form.files_shown}
    status = 422 if problems or (form.is_bound and form.errors) else 200
    return render(request, "plans/edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def element(request: Request, pk: int, section: str, name: str) -> HttpResponse:
    """Change one element of a draft in a form, with the checks of the whole."""
    version = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    pack = pack_of_version(version)
    data = pack.as_data()
    found = element_of(data, section, name)
    shape = shape_of(pack, section, name)
    if version.state != PackVersion.State.DRAFT or found is None or shape is None:
        raise Http404
    parts = boxes(shape, found, language())
    form = ElementForm.of(parts, version.digest, request.POST or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            changed(found, {one.key: one.kind for one in parts}, form.cleaned_data)
            services.rewrite_draft(
                version=version,
                texts=written(data),
                opened=form.cleaned_data["opened"],
                by=account_of(request),
                on=clock.today(),
            )
        except PackErrors as error:
            problems = said(error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("The draft is saved. Look at its checks before you publish it.")
            messages.success(request, text)
            return redirect(f"{reverse('plans:version', args=[version.pk])}?tab={tab_of(section)}")
    context = {
        "version": version,
        "form": form,
        "problems": problems,
        "name": pack.element(section, name).label.say(language()),
    }
    status = 422 if problems or (form.is_bound and form.errors) else 200
    return render(request, "plans/element.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def document(request: Request, pk: int) -> HttpResponse:
    """Keep the office's own document beside a version."""
    version = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    form = SourceForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.keep_source(
                version=version,
                upload=form.cleaned_data["document"],
                by=account_of(request),
                on=clock.today(),
                audience=request.standing.home_unit_id or 0,
            )
        except Refusal as refusal:
            form.add_error("document", str(refusal))
        else:
            messages.success(request, _("The document is kept beside the plan."))
            return redirect(f"{reverse('plans:version', args=[version.pk])}?tab=source")
    context = {"version": version, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "plans/document.html", context, status=status)


@require_GET
@signed_in
def download(request: Request, pk: int) -> HttpResponse:
    """Take a version away as a zip of its files."""
    version = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    response = HttpResponse(zipped(texts_of(version)), content_type="application/zip")
    name = f"{version.code}-v{version.version}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@signed_in
def changes(request: Request, pk: int) -> HttpResponse:
    """Tell what changed from another version of the same plan, the one before by default."""
    version = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    others = (
        packs_visible_to(request.standing)
        .filter(code=version.code)
        .exclude(pk=pk)
        .order_by("-version")
    )
    chosen = request.GET.get("from", "")
    before = (
        others.filter(pk=int(chosen)).first()
        if chosen.isdecimal() and len(chosen) < 19
        else others.filter(version__lt=version.version).first() or others.first()
    )
    context: dict[str, Any] = {"version": version, "others": others[:50], "before": before}
    if before:
        lang = language()
        context["changes"] = [
            {"path": one.path, "said": one.say(lang), "kind": one.kind}
            for one in differences(pack_of_version(before), pack_of_version(version))
        ]
    return render(request, "plans/changes.html", context)


@require_GET
@needs(*KEEPERS)
def dry_run(request: Request, pk: int) -> HttpResponse:
    """Tell what this version would have changed in what ran under another one. Writes nothing."""
    version = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    adoptions = [
        one
        for one in Adoption.objects.filter(pack_code=version.code).select_related("pack", "body")
        if may_adopt_for(request.standing, one.body)
    ]
    form = DryRunForm.of(adoptions, clock.today(), request.GET or None)
    context: dict[str, Any] = {"version": version, "form": form, "adoptions": adoptions}
    if adoptions and form.is_valid():
        adoption = next(one for one in adoptions if str(one.pk) == form.cleaned_data["adoption"])
        pack, problems = with_settings(pack_of_version(version), adoption.open_numbers)
        first, last = form.cleaned_data["since"], form.cleaned_data["until"]
        context |= {
            "found": findings(adoption, pack, request.standing, first, last),
            "chosen": adoption,
            "left_open": [place_label(pack, one) for one in open_places(pack)],
            "unused": [place for place, _code, _params in problems],
        }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "plans/dry_run.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def retire(request: Request, pk: int) -> HttpResponse:
    """Take a published version out of use, after the consequences were shown."""
    version = get_object_or_404(packs_visible_to(request.standing), pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            services.retire(version=version, by=account_of(request), on=clock.today())
        except Refusal as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The version is retired."))
            return redirect("plans:version", version.pk)
    context = {"version": version, "refused": refused}
    return render(request, "plans/retire.html", context, status=422 if refused else 200)


def said(error: PackErrors) -> list[dict[str, str]]:
    """Return everything that is wrong with a pack, each with its place and what would be right."""
    lang = language()
    return [
        {
            "where": f"{one.file}:{one.line}" if one.line else one.file,
            "path": one.path,
            "text": one.say(lang),
            "hint": one.advise(lang),
        }
        for one in error.problems
    ]
