"""Pages of workbooks: the template, handing in, errors or preview, confirming; taking away."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.directory import lists, selectors
from zhiyong.directory.forms.workbooks import ExportForm, UploadForm
from zhiyong.directory.models import ImportRun
from zhiyong.directory.services import exports, imports
from zhiyong.directory.views.acting import account_of, posted
from zhiyong.directory.workbook.layout import SHEETS
from zhiyong.directory.workbook.wording import say_note
from zhiyong.directory.workbook.writing import count_of_export, template
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.lists.export import XLSX

State = ImportRun.State
WORKING = (State.WAITING, State.READING, State.CONFIRMED)


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def workbooks(request: Request) -> HttpResponse:
    """Hand a workbook in; below, those that were handed in before."""
    today = clock.today()
    form = UploadForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        initial={"on": today},
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        run = imports.receive_workbook(
            name=file.name,
            content=file.read(),
            on=form.cleaned_data["on"],
            rights=imports.rights_of(request.standing),
            by=account_of(request),
            today=today,
        )
        return redirect("directory:import", pk=run.pk)
    made = selectors.exports_visible_to(request.standing).exclude(
        content=b"", finished_at__isnull=False
    )
    response = lists.WORKBOOKS.respond(
        request,
        selectors.imports_visible_to(request.standing).defer("content", "notes"),
        title=_("Import and export"),
        template="directory/workbooks.html",
        context={
            "form": form,
            "export_form": ExportForm(initial={"on": today}),
            "exports": made.defer("content").order_by("-pk")[:5],
        },
    )
    if form.is_bound:
        response.status_code = 422
    return response


@require_GET
@needs(*selectors.EDITORS)
def workbook_template(request: Request) -> FileResponse:
    """Send the template."""
    name = _("Units, posts, people - template.xlsx")
    return FileResponse(template(), as_attachment=True, filename=name, content_type=XLSX)


@require_GET
@needs(*selectors.EDITORS)
def workbook(request: Request, pk: int) -> HttpResponse:
    """Show how far a workbook is; its errors at their cells, or what it would change."""
    run = get_object_or_404(
        selectors.imports_visible_to(request.standing)
        .select_related("uploaded_by", "confirmed_by")
        .defer("content"),
        pk=pk,
    )
    shown = {"run": run, "working": run.state in WORKING, **_about(run)}
    if run.state in WORKING:
        name = "directory/workbook_progress.html" if request.htmx else "directory/workbook.html"
        response = render(request, name, shown)
        patch_vary_headers(response, ["HX-Request"])
        return response
    if request.htmx and request.headers.get("HX-Target") == "progress":
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    if run.state == State.WRONG:
        return lists.ERRORS.respond(
            request,
            run.errors.all(),
            title=run.name,
            template="directory/workbook.html",
            context=shown,
        )
    return lists.CHANGES.respond(
        request,
        run.changes.all(),
        title=run.name,
        template="directory/workbook.html",
        context=shown,
    )


@require_POST
@needs(*selectors.EDITORS)
def workbook_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Confirm a workbook, compare it again, or withdraw it."""
    run = get_object_or_404(selectors.imports_visible_to(request.standing), pk=pk)
    rights, today = imports.rights_of(request.standing), clock.today()
    account = account_of(request)
    try:
        match act:
            case "confirm":
                run = imports.confirm_workbook(run=run, rights=rights, by=account, today=today)
                said = _("The workbook is carried out.")
            case "compare":
                run = imports.compare_again(run=run, rights=rights, by=account, today=today)
                said = _("The workbook is compared with the directory as it is now.")
            case "withdraw":
                run = imports.withdraw_workbook(run=run, by=account, today=today)
                said = _("The workbook is withdrawn; nothing of it was carried out.")
            case _:
                raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if run.state == State.STALE:
            messages.error(request, _("The directory has changed meanwhile. Compare again."))
        elif run.state not in WORKING:
            messages.success(request, said)
    return redirect("directory:import", pk=pk)


@require_POST
@needs(*selectors.EDITORS)
def take_away(request: Request) -> HttpResponse | FileResponse:
    """Send the directory as a workbook: at once, or when the worker has written it."""
    form = ExportForm(request.POST)
    today = clock.today()
    if not form.is_valid():
        messages.error(request, _("Choose a day, and a unit that is in the list."))
        return redirect("directory:workbooks")
    units = selectors.units_editable_by(request.standing)
    if chosen := form.cleaned_data["unit"]:
        units = units.filter(path__contains=[chosen.pk])
    on, account = form.cleaned_data["on"], account_of(request)
    rows = count_of_export(units, on)
    if rows > exports.AT_ONCE:
        exports.ask_for_export(rows=rows, on=on, unit=chosen, by=account, today=today)
        messages.success(request, _("The workbook is being written. It will stand below."))
        return redirect("directory:workbooks")
    file = exports.export_now(units=units, on=on, unit=chosen, by=account, today=today)
    return _sent(file, on)


@require_GET
@needs(*selectors.EDITORS)
def exported(request: Request, pk: int) -> FileResponse:
    """Send a workbook that the worker has written."""
    run = get_object_or_404(
        selectors.exports_visible_to(request.standing).exclude(content=b""), pk=pk
    )
    return _sent(BytesIO(bytes(run.content)), run.on)


def _sent(file: Any, on: Any) -> FileResponse:
    name = _("Units, posts, people {day}.xlsx").format(day=on.isoformat())
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _about(run: ImportRun) -> dict[str, Any]:
    rows = run.summary.get("sheets", {})
    counts = run.summary.get("counts", {})
    return {
        "notes": [
            note["text"] if note["code"] == "UNREADABLE" else say_note(note) for note in run.notes
        ],
        "counts": [
            {
                "label": sheet.label,
                "rows": rows[sheet.key],
                "added": counts.get(sheet.key, {}).get("ADDED", 0),
                "changed": counts.get(sheet.key, {}).get("CHANGED", 0),
                "ended": counts.get(sheet.key, {}).get("ENDED", 0),
            }
            for sheet in SHEETS
            if sheet.key in rows
        ],
        "more_errors": max(0, run.summary.get("errors", 0) - imports.MOST_ERRORS),
    }
