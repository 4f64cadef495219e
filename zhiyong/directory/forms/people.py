"""Forms of people: who they are, what holds of them, leave, hand-over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.forms.fields import (
    CodeField,
    OnForm,
    rank_field,
    staff_type_field,
    with_blank,
)
from zhiyong.directory.models import Leave, PartyBranch, PartyMembership
from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.shell.forms import Form


class PersonForm(Form):
    """A person's name."""

    name = forms.CharField(label=_("Name"), max_length=60)


class AddPersonForm(PersonForm):
    """Enter a person."""

    number = CodeField(
        label=_("Personnel number"), max_length=40, help_text=_("Not an identity number.")
    )
    field_order = ("number", "name")

    def clean_number(self) -> str:
        """Refuse what has the shape of an identity number."""
        number: str = self.cleaned_data["number"]
        if len(number) == 18 and number[:17].isdigit():
            raise forms.ValidationError(
                _("This looks like an identity number. Use a personnel number.")
            )
        return number


class RankForm(OnForm):
    """The rank of a person from a day on."""

    rank = rank_field(label=_("Rank"), help_text=_("Empty: none from that day on."))
    granted_by = UnitField(label=_("Granted by"), required=False)
    field_order = ("rank", "granted_by", "on")


class StaffTypeForm(OnForm):
    """Under which rules a person is employed from a day on."""

    staff_type = staff_type_field(label=_("Staff type"))
    field_order = ("staff_type", "on")


class PartyForm(OnForm):
    """Party membership of a person from a day on."""

    state = forms.ChoiceField(
        label=_("Party membership"),
        choices=with_blank(PartyMembership.State.choices),
        required=False,
    )
    branch = forms.ModelChoiceField(
        label=_("Party branch"),
        queryset=PartyBranch.objects.none(),
        required=False,
        empty_label="—",
    )
    field_order = ("state", "branch", "on")

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]


class LeaveForm(OnForm):
    """Somebody is away."""

    person = PersonOrPostField(label=_("Who is away"), posts=False)
    kind = forms.ChoiceField(label=_("Why"), choices=Leave.Kind.choices)
    until = forms.DateField(
        label=_("Back on"), required=False, help_text=_("Empty: not known yet.")
    )
    covered_by = PersonOrPostField(
        label=_("Covered by"),
        posts=False,
        required=False,
        help_text=_("Empty: the stand-ins of the posts (AB pairs) cover."),
    )
    field_order = ("person", "kind", "on", "until", "covered_by")


class HandOverForm(Form):
    """Who hands over to whom."""

    giver = PersonOrPostField(label=_("From whom"), posts=False)
    receiver = PersonOrPostField(label=_("To whom"), posts=False)

    def clean(self) -> dict[str, object]:
        """Refuse a hand-over to oneself."""
        data = super().clean() or self.cleaned_data
        if data.get("giver") and data.get("giver") == data.get("receiver"):
            self.add_error("receiver", _("Choose somebody else."))
        return data
