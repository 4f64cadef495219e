"""The forms of publications."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption
from zhiyong.plans.wording import language
from zhiyong.publicity import plan
from zhiyong.publicity.models import TEXT, Publication
from zhiyong.rules.pack.procedure import Publication as Rule
from zhiyong.shell.forms import Form

REASON = 300


@dataclass(frozen=True, slots=True)
class Way:
    """One of the plan's publications that a unit may make."""

    adoption: Adoption
    rule: Rule
    unit: Unit

    @property
    def label(self) -> str:
        """What it is called, and whose it is."""
        return f"{self.rule.label.say(language())} · {self.unit.name}"


def words(label: Any, limit: int, rows: int, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


class TextForm(Form):
    """Title and text."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = words(_("Text"), TEXT, 14)


class WriteForm(TextForm):
    """What is made known, to whom, from when to when."""

    audience = forms.ChoiceField(
        label=_("Who reads it"), choices=Publication.Audience.choices, widget=forms.RadioSelect
    )
    from_on = forms.DateField(
        label=_("From"), required=False, help_text=_("Empty: as soon as it may go out.")
    )
    until_on = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: as long as the plan says, else until it is retracted."),
    )
    field_order = ("way", "title", "text", "audience", "from_on", "until_on")

    def __init__(self, *args: Any, audiences: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            choice for choice in Publication.Audience.choices if choice[0] in audiences
        ]


class NewForm(WriteForm):
    """Something new, under one of the plan's publications."""

    way = forms.ChoiceField(label=_("Which publication of the plan"))

    def __init__(self, *args: Any, ways: Mapping[str, Way], **kwargs: Any) -> None:
        every = frozenset(Publication.Audience.values) - {Publication.Audience.PARTIES}
        reach = [plan.allowed(way.rule) & every for way in ways.values()]
        super().__init__(*args, audiences=frozenset().union(*reach), **kwargs)
        self.ways = ways
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (key, way.label) for key, way in ways.items()
        ]

    def chosen(self) -> Way:
        """Return the plan's publication."""
        return self.ways[self.cleaned_data["way"]]


class ReasonForm(Form):
    """A reason in words."""

    reason = words(_("Reason"), REASON, 3)


class NothingForm(Form):
    """Nothing to fill in: the page says what follows."""


class SubmitForm(Form):
    """Whether what may tell who complained was looked at."""

    confirmed = forms.BooleanField(
        label=_("I have read these places; none of them tells who complained"), required=False
    )


class CorrectForm(TextForm):
    """A correction, or the clearing of a name."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Publication.Kind.CORRECTION, Publication.Kind.CORRECTION.label),
            (Publication.Kind.CLEARING, Publication.Kind.CLEARING.label),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "title", "text")
