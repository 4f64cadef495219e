"""Forms of papers: how one was served, and the code on a scan that comes home."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.papers.models import ServiceOfPaper
from zhiyong.shell.forms import Form, plain_digits

SCAN = ".pdf,.jpg,.jpeg,.png,.heic"
WITNESSED = (ServiceOfPaper.Way.LEFT, ServiceOfPaper.Way.REFUSED)


class ServiceForm(Form):
    """How a paper reached its addressee."""

    way = forms.ChoiceField(
        label=_("How it was served"), choices=ServiceOfPaper.Way.choices, widget=forms.RadioSelect
    )
    served_on = forms.DateField(label=_("Served on"))
    witness = forms.CharField(
        label=_("Witness"),
        max_length=60,
        required=False,
        help_text=_("Needed when it was left at the address or refused."),
    )
    scan = forms.FileField(
        label=_("Scan of the signed proof of service"),
        required=False,
        widget=forms.FileInput(attrs={"accept": SCAN}),
    )

    def clean(self) -> dict[str, object]:
        """Ask for a witness where the addressee did not take the paper."""
        data = super().clean() or self.cleaned_data
        if data.get("way") in WITNESSED and not data.get("witness"):
            self.add_error("witness", _("Name the witness."))
        return data


class CodeForm(Form):
    """The code printed on a sheet."""

    code = forms.CharField(
        label=_("Code on the sheet"),
        max_length=20,
        help_text=_("Ten letters and digits, beside the square code; read it in with a scanner."),
    )

    def clean_code(self) -> str:
        """Return the code as it was made."""
        return plain_digits(self.cleaned_data["code"]).replace(" ", "").upper()
