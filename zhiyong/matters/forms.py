"""The forms of the acts on a matter. Each asks only for what its act needs."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhiyong.directory.models import Person
from zhiyong.directory.picks import UnitField
from zhiyong.directory.selectors import people_with, public_numbers
from zhiyong.intake import labels
from zhiyong.intake.models import MESSAGE, Complaint
from zhiyong.matters import plan
from zhiyong.matters.models import FINDINGS, NOTE, REPLY, CallBack, Dispute, Matter
from zhiyong.matters.selectors.duties import reply_duty
from zhiyong.matters.selectors.recusal import conflicts_among
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clock import Term
from zhiyong.shell.access import Role
from zhiyong.shell.forms import Form, prepare
from zhiyong.shell.giveaways import Watched


class ActForm(Form):
    """The form of one act on one matter; `on` is the day of the act."""

    def __init__(self, *args: Any, matter: Matter, on: date, **kwargs: Any) -> None:
        self.matter, self.on = matter, on
        super().__init__(*args, **kwargs)
        for name, field in self.asked().items():
            prepare(field)
            self.fields[name] = field

    def asked(self) -> Mapping[str, forms.Field]:
        """Return the fields of this act, as the matter and its plan want them."""
        return {}


class WatchedForm(Watched, ActForm):
    """The form of an act whose words the complainant reads: names and numbers are shown first."""

    def public_words(self) -> Iterable[str]:
        """Return how everybody may reach the offices of the matter."""
        return public_numbers([self.matter.keeper, self.matter.handling_unit], self.on)


def words(label: Any, limit: int, rows: int = 5, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


class NothingForm(ActForm):
    """Nothing to fill in: the page says what follows."""


class ReasonForm(ActForm):
    """A reason in words."""

    reason = words(gettext_lazy("Reason"), NOTE)


class ReturnForm(ReasonForm):
    """Why a matter is not the unit's, and whose it is, as far as the unit knows."""

    belongs_to = UnitField(
        label=gettext_lazy("Whose it is, in your view"),
        required=False,
        help_text=gettext_lazy("If that unit has sent it back itself, the unit above you decides."),
    )


class ShortReasonForm(ActForm):
    """A reason in a few words."""

    reason = words(
        gettext_lazy("Why you must recuse"),
        500,
        help_text=gettext_lazy("Kinship, an interest, an earlier part in the matter. In a word."),
    )


class NoteForm(ActForm):
    """A note between the offices."""

    text = words(
        gettext_lazy("Internal note"),
        NOTE,
        help_text=gettext_lazy("Seen by the unit and by the office that keeps the complaint."),
    )


class AnswerForm(ActForm):
    """An answer to an urging or a supervision slip."""

    text = words(gettext_lazy("What was done, and what comes next"), NOTE)


class MessageForm(WatchedForm):
    """A message to the complainant."""

    watched = ("text",)

    text = words(
        gettext_lazy("Message"),
        MESSAGE,
        rows=8,
        help_text=gettext_lazy("The complainant reads it with the receipt code. Name nobody else."),
    )


class UrgeForm(ActForm):
    """What is expected of the unit, and by when."""

    text = words(gettext_lazy("What is expected, and by when"), 1000)


class SuperviseForm(ActForm):
    """Why a matter is put under supervision."""

    text = words(gettext_lazy("Why it is put under supervision, and what is expected"), 1000)


