"""The library: the plans that are loaded, and the shipped ones that are not yet."""

from functools import lru_cache

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyong.directory.standing import account_of
from zhiyong.plans import selectors, services
from zhiyong.plans.lists import LIBRARY
from zhiyong.plans.models import PackVersion
from zhiyong.plans.texts import folder_texts
from zhiyong.plans.views.keepers import KEEPERS
from zhiyong.plans.wording import language
from zhiyong.rules.pack import PackErrors, find_packs, load_pack
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs, signed_in


@signed_in
def library(request: Request) -> HttpResponse:
    """List the plans, and the shipped ones that are not loaded yet."""
    may_keep = bool(request.standing.roles & {*KEEPERS})
    loaded = set(PackVersion.objects.values_list("code", flat=True)) if may_keep else set()
    shipped = [
        {"name": name, "title": pack.title.say(language()), "clauses": len(pack.clauses)}
        for name in (find_packs() if may_keep else ())
        if name not in loaded and (pack := _shipped(name))
    ]
    return LIBRARY.respond(
        request,
        selectors.library(request.standing, clock.today()),
        title=_("Plan library"),
        template="plans/library.html",
        context={"shipped": shipped, "may_keep": may_keep},
    )


@lru_cache(maxsize=64)
def _shipped(name: str) -> Pack | None:
    """Return a pack of the program, read once a process; None for one that cannot be read."""
    try:
        return load_pack(find_packs()[name])
    except PackErrors:
        return None


@require_POST
@needs(*KEEPERS)
def load(request: Request, name: str) -> HttpResponse:
    """Load a shipped pack as a draft."""
    folder = find_packs().get(name)
    if folder is None:
        raise Http404
    try:
        pack = load_pack(folder)
        texts = folder_texts(folder)
    except PackErrors as error:
        messages.error(request, error.problems[0].say(language()))
        return redirect("plans:library")
    version = services.load_draft(pack=pack, texts=texts, by=account_of(request), on=clock.today())
    messages.success(request, _("The plan is loaded as a draft. Read it, then publish it."))
    return redirect("plans:version", version.pk)
