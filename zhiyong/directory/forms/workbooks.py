"""Forms of workbooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.picks import UnitField
from zhiyong.directory.workbook.reading import MOST_BYTES
from zhiyong.shell.forms import Form


class UploadForm(Form):
    """Hand a workbook in."""

    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
    )
    on = forms.DateField(
        label=_("Changes hold from"),
        help_text=_("Where a row of the workbook gives no day of its own."),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The workbook is larger than 40 MB. Divide it."))
        return file


class ExportForm(Form):
    """Take the directory away."""

    unit = UnitField(
        label=_("Only this unit and those below"),
        required=False,
        help_text=_("Empty: all that you keep."),
    )
    on = forms.DateField(label=_("As of"))
