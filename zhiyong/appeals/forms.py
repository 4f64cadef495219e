"""The forms of appeals. Each asks only for what its act needs."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.candidates import candidates, free
from zhiyong.appeals.selectors.decided import appealable, concerned
from zhiyong.appeals.selectors.hearing import stands
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Person
from zhiyong.intake import labels
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.consequences import Chosen
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Standing
from zhiyong.shell.forms import Form, prepare
from zhiyong.shell.giveaways import Watched, with_courtesies

TEXT = 10_000
SCANS = ".pdf,.jpg,.jpeg,.png"


def words(label: Any, limit: int, rows: int = 5, **options: Any) -> forms.CharField:
    """Return the field of a text of several lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=box, **options)


class FindForm(Form):
    """Which decision an appeal is against: by the number on its notice."""

    number = forms.CharField(
        label=gettext_lazy("Number of the decision"),
        max_length=60,
        help_text=gettext_lazy("As it stands on the notice; its beginning is enough."),
    )

    def __init__(self, *args: Any, standing: Standing, on: date, **kwargs: Any) -> None:
        self.standing, self.on = standing, on
        self.found: list[Decision] = []
        super().__init__(*args, **kwargs)

    def clean_number(self) -> str:
        """Return the number; the decisions that it names are kept in `found`."""
        number = str(self.cleaned_data["number"])
        self.found = appealable(self.standing, number, self.on)
        if not self.found:
            text = _("No decision of this number may be appealed here. Look at the notice again.")
            raise forms.ValidationError(text)
        return number


class FilingForm(Form):
    """An appeal as its appellant files it."""

    to = forms.ChoiceField(label=gettext_lazy("To which body"), widget=forms.RadioSelect)
    grounds = words(
        gettext_lazy("Grounds of the appeal"),
        TEXT,
        rows=8,
        help_text=gettext_lazy(
            "What is wrong with the decision, and why. It is read by those who hear the appeal."
        ),
    )
    late_reason = words(gettext_lazy("If it comes late: why"), 1000, rows=2, required=False)

    def __init__(self, *args: Any, decision: Decision, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision, self.on = decision, on
        self.hearings = plan.hearing_bodies(decision.adoption, decision.body, on)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(one.code, f"{one.unit.name}（{one.label}）") for one in self.hearings]


