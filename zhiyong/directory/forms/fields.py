"""Fields that several forms of the directory share."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Rank, StaffType
from zhiyong.shell.forms import Form

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
DIVIDERS = re.compile(r"[、，,;；\n]+")


class CodeField(forms.CharField):
    """A code: Latin letters, digits and a few signs, as the journal and the workbook take it."""

    def clean(self, value: Any) -> Any:
        """Return the code.

        :raises ValidationError: if it holds anything else.
        """
        code = super().clean(value)
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(_("A code has Latin letters, digits and . _ / - only."))
        return code


class WordsField(forms.CharField):
    """Several words, divided by 、 or commas; cleans to a list."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.longest = longest

    def prepare_value(self, value: Any) -> Any:
        """Show a list as one line."""
        return "、".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """Return the list, each word once.

        :raises ValidationError: if a word is too long.
        """
        text = super().clean(value)
        words = list(dict.fromkeys(part.strip() for part in DIVIDERS.split(text) if part.strip()))
        if any(len(word) > self.longest for word in words):
            raise forms.ValidationError(
                _("Each may have at most %(longest)s characters."), params={"longest": self.longest}
            )
        return words


class LinesField(forms.CharField):
    """Several texts, one a line; cleans to a list."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.longest = longest

    def clean(self, value: Any) -> Any:
        """Return the lines that are not blank.

        :raises ValidationError: if a line is too long.
        """
        lines = [line.strip() for line in super().clean(value).split("\n") if line.strip()]
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(
                _("Each line may have at most %(longest)s characters."),
                params={"longest": self.longest},
            )
        return lines


class OnForm(Form):
    """Every act has the day from which it holds."""

    on = forms.DateField(label=_("Holds from"))


class EndForm(Form):
    """The day from which something no longer is."""

    on = forms.DateField(
        label=_("Ends on"),
        help_text=_("The first day on which it is no longer so."),
    )


def with_blank(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return choices that may also be left open."""
    return [("", "—"), *choices]


def rank_field(**kwargs: Any) -> "forms.ModelChoiceField[Rank]":
    """Return a field for a rank, the highest first."""
    return forms.ModelChoiceField(
        queryset=Rank.objects.order_by("-order"), required=False, empty_label="—", **kwargs
    )


def staff_type_field(**kwargs: Any) -> forms.ChoiceField:
    """Return a field for a staff type."""
    return forms.ChoiceField(choices=with_blank(StaffType.choices), required=False, **kwargs)


def picked(kind: str, thing: Any) -> str:
    """Return what a field that picks a person or post takes as its first value."""
    return f"{kind}-{thing.pk}" if thing is not None else ""