class SettleForm(ActForm):
    """Whether a matter comes back."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=[
            ("agree", gettext_lazy("It comes back to this office")),
            ("stay", gettext_lazy("It stays with the unit")),
        ],
        widget=forms.RadioSelect,
    )
    reason = words(gettext_lazy("Why it stays"), NOTE, required=False)


class HandlerForm(ActForm):
    """Who handles a matter."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the handlers of the unit against whom nothing is known, with what they have."""
        people = handlers(self.matter, self.on)
        self.barred = [one for one in people if one.conflicts]  # type: ignore[attr-defined]
        free = [one for one in people if not one.conflicts]  # type: ignore[attr-defined]
        return {
            "person": forms.ChoiceField(
                label=_("Handler"),
                choices=[(str(one.pk), _with_load(one)) for one in free],
                widget=forms.RadioSelect,
            ),
            "declared_none": forms.BooleanField(
                label=_("I have asked: no kinship or interest stands against it"),
                help_text=_("What only the person knows must be declared before they handle it."),
                error_messages={"required": _("Ask first whether something stands against it.")},
            ),
        }

    def person(self) -> Person:
        """Return who was chosen."""
        return Person.objects.get(pk=self.cleaned_data["person"])


def handlers(matter: Matter, on: date) -> list[Person]:
    """Return the handlers of a unit with `load` and `conflicts`, the least loaded first."""
    from zhiyong.matters.selectors.lists import handlers_of, loads

    people = [one for one in handlers_of(matter, on) if one.pk != matter.handler_id]
    load = loads(people)
    conflicts = conflicts_among(matter, people, on)
    for one in people:
        one.load = load.get(one.pk, 0)  # type: ignore[attr-defined]
        one.conflicts = conflicts[one.pk]  # type: ignore[attr-defined]
    return sorted(people, key=lambda one: (one.load, one.pinyin, one.pk))  # type: ignore[attr-defined]


def _with_load(person: Person) -> str:
    n = person.load  # type: ignore[attr-defined]
    many = ngettext("{n} matter in hand", "{n} matters in hand", n).format(n=n)
    return f"{person.name} · {many}"


class FirstActionForm(ActForm):
    """The first action of quick direct handling."""

    text = words(
        gettext_lazy("First action"),
        NOTE,
        rows=6,
        help_text=gettext_lazy("Who went where and when, whom they met, what they saw."),
    )


def cause_fields() -> dict[str, forms.Field]:
    """Return the fields for what in the system led to it, or why nothing did."""
    return {
        "system_cause": words(
            _("Cause in the system"),
            NOTE,
            rows=3,
            required=False,
            help_text=_("What in rules, staffing, equipment or supervision led to it."),
        ),
        "no_cause": words(
            _("Why no cause in the system"),
            NOTE,
            rows=2,
            required=False,
            help_text=_("If nothing did, say why. One of the two is needed to close the matter."),
        ),
    }


class CloseForm(ActForm):
    """What led to it, where the outcome does not say so."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the cause, unless it was named."""
        outcome = self.matter.outcomes.filter(round=self.matter.round).first()
        named = outcome is not None and bool(outcome.system_cause or outcome.no_cause)
        return {} if named else cause_fields()


class JudgeForm(ActForm):
    """How a unit has handled what it was assigned, by the plan's criteria."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the plan's verdicts and criteria."""
        pack, lang = pack_of(self.matter.adoption), labels.language()
        return {
            "verdict": forms.ChoiceField(
                label=_("Verdict on the handling"),
                choices=[(one.id, one.label.say(lang)) for one in pack.quality_verdicts],
                widget=forms.RadioSelect,
            ),
            "failed": forms.MultipleChoiceField(
                label=_("What it does not meet"),
                choices=[(one.id, one.label.say(lang)) for one in pack.quality_criteria],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            ),
            "reason": words(
                _("Reason"),
                NOTE,
                required=False,
                help_text=_("Needed with remarks and when it is sent back; the unit reads it."),
            ),
        }


