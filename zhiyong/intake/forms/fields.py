"""Fields that several forms of intake ask for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhiyong.intake.models import TEXT
from zhiyong.shell.forms import FilesField

SOURCE_LABELS = {
    "postmark_on": _("Day of the postmark"),
    "sender_place": _("Place of the sender"),
    "outlet": _("Newspaper, station or site"),
    "published_on": _("Published on"),
    "link": _("Address of the page"),
    "caller_district": _("District of the caller"),
    "answer_by": _("To be answered by"),
    "ordered_by": _("Assigned by"),
    "ordered_on": _("Assigned on"),
    "passed_on_by": _("Passed on by"),
    "passed_on_on": _("Passed on on"),
    "mailbox": _("Mailbox it came to"),
    "box_place": _("Where the box hangs"),
    "emptied_on": _("Emptied on"),
    "inspection": _("Inspection"),
    "found_on": _("Found on"),
}
"""What a channel asks besides, by its name in `data/sources.toml`."""

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
