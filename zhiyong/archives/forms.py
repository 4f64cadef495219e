"""Forms of the archive."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.archives.models import Dossier
from zhiyong.directory.picks import UnitField
from zhiyong.shell.forms import Form

SCAN = ".pdf,.jpg,.jpeg,.png,.heic"
ATTACHED = forms.FileInput(attrs={"accept": SCAN})


class TogetherForm(Form):
    """For how long a dossier is kept, and why."""

    retention = forms.ChoiceField(
        label=_("Kept for"), choices=Dossier.Retention.choices, widget=forms.RadioSelect
    )
    basis = forms.CharField(label=_("Why it is kept so long"), max_length=200, required=False)


class FileForm(Form):
    """What whoever opens the file must know."""

    remarks = forms.CharField(
        label=_("Remarks on the file"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is missing, damaged or kept elsewhere. Empty: nothing is."),
    )


class AddForm(Form):
    """A document that comes after the filing."""

    title = forms.CharField(label=_("What is added"), max_length=200)
    reason = forms.CharField(label=_("Why it comes only now"), max_length=300)
    is_original = forms.BooleanField(
        label=_("It is the scan of a sealed copy, and thus the valid original"), required=False
    )
    upload = forms.FileField(label=_("The file itself"), widget=ATTACHED)


class OriginalForm(Form):
    """The scan of the sealed copy of a document."""

    upload = forms.FileField(label=_("Scan of the sealed copy"), widget=ATTACHED)


class SlipForm(Form):
    """To whom the slip for a personnel file goes."""

    keeper = UnitField(label=_("Keeper of the personnel file"))


class ReceiptForm(Form):
    """Who signed for a slip, and when."""

    received_on = forms.DateField(label=_("Received on"))
    received_by = forms.CharField(label=_("Signed for by"), max_length=60)
    upload = forms.FileField(label=_("Scan of the receipt"), required=False, widget=ATTACHED)
