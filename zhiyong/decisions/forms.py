"""The forms of decisions. Each asks only for what its act needs, as the plan wants it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhiyong.decisions import plan, slips
from zhiyong.decisions.models import Decision
from zhiyong.decisions.selectors.waiting import recommended
from zhiyong.decisions.services import Choice
from zhiyong.directory.picks import UnitField
from zhiyong.intake import labels
from zhiyong.papers.models import ServiceOfPaper
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.forms import Form, prepare
from zhiyong.shell.giveaways import Watched, with_courtesies
from zhiyong.transfers.selectors.materials import materials_of

LAW = "law"


def words(label: Any, limit: int, rows: int = 5, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


class NothingForm(Form):
    """Nothing to fill in: the page says what follows."""

    lock = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecideForm(Form):
    """Whether whoever decides agrees to the draft."""

    lock = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            ("yes", gettext_lazy("Decide so")),
            ("no", gettext_lazy("Send the draft back")),
        ],
        widget=forms.RadioSelect,
    )


class ChooseForm(Watched, Form):
    """Which measures of the offer are chosen, what each states, and why."""

    watched = ("reasons",)

    lock = forms.IntegerField(widget=forms.HiddenInput)
    reasons = words(
        gettext_lazy("Reasons of the decision"),
        10_000,
        8,
        help_text=gettext_lazy(
            "The facts, how they weigh, and why these measures. The notice quotes it."
        ),
    )
    against_offer = words(
        gettext_lazy("Ground for departing from the offer"),
        2000,
        3,
        required=False,
        help_text=gettext_lazy(
            "Needed where all chosen measures are lighter than the heaviest that fits, or where"
            " the plan lets people go beyond its ladder."
        ),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("Takes effect on"),
        required=False,
        help_text=gettext_lazy("Empty: the day on which it is made."),
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        self.decision = decision
        self.pack = plan.pack(decision)
        self.rows = [self._measure(row["measure"]) for row in decision.offer.get("rows", [])]
        kwargs.setdefault("initial", _initial(decision))
        super().__init__(*args, **kwargs)
        for name, field in self._asked().items():
            prepare(field)
            self.fields[name] = field

    def public_words(self) -> Iterable[str]:
        """Return whom the decision is about: they may be named."""
        return with_courtesies([self.decision.respondent.name])

    def _measure(self, name: str) -> Measure:
        found: Measure = self.pack.element("measures", name)
        return found

    def _asked(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for measure in self.rows:
            fields[measure.id] = forms.BooleanField(
                label=measure.label.say(labels.language()), required=False
            )
            for name, field in _stated(measure, self.decision).items():
                fields[f"{measure.id}-{name}"] = field
        least = self.pack.sanctioning.bases if self.pack.sanctioning else 0
        if self.pack.legal_bases:
            fields[LAW] = forms.MultipleChoiceField(
                label=_("Legal bases cited"),
                choices=[
                    (one.id, labels.label(self.pack, "legal_bases", one.id))
                    for one in self.pack.legal_bases
                ],
                widget=forms.CheckboxSelectMultiple,
                required=least > 0,
                help_text=ngettext(
                    "The plan wants at least {n} legal basis cited.",
                    "The plan wants at least {n} legal bases cited.",
                    least,
                ).format(n=least)
                if least
                else _("The clauses of the measures themselves are cited anyway."),
            )
        fields |= outcomes(self.pack)
        return fields

    def fields_of(self, measure: str) -> list[BoundField]:
        """Return the fields of a measure, to be shown beside it."""
        return [self[name] for name in self.fields if name.startswith(f"{measure}-")]

    def choices(self) -> list[Choice]:
        """Return the measures chosen, with what each states."""
        return list(self._choices())

    def _choices(self) -> Iterator[Choice]:
        data = self.cleaned_data
        for measure in self.rows:
            if not data.get(measure.id):
                continue
            stated = {}
            until: date | None = None
            for name in self.fields:
                if not name.startswith(f"{measure.id}-"):
                    continue
                key, value = name.partition("-")[2], data.get(name)
                if key == "until":
                    until = value
                elif value not in (None, "", []):
                    stated[key] = value.isoformat() if isinstance(value, date) else value
            yield Choice(measure.id, stated, until)


def outcomes(pack: Pack) -> dict[str, forms.Field]:
    """Return what came out, for the matter and for the person, in the plan's words."""
    fields: dict[str, forms.Field] = {}
    for name, section, label in (
        ("matter_outcome", "matter_outcomes", _("What came out for the matter")),
        ("person_outcome", "person_outcomes", _("What came out for the person")),
    ):
        if pack.ids(section):
            choices = [("", _("Choose")), *labels.choices(pack, section)]
            fields[name] = forms.ChoiceField(label=label, choices=choices)
    return fields


