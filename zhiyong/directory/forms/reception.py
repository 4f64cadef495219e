"""Forms of the ways to reach a unit."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.forms.fields import OnForm, WordsField, picked, with_blank
from zhiyong.directory.models import Channel, ReceptionPoint, Unit
from zhiyong.directory.picks import PersonOrPostField, PostField


class PointForm(OnForm):
    """A way to reach a unit."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    lines = WordsField(
        label=_("Telephone numbers"), longest=40, help_text=_("Several divided by 、")
    )
    link = forms.CharField(label=_("E-mail or web address"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    hours = forms.CharField(
        label=_("Opening hours"),
        max_length=200,
        required=False,
        help_text=_("As the public should read them: 工作日 8:30—12:00，13:30—17:30"),
    )
    keeper_post = PostField(label=_("Keeper"), required=False)
    field_order: Sequence[str] = (
        "name",
        "lines",
        "link",
        "address",
        "hours",
        "keeper_post",
        "on",
    )

    NEEDS = {
        Channel.HOTLINE: "lines",
        Channel.COUNTER: "address",
        Channel.SUGGESTION_BOX: "address",
        Channel.POST: "address",
        Channel.EMAIL: "link",
        Channel.WEB: "link",
    }

    def channel(self) -> str:
        """Return the channel."""
        return str(self.initial.get("kind", ""))

    def clean(self) -> dict[str, Any]:
        """Ask for what the channel is nothing without."""
        data = super().clean() or self.cleaned_data
        needed = self.NEEDS.get(Channel(kind)) if (kind := self.channel()) else None
        if needed and needed in data and not data[needed]:
            self.add_error(needed, _("This channel needs it."))
        return data


class OpenPointForm(PointForm):
    """Open a way to reach a unit."""

    kind = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    field_order = ("kind", "name", "lines", "link", "address", "hours", "keeper_post", "on")

    def channel(self) -> str:
        """Return the channel chosen."""
        return str(self.cleaned_data.get("kind", ""))


def initial_of(point: ReceptionPoint) -> dict[str, Any]:
    """Return the first values of the form that changes a point."""
    names = ("kind", "name", "lines", "link", "address", "hours")
    return {
        **{name: getattr(point, name) for name in names},
        "keeper_post": picked("post", point.keeper_post),
    }


class EmptyBoxForm(OnForm):
    """Two people emptied a suggestion box."""

    by_person = PersonOrPostField(label=_("Who opened it"), posts=False)
    witness = PersonOrPostField(label=_("Who was there"), posts=False)
    found = forms.IntegerField(label=_("Items found"), min_value=0, max_value=9999)
    on = forms.DateField(label=_("Day"))
    field_order = ("on", "by_person", "witness", "found")


class RequiredChannelForm(OnForm):
    """Which units must offer a channel."""

    kind = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    unit_kind = forms.ChoiceField(
        label=_("Kind of unit"), choices=with_blank(Unit.Kind.choices), required=False
    )
    unit_level = forms.ChoiceField(
        label=_("Level of the unit"), choices=with_blank(Unit.Level.choices), required=False
    )
    tag = forms.CharField(label=_("Tag"), max_length=40, required=False)
    basis = forms.CharField(label=_("Basis"), max_length=120, required=False)
    field_order = ("kind", "unit_kind", "unit_level", "tag", "on", "basis")
