"""Forms of duties and of the working calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.rules.clock import Term, TermError
from zhiyong.shell.forms import Form

FIRST_YEAR, LAST_YEAR = 2000, 2199
LARGEST_WORKBOOK = 2 * 1024 * 1024


class UrgeForm(Form):
    """What is expected, by when."""

    text = forms.CharField(
        label=_("What is expected, and by when"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ExtendForm(Form):
    """How much more time, and why."""

    term = forms.CharField(
        label=_("How much more time"),
        max_length=20,
        help_text=_("Write it as in “10 days” or “5 working days”."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_term(self) -> Term:
        """Read the term.

        :raises ValidationError: if it is none.
        """
        try:
            return Term.parse(self.cleaned_data["term"])
        except TermError as error:
            raise forms.ValidationError(
                _("This is no term. Write it as in “10 days” or “5 working days”.")
            ) from error


class CalendarForm(Form):
    """A year's notice as a workbook."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    source = forms.CharField(
        label=_("Notice it comes from"),
        max_length=200,
        help_text=_(
            "The number of the State Council's notice, for instance 国办发明电〔2026〕7号."
        ),
    )
    workbook = forms.FileField(
        label=_("Workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )

    def clean_workbook(self) -> bytes:
        """Return what the file holds.

        :raises ValidationError: if it is far larger than a calendar.
        """
        file: Any = self.cleaned_data["workbook"]
        if file.size > LARGEST_WORKBOOK:
            raise forms.ValidationError(_("A calendar is never larger than 2 MB."))
        content: bytes = file.read()
        return content
