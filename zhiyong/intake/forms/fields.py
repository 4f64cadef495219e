"""Fields that several forms of intake ask for."""

from typing import Any

from django import forms
from django.conf import settings

from zhiyong.intake.labels import SOURCE_LABELS
from zhiyong.intake.law import Asked
from zhiyong.intake.models import TEXT
from zhiyong.shell.forms import FilesField

NAMED_ROWS = 3


def long_text(label: Any, **options: Any) -> forms.CharField:
    """Return the field of a text as long as a complaint."""
    return forms.CharField(
        label=label, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 10}), **options
    )


def short_text(label: Any, limit: int = 120, **options: Any) -> forms.CharField:
    """Return the field of one line."""
    return forms.CharField(label=label, max_length=limit, **options)


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return the field of a day."""
    return forms.DateField(label=label, **options)


def files_field(label: Any, **options: Any) -> FilesField:
    """Return the field of several files; what they are, the files' room finds out."""
    return FilesField(label=label, most=10, largest=settings.FILES_LARGEST, **options)


def choice_field(label: Any, choices: list[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    """Return a choice among a plan's elements; not required ones begin with an empty line."""
    if not options.get("required", True):
        choices = [("", "—"), *choices]
    return forms.ChoiceField(label=label, choices=choices, **options)


def source_field(asked: Asked) -> forms.Field:
    """Return the field of one thing that a channel asks besides."""
    label = SOURCE_LABELS[asked.name]
    if asked.reads == "day":
        return day_field(label, required=asked.required)
    limit = 500 if asked.reads == "link" else 200
    return short_text(label, limit, required=asked.required)
