"""Forms of standing bodies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.forms.fields import OnForm
from zhiyong.directory.models import Body, SeatRole
from zhiyong.directory.picks import PersonOrPostField, UnitField


class BodyForm(OnForm):
    """Set up a standing body."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    unit = UnitField(label=_("Set up by"))
    parent = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Body.objects.order_by("pinyin", "pk"),
        required=False,
        empty_label="—",
        help_text=_("Of an office: the leading group that it serves."),
    )
    office_at = UnitField(label=_("Office sits at"), required=False)
    basis = forms.CharField(label=_("Basis"), max_length=120, required=False)
    field_order = ("name", "kind", "unit", "parent", "office_at", "on", "basis")


class SeatForm(OnForm):
    """Give a post, a member unit or a person a seat."""

    role = forms.ChoiceField(label=_("Seat"), choices=SeatRole.choices)
    holder = PersonOrPostField(
        label=_("Post or person"),
        required=False,
        help_text=_("A post passes its seat on. Seconded staff sit as persons."),
    )
    unit = UnitField(label=_("Member unit"), required=False)
    for_unit = UnitField(
        label=_("For which unit"),
        required=False,
        help_text=_("Whom a liaison officer speaks for, or where somebody was seconded from."),
    )
    until = forms.DateField(label=_("Until (not included)"), required=False)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    field_order = ("role", "holder", "unit", "for_unit", "order", "on", "until")

    def clean(self) -> dict[str, Any]:
        """Ask for a unit where a unit sits, for a person where somebody is seconded."""
        data = super().clean() or self.cleaned_data
        role, holder = data.get("role"), data.get("holder")
        if role == SeatRole.MEMBER_UNIT and not data.get("unit"):
            self.add_error("unit", _("Choose the member unit."))
        elif role and role != SeatRole.MEMBER_UNIT and holder is None and "holder" in data:
            self.add_error("holder", _("Choose a post or a person."))
        elif role == SeatRole.SECONDED and holder is not None and hasattr(holder, "unit_id"):
            self.add_error("holder", _("Somebody seconded sits as a person: choose the person."))
        return data


class SeatsNeededForm(OnForm):
    """How many seats of a role must be filled."""

    role = forms.ChoiceField(label=_("Seat"), choices=SeatRole.choices)
    count = forms.IntegerField(
        label=_("How many"), min_value=0, max_value=999, help_text=_("0: no rule.")
    )
    field_order = ("role", "count", "on")
