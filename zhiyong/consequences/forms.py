"""Forms of the ledger: the proof of what was carried out, a gate, an end, the sums of a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.shell.forms import Form

LARGEST_WORKBOOK = 5 * 1024 * 1024


class ProofForm(Form):
    """How it was done, with what proves it: a file or a note."""

    note = forms.CharField(
        label=_("How it was carried out"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For instance the number of the payroll sheet. A file may stand in its place."),
    )
    proof = forms.FileField(label=_("File that proves it"), required=False)


class GateForm(Form):
    """What a gate is confirmed on."""

    note = forms.CharField(
        label=_("On what it is confirmed"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The appraisal, the inspection, the resolution. A file may stand in its place."
        ),
    )
    proof = forms.FileField(label=_("File that proves it"), required=False)


class EndForm(Form):
    """Why something without a last day ends."""

    note = forms.CharField(
        label=_("Why it ends"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class SumsForm(Form):
    """The sums of a year, as a workbook."""

    file = forms.FileField(label=_("Workbook"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