class DisputeForm(Form):
    """Whose a matter is."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Whose the matter is"),
        choices=[
            (Dispute.State.STAYS, Dispute.State.STAYS.label),
            (Dispute.State.BACK, Dispute.State.BACK.label),
            (Dispute.State.MOVED, Dispute.State.MOVED.label),
        ],
        widget=forms.RadioSelect,
    )
    to_unit = UnitField(
        label=gettext_lazy("The other unit"),
        required=False,
        help_text=gettext_lazy("Needed only where it goes to another unit."),
    )
    reason = words(gettext_lazy("Reason"), NOTE)


class OutcomeForm(WatchedForm):
    """What came out, for the matter and for persons, and the reply."""

    watched = ("reply",)

    def goes_out(self) -> bool:
        """Whether it is sent for approval, and not kept as a draft."""
        return "keep" not in self.data

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the plan's outcomes for this kind of matter."""
        pack, lang = pack_of(self.matter.adoption), labels.language()
        matters = plan.outcomes(pack, self.matter.complaint.input_class)
        return {
            "matter_outcome": forms.ChoiceField(
                label=_("What came out for the matter"),
                choices=[("", "—"), *((one.id, one.label.say(lang)) for one in matters)],
            ),
            "person_outcome": forms.ChoiceField(
                label=_("What came out for persons"),
                choices=[
                    ("", "—"),
                    *((one.id, one.label.say(lang)) for one in pack.person_outcomes),
                ],
            ),
            "findings": words(
                _("Findings"),
                FINDINGS,
                rows=12,
                help_text=_("What was looked into, what was found, on what evidence. Internal."),
            ),
            "reply": words(
                _("Reply to the complainant"),
                REPLY,
                rows=10,
                help_text=_("Goes out as it stands here, once the chain has agreed."),
            ),
            **cause_fields(),
        }


class ReportForm(WatchedForm):
    """Whether a unit's report will do, and the reply that follows from it."""

    watched = ("reply",)

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for the reply, or for what is missing."""
        return {
            "verdict": forms.ChoiceField(
                label=_("What becomes of the report"),
                choices=[
                    ("take", _("It will do: send the reply for approval")),
                    ("back", _("Send it back to be done anew")),
                ],
                widget=forms.RadioSelect,
            ),
            "reply": words(
                _("Reply to the complainant"),
                REPLY,
                rows=10,
                required=False,
                help_text=_("In this office's name; it may be worded anew."),
            ),
            "reason": words(_("What is missing in the report"), NOTE, required=False),
        }


class ExtensionForm(ActForm):
    """For how long, and why."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for a number in the unit of the plan's own grant, no more than that."""
        most = self.most()
        return {
            "n": forms.IntegerField(
                label=_("How much more time"),
                min_value=1,
                max_value=most.value,
                initial=most.value,
                help_text=_("In {unit}, {most} at most.").format(
                    unit=UNITS[str(most.unit)], most=most.value
                ),
            ),
            "reason": words(
                _("Reason for the extension"),
                500,
                help_text=_("The complainant is told it in writing."),
            ),
        }

    def most(self) -> Term:
        """Return what the plan grants at most."""
        duty = reply_duty(self.matter)
        clock = pack_of(self.matter.adoption).clock(duty.code) if duty else None
        granted = clock.extension if clock else None
        return Term.parse(str(granted.most)) if granted else Term.parse("1 day")

    def term(self) -> Term:
        """Return the term that was asked for."""
        most = self.most()
        return Term(self.cleaned_data["n"], most.unit)


UNITS = {
    "HOUR": gettext_lazy("hours"),
    "DAY": gettext_lazy("days"),
    "WORKING_DAY": gettext_lazy("working days"),
    "MONTH": gettext_lazy("months"),
    "YEAR": gettext_lazy("years"),
}


class StopForm(ActForm):
    """Why the clock stands still: one of the plan's reasons."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the reasons that the plan lists for this clock."""
        pack, duty = pack_of(self.matter.adoption), reply_duty(self.matter)
        reasons = pack.clock(duty.code).pauses if duty else ()
        choices = labels.choices(pack, "pause_reasons", reasons) if reasons else []
        return {
            "reason": forms.ChoiceField(
                label=_("Why the clock stands still"), choices=choices, widget=forms.RadioSelect
            )
        }


