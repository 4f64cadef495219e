"""The forms of the acts on a complaint. Each asks only for what its act needs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhiyong.directory.picks import UnitField
from zhiyong.intake import labels
from zhiyong.intake.forms.fields import choice_field, short_text
from zhiyong.intake.models import MESSAGE, Complaint
from zhiyong.intake.services.marking import CORRECTABLE
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.forms import Form, prepare
from zhiyong.shell.giveaways import Watched


class ActForm(Form):
    """The form of one act on one complaint."""

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        self.complaint = complaint
        super().__init__(*args, **kwargs)
        for name, field in self.asked(pack_of(complaint.adoption)).items():
            prepare(field)
            self.fields[name] = field

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:  # noqa: ARG002
        """Return the fields of this act, made from the complaint's plan."""
        return {}

    def values(self) -> dict[str, Any]:
        """Return what the act takes."""
        return dict(self.cleaned_data)


class RegisterForm(ActForm):
    """Under which year a complaint is registered, where there is a choice."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:  # noqa: ARG002
        """Ask for the year only when it came in an earlier one."""
        today = self.initial.get("today")
        first = self.complaint.received_on.year
        if today is None or first >= today.year:
            return {}
        years = [(str(year), str(year)) for year in range(today.year, first - 1, -1)]
        return {"year": choice_field(_("Register under"), years)}

    def values(self) -> dict[str, Any]:
        """Return the year as a number."""
        year = self.cleaned_data.get("year")
        return {"year": int(year)} if year else {}


class AcceptForm(ActForm):
    """Under which category a complaint is accepted."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:
        """Ask for the category."""
        return {
            "category": choice_field(
                _("Category"),
                labels.choices(pack, "taxonomy"),
                required=False,
                initial=self.complaint.category,
            )
        }


class RefuseForm(ActForm):
    """Why a complaint is not accepted, and what the reason asks for."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:
        """Ask for the reason; what else it needs is checked with the act."""
        needs = {need for each in pack.refusals for need in each.needs}
        fields: dict[str, forms.Field] = {
            "refusal": choice_field(
                _("Reason"), labels.choices(pack, "refusals"), widget=forms.RadioSelect
            ),
            "competent_body": short_text(_("The competent body"), required=False),
        }
        for need in sorted(needs):
            fields[need] = short_text(labels.NEEDS[need], 500, required=False)
        return fields

    def values(self) -> dict[str, Any]:
        """Return the reason, the body, and the other details by name."""
        data = dict(self.cleaned_data)
        refusal, body = data.pop("refusal"), data.pop("competent_body")
        return {"refusal": refusal, "competent_body": body, "details": data}


class ReferForm(ActForm):
    """To which body a complaint is passed on."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:  # noqa: ARG002
        """Ask for a unit here, or the name of a body outside."""
        return {
            "to_unit": UnitField(label=_("To a unit here"), required=False),
            "to_text": short_text(_("Or to a body outside, by its name"), required=False),
        }


class CorrectForm(ActForm):
    """What an entry should say instead, and why."""

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        self.name = name
        super().__init__(*args, **kwargs)

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:
        """Ask for the new value as the entry has it, and for the reason."""
        label, entry = field_labels()[self.name], CORRECTABLE[self.name]
        value: forms.Field
        if self.name == "subject_unit":
            value = UnitField(label=label)
        elif entry.section:
            value = choice_field(label, labels.choices(pack, entry.section))
        else:
            value = short_text(label, entry.limit)
        return {"value": value, "reason": short_text(_("Why it is corrected"), 200)}

    def values(self) -> dict[str, Any]:
        """Return the entry with its new value as the act takes it."""
        value = self.cleaned_data["value"]
        if self.name == "subject_unit":
            value = str(value.pk)
        return {"field": self.name, "value": value, "reason": self.cleaned_data["reason"]}


def field_labels() -> dict[str, str]:
    """Return what the entries are called that can be corrected."""
    named = {
        "title": _("Title"),
        "happened_on": _("When it happened"),
        "place": _("Where"),
        "outside_number": _("Number given elsewhere"),
        "subject_unit": _("Unit complained of"),
        "subject_unit_text": _("Unit complained of, in words"),
        "category": _("Category"),
        "channel": _("Channel"),
    }
    return {name: named[name] for name in CORRECTABLE}


class UrgencyForm(ActForm):
    """How fast a complaint must move."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:
        """Ask for the degree."""
        return {
            "urgency": choice_field(
                _("Urgency"),
                labels.choices(pack, "urgencies"),
                initial=self.complaint.urgency,
                widget=forms.RadioSelect,
            )
        }


class MajorForm(ActForm):
    """What kind of major matter it is."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:
        """Ask for the kind."""
        return {
            "major": choice_field(
                _("Kind of event"),
                labels.choices(pack, "major_matters"),
                widget=forms.RadioSelect,
            )
        }


class MarkForm(ActForm):
    """Who may see a complaint."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:
        """Ask for the mark, and who may know."""
        return {
            "mark": choice_field(
                _("Distribution mark"),
                labels.choices(pack, "marks"),
                initial=self.complaint.distribution,
            ),
            "may_know": short_text(
                _("Who may know"), 500, required=False, initial=self.complaint.may_know
            ),
        }


class ToldForm(ActForm):
    """How the complainant was told."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:  # noqa: ARG002
        """Ask for the way."""
        ways = [
            ("in_writing", _("In writing")),
            ("telephone", _("By telephone")),
            ("in_person", _("In person")),
        ]
        return {"way": choice_field(_("How they were told"), ways, widget=forms.RadioSelect)}


class MessageForm(Watched, Form):
    """A message to the complainant: names and numbers in it are shown before it is sent."""

    watched = ("text",)
    text = forms.CharField(max_length=MESSAGE, widget=forms.Textarea(attrs={"rows": 4}))
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, public: Iterable[str] = (), **kwargs: Any) -> None:
        self.public = public
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Message to the complainant")

    def public_words(self) -> Iterable[str]:
        """Return how everybody may reach the office."""
        return self.public


class MergeForm(ActForm):
    """Into which complaint this one goes."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:  # noqa: ARG002
        """Ask for its number."""
        return {"into": short_text(_("Number of the complaint it joins"), 60)}


class SplitForm(ActForm):
    """Why a complaint stands by itself again."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:  # noqa: ARG002
        """Ask for the reason."""
        return {"reason": short_text(_("Reason"), 200)}


class ClassForm(ActForm):
    """Of which class a complaint is; why, if somebody said otherwise before."""

    def asked(self, pack: Pack) -> Mapping[str, forms.Field]:
        """Ask for the class."""
        return {
            "input_class": choice_field(
                _("Class"),
                labels.choices(pack, "kinds"),
                initial=self.complaint.input_class,
                widget=forms.RadioSelect,
            ),
            "reason": short_text(
                _("Reason"), 200, required=self.complaint.classified_on is not None
            ),
        }
