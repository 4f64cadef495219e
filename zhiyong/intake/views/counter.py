"""Blank forms for the counter, and accusations that were handed over to us."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.directory.models import Unit
from zhiyong.intake import selectors, services
from zhiyong.intake.models import BlankForm, Handover
from zhiyong.intake.selectors.plan import adoption_of, blank_form_series
from zhiyong.intake.views.common import READERS, account, attempt
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.errors import Refusal
from zhiyong.shell.forms import Form
from zhiyong.shell.htmx import go_to
from zhiyong.shell.lists import Column, Empty, FlagFilter, ListPage, Order


class PrintForm(Form):
    """How many blank forms, for which office."""

    unit = forms.ChoiceField(label=gettext_lazy("For which office"))
    count = forms.IntegerField(label=gettext_lazy("How many forms"), min_value=1, max_value=200)

    def __init__(self, *args: object, units: list[Unit], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(unit.pk), unit.name) for unit in units]


def _standing(form: BlankForm) -> str:
    if form.used_on:
        return _("Used")
    return _("Spoiled") if form.spoiled_on else _("Not used yet")


FORMS = ListPage(
    name="blank_forms",
    columns=(
        Column("code", gettext_lazy("Registration number"), head=True),
        Column("unit", gettext_lazy("Registering office"), value="unit.name"),
        Column("printed_on", gettext_lazy("Printed"), kind="day"),
        Column("standing", gettext_lazy("Stands at"), value=_standing),
        Column("used_on", gettext_lazy("Used"), kind="day"),
        Column("spoil", "", value="pk", template="intake/cells/spoil.html", only="page"),
    ),
    filters=(
        FlagFilter(
            "out",
            gettext_lazy("Only those that are out"),
            condition=lambda rows: rows.filter(used_on=None, spoiled_on=None),
        ),
    ),
    orders=(Order("newest", gettext_lazy("Newest first"), ("-printed_on", "-id")),),
    noun=ngettext_lazy("%(shown)s form", "%(shown)s forms", "count"),
    empty=Empty(
        gettext_lazy("No blank form was printed yet"),
        gettext_lazy("Print some for the days when the machine is down or you go out."),
    ),
)


def _my_units(request: Request) -> list[Unit]:
    ids = request.standing.units(Role.CLERK)
    return list(Unit.objects.filter(pk__in=ids, closed_on__isnull=True).order_by("pinyin", "pk"))


@never_cache
@needs(Role.CLERK)
@require_http_methods(["GET", "POST"])
def blank_forms(request: Request) -> HttpResponse:
    """List the blank forms of the reader's offices, and print more."""
    units = _my_units(request)
    form = PrintForm(request.POST if request.method == "POST" else None, units=units)
    made: list[BlankForm] = []

    def do() -> None:
        unit = next(unit for unit in units if str(unit.pk) == form.cleaned_data["unit"])
        made.extend(
            services.print_blank_forms(
                unit=unit, count=form.cleaned_data["count"], by=account(request), on=clock.today()
            )
        )

    if form.is_valid() and attempt(form, do):
        first, last = made[0].pk, made[-1].pk
        return go_to(request, f"{reverse('intake:blank_sheets')}?first={first}&last={last}")
    rows = BlankForm.objects.filter(unit__in=[unit.pk for unit in units]).select_related("unit")
    response = FORMS.respond(
        request,
        rows,
        title=_("Blank forms"),
        template="intake/blank_forms.html",
        context={"form": form},
    )
    response.status_code = 422 if form.is_bound else response.status_code
    return response


@never_cache
@needs(Role.CLERK)
@require_GET
def blank_sheets(request: Request) -> HttpResponse:
    """Show a run of blank forms as sheets to print."""
    first, last = request.GET.get("first", ""), request.GET.get("last", "")
    if not (first.isdigit() and last.isdigit()):
        raise Http404
    units = [unit.pk for unit in _my_units(request)]
    forms_ = list(
        BlankForm.objects.filter(unit__in=units, pk__gte=int(first), pk__lte=int(last))
        .select_related("unit")
        .order_by("pk")[: services.MOST_FORMS]
    )
    if not forms_:
        raise Http404
    adoption = adoption_of(forms_[0].unit, forms_[0].printed_on)
    series = blank_form_series(adoption) if adoption else None
    sheets = [
        {"form": one, "number": series.format(year=one.year, n=one.n) if series else one.code}
        for one in forms_
    ]
    context = {"sheets": sheets, "first": first, "last": last}
    return render(request, "intake/blank_sheets.html", context)


@never_cache
@needs(Role.CLERK)
@require_POST
def spoil(request: Request, pk: int) -> HttpResponse:
    """Note that a blank form was spoiled."""
    units = [unit.pk for unit in _my_units(request)]
    form = get_object_or_404(BlankForm, pk=pk, unit__in=units)
    try:
        services.spoil_blank_form(form=form, by=account(request), on=clock.today())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is noted that the form was spoiled."))
    return go_to(request, reverse("intake:blank_forms"))


HANDOVERS = ListPage(
    name="handovers",
    columns=(
        Column("on", gettext_lazy("Handed over on"), kind="day", head=True),
        Column("unit", gettext_lazy("Destination"), value="unit.name"),
        Column("collected_on", gettext_lazy("Collected on"), kind="day"),
        Column("open", "", value="pk", template="intake/cells/handover.html", only="page"),
    ),
    orders=(Order("newest", gettext_lazy("Newest first"), ("-on", "-id")),),
    noun=ngettext_lazy("%(shown)s accusation", "%(shown)s accusations", "count"),
    empty=Empty(
        gettext_lazy("Nothing was handed over to you"),
        gettext_lazy("Accusations for your office arrive sealed; a custodian opens the envelope."),
        icon="package",
    ),
)


@never_cache
@needs(*READERS, Role.CUSTODIAN)
@require_GET
def handovers(request: Request) -> HttpResponse:
    """List the accusations handed over to the reader's offices: day and destination alone."""
    rows = selectors.handovers_visible_to(request.standing).select_related("unit")
    return HANDOVERS.respond(request, rows, title=_("Accusations handed over"))


@never_cache
@needs(*READERS, Role.CUSTODIAN)
@require_POST
def collect(request: Request, pk: int) -> HttpResponse:
    """Note that an accusation was collected."""
    rows = selectors.handovers_visible_to(request.standing)
    handover: Handover = get_object_or_404(rows, pk=pk)
    try:
        services.collect(handover=handover, by=account(request), on=clock.today())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is noted that it was collected."))
    return go_to(request, reverse("intake:handovers"))