class RegisterForm(FilingForm):
    """An appeal on paper as the body that hears it registers it."""

    appellant = forms.ChoiceField(label=gettext_lazy("Who appeals"))
    way = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=[one for one in Appeal.Way.choices if one[0] != Appeal.Way.ONLINE],
        widget=forms.RadioSelect,
    )
    filed_on = forms.DateField(
        label=gettext_lazy("Appeal filed on"),
        help_text=gettext_lazy("By post: the day of posting."),
    )
    received_on = forms.DateField(label=gettext_lazy("Received on"))
    scan = forms.FileField(
        label=gettext_lazy("Scan of the letter"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": SCANS}),
    )
    field_order = (
        "appellant",
        "to",
        "way",
        "filed_on",
        "received_on",
        "grounds",
        "late_reason",
        "scan",
    )

    def __init__(self, *args: Any, mine: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(f"person:{one.pk}", one.name) for one in concerned(self.decision)]
        unit = self.decision.respondent.unit
        units = [(f"unit:{unit.pk}", unit.name)] if unit else []
        appellant, to = self.fields["appellant"], self.fields["to"]
        assert isinstance(appellant, forms.ChoiceField)
        assert isinstance(to, forms.ChoiceField)
        appellant.choices = [*people, *units]
        here = [one for one in self.hearings if one.unit.pk in mine]
        if len(here) == 1:
            self.initial.setdefault("to", here[0].code)
        if here:
            to.choices = [(one.code, f"{one.unit.name}（{one.label}）") for one in here]


class ActForm(Form):
    """The form of one act on one appeal; `on` is the day of the act."""

    def __init__(self, *args: Any, appeal: Appeal, on: date, **kwargs: Any) -> None:
        self.appeal, self.on = appeal, on
        super().__init__(*args, **kwargs)
        for name, field in self.asked().items():
            prepare(field)
            self.fields[name] = field

    def asked(self) -> Mapping[str, forms.Field]:
        """Return the fields of this act, as the appeal and its plan want them."""
        return {}


class NothingForm(ActForm):
    """Nothing to fill in: the page says what follows."""


class LockForm(ActForm):
    """The draft that was looked at: a newer one is not decided by mistake."""

    lock = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(ActForm):
    """Whether an appeal is heard; one that is late needs a reason."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Ask for a reason where it came late."""
        if not self.appeal.late:
            return {}
        return {"reason": words(_("Why it is heard although it came late"), 2000)}


class DeclineForm(ActForm):
    """Why an appeal is not heard."""

    reason = words(
        gettext_lazy("Why it is not heard"),
        2000,
        help_text=gettext_lazy("It stands on the notice that the appellant gets."),
    )


class StepBackForm(ActForm):
    """Why somebody hears it no more."""

    reason = words(gettext_lazy("Why, in a word"), 500, rows=2)


class HandlerForm(ActForm):
    """Who hears an appeal: of the hearing body, and none who took part in the first decision."""

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer those against whom nothing stands; the page shows the others with the reason."""
        people = candidates(self.appeal, self.on)
        self.barred = [one for one in people if one.why_not]
        return {
            "person": forms.ChoiceField(
                label=_("Who hears it"),
                choices=[(str(one.pk), one.name) for one in free(people)],
                widget=forms.RadioSelect,
            )
        }

    def clean_person(self) -> Person:
        """Return the person."""
        return Person.objects.get(pk=self.cleaned_data["person"])


class DraftForm(Watched, LockForm):
    """How an appeal is to be answered; whoever appealed reads the reasons."""

    watched = ("answer_text",)

    def public_words(self) -> Iterable[str]:
        """Return whom the decision is about, and who appealed: they may be named."""
        return with_courtesies(
            [self.appeal.decision.respondent.name, str(self.appeal.appellant or "")]
        )

    def asked(self) -> Mapping[str, forms.Field]:
        """Offer the plan's outcomes, and what the decision may be changed to."""
        pack = pack_of(self.appeal.decision.adoption)
        lang = labels.language()
        outcomes = [(one.id, one.label.say(lang)) for one in plan.outcomes(pack)]
        measures = [(one.id, one.label.say(lang)) for one in self._not_heavier(pack)]
        return {
            "outcome": forms.ChoiceField(
                label=_("Outcome of the appeal"), choices=outcomes, widget=forms.RadioSelect
            ),
            "measures": forms.MultipleChoiceField(
                label=_("Changed to"),
                choices=measures,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Only where the outcome changes the decision: never heavier."),
            ),
            "stated": words(
                _("What the measures state"),
                1000,
                rows=2,
                required=False,
                help_text=_("One a line, as “field: value”, where the plan wants it stated."),
            ),
            "answer_text": words(_("Reasons"), TEXT, rows=8),
            "against_offer": words(
                _("If the ladder refuses a measure: why it is chosen all the same"),
                2000,
                rows=3,
                required=False,
            ),
        }

    def _not_heavier(self, pack: Pack) -> list[Measure]:
        """Return the measures that weigh no more than the heaviest of the decision."""
        decision = self.appeal.decision
        kind = "unit" if decision.respondent.unit_id else "person"
        fitting = [one for one in pack.measures if kind in one.on]
        if plan.rule_of(pack).heavier:
            return fitting
        weights = {one.id: one.weight or 0 for one in pack.measures}
        most = max((weights.get(one.measure, 0) for one in stands(decision) or ()), default=0)
        return [one for one in fitting if (one.weight or 0) <= most]

    def clean(self) -> dict[str, Any]:
        """Return what was typed, the measures with what they state."""
        data = super().clean() or self.cleaned_data
        stated = dict(_stated(str(data.get("stated") or "")))
        data["chosen"] = [
            Chosen(one, {key: value for key, value in stated.items() if key in self._fields(one)})
            for one in data.get("measures") or []
        ]
        return data

    def _fields(self, measure: str) -> set[str]:
        element: Any = pack_of(self.appeal.decision.adoption).element("measures", measure)
        return {one.id for one in element.fields}


def _stated(text: str) -> list[tuple[str, str]]:
    lines = [line.replace("：", ":").partition(":") for line in text.splitlines()]
    return [(key.strip(), value.strip()) for key, colon, value in lines if colon]
