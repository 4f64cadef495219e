"""Numbered blank forms for the counter, when the machine is down or the clerk goes out."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.files.numbers import next_number
from zhiyong.intake.models import BlankForm, Complaint
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal

SERIES = "blank_form"
MOST = 200


class FormSpent(Refusal):
    """The blank form was used or spoiled before, or belongs to another office."""


@transaction.atomic
def print_blank_forms(*, unit: Unit, count: int, by: Account, on: date) -> list[BlankForm]:
    """Number some blank forms of an office; each is used at most once.

    :raises Refusal: if it is none, or more than one print run.
    """
    if not 1 <= count <= MOST:
        raise Refusal(_("Print between 1 and {most} forms at a time.").format(most=MOST))
    forms = [
        BlankForm(
            unit=unit,
            year=on.year,
            n=next_number(series=SERIES, unit=unit, year=on.year),
            printed_by=by,
            printed_on=on,
        )
        for _each in range(count)
    ]
    BlankForm.objects.bulk_create(forms)
    record(
        "forms.printed",
        of=unit,
        by=by,
        on=on,
        facts={"first": forms[0].code, "last": forms[-1].code, "forms": count},
    )
    return forms


@transaction.atomic
def spoil_blank_form(*, form: BlankForm, by: Account, on: date) -> BlankForm:
    """Say that a blank form was spoiled or lost, so that its number is accounted for.

    :raises FormSpent: if it was used, or spoiled before.
    """
    form = _locked(form)
    form.spoiled_on = on
    form.spoiled_by = by
    form.save(update_fields=["spoiled_on", "spoiled_by"])
    record("forms.spoiled", of=form.unit, by=by, on=on, facts={"form": form.code})
    return form


def use_blank_form(*, form: BlankForm, complaint: Complaint, unit: Unit, on: date) -> BlankForm:
    """Tie a blank form to the complaint that was written on it, inside the act of lodging.

    :raises FormSpent: if it was used or spoiled before, or belongs to another office.
    """
    form = _locked(form)
    if form.unit_id != unit.pk:
        raise FormSpent(_("Form {code} belongs to another office.").format(code=form.code))
    form.complaint = complaint
    form.used_on = on
    form.save(update_fields=["complaint", "used_on"])
    return form


def _locked(form: BlankForm) -> BlankForm:
    form = BlankForm.objects.select_for_update(of=("self",)).select_related("unit").get(pk=form.pk)
    if form.used_on or form.spoiled_on:
        raise FormSpent(_("Form {code} was used or spoiled before.").format(code=form.code))
    return form
