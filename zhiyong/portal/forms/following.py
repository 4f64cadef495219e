"""The forms of the follow-up page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhiyong.intake.codes import NotACode, read_code
from zhiyong.intake.models import MESSAGE
from zhiyong.matters.models import Rating
from zhiyong.portal.forms.report import FilesField, accepted_files, most_files
from zhiyong.shell.forms import Form


class CodeForm(Form):
    """The sixteen digits of a receipt; a slip of the hand is told at once."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "placeholder": "0000-0000-0000-0000",
                "data-code": _(
                    "One digit of the code is not right. Please compare it with the receipt."
                ),
            }
        ),
        help_text=_("The 16 digits on your receipt."),
    )

    def clean_code(self) -> str:
        """Return the sixteen digits.

        :raises ValidationError: if some are missing, or one is not right.
        """
        try:
            return read_code(self.cleaned_data["code"])
        except NotACode as refusal:
            raise ValidationError(str(refusal)) from refusal


class MessageForm(Form):
    """A message to whoever handles the matter, with or without files."""

    text = forms.CharField(
        label=_("Write to whoever handles it"),
        max_length=MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("An answer, something new, a question. If you are anonymous, stay so."),
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("Add pictures, recordings, papers"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["accept"] = accepted_files()
        self.fields["files"].help_text = most_files()


class RatingForm(Form):
    """How content the complainant is with the answer."""

    grade = forms.TypedChoiceField(
        label=_("How content are you with the answer?"),
        coerce=int,
        choices=Rating.Grade.choices,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("What was good, what was not?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReopenForm(Form):
    """What is still unsolved."""

    reason = forms.CharField(
        label=_("What is still unsolved?"),
        max_length=MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
