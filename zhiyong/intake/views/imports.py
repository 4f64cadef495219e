"""Workbooks of an earlier year, and of the hotline: template, upload, preview, confirm."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.directory.models import Unit
from zhiyong.intake import labels, services
from zhiyong.intake.ledger.layout import LAYOUTS
from zhiyong.intake.ledger.reading import MOST_ROWS
from zhiyong.intake.ledger.template import filled, ledger_row, template, work_order_row
from zhiyong.intake.models import Import
from zhiyong.intake.selectors.plan import adoption_of
from zhiyong.intake.selectors.registers import lines_to_take, work_orders_to_take
from zhiyong.intake.views.common import account, attempt
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.htmx import go_to
from zhiyong.shell.lists import Column, Empty, ListPage, Order
from zhiyong.shell.lists.export import XLSX, Exported, tell

SHOWN = 50


class WorkbookForm(Form):
    """A workbook, what it holds, and for which office."""

    kind = forms.ChoiceField(label=gettext_lazy("What it holds"), choices=Import.Kind.choices)
    unit = forms.ChoiceField(label=gettext_lazy("For which office"))
    workbook = forms.FileField(label=gettext_lazy("Workbook (.xlsx)"))

    def __init__(self, *args: object, units: list[Unit], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(unit.pk), unit.name) for unit in units]


class TakeForm(Form):
    """Which of an office's complaints to take away, in which columns."""

    kind = forms.ChoiceField(label=gettext_lazy("What it holds"), choices=Import.Kind.choices)
    unit = forms.ChoiceField(label=gettext_lazy("For which office"))
    since = forms.DateField(label=gettext_lazy("From day"))
    until = forms.DateField(label=gettext_lazy("Up to and including"))

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(unit.pk), unit.name) for unit in units]


IMPORTS = ListPage(
    name="intake_imports",
    columns=(
        Column(
            "name",
            gettext_lazy("Workbook"),
            head=True,
            url=lambda row: reverse("intake:import", args=[row.pk]),
        ),
        Column("kind", gettext_lazy("What it holds"), value=lambda row: row.get_kind_display()),
        Column("total", gettext_lazy("Rows"), kind="num"),
        Column("state", gettext_lazy("Stands at"), value=lambda row: row.get_state_display()),
        Column("on", gettext_lazy("Read on"), kind="day"),
    ),
    orders=(Order("newest", gettext_lazy("Newest first"), ("-on", "-id")),),
    noun=ngettext_lazy("%(shown)s workbook", "%(shown)s workbooks", "count"),
    empty=Empty(
        gettext_lazy("No workbook was read in yet"),
        gettext_lazy("Start from a template. Errors are shown before anything is entered."),
    ),
    exports=False,
)


def _units(request: Request) -> list[Unit]:
    ids = request.standing.units(Role.CLERK)
    return list(Unit.objects.filter(pk__in=ids, closed_on__isnull=True).order_by("pinyin", "pk"))


@never_cache
@needs(Role.CLERK)
@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """List what was read in, and read a workbook."""
    units = _units(request)
    posted = request.method == "POST"
    form = WorkbookForm(
        request.POST if posted else None, request.FILES if posted else None, units=units
    )
    made: list[Import] = []

    def do() -> None:
        upload = form.cleaned_data["workbook"]
        made.append(
            services.take_workbook(
                unit=next(unit for unit in units if str(unit.pk) == form.cleaned_data["unit"]),
                kind=form.cleaned_data["kind"],
                name=upload.name,
                content=upload.read(),
                by=account(request),
                on=clock.today(),
                at=clock.now(),
            )
        )

    if form.is_valid() and attempt(form, do):
        return go_to(request, reverse("intake:import", args=[made[0].pk]))
    rows = Import.objects.filter(unit__in=[unit.pk for unit in units]).defer("rows")
    response = IMPORTS.respond(
        request,
        rows,
        title=_("Workbooks"),
        template="intake/imports.html",
        context={"form": form, "kinds": Import.Kind.choices, "take": _take_form(units)},
    )
    response.status_code = 422 if form.is_bound else response.status_code
    return response


