"""Acts on rows: enter, correct, strike out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyong.directory.standing import account_of
from zhiyong.plans.wording import language
from zhiyong.registers import services
from zhiyong.registers.access import KEEPERS
from zhiyong.registers.forms import RowForm, StrikeForm
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import Kept
from zhiyong.registers.views.finding import kept_or_404, row_or_404
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.errors import Refusal


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def add(request: Request, adoption: int, code: str) -> HttpResponse:
    """Enter a row."""
    kept = kept_or_404(request, adoption, code, keeps=True)
    today = clock.today()
    form = RowForm.of(
        kept.register, request.POST if request.method == "POST" else None, today=today
    )
    if form.is_valid():
        try:
            row = services.add_row(
                adoption=kept.adoption,
                register=kept.register.id,
                about=form.cleaned_data["about"],
                title=form.cleaned_data.get("title") or "",
                values=form.values,
                reach=kept.keeps,
                by=account_of(request),
                on=today,
            )
        except services.ValuesWrong as refusal:
            form.say(refusal.wrong)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The row is entered."))
            if "another" in request.POST:
                return redirect("registers:add", kept.adoption.pk, kept.register.id)
            return redirect("registers:row", row.pk)
    context = {**_about(kept), "form": form}
    return render(request, "registers/add.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def correct(request: Request, pk: int) -> HttpResponse:
    """Put another row in the place of one that was wrong."""
    row, kept = _keeps(request, pk)
    form = RowForm.of(
        kept.register,
        request.POST if request.method == "POST" else None,
        row=row,
        today=clock.today(),
    )
    if form.is_valid():
        try:
            new = services.correct_row(
                row=row,
                values=form.values,
                title=form.cleaned_data.get("title"),
                why=form.cleaned_data["why"],
                reach=kept.keeps,
                by=account_of(request),
                on=clock.today(),
            )
        except services.ValuesWrong as refusal:
            form.say(refusal.wrong)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The row is corrected; the old one stays beside it."))
            return redirect("registers:row", new.pk)
    context = {**_about(kept), **_named(request, row), "form": form}
    return render(request, "registers/correct.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(*KEEPERS)
def strike(request: Request, pk: int) -> HttpResponse:
    """Strike a row out, after saying what follows."""
    row, kept = _keeps(request, pk)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.strike_row(
                row=row,
                why=form.cleaned_data["why"],
                reach=kept.keeps,
                by=account_of(request),
                on=clock.today(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The row is struck out; it counts no more."))
            return redirect("registers:row", row.pk)
    context = {**_about(kept), **_named(request, row), "form": form}
    return render(request, "registers/strike.html", context, status=422 if form.is_bound else 200)


def _keeps(request: Request, pk: int) -> tuple[Row, Kept]:
    row, kept = row_or_404(request, pk)
    if not kept.keeps.covers(row.unit_id):
        raise Http404
    return row, kept


def _about(kept: Kept) -> dict[str, object]:
    return {
        "kept": kept,
        "title": kept.register.label.say(language()),
        "back": reverse("registers:rows", args=[kept.adoption.pk, kept.register.id]),
        "note": kept.register.note.say(language()) if kept.register.note else "",
    }


def _named(request: Request, row: Row) -> dict[str, object]:
    name = kinds.titles([row.about], request.standing).get(row.about, row.about)
    return {"row": row, "name": row.title or name}