class CallBackForm(ActForm):
    """What the complainant said."""

    reached = forms.ChoiceField(
        label=gettext_lazy("Was the complainant reached?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
    )
    satisfaction = forms.ChoiceField(
        label=gettext_lazy("How satisfied they are"),
        choices=[("", "—"), *CallBack.Satisfaction.choices],
        required=False,
    )
    remark = words(
        gettext_lazy("What they said, or how you tried to reach them"), 1000, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask how satisfied they are if they were reached, and how one tried if not."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("reached") == "yes" and not data.get("satisfaction"):
            self.add_error("satisfaction", _("Choose what the complainant said."))
        if data.get("reached") == "no" and not (data.get("remark") or "").strip():
            self.add_error("remark", _("Say how you tried to reach them."))
        return data


class ReopenForm(ActForm):
    """What is still unsolved, as the complainant says."""

    reason = words(gettext_lazy("What is still unsolved, as the complainant says"), NOTE)


class AssignForm(Form):
    """To whom a complaint goes, and in which of the plan's ways."""

    def __init__(self, *args: Any, complaint: Complaint, on: date, **kwargs: Any) -> None:
        self.complaint = complaint
        super().__init__(*args, **kwargs)
        pack, lang = pack_of(complaint.adoption), labels.language()
        self.ways = {way.id: way for way in plan.ways(pack)}
        self.fields["mode"] = forms.ChoiceField(
            label=_("Way of handling"),
            choices=[(way.id, way.label.say(lang)) for way in self.ways.values()],
            widget=forms.RadioSelect,
        )
        self.fields["unit"] = UnitField(
            label=_("Handling unit"),
            required=False,
            help_text=_("Not needed where this office handles it itself."),
        )
        self.fields["handler"] = forms.ChoiceField(
            label=_("Handler"),
            choices=[("", "—"), *self._handlers(on)],
            required=False,
            help_text=_("Only in quick direct handling: whoever goes at once."),
        )
        self.fields["declared_none"] = forms.BooleanField(
            label=_("I have asked: no kinship or interest stands against it"),
            required=False,
        )
        if not any(way.quick for way in self.ways.values()):
            del self.fields["handler"], self.fields["declared_none"]
        self.fields["instructions"] = words(
            _("Instructions to the unit"),
            1000,
            required=False,
            help_text=_("Printed on the slip. The complainant's own words stay on screen."),
        )
        for field in self.fields.values():
            prepare(field)

    def clean(self) -> dict[str, Any]:
        """Take this office where the way keeps the matter here; else ask for a unit."""
        data: dict[str, Any] = super().clean() or {}
        way = self.ways.get(data.get("mode") or "")
        if way and plan.stays(way):
            data["unit"] = self.complaint.keeper
        elif way and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Name the unit that is to handle it."))
        if way and way.quick and not data.get("handler"):
            self.add_error("handler", _("Name the handler: in this way somebody goes at once."))
        return data

    def _handlers(self, on: date) -> list[tuple[str, str]]:
        people = people_with(Role.HANDLER, self.complaint.keeper, on)
        return [(str(one.pk), one.name) for one in people]

    def handler(self) -> Person | None:
        """Return who goes at once, in quick direct handling."""
        way = self.ways.get(self.cleaned_data["mode"])
        pk = self.cleaned_data.get("handler")
        return Person.objects.get(pk=pk) if pk and way and way.quick else None


class BulkHandlerForm(Form):
    """One handler for several matters."""

    declared_none = forms.BooleanField(
        label=gettext_lazy("I have asked: no kinship or interest stands against any of them"),
        error_messages={"required": gettext_lazy("Ask first whether something stands against it.")},
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = forms.ChoiceField(
            label=_("Handler"),
            choices=[(str(one.pk), one.name) for one in people],
            widget=forms.RadioSelect,
        )
        prepare(field)
        self.fields = {"person": field, **self.fields}


class BulkUrgeForm(Form):
    """One text for several urgings."""

    text = words(gettext_lazy("What is expected, and by when"), 1000)
