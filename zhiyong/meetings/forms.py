"""The forms of meetings. Each asks only for what its act needs."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Person
from zhiyong.directory.picks import PersonOrPostField
from zhiyong.meetings import plan
from zhiyong.meetings.models import Attendance, Item, Meeting, Vote
from zhiyong.meetings.selectors import attendances_of, roll_of, votes_on, waiting_items
from zhiyong.meetings.slips import role_said
from zhiyong.plans.wording import language
from zhiyong.shell import about
from zhiyong.shell.access import Standing
from zhiyong.shell.forms import Form, prepare

SCAN = ".pdf,.jpg,.jpeg,.png"
REASON = 300


def words(label: Any, limit: int, rows: int = 3, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


def scan_field(label: Any, **options: Any) -> forms.FileField:
    """Return the field of a scan."""
    box = forms.FileInput(attrs={"accept": SCAN})
    return forms.FileField(label=label, widget=box, **options)


class CallForm(Form):
    """A meeting that is called: of which series, when, where, with what."""

    series = forms.ChoiceField(label=_("Which meeting"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    reason = words(
        _("Reason"),
        REASON,
        required=False,
        help_text=_("A special meeting says why it cannot wait for the next one."),
    )

    def __init__(self, *args: Any, choices: Mapping[str, plan.Series], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = choices
        self.fields["series"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.body.name} · {one.rule.label.say(language())}")
            for key, one in choices.items()
        ]

    def chosen(self) -> plan.Series:
        """Return the series of meetings."""
        return self.known[self.cleaned_data["series"]]


class MeetingForm(Form):
    """The form of one act on one meeting."""

    def __init__(self, *args: Any, meeting: Meeting, on: date, **kwargs: Any) -> None:
        self.meeting, self.on = meeting, on
        super().__init__(*args, **kwargs)
        for name, field in self.asked().items():
            prepare(field)
            self.fields[name] = field

    def asked(self) -> Mapping[str, forms.Field]:
        """Return the fields of this act, as the meeting wants them."""
        return {}


class RescheduleForm(MeetingForm):
    """Another day, another place."""

    day = forms.DateField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)


class ReasonForm(MeetingForm):
    """A reason in words."""

    reason = words(_("Reason"), REASON)


class NothingForm(MeetingForm):
    """Nothing to fill in: the page says what follows."""


class InviteForm(MeetingForm):
    """Somebody who is asked to come, without a vote."""

    person = PersonOrPostField(label=_("Who is asked"), posts=False)
    remark = forms.CharField(
        label=_("As what"), max_length=200, required=False, help_text=_("For the minutes.")
    )


class TakeOnForm(MeetingForm):
    """What waits, to be put on the agenda."""

    def asked(self) -> Mapping[str, forms.Field]:
        rows = waiting_items(self.meeting.body)
        return {
            "items": forms.ModelMultipleChoiceField(
                label=_("Items that wait"), queryset=rows, widget=forms.CheckboxSelectMultiple
            )
        }

    def leave_out(self, standing: Standing) -> None:
        """Offer nothing that is about the reader."""
        field = cast("forms.ModelMultipleChoiceField[Any]", self.fields["items"])
        field.queryset = about.leave_out(waiting_items(self.meeting.body), standing)

    def name(self, titles: Mapping[str, str]) -> None:
        """Call the items by their titles."""
        self.fields["items"].label_from_instance = (  # type: ignore[attr-defined]
            lambda item: titles.get(item.subject, item.subject)
        )


class PresenceForm(MeetingForm):
    """Who is there."""

    def asked(self) -> Mapping[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        self.rows = attendances_of(self.meeting)
        for one in self.rows:
            first = Attendance.Presence.PRESENT
            known = one.presence != Attendance.Presence.UNKNOWN
            fields[f"presence_{one.person_id}"] = forms.ChoiceField(
                label=one.person.name,
                choices=[c for c in Attendance.Presence.choices if c[0] != "UNKNOWN"],
                initial=one.presence if known else first,
            )
            fields[f"remark_{one.person_id}"] = forms.CharField(
                label=_("Remark"), max_length=200, required=False, initial=one.remark
            )
        return fields

    def lines(self) -> list[dict[str, Any]]:
        """Return the members with their fields, for a table."""
        return [
            {
                "person": one.person,
                "role": role_said(one),
                "votes": one.votes,
                "presence": self[f"presence_{one.person_id}"],
                "remark": self[f"remark_{one.person_id}"],
            }
            for one in self.rows
        ]

    def presence(self) -> dict[int, str]:
        """Return who is there, by the ids of people."""
        return {one.person_id: self.cleaned_data[f"presence_{one.person_id}"] for one in self.rows}

    def remarks(self) -> dict[int, str]:
        """Return what is noted beside them."""
        return {one.person_id: self.cleaned_data[f"remark_{one.person_id}"] for one in self.rows}


class OpenForm(MeetingForm):
    """Who presides and who records."""

    chair = forms.ModelChoiceField(label=_("Presided by"), queryset=Person.objects.none())
    recorder = forms.ModelChoiceField(
        label=_("Recorded by"), queryset=Person.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [
            one
            for one in attendances_of(self.meeting)
            if one.presence == Attendance.Presence.PRESENT
        ]
        voting = [one.person_id for one in there if one.votes]
        others = [one.person_id for one in there]
        if self.meeting.recorder_id:
            others.append(self.meeting.recorder_id)
        people = Person.objects.order_by("pinyin", "pk")
        self.fields["chair"].queryset = people.filter(pk__in=voting)  # type: ignore[attr-defined]
        self.fields["recorder"].queryset = people.filter(  # type: ignore[attr-defined]
            pk__in=others
        )
        if self.meeting.chair_id in voting:
            self.fields["chair"].initial = self.meeting.chair_id
        self.fields["recorder"].initial = self.meeting.recorder_id


class MinutesForm(MeetingForm):
    """The minutes, with what the plan wants in them."""

    minutes = words(
        _("Minutes"),
        20_000,
        rows=12,
        required=False,
        help_text=_("What was discussed and what members said; votes and results add themselves."),
    )

    def asked(self) -> Mapping[str, forms.Field]:
        rule = plan.rule_of(self.meeting.adoption, self.meeting.rule)
        return {
            f"output_{one.id}": words(
                one.label.say(language()),
                5000,
                rows=4,
                required=False,
                initial=self.meeting.outputs.get(one.id, ""),
            )
            for one in rule.outputs
        }

    def outputs(self) -> dict[str, str]:
        """Return what the plan wants in the minutes, by its ids."""
        return {
            name.removeprefix("output_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("output_")
        }


class SignedForm(MeetingForm):
    """The signed minutes, by the code printed on them."""

    code = forms.CharField(
        label=_("Code on the paper"),
        max_length=20,
        help_text=_("Ten letters and digits at the foot of each page."),
    )
    scan = scan_field(_("Scan of the signed minutes"))


class ItemForm(MeetingForm):
    """The form of one act on one item."""

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        self.item = item
        super().__init__(*args, **kwargs)


class ItemReasonForm(ItemForm):
    """A reason in words."""

    reason = words(_("Reason"), REASON)


class AskAsideForm(ItemForm):
    """Who should step aside, and why."""

    reason = words(
        _("Reason"),
        REASON,
        help_text=_("Kinship, an interest, an earlier part in the matter. In a word."),
    )

    def asked(self) -> Mapping[str, forms.Field]:
        people = [one.person_id for one in attendances_of(self.meeting) if one.votes]
        return {
            "person": forms.ModelChoiceField(
                label=_("Who should step aside"),
                queryset=Person.objects.filter(pk__in=people).order_by("pinyin", "pk"),
            )
        }

    field_order = ("person", "reason")


class DecideAsideForm(ItemForm):
    """Whether somebody steps aside, as asked."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("agree", _("They step aside")), ("refuse", _("They take part"))],
        widget=forms.RadioSelect,
    )


