"""Forms that read what people type in China, and say in plain words what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import (
    MaxLengthValidator,
    MinLengthValidator,
    ProhibitNullCharactersValidator,
)
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from zhiyong.shell.days import parse_day

INVISIBLE = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
"""Control characters, zero-width spaces and marks that turn the direction of writing."""

REQUIRED = _("Please fill this in.")
CHOOSE = _("Please choose.")
NUL = _(
    "The text holds a character that cannot be stored (NUL). "
    "Type it anew, or paste it as plain text."
)
TOO_LONG = _("At most %(limit_value)s characters are possible; this has %(show_value)s.")
TOO_SHORT = _("At least %(limit_value)s characters are needed; this has %(show_value)s.")
NO_DAY = _("Write a date such as 2026-11-22 or 2026年11月22日.")
DAY_SHAPE = _("yyyy-mm-dd")
NO_NUMBER = _("Write a number.")


def tidy(text: str) -> str:
    """Return a text with one kind of line end and without invisible control characters.

    Characters that can be seen are never changed, so that a rare name stays as it is.
    """
    return INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain_digits(text: str) -> str:
    """Return a text with full-width digits and signs made plain, for numbers and codes."""
    return unicodedata.normalize("NFKC", text).strip()


class Polished:
    """What `Form` and `ModelForm` share. Every field is prepared once, when the form is made."""

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            prepare(field)


class Form(Polished, forms.Form):
    """The base of all forms."""


class ModelForm(Polished, forms.ModelForm):  # type: ignore[type-arg]
    """The base of all forms of one object."""


def prepare(field: forms.Field) -> None:
    """Give a field our words and our reading of what people type."""
    chooses = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    field.error_messages["required"] = CHOOSE if chooses else REQUIRED
    if isinstance(field, forms.IntegerField | forms.DecimalField | forms.FloatField):
        field.error_messages["invalid"] = NO_NUMBER
        _read_first(field, plain_digits)
    elif isinstance(field, forms.DateField):
        field.error_messages["invalid"] = NO_DAY
        field.widget.attrs.setdefault("placeholder", DAY_SHAPE)
        field.widget.attrs.setdefault("autocomplete", "off")
        field.widget.attrs.setdefault("inputmode", "text")
        _read_first(field, _iso_day)
    elif isinstance(field, forms.CharField):
        field.validators = [_worded(validator) for validator in field.validators]
        _read_first(field, _text)


def _read_first(field: forms.Field, read: Callable[[str], str]) -> None:
    inner = field.to_python

    def to_python(value: Any) -> Any:
        return inner(read(value) if isinstance(value, str) else value)

    field.to_python = to_python  # type: ignore[method-assign]


def _text(value: str) -> str:
    if "\x00" in value:
        raise ValidationError(NUL, code="nul")
    return tidy(value)


def _iso_day(value: str) -> str:
    found = parse_day(value)
    return found.isoformat() if found else value.replace("\x00", "?")


def _worded(validator: Any) -> Any:
    if isinstance(validator, ProhibitNullCharactersValidator):
        return ProhibitNullCharactersValidator(message=NUL)
    if isinstance(validator, MaxLengthValidator):
        return MaxLengthValidator(validator.limit_value, TOO_LONG)
    if isinstance(validator, MinLengthValidator):
        return MinLengthValidator(validator.limit_value, TOO_SHORT)
    return validator


class FilesInput(forms.ClearableFileInput):
    """Choose several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files: at most so many, each at most so large. What they are, `files` finds out."""

    widget = FilesInput

    def __init__(
        self, *, most: int, largest: int, accept: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.most = most
        self.largest = largest
        if accept:
            self.widget.attrs["accept"] = ",".join(accept)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files.

        :raises ValidationError: if there are too many, or one is too large or empty.
        """
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(given) > self.most:
            raise ValidationError(
                _("At most %(most)s files are possible; these are %(given)s."),
                params={"most": self.most, "given": len(given)},
                code="too_many",
            )
        return [self._one(one, initial) for one in given]

    def _one(self, one: "UploadedFile[Any]", initial: Any) -> "UploadedFile[Any]":
        if one.size is not None and one.size > self.largest:
            raise ValidationError(
                _("“%(name)s” is larger than %(largest)s."),
                params={"name": one.name, "largest": filesizeformat(self.largest)},
                code="too_large",
            )
        return super().clean(one, initial)  # type: ignore[no-any-return]