def _take_form(units: list[Unit], posted: Any = None) -> TakeForm:
    today = clock.today()
    initial = {"since": date(today.year, 1, 1), "until": today}
    return TakeForm(posted, units=units, initial=initial, auto_id="take_%s")


@never_cache
@needs(Role.CLERK)
@require_POST
def take_away(request: Request) -> HttpResponse:
    """Send an office's ledger, or its work orders, as the workbook that can be read in again."""
    units = _units(request)
    form = _take_form(units, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an office, and days."))
        return go_to(request, reverse("intake:imports"))
    asked = form.cleaned_data
    unit = next(one for one in units if str(one.pk) == asked["unit"])
    kind, days = Import.Kind(asked["kind"]), (asked["since"], asked["until"])
    adoption = adoption_of(unit, clock.today())
    rows: QuerySet[Any]
    if kind == Import.Kind.LEDGER:
        rows, shown = lines_to_take(request.standing, unit, *days), ledger_row
    else:
        channel = services.HOTLINE_CHANNEL
        rows = work_orders_to_take(request.standing, unit, channel, *days)
        shown = work_order_row  # type: ignore[assignment]
    many = rows.count()
    if adoption is None or not 0 < many <= MOST_ROWS:
        text = _("{count} rows lie in this period; between 1 and {most} can be taken at once.")
        messages.error(request, text.format(count=many, most=MOST_ROWS))
        return go_to(request, reverse("intake:imports"))
    period = _("{since} to {until}").format(
        since=formats.date_format(days[0]), until=formats.date_format(days[1])
    )
    tell(
        Exported(request, f"intake-{kind.lower()}", str(kind.label), many, f"{unit.name} {period}")
    )
    content = filled(kind, map(shown, rows), pack=pack_of(adoption), lang=labels.language())
    name = f"{kind.label} {days[0]}—{days[1]}.xlsx"
    return _sent(content, name)


def _sent(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": str(content_disposition_header(True, name))}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _mine(request: Request, pk: int) -> Import:
    ids = request.standing.units(Role.CLERK)
    found: Import = get_object_or_404(Import.objects.select_related("unit"), pk=pk, unit__in=ids)
    return found


@never_cache
@needs(Role.CLERK)
@require_GET
def one(request: Request, pk: int) -> HttpResponse:
    """Show what a workbook holds: its errors, or its first rows; and how far it is."""
    found = _mine(request, pk)
    columns = LAYOUTS[Import.Kind(found.kind)]
    rows = [
        [_cell(row.get(column.key)) for column in columns]
        for row in services.rows_of(found)[:SHOWN]
    ]
    context = {
        "found": found,
        "heads": [column.label for column in columns],
        "rows": rows,
        "more": max(found.total - SHOWN, 0) if rows else 0,
    }
    return render(request, "intake/import.html", context)


def _cell(value: object) -> str:
    if isinstance(value, dict):
        sign = "✓" if value.get("unit") else "?"
        return f"{value.get('text', '')} {sign}"
    return str(value or "")


@never_cache
@needs(Role.CLERK)
@require_POST
def settle(request: Request, pk: int, act: str) -> HttpResponse:
    """Have a workbook entered, or throw it away."""
    found = _mine(request, pk)
    acts = {"confirm": services.confirm_import, "discard": services.discard_import}
    if act not in acts:
        raise Http404
    try:
        acts[act](found=found, by=account(request), on=clock.today())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go_to(request, reverse("intake:import", args=[pk]))


@never_cache
@needs(Role.CLERK)
@require_GET
def empty(request: Request, kind: str) -> HttpResponse:
    """Hand out the template of a workbook."""
    units = _units(request)
    adoption = adoption_of(units[0] if units else None, clock.today())
    if kind not in Import.Kind.values or adoption is None:
        raise Http404
    name = f"{Import.Kind(kind).label}.xlsx"
    return _sent(template(kind, pack=pack_of(adoption), lang=labels.language()), name)