def _stated(measure: Measure, decision: Decision) -> dict[str, forms.Field]:
    lang = labels.language()
    fields: dict[str, forms.Field] = {}
    if measure.forms:
        fields["form"] = forms.ChoiceField(
            label=_("In which form"),
            choices=[("", _("Choose")), *((one.id, one.label.say(lang)) for one in measure.forms)],
            required=False,
        )
    for one in measure.fields:
        fields[one.id] = _field(one, decision)
    if measure.lasts is not None:
        fields["until"] = forms.DateField(label=_("Lasts until"), required=False)
    return fields


def _field(one: Any, decision: Decision) -> forms.Field:
    lang = labels.language()
    label = one.label.say(lang)
    options: dict[str, Any] = {"label": label, "required": False}
    match one.kind:
        case "day":
            return forms.DateField(**options)
        case "flag":
            return forms.BooleanField(**options)
        case "number" | "money":
            return forms.DecimalField(**options)
        case "choice":
            choices = [(value.id, value.label.say(lang)) for value in one.values]
            if one.many:
                box = forms.CheckboxSelectMultiple
                return forms.MultipleChoiceField(choices=choices, widget=box, **options)
            return forms.ChoiceField(choices=[("", _("Choose")), *choices], **options)
        case "file":
            titles = [one.title for one in materials_of(decision.case)]
            return forms.MultipleChoiceField(
                choices=[(title, title) for title in dict.fromkeys(titles)],
                widget=forms.CheckboxSelectMultiple,
                **options,
            )
        case _:
            return forms.CharField(max_length=300, **options)


def _initial(decision: Decision) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "lock": decision.lock,
        "reasons": decision.reasons,
        "against_offer": decision.against_offer,
        "effective_on": decision.effective_on,
        "matter_outcome": decision.matter_outcome or _outcome_of_case(decision),
        "person_outcome": decision.person_outcome or decision.respondent.outcome,
        LAW: [one.partition("/")[0] for one in decision.bases],
    }
    for one in slips.measures_of(decision):
        initial[one.measure] = True
        initial |= {f"{one.measure}-{name}": value for name, value in one.stated.items()}
        initial[f"{one.measure}-until"] = one.until_on
    return initial


def _outcome_of_case(decision: Decision) -> str:
    conclusion = decision.case.conclusions.order_by("-number").first()
    return conclusion.outcome if conclusion else ""


