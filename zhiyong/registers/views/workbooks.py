"""Registers as workbooks: the template, taking away, handing in, what would change, confirming."""

from typing import IO, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.directory.standing import account_of
from zhiyong.directory.workbook.reading import NotReadable, Problem
from zhiyong.journal.services import record_read
from zhiyong.plans.wording import language
from zhiyong.registers import services, sheets
from zhiyong.registers.access import KEEPERS, READERS
from zhiyong.registers.forms import ImportForm
from zhiyong.registers.models import Workbook
from zhiyong.registers.selectors import (
    IN_FORCE,
    Kept,
    register_of,
    rows_of,
    workbooks_visible_to,
)
from zhiyong.registers.views.finding import ADOPTIONS, kept_or_404
from zhiyong.registers.wording import in_short, say_problem
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.lists.export import XLSX

SHOWN = 200
"""So many errors or changes are shown on a page."""


@require_GET
@needs(*KEEPERS)
def template(request: Request, adoption: int, code: str) -> FileResponse:
    """Send the workbook to fill in."""
    kept = kept_or_404(request, adoption, code, keeps=True)
    name = _("{register} - template.xlsx").format(register=_title(kept))
    return _sent(sheets.template(kept.register), name)


@require_GET
@needs(*READERS)
def export(request: Request, adoption: int, code: str) -> FileResponse:
    """Send the rows that hold as a workbook that can be handed in again."""
    kept = kept_or_404(request, adoption, code)
    rows = [*rows_of(kept).filter(IN_FORCE).order_by("day", "pk")]
    today = clock.today()
    record_read(
        kept.adoption,
        by=account_of(request),
        on=today,
        what="export",
        facts={"register": kept.register.id, "rows": len(rows)},
    )
    name = f"{_title(kept)}-{today:%Y%m%d}.xlsx"
    return _sent(sheets.workbook(kept.register, rows), name)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def hand_in(request: Request, adoption: int, code: str) -> HttpResponse:
    """Hand a workbook in: errors at their cells, or on to what it would change."""
    kept = kept_or_404(request, adoption, code, keeps=True)
    form = ImportForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.receive(
                adoption=kept.adoption,
                register=kept.register,
                name=file.name,
                content=file.read(),
                why=form.cleaned_data["why"],
                reach=kept.keeps,
                by=account_of(request),
                on=clock.today(),
            )
        except services.CellsWrong as refusal:
            problems = refusal.problems
            form.add_error("file", str(refusal))
        except services.NoReason as refusal:
            form.add_error("why", str(refusal))
        except NotReadable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("registers:workbook", run.pk)
    context = {
        "kept": kept,
        "title": _title(kept),
        "form": form,
        "problems": [{"problem": one, "text": say_problem(one)} for one in problems[:SHOWN]],
        "more": max(0, len(problems) - SHOWN),
        "back": reverse("registers:rows", args=[kept.adoption.pk, kept.register.id]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "registers/hand_in.html", context, status=status)


@require_GET
@needs(*KEEPERS)
def workbook(request: Request, pk: int) -> HttpResponse:
    """Show what a workbook would change, or what became of it."""
    run, kept = _run(request, pk)
    changes: list[services.Change] = []
    if run.state == Workbook.State.READY:
        changes = [*services.preview(run, kept.keeps, clock.today())]
    titles = kinds.titles([one.about for one in changes[:SHOWN]], request.standing)
    context = {
        "run": run,
        "kept": kept,
        "title": _title(kept),
        "changes": [_shown(kept, one, titles) for one in changes[:SHOWN]],
        "more": max(0, len(changes) - SHOWN),
        "back": reverse("registers:rows", args=[kept.adoption.pk, kept.register.id]),
    }
    return render(request, "registers/workbook.html", context)


def _shown(kept: Kept, change: services.Change, titles: dict[str, str]) -> dict[str, Any]:
    name = titles.get(change.about, change.about)
    return {
        "line": change.line,
        "kind": change.kind,
        "name": f"{change.title} · {name}" if change.title else name,
        "before": in_short(kept.register, change.old.values) if change.old else "",
        "after": in_short(kept.register, change.values),
    }


@require_POST
@needs(*KEEPERS)
def workbook_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Carry a workbook out, or withdraw it."""
    run, kept = _run(request, pk)
    by, today = account_of(request), clock.today()
    try:
        match act:
            case "confirm":
                services.carry_out(workbook=run, reach=kept.keeps, by=by, on=today)
                messages.success(request, _("The workbook is carried out."))
            case "withdraw":
                services.withdraw(workbook=run, by=by, on=today)
                messages.success(
                    request, _("The workbook is withdrawn; nothing of it was carried out.")
                )
            case _:
                raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("registers:workbook", run.pk)
    return redirect("registers:rows", kept.adoption.pk, kept.register.id)


def _run(request: Request, pk: int) -> tuple[Workbook, Kept]:
    run = get_object_or_404(workbooks_visible_to(request.standing), pk=pk)
    kept = register_of(ADOPTIONS.get(pk=run.adoption_id), run.register, request.standing)
    if kept is None or not kept.keeps:
        raise Http404
    return run, kept


def _title(kept: Kept) -> str:
    return kept.register.label.say(language())


def _sent(file: IO[bytes], name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
