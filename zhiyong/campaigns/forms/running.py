"""Forms of the acts on a campaign as a whole."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.campaigns.models import Campaign
from zhiyong.directory.models import Unit
from zhiyong.directory.picks import find_units, get_unit
from zhiyong.plans.models import Adoption
from zhiyong.shell.forms import Form
from zhiyong.shell.picking import PickField


def reason_field(label: Any) -> forms.CharField:
    """Return the field of a reason that must be given."""
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def unit_field(label: Any, **options: Any) -> PickField:
    """Return a field that finds a unit by what is typed."""
    return PickField(
        label=label,
        find=find_units,
        get=get_unit,
        search_url=reverse_lazy("directory:find_unit"),
        **options,
    )


def unit_of(pk: str) -> Unit | None:
    """Return the unit that such a field chose."""
    return Unit.objects.filter(pk=int(pk)).first() if pk else None


class PrepareForm(Form):
    """Which plan, under which name, by which office, in which year."""

    adoption = forms.ChoiceField(label=_("Plan in force"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("What the campaign is called"), max_length=200)
    office = forms.ChoiceField(label=_("Office that runs it"))
    years = forms.IntegerField(
        label=_("Years later than the plan writes"),
        initial=0,
        min_value=-5,
        max_value=30,
        help_text=_("0: the days of the plan hold. What the plan writes stays beside them."),
    )
    upper = forms.ChoiceField(label=_("Campaign above, into which it is rolled up"), required=False)
    earlier = forms.ChoiceField(
        label=_("Earlier campaign, whose open items are carried over"), required=False
    )

    def __init__(
        self,
        *args: Any,
        adoptions: list[Adoption],
        offices: list[Unit],
        uppers: list[Campaign],
        earlier: list[Campaign],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, dict[str, Any]] = {
            "adoption": {str(one.pk): one for one in adoptions},
            "office": {str(one.pk): one for one in offices},
            "upper": {str(one.pk): one for one in uppers},
            "earlier": {str(one.pk): one for one in earlier},
        }
        said: dict[str, list[tuple[str, Any]]] = {
            "adoption": [(str(a.pk), f"{a.pack.title} · {a.body.name}") for a in adoptions],
            "office": [(str(unit.pk), unit.name) for unit in offices],
            "upper": [("", "—"), *((str(one.pk), one.title) for one in uppers)],
            "earlier": [("", "—"), *((str(one.pk), one.title) for one in earlier)],
        }
        for name, choices in said.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def chosen(self, name: str) -> Any:
        """Return what was chosen under a name; None where nothing was."""
        return self.known[name].get(self.cleaned_data[name])


class DaysForm(Form):
    """The first and the last day of a phase or a task."""

    first = forms.DateField(label=_("First day"), required=False)
    last = forms.DateField(label=_("Last day"), required=False)


class MoveForm(DaysForm):
    """Other days, with why."""

    reason = reason_field(_("Why the days change"))


class TaskForm(DaysForm):
    """A task's days before the launch, to whom it goes, or why the campaign does without it."""

    receiver = unit_field(
        pgettext_lazy("campaign", "Goes to"),
        required=False,
        help_text=_("Empty: to the office that runs the campaign."),
    )
    left_out = forms.CharField(
        label=_("Leave it out, because"),
        required=False,
        max_length=300,
        help_text=_("Filled in, nobody owes this task here; the reason stays beside it."),
    )


class ReasonForm(Form):
    """Why."""

    reason = reason_field(_("Reason"))


class EndForm(Form):
    """Why a campaign ends although something is open."""

    reason = forms.CharField(
        label=_("Reason, where tasks are still open"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NothingForm(Form):
    """Asks for nothing."""


class AmendForm(Form):
    """Under which version it goes on, and why."""

    adoption = forms.ChoiceField(label=_("Goes on under"), widget=forms.RadioSelect)
    reason = reason_field(_("Why it is amended"))

    def __init__(self, *args: Any, adoptions: list[Adoption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in adoptions}
        field = self.fields["adoption"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(one.pk), f"{one.pack.title} v{one.pack.version}") for one in adoptions
        ]


class JoinForm(Form):
    """A unit that takes part from now on, and as what."""

    party = forms.ChoiceField(label=_("Takes part as"))
    unit = unit_field(_("Unit"))

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = parties


class FindUnitsForm(Form):
    """Which units a party may be: by level, kind, tag, and below which."""

    proposed = forms.BooleanField(label=_("Only those that the plan means"), required=False)
    level = forms.MultipleChoiceField(
        label=_("Level"),
        choices=Unit.Level.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.MultipleChoiceField(
        label=_("Kind of unit"),
        choices=[pair for pair in Unit.Kind.choices if pair[0] != Unit.Kind.SECTION],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tag = forms.CharField(label=_("Tag"), required=False, max_length=40)
    below = unit_field(_("Below which unit"), required=False)