class ServeForm(Form):
    """How a notice reached its party."""

    way = forms.ChoiceField(
        label=gettext_lazy("Way of service"),
        choices=ServiceOfPaper.Way.choices,
        widget=forms.RadioSelect,
    )
    served_on = forms.DateField(label=gettext_lazy("Served on"))
    receiver = forms.CharField(
        label=gettext_lazy("Name of the receiver"), max_length=60, required=False
    )
    server = forms.CharField(label=gettext_lazy("Served by"), max_length=60, required=False)
    witness = forms.CharField(
        label=gettext_lazy("Witness"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Needed where it was left or refused."),
    )
    remarks = words(gettext_lazy("Remarks"), 300, 2, required=False)


class OutcomeForm(Form):
    """What the competent body did with a recommendation."""

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = plan.pack(decision)
        field = forms.ChoiceField(
            label=_("Recommendation"),
            choices=[
                (one.measure, labels.label(pack, "measures", one.measure))
                for one in recommended(decision)
            ],
        )
        prepare(field)
        self.fields = {"measure": field, **self.fields}

    verdict = forms.ChoiceField(
        label=gettext_lazy("What the body did"),
        choices=[
            ("followed", gettext_lazy("It followed the recommendation")),
            ("declined", gettext_lazy("It declined")),
        ],
        widget=forms.RadioSelect,
    )
    answered_on = forms.DateField(label=gettext_lazy("Answered on"))


class ConfirmForm(Form):
    """What another body decided of its own on a linked measure."""

    def __init__(self, *args: Any, waits: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = forms.ChoiceField(label=_("Linked measure"), choices=list(waits.items()))
        prepare(field)
        self.fields = {"waits": field, **self.fields}

    verdict = forms.ChoiceField(
        label=gettext_lazy("What the body decided"),
        choices=[
            ("confirmed", gettext_lazy("The measure is imposed")),
            ("declined", gettext_lazy("It is not imposed")),
        ],
        widget=forms.RadioSelect,
    )
    body = UnitField(label=gettext_lazy("Body that decided"))
    number = forms.CharField(label=gettext_lazy("Number of its decision"), max_length=80)
    confirmed_on = forms.DateField(label=gettext_lazy("Decided on"))


class SuspendForm(Form):
    """From when, and why somebody stands down before the decision."""

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = plan.pack(decision)
        field = forms.ChoiceField(
            label=_("Measure proposed"),
            choices=[
                (one.measure, labels.label(pack, "measures", one.measure))
                for one in slips.measures_of(decision)
            ],
        )
        prepare(field)
        self.fields = {"measure": field, **self.fields}

    from_on = forms.DateField(label=gettext_lazy("Stands down from"))
    reason = words(gettext_lazy("Why they should stand down"), 2000)


class ReasonForm(Form):
    """A reason in words."""

    reason = words(gettext_lazy("Reason"), 300, 3)


class ReturnForm(Form):
    """Where somebody is to take office again, as what, and why."""

    unit = UnitField(label=gettext_lazy("Unit"))
    post_title = forms.CharField(label=gettext_lazy("Post"), max_length=120)
    reasons = words(
        gettext_lazy("Reasons"),
        5000,
        6,
        help_text=gettext_lazy("What speaks for the return. These reasons are made public."),
    )


class ChecksForm(Form):
    """What was checked, who answered, which gates were passed, and when it was discussed."""

    def __init__(self, *args: Any, clearance: Any, freezes: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clearance, self.pack = clearance, pack
        lang = labels.language()
        fields: dict[str, forms.Field] = {}
        for one in clearance.checks:
            text = _("{check}: checked on").format(check=one.label.say(lang))
            fields[f"check-{one.id}"] = forms.DateField(label=text, required=False)
        for body in clearance.opinions:
            name = labels.label(pack, "bindings" if pack.has("bindings", body) else "actors", body)
            fields |= _opinion(name, body, clearance)
        self.gates = [gate for one in freezes for gate in one.freeze.gates]
        for gate in self.gates:
            text = _("{gate}: passed on").format(gate=gate.label.say(lang))
            fields[f"gate-{gate.id}"] = forms.DateField(label=text, required=False)
        fields["discussed_on"] = forms.DateField(label=_("Discussed on"), required=False)
        for field in fields.values():
            prepare(field)
        self.fields |= fields

    def given(self) -> dict[str, Any]:
        """Return what was entered, as the service takes it."""
        data = self.cleaned_data
        opinions = {
            body: {
                "answer": data[f"answer-{body}"],
                "on": data.get(f"answered-{body}"),
                "reason": data.get(f"reason-{body}") or None,
            }
            for body in self.clearance.opinions
            if data.get(f"answer-{body}")
        }
        return {
            "checks": self._days("check-"),
            "gates": self._days("gate-"),
            "opinions": opinions,
            "discussed_on": data.get("discussed_on"),
        }

    def _days(self, prefix: str) -> dict[str, date]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }


def _opinion(name: str, body: str, clearance: Any) -> dict[str, forms.Field]:
    lang = labels.language()
    choices = [("", _("No answer yet"))]
    choices += [(one.id, one.label.say(lang)) for one in clearance.suggests]
    if len(choices) == 1:
        choices.append(("answered", _("Has answered")))
    return {
        f"answer-{body}": forms.ChoiceField(
            label=_("{body}: answer").format(body=name), choices=choices, required=False
        ),
        f"answered-{body}": forms.DateField(
            label=_("{body}: answered on").format(body=name), required=False
        ),
        f"reason-{body}": forms.CharField(
            label=_("{body}: reason").format(body=name), max_length=500, required=False
        ),
    }
