"""The ledger as workbooks: the template, taking away, handing in, what would change, confirming."""

from typing import IO, Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.directory.standing import account_of
from zhiyong.directory.workbook.reading import NotReadable, Problem
from zhiyong.journal.services import record_read
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rectification import selectors, services, sheets
from zhiyong.rectification.access import READERS, WATCHERS, WORKERS, watches
from zhiyong.rectification.forms import ImportForm
from zhiyong.rectification.models import Item, Progress, Workbook
from zhiyong.rectification.views.common import adoption_or_404
from zhiyong.rectification.wording import say_change, say_problem
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.lists.export import XLSX

ENTERS = tuple(dict.fromkeys((*WORKERS, *WATCHERS)))
SHOWN = 200
"""So many errors or changes are shown on a page."""
MOST_TAKEN = 20_000
"""So many items are taken away in one workbook; the list's own export has the rest."""


def _scope(request: Request, adoption: Adoption) -> services.Scope:
    everywhere = watches(request.standing, adoption)
    return services.Scope(everywhere, request.standing.units(*WORKERS))


@require_GET
@needs(*ENTERS)
def template(request: Request, adoption: int) -> FileResponse:
    """Send the workbook to fill in."""
    found = adoption_or_404(request, adoption)
    return _sent(sheets.template(found), _("Rectification ledger - template.xlsx"))


@require_GET
@needs(*READERS)
def export(request: Request, adoption: int) -> FileResponse:
    """Send the items that somebody sees as a workbook that can be handed in again."""
    found = adoption_or_404(request, adoption)
    last = Progress.objects.filter(item=OuterRef("pk")).order_by("-pk").values("text")[:1]
    rows = (
        selectors.ready(selectors.items_visible_to(request.standing))
        .filter(adoption=found)
        .exclude(state=Item.State.WITHDRAWN)
        .annotate(last_word=Subquery(last))
        .order_by("pk")
    )
    items = [*rows[:MOST_TAKEN]]
    today = clock.today()
    record_read(found, by=account_of(request), on=today, what="export", facts={"rows": len(items)})
    name = f"{_('Rectification ledger')}-{today:%Y%m%d}.xlsx"
    return _sent(sheets.workbook(found, items), name)


@never_cache
@require_http_methods(["GET", "POST"])
@needs(*ENTERS)
def hand_in(request: Request, adoption: int) -> HttpResponse:
    """Hand a workbook in: errors at their cells, or on to what it would change."""
    found = adoption_or_404(request, adoption)
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.receive(
                adoption=found,
                name=file.name,
                content=file.read(),
                scope=_scope(request, found),
                standing=request.standing,
                by=account_of(request),
                on=clock.today(),
            )
        except services.CellsWrong as refusal:
            problems = refusal.problems
            form.add_error("file", str(refusal))
        except NotReadable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("rectification:workbook", run.pk)
    context = {
        "adoption": found,
        "plan_title": pack_of(found).title.say(language()),
        "form": form,
        "problems": [{"problem": one, "text": say_problem(one)} for one in problems[:SHOWN]],
        "more": max(0, len(problems) - SHOWN),
        "back": reverse("rectification:items"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "rectification/hand_in.html", context, status=status)


@never_cache
@require_GET
@needs(*ENTERS)
def workbook(request: Request, pk: int) -> HttpResponse:
    """Show what a workbook would change, or what became of it."""
    run = _run(request, pk)
    changes: list[services.Change] = []
    if run.state == Workbook.State.READY:
        changes = services.preview(
            run,
            _scope(request, run.adoption),
            request.standing,
            account_of(request),
            clock.today(),
        )
    sheet = sheets.sheet_of(run.adoption)
    shown: list[dict[str, Any]] = [
        {
            "line": one.line,
            "kind": one.kind,
            "number": one.item.number if one.item else "",
            "unit": one.unit.name,
            "problem": one.problem[:80],
            "after": say_change(sheet, one.said),
        }
        for one in changes[:SHOWN]
    ]
    context = {
        "run": run,
        "changes": shown,
        "more": max(0, len(changes) - SHOWN),
        "back": reverse("rectification:items"),
    }
    return render(request, "rectification/workbook.html", context)


@require_POST
@needs(*ENTERS)
def workbook_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Carry a workbook out, or withdraw it."""
    run = _run(request, pk)
    by, today = account_of(request), clock.today()
    try:
        match act:
            case "confirm":
                scope = _scope(request, run.adoption)
                services.carry_out(
                    workbook=run, scope=scope, standing=request.standing, by=by, on=today
                )
                messages.success(request, _("The workbook is carried out."))
            case "withdraw":
                services.withdraw_workbook(workbook=run, by=by, on=today)
                messages.success(
                    request, _("The workbook is withdrawn; nothing of it was carried out.")
                )
            case _:
                raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("rectification:workbook", run.pk)
    return redirect("rectification:items")


def _run(request: Request, pk: int) -> Workbook:
    rows = selectors.workbooks_visible_to(request.standing)
    return get_object_or_404(rows.select_related("adoption__pack", "adoption__body"), pk=pk)


def _sent(file: IO[bytes], name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
