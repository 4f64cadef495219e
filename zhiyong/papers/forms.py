"""Forms of papers: how one was served, and the code on a scan that comes home."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.papers import services
from zhiyong.papers.models import ServiceOfPaper
from zhiyong.shell.forms import Form, plain_digits

SCAN = ".pdf,.jpg,.jpeg,.png,.heic"


class ServiceForm(Form):
    """How a paper reached its addressee."""

    way = forms.ChoiceField(
        label=_("How it was served"), choices=ServiceOfPaper.Way.choices, widget=forms.RadioSelect
    )
    served_on = forms.DateField(label=_("Served on"))
    receiver = forms.ChoiceField(
        label=_("Who took it"),
        choices=[("", "—"), *ServiceOfPaper.Receiver.choices],
        required=False,
    )
    server = forms.CharField(
        label=_("Who served it"),
        max_length=60,
        required=False,
        help_text=_("The names of those who handed it over, as signed on the form."),
    )
    witness = forms.CharField(
        label=_("Witness"),
        max_length=60,
        required=False,
        help_text=_("Needed when it was left at the address or refused."),
    )
    remarks = forms.CharField(
        label=_("Remarks"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as the number of the registered letter; no name or address."),
    )
    scan = forms.FileField(
        label=_("Scan of the signed proof of service"),
        required=False,
        widget=forms.FileInput(attrs={"accept": SCAN}),
        help_text=_(
            "If a complainant's name is sealed, cover name and address before you scan; the "
            "signed form stays in the office."
        ),
    )

    def clean(self) -> dict[str, object]:
        """Ask for a witness where the addressee did not take the paper."""
        data = super().clean() or self.cleaned_data
        if data.get("way") in services.WITNESSED and not data.get("witness"):
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