class VoteForm(ItemForm):
    """How one votes; `lock` is the version of the motion that was read."""

    lock = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("My vote"), choices=Vote.Choice.choices, widget=forms.RadioSelect
    )
    reason = words(
        _("Reason"), 1000, required=False, help_text=_("Needed for a vote against. In the minutes.")
    )


class PaperVotesForm(ItemForm):
    """The votes of a signed list, with its scan."""

    lock = forms.IntegerField(widget=forms.HiddenInput)
    scan = scan_field(_("Scan of the signed list"))

    def asked(self) -> Mapping[str, forms.Field]:
        voted = set(votes_on(self.item).values_list("person", flat=True))
        self.rows = [one for one in roll_of(self.item).voters if one.pk not in voted]
        fields: dict[str, forms.Field] = {}
        for person in self.rows:
            fields[f"choice_{person.pk}"] = forms.ChoiceField(
                label=person.name,
                choices=[("", _("Not on the list")), *Vote.Choice.choices],
                required=False,
            )
            fields[f"reason_{person.pk}"] = forms.CharField(
                label=_("Reason"), max_length=1000, required=False
            )
        return fields

    def lines(self) -> list[dict[str, Any]]:
        """Return the members with their fields, for a table."""
        return [
            {
                "person": one,
                "choice": self[f"choice_{one.pk}"],
                "reason": self[f"reason_{one.pk}"],
            }
            for one in self.rows
        ]

    def votes(self) -> list[tuple[Person, str, str]]:
        """Return who voted how, and why."""
        return [
            (
                one,
                self.cleaned_data[f"choice_{one.pk}"],
                self.cleaned_data[f"reason_{one.pk}"],
            )
            for one in self.rows
            if self.cleaned_data[f"choice_{one.pk}"]
        ]


class CloseVoteForm(ItemForm):
    """On which day it was decided: that of the meeting, also where it is entered later."""

    day = forms.DateField(label=_("Decided on"))

    def clean_day(self) -> date:
        """Return the day.

        :raises ValidationError: if it lies before the meeting or after today.
        """
        day: date = self.cleaned_data["day"]
        if not self.meeting.on <= day <= self.on:
            raise forms.ValidationError(_("Between the day of the meeting and today."))
        return day
