"""The forms of what goes between the office and the units."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns import exchange
from zhiyong.campaigns.models import Acceptance, Bulletin, Campaign, Obstruction
from zhiyong.campaigns.selectors.figures import Figure
from zhiyong.directory.models import Unit
from zhiyong.directory.picks import PersonOrPostField, UnitField
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.shell.forms import Form, prepare

Kind = Bulletin.Kind
Choices = Sequence[tuple[str, Any]]
ASKED = "asked_"
"""Before the names of the fields for what a plan asks of a typical case."""


def words(label: Any, limit: int, rows: int = 4, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


class Growing(Form):
    """A form whose further fields come from what it is about."""

    def add(self, fields: Mapping[str, forms.Field]) -> None:
        """Add fields, prepared like all others."""
        for name, field in fields.items():
            prepare(field)
            self.fields[name] = field

    def choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Set what can be chosen in a field."""
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class TextForm(Growing):
    """A title and a text."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = words(gettext_lazy("Text"), 20_000, 10)


class BulletinForm(TextForm):
    """A bulletin, a typical case or the notice of a meeting, as its kind asks."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        campaign: Campaign,
        figures: Sequence[Figure],
        about: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if kind == Kind.MEETING:
            self.add(
                {
                    "held_at": forms.DateTimeField(
                        label=gettext_lazy("Held at"),
                        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
                    ),
                    "place": forms.CharField(label=gettext_lazy("Place"), max_length=120),
                }
            )
        if kind in (Kind.GOOD_EXAMPLE, Kind.BAD_EXAMPLE):
            self._add_example(kind, campaign, about)
        else:
            receipt = forms.DateField(
                label=gettext_lazy("To be signed for by"), required=kind == Kind.MEETING
            )
            self.add({"receipt_by": receipt})
        if kind != Kind.MEETING:
            cited = [(one.id, exchange_line(one)) for one in figures if one.value or one.of]
            self.add(
                {
                    "cites": forms.MultipleChoiceField(
                        label=gettext_lazy("Figures that it cites"),
                        choices=cited,
                        required=False,
                        widget=forms.CheckboxSelectMultiple,
                        help_text=gettext_lazy("Frozen as they stand today; each opens its rows."),
                    )
                }
            )

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as the act takes it."""
        given = dict(self.cleaned_data)
        asked = [name for name in given if name.startswith(ASKED)]
        criteria = {name.removeprefix(ASKED): given.pop(name) for name in asked}
        return {**given, "criteria": criteria} if criteria else given

    def _add_example(self, kind: str, campaign: Campaign, about: Choices) -> None:
        lang = language()
        ways = exchange.rules_for(pack_of(campaign.adoption), kind)
        for asked in exchange.criteria_for(pack_of(campaign.adoption), kind):
            name, text = f"{ASKED}{asked.id}", asked.label.say(lang)
            field: forms.Field = forms.CharField(label=text, max_length=500, required=False)
            if asked.kind == "flag":
                field = forms.BooleanField(label=text, required=False)
            self.add({name: field})
        needed = exchange.needs_decision(pack_of(campaign.adoption), kind)
        self.add(
            {
                "element": forms.ChoiceField(
                    label=gettext_lazy("Which publication of the plan"),
                    choices=[("", "—"), *((one.id, one.label.say(lang)) for one in ways)],
                    required=False,
                ),
                "subject": forms.ChoiceField(
                    label=gettext_lazy("The decision that it rests on"),
                    choices=[("", "—"), *about],
                    required=needed,
                    help_text=gettext_lazy(
                        "A warning example is told only once its decision is final; names are "
                        "replaced by what the persons are."
                    )
                    if needed
                    else "",
                ),
            }
        )


def exchange_line(figure: Figure) -> str:
    """Return a figure as a choice: "Handed in: 12 of 40"."""
    value: dict[str, object] = {"value": figure.value, "of": figure.of}
    return _("{label}: {value}").format(label=figure.label, value=exchange.said(value))


class PublishForm(Growing):
    """To whom a bulletin goes by publicity."""

    audience = forms.ChoiceField(label=gettext_lazy("Who reads it"))
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have read these places; none of them tells who complained"),
        required=False,
    )

    def __init__(self, *args: Any, audiences: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("audience", audiences)


class IssueForm(Growing):
    """To which units a bulletin goes."""

    party = forms.ChoiceField(label=gettext_lazy("Sent to"), required=False)
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have read these places; none of them tells who complained"),
        required=False,
    )

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("party", [("", _("All units of the campaign")), *parties])


class ReasonForm(Growing):
    """A reason in words."""

    reason = words(gettext_lazy("Reason"), 500, 3)


class NothingForm(Growing):
    """Nothing to fill in: the page says what follows."""


class SignForm(Growing):
    """Signing for a bulletin."""

    note = forms.CharField(label=gettext_lazy("Remark"), max_length=1000, required=False)


class AttendForm(Growing):
    """Signing for the notice of a meeting: who comes."""

    attends = PersonOrPostField(label=gettext_lazy("Who comes"), posts=False, required=False)
    note = forms.CharField(
        label=gettext_lazy("Or why nobody comes"), max_length=1000, required=False
    )


class MonthForm(Growing):
    """The month whose feedback is prepared."""

    period = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$",
        label=gettext_lazy("Month"),
        widget=forms.TextInput(attrs={"type": "month"}),
    )
    note = words(gettext_lazy("A word to all units"), 2000, 3, required=False)


class AnswerForm(Growing):
    """An answer in words."""

    answer = words(gettext_lazy("What is being done about it"), 5000, 5)


class AskForm(Growing):
    """A unit asks another."""

    from_unit = forms.ChoiceField(label=gettext_lazy("For"))
    to_unit = UnitField(label=gettext_lazy("Ask"))
    text = words(gettext_lazy("What you ask for"), 5000, 5)
    due = forms.DateField(label=gettext_lazy("Answer by"), required=False)

    def __init__(self, *args: Any, units: Sequence[Unit], due_help: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("from_unit", [(str(one.pk), one.name) for one in units])
        self.fields["due"].help_text = due_help


class HelpForm(Growing):
    """The answer to another unit."""

    helps = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[
            ("yes", gettext_lazy("We help")),
            ("no", gettext_lazy("We refuse, with the reason")),
        ],
        widget=forms.RadioSelect,
    )
    answer = words(gettext_lazy("What is done, or why not"), 5000, 5)


class TalkForm(Growing):
    """A talk with a slow unit."""

    held_on = forms.DateField(label=gettext_lazy("Held on"))
    talked_with = PersonOrPostField(label=gettext_lazy("Talked with"), posts=False, required=False)
    reason = words(gettext_lazy("What was pointed out"), 1000)
    recheck_on = forms.DateField(label=gettext_lazy("Looked at again on"))


class LookForm(Growing):
    """What was seen when looking again."""

    caught_up = forms.ChoiceField(
        label=gettext_lazy("Has it caught up?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
    )
    outcome = words(gettext_lazy("What was seen"), 1000)


class WhichForm(Growing):
    """Which unit is examined, and for what."""

    unit = UnitField(label=gettext_lazy("Unit"))
    what = forms.ChoiceField(label=gettext_lazy("What is examined"))

    def __init__(self, *args: Any, what: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("what", what)


class ExamineForm(Growing):
    """The checks one by one, and the result."""

    def __init__(self, *args: Any, checks: Sequence[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = list(checks)
        fields: dict[str, forms.Field] = {}
        for number, check in enumerate(self.checks):
            fields[f"met_{number}"] = forms.ChoiceField(
                label=_said(check),
                choices=[("yes", gettext_lazy("Met")), ("no", gettext_lazy("Not met"))],
                widget=forms.RadioSelect,
                help_text=check.get("clause", ""),
            )
            fields[f"note_{number}"] = forms.CharField(
                label=_("Remark on “{what}”").format(what=_said(check)),
                max_length=500,
                required=False,
            )
        fields["result"] = forms.ChoiceField(
            label=gettext_lazy("Result"),
            choices=Acceptance.Result.choices,
            widget=forms.RadioSelect,
        )
        fields["reason"] = words(
            gettext_lazy("Reason"),
            1000,
            3,
            required=False,
            help_text=gettext_lazy("Needed where something is not met."),
        )
        fields["again_on"] = forms.DateField(
            label=gettext_lazy("Examined again on"), required=False
        )
        self.add(fields)

    def answers(self) -> list[dict[str, Any]]:
        """Return the checks as they were answered."""
        said = self.cleaned_data
        return [
            {
                "id": check["id"],
                "label": check["label"],
                "label_en": check.get("label_en", ""),
                "met": said[f"met_{number}"] == "yes",
                "note": said[f"note_{number}"],
            }
            for number, check in enumerate(self.checks)
        ]


def _said(check: Mapping[str, str]) -> str:
    return check["label"] if language() == "zh" else check.get("label_en") or check["label"]


class SummaryForm(Growing):
    """The text of a summary; of a correction, its reason."""

    text = words(gettext_lazy("Text"), 40_000, 14, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why the frozen version is corrected"), max_length=500
    )

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]


class ObstructForm(Growing):
    """What a unit hid, falsified or refused."""

    unit = UnitField(label=gettext_lazy("Unit"))
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=Obstruction.Kind.choices, widget=forms.RadioSelect
    )
    acted_on = forms.DateField(label=gettext_lazy("When it happened"))
    text = words(gettext_lazy("What was hidden, falsified or refused"), 5000, 5)


class EarlierForm(Growing):
    """The campaign before this one."""

    earlier = forms.ChoiceField(label=gettext_lazy("The earlier campaign"))

    def __init__(self, *args: Any, campaigns: Sequence[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("earlier", [(str(one.pk), one.title) for one in campaigns])
