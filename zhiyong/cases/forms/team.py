"""Who looks into a case, who must not, and whom it is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.cases.forms.base import (
    ActForm,
    boxes,
    of_members,
    radios,
    required,
    words,
)
from zhiyong.cases.models import Kin, RecusalRequest
from zhiyong.cases.selectors.recusal import why_not_each
from zhiyong.directory.models import Person
from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.directory.selectors import people_with
from zhiyong.shell.access import Role


class Naming(ActForm):
    """A form that names people: each one's ties to the case are shown, whoever has one is left out.

    `barred` are those who must recuse, each with the reason.
    """

    def free(self) -> Sequence[Person]:
        """Return who may be named."""
        there = {one.person_id for one in self.scene.members}
        people = [
            one for one in people_with(Role.HANDLER, self.case.body, self.on) if one.pk not in there
        ]
        reasons = why_not_each(people, self.case, self.on)
        self.barred = [reason for reason in reasons.values() if reason]
        return [one for one in people if reasons[one.pk] is None]

    def declared(self) -> forms.BooleanField:
        """Return the box by which it is said that each was asked."""
        return forms.BooleanField(
            label=_("I have asked each of them: no kinship or interest stands against it"),
            help_text=_("What only the person knows must be declared before they look into it."),
            error_messages=required(_("Ask first whether something stands against it.")),
        )

    def person(self) -> Person:
        """Return who was chosen: from the list, or somebody lent from elsewhere."""
        lent: Person | None = self.cleaned_data.get("lent")
        return lent or Person.objects.get(pk=self.cleaned_data["person"])

    def clean(self) -> dict[str, Any]:
        """Ask for somebody: from the list, or lent."""
        data: dict[str, Any] = super().clean() or {}
        if "person" in self.fields and not data.get("person") and not data.get("lent"):
            self.add_error("person", _("Choose somebody."))
        return data


def lent() -> PersonOrPostField:
    """Return the field of somebody who is lent from another unit."""
    return PersonOrPostField(
        posts=False,
        label=_("Or somebody lent from another unit"),
        required=False,
        help_text=_("The recusal check is made for them, too."),
    )


class TeamForm(Naming):
    """Who leads, and who else looks into it."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer those against whom nothing is known."""
        choices = [(str(one.pk), one.name) for one in self.free()]
        return {
            "lead": radios(_("Leads the team"), choices),
            "members": boxes(_("Others in the team"), choices, required=False),
            "lent": lent(),
            "declared_none": self.declared(),
        }

    def lead(self) -> Person:
        """Return who leads the team."""
        return Person.objects.get(pk=self.cleaned_data["lead"])

    def members(self) -> list[Person]:
        """Return who looks into it besides the lead."""
        people = list(Person.objects.filter(pk__in=self.cleaned_data["members"]))
        more: Person | None = self.cleaned_data.get("lent")
        return [*people, *([more] if more else [])]


class MemberForm(Naming):
    """Who joins the team."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer those against whom nothing is known."""
        choices = [(str(one.pk), one.name) for one in self.free()]
        return {
            "person": radios(_("Joins the team"), choices, required=False),
            "lent": lent(),
            "declared_none": self.declared(),
        }


class ReplaceForm(Naming):
    """Who leaves the team, and who takes the place."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the members, and those against whom nothing is known."""
        choices = [(str(one.pk), one.name) for one in self.free()]
        return {
            "member": radios(_("Leaves the team"), of_members(self.scene.members)),
            "person": radios(_("Takes the place"), choices, required=False),
            "lent": lent(),
            "reason": words(_("Why they are replaced"), 300),
            "declared_none": self.declared(),
        }


class DeclareForm(ActForm):
    """Whether one has an interest in the case."""

    has_none = radios(
        gettext_lazy("What you declare"),
        [
            ("yes", gettext_lazy("No kinship or interest stands against my taking part")),
            ("no", gettext_lazy("I have an interest, or am near to somebody concerned")),
        ],
    )


class AskRecusalForm(ActForm):
    """Who should not take part, at whose wish, and why."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the members of the team."""
        return {
            "person": radios(_("Who should not take part"), of_members(self.scene.members)),
            "asker": radios(_("Who asks for it"), RecusalRequest.Asker.choices),
            "reason": words(_("What stands against it"), 1000),
        }


class DecideRecusalForm(ActForm):
    """Whether somebody takes part."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer what waits for a decision."""
        choices = [
            (str(one.pk), f"{one.person.name}: {one.reason[:60]}") for one in self.scene.asked
        ]
        return {
            "request": radios(_("The recusal"), choices),
            "verdict": radios(
                _("What is decided"),
                [("grant", _("They take no part")), ("refuse", _("They stay in the team"))],
            ),
            "reason": words(_("Reason for the decision"), 1000),
        }


class KinForm(ActForm):
    """Two people who are near to each other."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for both, and how they are tied."""
        return {
            "person": PersonOrPostField(posts=False, label=_("One of the two")),
            "other": PersonOrPostField(posts=False, label=_("The other")),
            "relation": radios(_("How they are tied"), Kin.Relation.choices),
        }


class RespondentForm(ActForm):
    """Who else the case is about."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for a person or a unit."""
        return {
            "person": PersonOrPostField(posts=False, label=_("Person concerned"), required=False),
            "unit": UnitField(label=_("Unit concerned"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("person")) == bool(data.get("unit")):
            self.add_error("person", _("Name a person, or a unit."))
        return data
