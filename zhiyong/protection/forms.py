"""Forms of the watch."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.protection.models import Concern
from zhiyong.shell.forms import Form


class ConcernForm(Form):
    """What gives concern."""

    kind = forms.ChoiceField(
        label=_("What the concern is about"), choices=Concern.Kind.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What gives concern"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name nobody: what is written here is not sealed."),
    )


class ClosingForm(Form):
    """What became of a concern."""

    closing = forms.CharField(
        label=_("What became of the concern"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
